// Tells a router to end a session or to change its speed (RFC 5176), and hears what it says. An answer counts only from
// the router we asked, for the packet we sent, with the secret we share; what else comes is as good as nothing.

import { createSocket, type Socket } from 'node:dgram'
import { randomInt } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { RouterAnswer } from '../../appliance/access/router-answers.ts'
import type { Instant } from '../../appliance/time.ts'
import { attribute, type Attribute } from '../../radius/wire/attributes.ts'
import { authenticityOfReply } from '../../radius/wire/authenticators.ts'
import { findInteger, readPacket } from '../../radius/wire/packet.ts'
import { writeRequest } from '../../radius/wire/packet-writer.ts'

export interface SessionOnRouter {
  address: string
  port: number
  secret: string
  user_name: string
  /** As the router sent it, letter for letter. */
  acct_session_id: string
  framed_ip_address: string | null
  /** As the router reported it, not as we reach it. */
  nas_ip_address: string | null
  /** The subscriber's MAC, as the router reported it. */
  calling_station_id?: string | null
  /** `other`: by the address and the MAC, where the session's number or the router's own address may have changed. */
  names?: 'all' | 'other'
  /** Not every router takes one. With it goes the time, so that a copy is of no use later (RFC 5176 6.3). */
  message_authenticator: boolean
  at: Instant
}

export interface Retransmission {
  /** How long the first answer may take; each further wait is twice the one before. */
  firstMilliseconds: number
  sendings: number
}

/** RFC 5080 2.2.1 as RFC 5176 3 asks for it: 2, 4 and 8 seconds, fourteen in all. */
export const patient: Retransmission = { firstMilliseconds: 2000, sendings: 3 }

/** Sends a Disconnect-Request until it is answered. Never rejects for what a router or the network does. */
export function sendDisconnect(
  session: SessionOnRouter,
  timing: Retransmission = patient,
): Promise<RouterAnswer> {
  return ask('Disconnect-Request', session, [], timing)
}

/** Sends a CoA-Request for another speed, the same way. `rate_limit` as formatRateLimit writes it. */
export function sendSpeed(
  session: SessionOnRouter,
  rate_limit: string,
  timing: Retransmission = patient,
): Promise<RouterAnswer> {
  return ask('CoA-Request', session, [attribute('Mikrotik-Rate-Limit', rate_limit)], timing)
}

/**
 * Sends a CoA-Request that leaves the session one second, by the names that a Disconnect was tried with last. Of RouterOS nobody
 * has published whether Session-Timeout then counts from now or from the session's start: one second has passed either way.
 */
export function sendNoTime(
  session: SessionOnRouter,
  timing: Retransmission = patient,
): Promise<RouterAnswer> {
  return ask('CoA-Request', session, [attribute('Session-Timeout', 1)], timing)
}

async function ask(
  code: 'Disconnect-Request' | 'CoA-Request',
  target: SessionOnRouter,
  change: readonly Attribute[],
  { firstMilliseconds, sendings }: Retransmission,
): Promise<RouterAnswer> {
  const { message_authenticator, at } = target
  const stamp = attribute('Event-Timestamp', Math.floor(at.epochMilliseconds / 1000))
  const request = writeRequest({
    code,
    identifier: nextIdentifier(target),
    attributes: [...nameSession(target), ...change, ...(message_authenticator ? [stamp] : [])],
    secret: target.secret,
    messageAuthenticator: message_authenticator,
  })
  const socket = createSocket(isIPv6(target.address) ? 'udp6' : 'udp4')
  const { promise, resolve } = Promise.withResolvers<RouterAnswer>()
  let timer: NodeJS.Timeout | undefined

  function send(sending: number, milliseconds: number): void {
    if (sending > sendings) return resolve({ kind: 'silent' })
    socket.send(request, () => {}) // A refused port may be a router that is starting: the timer decides.
    timer = setTimeout(() => send(sending + 1, milliseconds * 2), withJitter(milliseconds))
  }
  socket.on('message', (bytes) => {
    const answer = readAnswer(bytes, request, target.secret)
    if (answer) resolve(answer)
  })
  socket.on('error', () => {})

  const connected = await connect(socket, target)
  if (connected) send(1, firstMilliseconds)
  else resolve({ kind: 'silent' })
  return promise.finally(() => {
    clearTimeout(timer)
    socket.close()
  })
}

type NameOfSession = 'User-Name' | 'Framed-IP-Address' | 'Calling-Station-Id' | 'NAS-IP-Address'

/** Several things that name the session: RouterOS ignores a single one, or ends something else by it. */
function nameSession(target: SessionOnRouter): Attribute[] {
  const { user_name, acct_session_id, framed_ip_address, nas_ip_address } = target
  const given = (name: NameOfSession, value: string | null | undefined) =>
    value ? [attribute(name, value)] : []
  const own = [...given('User-Name', user_name), ...given('Framed-IP-Address', framed_ip_address)]
  const other = [...own, ...given('Calling-Station-Id', target.calling_station_id)]
  if (target.names === 'other' && other.length > 1) return other
  const [name, address] = [
    given('User-Name', user_name),
    given('Framed-IP-Address', framed_ip_address),
  ]
  const number = attribute('Acct-Session-Id', acct_session_id)
  return [...name, number, ...address, ...given('NAS-IP-Address', nas_ip_address)]
}

/** A connected socket hears its peer only. False where there is no way to the address. */
async function connect(socket: Socket, { address, port }: SessionOnRouter): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  socket.once('connect', () => resolve(true))
  socket.once('error', () => resolve(false))
  try {
    socket.connect(port, address)
  } catch {
    return false
  }
  return promise
}

function readAnswer(bytes: Buffer, request: Buffer, secret: string): RouterAnswer | undefined {
  if (authenticityOfReply(bytes, request, secret) !== 'authentic') return undefined
  const { packet } = readPacket(bytes)
  if (packet?.code === 'Disconnect-ACK' || packet?.code === 'CoA-ACK') return { kind: 'ack' }
  return { kind: 'nak', error_cause: (packet && findInteger(packet, 'Error-Cause')) ?? null }
}

const identifiers = new Map<string, number>()

/**
 * One after the other, of each router. The same request under the same number would be the same packet, and an old answer
 * to it would be good again (T50).
 */
function nextIdentifier({ address, port }: SessionOnRouter): number {
  const router = `${address} ${port}`
  const identifier = ((identifiers.get(router) ?? randomInt(256)) + 1) % 256
  identifiers.set(router, identifier)
  return identifier
}

/** A tenth more or less, so that many who wait don't send in step. */
function withJitter(milliseconds: number): number {
  return Math.round(milliseconds * (0.9 + Math.random() * 0.2))
}
