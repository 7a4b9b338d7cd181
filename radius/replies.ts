// Our decisions in attributes, as MikroTik wants them.

import { tellAcceptance, type Acceptance } from '../appliance/access/acceptance.ts'
import type { RejectReason } from '../appliance/access/access.ts'
import { formatRateLimit } from '../appliance/access/rate-limit.ts'
import type { Speed } from '../appliance/access/speeds.ts'
import type { ServiceKind } from '../appliance/tables.ts'
import { attribute, type Attribute, type ValueOf } from './wire/attributes.ts'
import type { MsChapFailureName } from './wire/ms-chap.ts'

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
  too_many_sessions: 'Already in use elsewhere: please go offline there first',
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
  too_many_sessions: 'no_dialin_permission', // RFC 2759 has no number for it, and 691 would send people to their password.
}

/** What many services share. */
const sharedNames = [
  'Mikrotik-Rate-Limit',
  'Acct-Interim-Interval',
  'Framed-Pool',
  'Mikrotik-Delegated-IPv6-Pool',
  'Port-Limit',
] as const
type Said = (typeof sharedNames)[number]
const shared: ReadonlySet<string> = new Set(sharedNames)
const readyMade = new Map<Said, Map<string | number, Attribute>>()
const readyMax = 10_000 // More than a box has plans and pools: a guard against growing for ever, not a limit.

/** An attribute that many services share, made once. */
function ready<Name extends Said>(name: Name, value: ValueOf<Name>): Attribute {
  let made = readyMade.get(name)
  if (!made || made.size >= readyMax) readyMade.set(name, (made = new Map()))
  let one = made.get(value)
  if (!one) made.set(value, (one = attribute(name, value)))
  return one
}

const plainSpeeds = new Map<number, string>()

/** A speed as the router reads it. Most plans have no more than a rate, and each of these is put into words once. */
export function tellSpeed(speed: Speed): string {
  const { down_kbps, up_kbps, burst, priority } = speed
  if (burst !== null || priority !== null) return formatRateLimit(speed)
  const both = up_kbps * 2 ** 26 + down_kbps // Below 67 Gbit/s they don't mix; a float holds them both.
  if (down_kbps >= 2 ** 26 || plainSpeeds.size >= readyMax) return formatRateLimit(speed)
  let words = plainSpeeds.get(both)
  if (words === undefined) plainSpeeds.set(both, (words = formatRateLimit(speed)))
  return words
}

/** What an Access-Accept says. Every word comes from typed columns of ours, none from the packet (T52). */
export function acceptAttributes(service_id: number, access: Acceptance): Attribute[] {
  const line = { interim_seconds: interimSeconds(service_id), rate_limit: tellSpeed(access.speed) }
  return tellAcceptance(access, line).map(({ name, value }) =>
    shared.has(name) ? ready(name as Said, value as never) : attribute(name, value as never),
  )
}

const interimSecondsMiddle = 300
const interimSecondsSpread = 61

/** 270 to 330 seconds, each service its own: after a power cut all sessions begin together, and should not report so. */
export function interimSeconds(service_id: number): number {
  const offset = (service_id * 37) % interimSecondsSpread
  return interimSecondsMiddle - Math.floor(interimSecondsSpread / 2) + offset
}
