// RouterOS's side of RADIUS: one socket for Access-Requests, one for accounting, one Identifier counter for both, three
// resends. A reply that does not prove itself is dropped, so that the server's Accept looks like silence.

import assert from 'node:assert/strict'
import { createSocket, type Socket } from 'node:dgram'
import { randomBytes } from 'node:crypto'
import type { Dice } from '../dice.ts'
import {
  checkMessageAuthenticator,
  decodePacket,
  encodeRequest,
  isReplyAuthentic,
  type Attribute,
  type Packet,
} from './codec.ts'
import type { RouterFaults, RouterSwitches } from './habits.ts'
import { sendByUdp } from './wire.ts'

export interface Server {
  readonly host: string
  readonly auth_port: number
  readonly acct_port: number
  readonly secret: string
}

/** As /radius/monitor counts. */
export interface Monitor {
  requests: number
  accepts: number
  rejects: number
  resends: number
  timeouts: number
  bad_replies: number
}

export interface Circumstances {
  readonly address: string
  readonly server: Server
  readonly timeout_ms: number
  readonly retries: number
  readonly dice: Dice
  readonly faults: RouterFaults
  readonly switches: RouterSwitches
  /** Every packet that went out or came in, and what became of it. */
  note(note: Note): void
}

export interface Note {
  readonly way: 'out' | 'in'
  readonly packet: Packet
  readonly problem?: string
}

export interface Exchange {
  readonly code: 'Access-Request' | 'Accounting-Request'
  /** Made anew when a resend is a new packet; told which attempt it is, from 0. */
  attributes(attempt: number, authenticator: Buffer): readonly Attribute[]
  readonly new_packet_each_time: boolean
}

export interface RadiusClient {
  readonly monitor: Monitor
  /** The reply, or undefined after the last resend went unanswered. */
  ask(exchange: Exchange): Promise<Packet | undefined>
  close(): Promise<void>
}

interface Waiting {
  readonly request: Buffer
  readonly answer: (reply: Packet) => void
}

const WRONG_SECRET = 'typed-wrongly'

export async function openRadiusClient(here: Circumstances): Promise<RadiusClient> {
  const monitor: Monitor = {
    requests: 0,
    accepts: 0,
    rejects: 0,
    resends: 0,
    timeouts: 0,
    bad_replies: 0,
  }
  const closing = new AbortController()
  const doors = {
    'Access-Request': await openSocket(here.address),
    'Accounting-Request': await openSocket(here.address),
  }
  const waiting = new Map<number, Waiting>()
  let last_identifier = Math.floor(here.dice() * 256)

  for (const socket of Object.values(doors)) {
    socket.on('message', (bytes) => receive(bytes))
    socket.on('error', () => {}) // An unreachable port is silence.
  }

  const secret = () => (here.faults.wrong_secret ? WRONG_SECRET : here.server.secret)

  function receive(bytes: Buffer): void {
    const { faults } = here
    if (faults.unplugged || here.dice() * 100 < faults.loss_percent) return
    let reply: Packet
    try {
      reply = decodePacket(bytes)
    } catch {
      monitor.bad_replies += 1
      return
    }
    const asked = waiting.get(reply.identifier)
    if (!asked) return // Late, or a duplicate.

    const problem = distrust(bytes, asked.request, reply)
    here.note({ way: 'in', packet: reply, ...(problem === undefined ? {} : { problem }) })
    if (problem !== undefined) {
      monitor.bad_replies += 1
      return
    }
    asked.answer(reply)
  }

  /** Why the reply is dropped; undefined when it is believed. */
  function distrust(bytes: Buffer, request: Buffer, reply: Packet): string | undefined {
    if (!isReplyAuthentic(bytes, request, secret())) return 'bad reply: the secrets differ'
    const proof = checkMessageAuthenticator(bytes, request.subarray(4, 20), secret())
    if (proof === 'wrong') return 'bad reply: Message-Authenticator is wrong'
    const isAccess = request[0] === 1
    const isNeeded = isAccess
      ? here.switches.require_message_auth
      : here.switches.accounting_reply_requires_message_authenticator
    if (proof === 'absent' && isNeeded) return 'dropped: no Message-Authenticator'
    const expected = isAccess
      ? ['Access-Accept', 'Access-Reject', 'Access-Challenge']
      : ['Accounting-Response']
    return expected.includes(reply.code) ? undefined : `dropped: ${reply.code} was not asked for`
  }

  function takeIdentifier(): number {
    for (let tries = 0; tries < 256; tries += 1) {
      last_identifier = (last_identifier + 1) % 256
      if (!waiting.has(last_identifier)) return last_identifier
    }
    throw new Error('256 requests are waiting already')
  }

  function build({ code, attributes }: Exchange, attempt: number): Buffer {
    const authenticator = randomBytes(16)
    const isAccess = code === 'Access-Request'
    const bytes = encodeRequest({
      code,
      identifier: takeIdentifier(),
      secret: secret(),
      attributes: attributes(attempt, authenticator),
      ...(isAccess ? { authenticator } : {}),
      with_message_authenticator: isAccess && here.switches.require_message_auth,
    })
    if (isAccess && here.switches.require_message_auth) {
      assert.equal(checkMessageAuthenticator(bytes, authenticator, secret()), 'right')
    }
    return bytes
  }

  async function ask(exchange: Exchange): Promise<Packet | undefined> {
    const socket = doors[exchange.code]
    const { host, auth_port, acct_port } = here.server
    const port = exchange.code === 'Access-Request' ? auth_port : acct_port
    const { promise, resolve } = Promise.withResolvers<Packet | undefined>()
    const identifiers = new Set<number>()
    const stop = () => resolve(undefined)
    closing.signal.addEventListener('abort', stop)
    monitor.requests += 1

    let request: Buffer | undefined
    for (let attempt = 0; attempt <= here.retries && !closing.signal.aborted; attempt += 1) {
      if (attempt > 0) monitor.resends += 1
      if (!request || exchange.new_packet_each_time) request = build(exchange, attempt)
      identifiers.add(request[1]!)
      waiting.set(request[1]!, { request, answer: resolve })
      here.note({ way: 'out', packet: decodePacket(request) })
      sendByUdp(socket, request, port, host, here)
      if (await isSettledWithin(promise, here.timeout_ms)) break
    }
    resolve(undefined)
    const reply = await promise
    for (const identifier of identifiers) waiting.delete(identifier)
    closing.signal.removeEventListener('abort', stop)
    if (!reply) monitor.timeouts += 1
    return reply
  }

  return {
    monitor,
    ask,
    async close() {
      closing.abort()
      await Promise.all(Object.values(doors).map(closeSocket))
    },
  }
}

/** Whether the promise came to something in that many milliseconds. */
async function isSettledWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), milliseconds)
  try {
    return await Promise.race([promise.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}

/** A socket whose packets come from the router's own address. */
export async function openSocket(address: string, port = 0): Promise<Socket> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, address, () => {
      socket.off('error', reject)
      resolve()
    })
  })
  return socket
}

export function closeSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.close(() => resolve()))
}
