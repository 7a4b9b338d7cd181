// Our decisions in attributes, as MikroTik wants them.

import { isIPv4 } from 'node:net'
import type { Access, RejectReason } from '../appliance/access/access.ts'
import { attribute, type Attribute } from './wire/attributes.ts'
import type { MsChapFailureName } from './wire/ms-chap.ts'

type Acceptance = Extract<Access, { outcome: 'accept' }>
type Speed = Pick<Acceptance, 'down_kbps' | 'up_kbps'>

/** For people. Whoever has not proved the password learns nothing: two reasons, one sentence. */
export const refusalWords: Record<RejectReason, string> = {
  unknown_user: 'Unknown user name or password',
  wrong_password: 'Unknown user name or password',
  closed: 'Account closed: please call us',
  suspended: 'Account suspended: please call us',
  unpaid: 'Account expired: please pay to continue',
  data_used: 'Data used up: please pay to continue',
  wrong_device:
    'This pass belongs to another phone: please move it to this one, or pay for a new pass',
  too_many_sessions: 'Already in use elsewhere: please go offline there first',
}

/** The same for a PPP client that reads numbers. */
export const msChapFailures: Record<RejectReason, MsChapFailureName> = {
  unknown_user: 'authentication_failure',
  wrong_password: 'authentication_failure',
  closed: 'account_disabled',
  suspended: 'account_disabled',
  unpaid: 'no_dialin_permission',
  data_used: 'no_dialin_permission',
  wrong_device: 'no_dialin_permission',
  too_many_sessions: 'no_dialin_permission', // RFC 2759 has no number for it, and 691 would send people to their password.
}

/** What an Access-Accept says. Every word comes from typed columns of ours, none from the packet (T52). */
export function acceptAttributes(service_id: number, access: Acceptance): Attribute[] {
  const attributes = [
    attribute('Session-Timeout', access.session_seconds),
    attribute('Mikrotik-Rate-Limit', formatRateLimit(access)),
    attribute('Acct-Interim-Interval', interimSeconds(service_id)),
  ]
  const { static_address, total_limit_bytes, port_limit } = access
  if (static_address !== null && isIPv4(static_address))
    attributes.push(attribute('Framed-IP-Address', static_address))
  if (total_limit_bytes !== null) attributes.push(...totalLimit(total_limit_bytes))
  if (port_limit !== null) attributes.push(attribute('Port-Limit', port_limit))
  return attributes
}

const gigaword = 2 ** 32

/** Up and down together, of this session. The low word says it alone up to 4 GiB − 1; beyond, both are needed. */
function totalLimit(bytes: number): Attribute[] {
  const low = attribute('Mikrotik-Total-Limit', bytes % gigaword)
  if (bytes < gigaword) return [low]
  return [low, attribute('Mikrotik-Total-Limit-Gigawords', Math.floor(bytes / gigaword))]
}

/**
 * RouterOS's `rx/tx`, seen from the router: what it receives is the subscriber's upload, so upload comes first.
 * k is 1000 bits a second and M 1000 k (manual, "RADIUS").
 */
export function formatRateLimit({ up_kbps, down_kbps }: Speed): string {
  return `${formatRate(up_kbps)}/${formatRate(down_kbps)}`
}

function formatRate(kbps: number): string {
  return kbps % 1000 === 0 ? `${kbps / 1000}M` : `${kbps}k`
}

const interimSecondsMiddle = 300
const interimSecondsSpread = 61

/** 270 to 330 seconds, each service its own: after a power cut all sessions begin together, and should not report so. */
export function interimSeconds(service_id: number): number {
  const offset = (service_id * 37) % interimSecondsSpread
  return interimSecondsMiddle - Math.floor(interimSecondsSpread / 2) + offset
}
