// How this router misbehaves (faults), and how it behaves where only a real one could tell (switches).

import { choiceOf, isOn, textOf, wholeOf, type Fields } from '../fields.ts'
import type { EmptyPassword } from './credentials.ts'
import type { ZeroRate } from './rate-limit.ts'

export interface RouterFaults {
  /** No power or no uplink: nothing goes in or out. */
  unplugged: boolean
  /** `/radius incoming accept=no`: Disconnect and CoA are not answered. */
  coa_silent: boolean
  /** Says ACK and does nothing. */
  coa_ack_but_stays: boolean
  /** Answers every Disconnect and CoA with this Error-Cause; 0 is a NAK without one. */
  coa_nak: number | null
  /** Refuses every Disconnect (504) and takes CoA. */
  disconnect_refused: boolean
  /** Of the packets sent and of those that arrive. */
  loss_percent: number
  /** Each packet sent leaves that much later, in real milliseconds. */
  delay_ms: number
  /** The router was given another shared secret than Lango knows. */
  wrong_secret: boolean
  /** Every packet is sent twice. */
  duplicate_packets: boolean
  /** Accounting Stops never leave. */
  stop_lost: boolean
}

export const usualFaults: RouterFaults = {
  unplugged: false,
  coa_silent: false,
  coa_ack_but_stays: false,
  coa_nak: null,
  disconnect_refused: false,
  loss_percent: 0,
  delay_ms: 0,
  wrong_secret: false,
  duplicate_packets: false,
  stop_lost: false,
}

export interface RouterSwitches {
  /** RouterOS 7.15 and later send Message-Authenticator and drop Access replies without a right one. */
  require_message_auth: boolean
  /** Nobody has captured PPPoE: the order of the attributes, and what NAS-Port counts. */
  pppoe_order: 'service_first' | 'like_hotspot'
  pppoe_nas_port: 'from_f00000' | 'session_id'
  /** How a device that logs in by its address proves itself, and how no password is written. */
  mac_login: 'pap' | 'chap'
  empty_password: EmptyPassword
  /** What the NAK says when no session fits: 503, 404, or 0 for nothing. */
  unknown_session_cause: number
  /** Whether Session-Timeout in a CoA counts from the session's start or from now. */
  coa_session_timeout: 'from_start' | 'from_now'
  /** Attributes that CoA may not change, such as Address-List and Total-Limit. */
  coa_unlisted: 'ignored' | 'refused'
  coa_requires_message_authenticator: boolean
  coa_reply_message_authenticator: boolean
  /** A repeated Disconnect or CoA gets the answer it got, instead of being obeyed again. */
  coa_remembers_answers: boolean
  accounting_reply_requires_message_authenticator: boolean
  /** A repeated Accounting-Request is the same bytes, or a new packet with Acct-Delay-Time. */
  accounting_resend: 'same_bytes' | 'new_delay'
  interim_minimum_seconds: number
  /** Whether a guest's login page shows Reply-Message. */
  error_shows_reply_message: boolean
  zero_rate: ZeroRate
  /** A PPPoE client that dials again ends its own old session. */
  one_session_per_host: boolean
}

export const usualSwitches: RouterSwitches = {
  require_message_auth: true,
  pppoe_order: 'service_first',
  pppoe_nas_port: 'from_f00000',
  mac_login: 'pap',
  empty_password: 'sixteen_zeros',
  unknown_session_cause: 503,
  coa_session_timeout: 'from_start',
  coa_unlisted: 'ignored',
  coa_requires_message_authenticator: false,
  coa_reply_message_authenticator: false,
  coa_remembers_answers: true,
  accounting_reply_requires_message_authenticator: false,
  accounting_resend: 'same_bytes',
  interim_minimum_seconds: 0,
  error_shows_reply_message: true,
  zero_rate: 'unlimited',
  one_session_per_host: true,
}

/** Causes that a NAK may carry (RFC 5176 3.5), and none. */
export const errorCauses = [
  0, 401, 402, 403, 404, 405, 406, 407, 501, 502, 503, 504, 505, 506, 507, 508,
]

/** JSON changes what it names. */
export function changeFaults(faults: RouterFaults, fields: Fields): void {
  for (const [name, current] of Object.entries(faults)) {
    if (!(name in fields)) continue
    if (name === 'coa_nak') faults.coa_nak = wholeOf(fields, 'coa_nak') ?? null
    else if (typeof current === 'number') {
      Object.assign(faults, { [name]: wholeOf(fields, name) ?? current })
    } else Object.assign(faults, { [name]: isOn(fields, name) })
  }
}

/** A form says nothing of the boxes that are not ticked: they are off. */
export function changeFaultsByForm(faults: RouterFaults, fields: Fields): void {
  const ticked = Object.entries(faults).filter(([, current]) => typeof current === 'boolean')
  const boxes = Object.fromEntries(ticked.map(([name]) => [name, isOn(fields, name)]))
  changeFaults(faults, { coa_nak: '', ...fields, ...boxes })
}

const choices: Readonly<Record<string, readonly string[]>> = {
  pppoe_order: ['service_first', 'like_hotspot'],
  pppoe_nas_port: ['from_f00000', 'session_id'],
  mac_login: ['pap', 'chap'],
  empty_password: ['sixteen_zeros', 'no_octets', 'left_out'],
  coa_session_timeout: ['from_start', 'from_now'],
  coa_unlisted: ['ignored', 'refused'],
  accounting_resend: ['same_bytes', 'new_delay'],
  zero_rate: ['unlimited', 'refused'],
}

export function changeSwitches(switches: RouterSwitches, fields: Fields): void {
  for (const [name, current] of Object.entries(switches)) {
    if (textOf(fields, name) === undefined) continue
    const changed =
      typeof current === 'boolean'
        ? isOn(fields, name)
        : typeof current === 'number'
          ? wholeOf(fields, name)
          : choiceOf(fields, name, choices[name] ?? [])
    if (changed !== undefined) Object.assign(switches, { [name]: changed })
  }
}
