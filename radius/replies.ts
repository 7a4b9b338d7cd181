// Our decisions in attributes, as MikroTik wants them.

import { tellAcceptance, type Acceptance } from '../appliance/access/acceptance.ts'
import type { RejectReason } from '../appliance/access/access.ts'
import type { ServiceKind } from '../appliance/tables.ts'
import { attribute, type Attribute } from './wire/attributes.ts'
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

/** What an Access-Accept says. Every word comes from typed columns of ours, none from the packet (T52). */
export function acceptAttributes(service_id: number, access: Acceptance): Attribute[] {
  const line = { interim_seconds: interimSeconds(service_id) }
  return tellAcceptance(access, line).map(({ name, value }) => attribute(name, value as never))
}

const interimSecondsMiddle = 300
const interimSecondsSpread = 61

/** 270 to 330 seconds, each service its own: after a power cut all sessions begin together, and should not report so. */
export function interimSeconds(service_id: number): number {
  const offset = (service_id * 37) % interimSecondsSpread
  return interimSecondsMiddle - Math.floor(interimSecondsSpread / 2) + offset
}
