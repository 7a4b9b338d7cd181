// What a router is told of a yes, as names and values: radius/replies.ts makes the packet's attributes of them, and the page that
// shows a plan before it is sold tells them to people.

import type { Access } from './access.ts'
import { formatRateLimit } from './rate-limit.ts'

export type Acceptance = Extract<Access, { outcome: 'accept' }>

export type AcceptanceName =
  | 'Session-Timeout'
  | 'Mikrotik-Rate-Limit'
  | 'Acct-Interim-Interval'
  | 'Framed-IP-Address'
  | 'Framed-Pool'
  | 'Delegated-IPv6-Prefix'
  | 'Mikrotik-Delegated-IPv6-Pool'
  | 'Port-Limit'
  | (typeof limits)[keyof typeof limits][number]

/** The middle: each line has its own, 270 to 330 seconds, so that not all report at once. */
const interimSeconds = 300

export interface Told {
  name: AcceptanceName
  value: number | string
}

interface OfTheLine {
  /** Its own, so that not all report at once. */
  interim_seconds?: number
}

/** Every word comes from typed columns of ours, none from a packet (T52). As MikroTik wants them. */
export function tellAcceptance(access: Acceptance, line: OfTheLine = {}): Told[] {
  const { data_left, port_limit } = access
  return [
    { name: 'Session-Timeout', value: access.session_seconds },
    { name: 'Mikrotik-Rate-Limit', value: formatRateLimit(access.speed) },
    { name: 'Acct-Interim-Interval', value: line.interim_seconds ?? interimSeconds },
    ...addresses(access),
    ...(data_left === null ? [] : dataLimit(data_left)),
    ...(port_limit === null ? [] : [{ name: 'Port-Limit', value: port_limit } as const]),
  ]
}

const ipv4 = /^\d{1,3}(\.\d{1,3}){3}$/

/** An address or a prefix of its own goes before a pool, and not beside it: the router would ignore one of them. */
function addresses(access: Acceptance): Told[] {
  const { static_address, address_pool, ipv6_prefix, ipv6_pool } = access
  const told: Told[] = []
  if (static_address !== null && ipv4.test(static_address))
    told.push({ name: 'Framed-IP-Address', value: static_address })
  else if (address_pool !== null) told.push({ name: 'Framed-Pool', value: address_pool })
  if (ipv6_prefix !== null) told.push({ name: 'Delegated-IPv6-Prefix', value: ipv6_prefix })
  else if (ipv6_pool !== null) told.push({ name: 'Mikrotik-Delegated-IPv6-Pool', value: ipv6_pool })
  return told
}

const gigaword = 2 ** 32

/** As the router counts: it receives what the subscriber uploads, and transmits what they download. */
const limits = {
  both: ['Mikrotik-Total-Limit', 'Mikrotik-Total-Limit-Gigawords'],
  up: ['Mikrotik-Recv-Limit', 'Mikrotik-Recv-Limit-Gigawords'],
  down: ['Mikrotik-Xmit-Limit', 'Mikrotik-Xmit-Limit-Gigawords'],
} as const

/** Of this session. The low word says it alone up to 4 GiB − 1; beyond, both are needed. */
function dataLimit({ counts, bytes }: NonNullable<Acceptance['data_left']>): Told[] {
  const [low, high] = limits[counts]
  const told: Told[] = [{ name: low, value: bytes % gigaword }]
  if (bytes >= gigaword) told.push({ name: high, value: Math.floor(bytes / gigaword) })
  return told
}
