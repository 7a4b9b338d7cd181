// /radius incoming: Disconnect and CoA as RouterOS takes them. Whoever does not know the secret, or is not the RADIUS
// server, gets silence.

import type { RemoteInfo } from 'node:dgram'
import {
  checkMessageAuthenticator,
  decodePacket,
  encodeIncomingReply,
  isRequestAuthentic,
  type IncomingReply,
  type Packet,
} from './codec.ts'
import { closeSocket, openSocket, type Circumstances } from './radius-client.ts'
import { readRateLimit } from './rate-limit.ts'
import { endOf, rateOf, type Session } from './sessions.ts'
import { sendByUdp } from './wire.ts'

/** As /radius/incoming/monitor counts. */
export interface IncomingMonitor {
  requests: number
  bad_requests: number
  acks: number
  naks: number
}

export interface Incoming {
  readonly port: number
  readonly monitor: IncomingMonitor
  close(): Promise<void>
}

interface Household extends Circumstances {
  readonly name: string
  now(): Temporal.Instant
  sessions(): readonly Session[]
  secret(): string
  end(session: Session): void
}

type Verdict = { reply: IncomingReply; error_cause?: number; act?: () => void } | 'silence'

/** The manual's list. Not the address, the pool, routes, Address-List or Total-Limit. */
const changeable = new Set([
  'Session-Timeout',
  'Idle-Timeout',
  'Port-Limit',
  'Filter-Id',
  'Mikrotik-Group',
  'Mikrotik-Rate-Limit',
  'Mikrotik-Mark-Id',
  'Mikrotik-Recv-Limit',
  'Mikrotik-Recv-Limit-Gigawords',
  'Mikrotik-Xmit-Limit',
  'Mikrotik-Xmit-Limit-Gigawords',
  'Mikrotik-Advertise-URL',
  'Mikrotik-Advertise-Interval',
  'Ascend-Data-Rate',
  'Ascend-Xmit-Rate',
])

const naming = new Set([
  'User-Name',
  'Acct-Session-Id',
  'Framed-IP-Address',
  'Calling-Station-Id',
  'NAS-Port',
])

const addressing = new Set([
  'NAS-IP-Address',
  'NAS-Identifier',
  'Message-Authenticator',
  'Event-Timestamp',
  'Proxy-State',
  'Class',
])

const KEPT_ANSWERS = 256

export async function openIncoming(here: Household, port: number): Promise<Incoming> {
  const monitor: IncomingMonitor = { requests: 0, bad_requests: 0, acks: 0, naks: 0 }
  const answered = new Map<string, Buffer>()
  const socket = await openSocket(here.address, port)
  socket.on('error', () => {})
  socket.on('message', (bytes, from) => receive(bytes, from))

  function receive(bytes: Buffer, from: RemoteInfo): void {
    const { faults, switches } = here
    if (faults.unplugged || faults.coa_silent) return
    if (here.dice() * 100 < faults.loss_percent) return
    if (from.address !== here.server.host) return // Nobody's secret fits a stranger.

    const request = readGenuine(bytes)
    if (!request) return void (monitor.bad_requests += 1)
    monitor.requests += 1
    here.note({ way: 'in', packet: request })

    const key = `${from.port} ${request.identifier} ${request.authenticator.toString('hex')}`
    const before = switches.coa_remembers_answers ? answered.get(key) : undefined
    if (before) return sendByUdp(socket, before, from.port, from.address, here)

    const verdict = decide(request)
    if (verdict === 'silence') return
    const reply = encodeIncomingReply(verdict.reply, bytes, here.secret(), {
      error_cause: verdict.error_cause,
      with_message_authenticator: switches.coa_reply_message_authenticator,
    })
    monitor[verdict.reply.endsWith('ACK') ? 'acks' : 'naks'] += 1
    answered.set(key, reply)
    if (answered.size > KEPT_ANSWERS) answered.delete(answered.keys().next().value!)
    here.note({ way: 'out', packet: decodePacket(reply) })
    sendByUdp(socket, reply, from.port, from.address, here)
    verdict.act?.()
  }

  function readGenuine(bytes: Buffer): Packet | undefined {
    try {
      const request = decodePacket(bytes)
      if (request.code !== 'Disconnect-Request' && request.code !== 'CoA-Request') return undefined
      if (!isRequestAuthentic(bytes, here.secret())) return undefined
      const proof = checkMessageAuthenticator(bytes, Buffer.alloc(16), here.secret())
      const isNeeded = here.switches.coa_requires_message_authenticator
      return proof === 'wrong' || (proof === 'absent' && isNeeded) ? undefined : request
    } catch {
      return undefined
    }
  }

  function decide(request: Packet): Verdict {
    const { faults, switches } = here
    const isDisconnect = request.code === 'Disconnect-Request'
    const ack = isDisconnect ? 'Disconnect-ACK' : 'CoA-ACK'
    const nak = (error_cause: number): Verdict => {
      const reply = isDisconnect ? 'Disconnect-NAK' : 'CoA-NAK'
      return error_cause === 0 ? { reply } : { reply, error_cause }
    }

    if (faults.coa_nak !== null) return nak(faults.coa_nak)
    if (isForAnotherRouter(request, here)) return nak(403)
    const names = request.attributes.filter(({ name }) => naming.has(name))
    // One name alone is not enough for a Disconnect: seen in the field.
    if (names.length < (isDisconnect ? 2 : 1)) return 'silence'
    const session = findSession(here.sessions(), request)
    if (!session) return nak(switches.unknown_session_cause)
    if (faults.coa_ack_but_stays) return { reply: ack }
    if (isDisconnect && faults.disconnect_refused) return nak(504)
    if (isDisconnect) return { reply: ack, act: () => here.end(session) }

    const wanted = request.attributes.filter(
      ({ name }) => !naming.has(name) && !addressing.has(name),
    )
    const unlisted = wanted.filter(({ name }) => !changeable.has(name))
    if (unlisted.length > 0 && switches.coa_unlisted === 'refused') return nak(401)
    const rate = wanted.find(({ name }) => name === 'Mikrotik-Rate-Limit')
    if (rate && !readRateLimit(String(rate.value), switches.zero_rate)) return nak(407)
    return { reply: ack, act: () => change(session, wanted) }
  }

  function change(session: Session, wanted: Packet['attributes']): void {
    for (const { name, value } of wanted) {
      if (changeable.has(name)) session.settings.set(name, value)
    }
    session.rate_limit = rateOf(session.settings, here.switches.zero_rate)
    if (wanted.some(({ name }) => name === 'Session-Timeout')) {
      const isFromStart = here.switches.coa_session_timeout === 'from_start'
      session.ends_at = endOf(session.settings, isFromStart ? session.started_at : here.now())
    }
  }

  return {
    port: socket.address().port,
    monitor,
    close: () => closeSocket(socket),
  }
}

function isForAnotherRouter({ attributes }: Packet, here: Household): boolean {
  return attributes.some(
    ({ name, value }) =>
      (name === 'NAS-IP-Address' && value !== here.address) ||
      (name === 'NAS-Identifier' && value !== here.name),
  )
}

/** All the names given must fit; a hotspot session is not found without its address. */
function findSession(sessions: readonly Session[], { attributes }: Packet): Session | undefined {
  const given = new Map(attributes.map(({ name, value }) => [name, value]))
  return sessions.find((session) => {
    const own: Record<string, string | number> = {
      'User-Name': session.user_name,
      'Acct-Session-Id': session.session_id,
      'Framed-IP-Address': session.framed_ip,
      'Calling-Station-Id': session.mac,
      'NAS-Port': session.nas_port,
    }
    if (session.service === 'hotspot' && !given.has('Framed-IP-Address')) return false
    return Object.entries(own).every(([name, value]) => (given.get(name) ?? value) === value)
  })
}
