// Tells a router to end a session (RFC 5176), and hears what it says. An answer counts only from the router we asked,
// for the packet we sent, with the secret we share; what else comes is as good as nothing.

import { createSocket, type Socket } from 'node:dgram'
import { randomInt } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { DisconnectAnswer } from '../../appliance/access/disconnections.ts'
import { attribute, type Attribute } from '../../radius/wire/attributes.ts'
import { authenticityOfReply } from '../../radius/wire/authenticators.ts'
import { findInteger, readPacket } from '../../radius/wire/packet.ts'
import { writeRequest } from '../../radius/wire/packet-writer.ts'

export interface DisconnectRequest {
  address: string
  port: number
  secret: string
  user_name: string
  /** As the router sent it, letter for letter. */
  acct_session_id: string
  framed_ip_address: string | null
  /** As the router reported it, not as we reach it. */
  nas_ip_address: string | null
  /** Not every router takes one. */
  message_authenticator: boolean
}

export interface Retransmission {
  /** How long the first answer may take; each further wait is twice the one before. */
  firstMilliseconds: number
  sendings: number
}

/** RFC 5080 2.2.1 as RFC 5176 3 asks for it: 2, 4 and 8 seconds, fourteen in all. */
export const patient: Retransmission = { firstMilliseconds: 2000, sendings: 3 }

/** Sends a Disconnect-Request until it is answered. Never rejects for what a router or the network does. */
export async function sendDisconnect(
  target: DisconnectRequest,
  { firstMilliseconds, sendings }: Retransmission = patient,
): Promise<DisconnectAnswer> {
  const request = writeRequest({
    code: 'Disconnect-Request',
    identifier: randomInt(256),
    attributes: describeSession(target),
    secret: target.secret,
    messageAuthenticator: target.message_authenticator,
  })
  const socket = createSocket(isIPv6(target.address) ? 'udp6' : 'udp4')
  const { promise, resolve } = Promise.withResolvers<DisconnectAnswer>()
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

/** Several things that name the session: RouterOS ignores a single one, or ends something else by it. */
function describeSession(target: DisconnectRequest): Attribute[] {
  const { user_name, acct_session_id, framed_ip_address, nas_ip_address } = target
  return [
    ...(user_name === '' ? [] : [attribute('User-Name', user_name)]),
    attribute('Acct-Session-Id', acct_session_id),
    ...(framed_ip_address === null ? [] : [attribute('Framed-IP-Address', framed_ip_address)]),
    ...(nas_ip_address === null ? [] : [attribute('NAS-IP-Address', nas_ip_address)]),
  ]
}

/** A connected socket hears its peer only. False where there is no way to the address. */
async function connect(socket: Socket, { address, port }: DisconnectRequest): Promise<boolean> {
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

function readAnswer(bytes: Buffer, request: Buffer, secret: string): DisconnectAnswer | undefined {
  if (authenticityOfReply(bytes, request, secret) !== 'authentic') return undefined
  const { packet } = readPacket(bytes)
  if (packet?.code === 'Disconnect-ACK') return { kind: 'ack' }
  return { kind: 'nak', error_cause: (packet && findInteger(packet, 'Error-Cause')) ?? null }
}

/** A tenth more or less, so that many who wait don't send in step. */
function withJitter(milliseconds: number): number {
  return Math.round(milliseconds * (0.9 + Math.random() * 0.2))
}
