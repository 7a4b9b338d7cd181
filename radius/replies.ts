// Our decisions in attributes, as MikroTik wants them.

import { isIPv4 } from 'node:net'
import type { Access, RejectReason } from '../appliance/access/access.ts'
import { formatRateLimit } from '../appliance/access/rate-limit.ts'
import type { ServiceKind } from '../appliance/tables.ts'
import { drawClass } from './class-token.ts'
import { attribute, type Attribute } from './wire/attributes.ts'
import type { MsChapFailureName } from './wire/ms-chap.ts'

type Acceptance = Extract<Access, { outcome: 'accept' }>

const refusals: Record<RejectReason, string> = {
  unknown_user: 'Unknown user name or password',
  wrong_password: 'Unknown user name or password',
  closed: 'Account closed: please call us',
  suspended: 'Account suspended: please call us',
  unpaid: 'Account expired: please pay to continue',
  data_used: 'Data used up: please pay to continue',
  closed_hours: 'Closed at this hour: please come back in the hours of your plan',
  wrong_place: 'Not paid for at this place: please call us',
  wrong_device:
    'This pass belongs to another phone: please move it to this one, or pay for a new pass',
}

/** For people. Whoever has not proved the password learns nothing: two reasons, one sentence. */
export function tellRefusal(reason: RejectReason, kind: ServiceKind | undefined): string {
  const isLine = reason === 'wrong_device' && kind === 'pppoe'
  return isLine ? 'This line belongs to another device: please call us' : refusals[reason]
}

/** The same for a PPP client that reads numbers (RFC 2433 7, RFC 2759 6). */
export const msChapFailures: Record<RejectReason, MsChapFailureName> = {
  unknown_user: 'authentication_failure', // 691
  wrong_password: 'authentication_failure',
  closed: 'account_disabled', // 647
  suspended: 'account_disabled',
  unpaid: 'password_expired', // 648
  data_used: 'no_dialin_permission', // 649
  closed_hours: 'restricted_logon_hours', // 646
  wrong_place: 'no_dialin_permission',
  wrong_device: 'no_dialin_permission',
}

/** What an Access-Accept says. Every word comes from typed columns of ours, none from the packet (T52). */
export function acceptAttributes(service_id: number, access: Acceptance): Attribute[] {
  const { data_left, port_limit } = access
  return [
    attribute('Session-Timeout', access.session_seconds),
    attribute('Mikrotik-Rate-Limit', formatRateLimit(access.speed)),
    attribute('Acct-Interim-Interval', interimSeconds(service_id)),
    attribute('Class', drawClass(service_id)),
    ...addresses(access),
    ...(data_left === null ? [] : dataLimit(data_left)),
    ...(port_limit === null ? [] : [attribute('Port-Limit', port_limit)]),
  ]
}

/** An address or a prefix of its own goes before a pool, and not beside it: the router would ignore one of them. */
function addresses(access: Acceptance): Attribute[] {
  const { static_address, address_pool, ipv6_prefix, ipv6_pool } = access
  const attributes: Attribute[] = []
  if (static_address !== null && isIPv4(static_address))
    attributes.push(attribute('Framed-IP-Address', static_address))
  else if (address_pool !== null) attributes.push(attribute('Framed-Pool', address_pool))
  if (ipv6_prefix !== null) attributes.push(attribute('Delegated-IPv6-Prefix', ipv6_prefix))
  else if (ipv6_pool !== null) attributes.push(attribute('Mikrotik-Delegated-IPv6-Pool', ipv6_pool))
  return attributes
}

const gigaword = 2 ** 32

/** As the router counts: it receives what the subscriber uploads, and transmits what they download. */
const limits = {
  both: ['Mikrotik-Total-Limit', 'Mikrotik-Total-Limit-Gigawords'],
  up: ['Mikrotik-Recv-Limit', 'Mikrotik-Recv-Limit-Gigawords'],
  down: ['Mikrotik-Xmit-Limit', 'Mikrotik-Xmit-Limit-Gigawords'],
} as const

/** Of this session. The low word says it alone up to 4 GiB − 1; beyond, both are needed. */
function dataLimit({ counts, bytes }: NonNullable<Acceptance['data_left']>): Attribute[] {
  const [low, high] = limits[counts]
  const attributes = [attribute(low, bytes % gigaword)]
  if (bytes >= gigaword) attributes.push(attribute(high, Math.floor(bytes / gigaword)))
  return attributes
}

const interimSecondsMiddle = 300
const interimSecondsSpread = 61

/** 270 to 330 seconds, each service its own: after a power cut all sessions begin together, and should not report so. */
export function interimSeconds(service_id: number): number {
  const offset = (service_id * 37) % interimSecondsSpread
  return interimSecondsMiddle - Math.floor(interimSecondsSpread / 2) + offset
}
