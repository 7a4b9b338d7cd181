// How a prompt on a phone ended: Safaricom's result codes, each with a name of ours. The code is the contract,
// their text varies. A failure is never the last word: money that comes later for the same prompt wins.

import { plain } from './fields.ts'
import { redactWords } from './redaction.ts'

/** Why a prompt brought no money; `appliance/words` has a sentence for each. */
export type StkReason = (typeof failures)[keyof typeof failures]['reason']

export type StkResult =
  | { code: string; description: string; state: 'paid'; reason: null }
  | StkFailure

export interface StkFailure {
  /** As they sent it: "1032", "SFC_IC0003". */
  code: string
  /** Their words, for staff, with phone numbers taken out. */
  description: string
  /**
   * `failed`: it ended without money. `failed_soft`: probably; ask again before it counts as over.
   * `failed_config`: our shortcode, till or app is set up wrongly, and every prompt will end so.
   */
  state: 'failed' | 'failed_soft' | 'failed_config'
  reason: StkReason
}

// Codes of the M-PESA Express pages; those that only public code knows (26, 1001, 1036, 9999) are soft.
const failures = {
  1: { state: 'failed', reason: 'not_enough_money' },
  2: { state: 'failed', reason: 'below_minimum' },
  3: { state: 'failed', reason: 'above_maximum' },
  4: { state: 'failed', reason: 'daily_limit' },
  8: { state: 'failed', reason: 'our_wallet_full' },
  17: { state: 'failed_soft', reason: 'same_again_too_soon' },
  26: { state: 'failed_soft', reason: 'mpesa_busy' },
  1001: { state: 'failed_soft', reason: 'phone_busy' },
  1019: { state: 'failed', reason: 'expired' },
  1025: { state: 'failed', reason: 'prompt_not_sent' },
  1032: { state: 'failed', reason: 'cancelled' },
  1036: { state: 'failed_soft', reason: 'phone_unreachable' },
  1037: { state: 'failed_soft', reason: 'no_answer' },
  2001: { state: 'failed', reason: 'wrong_pin' }, // Of other calls, the same code means our API operator.
  2028: { state: 'failed_config', reason: 'product_not_assigned' },
  8006: { state: 'failed', reason: 'pin_locked' },
  9999: { state: 'failed_soft', reason: 'prompt_error' },
  SFC_IC0003: { state: 'failed_config', reason: 'operator_unknown' },
  E3008: { state: 'failed', reason: 'unknown' }, // The sandbox says so at times: "a bad debt contract".
  other: { state: 'failed_soft', reason: 'unknown' },
} as const satisfies Record<string, Pick<StkFailure, 'state'> & { reason: string }>

const byCode: ReadonlyMap<string, Pick<StkFailure, 'state' | 'reason'>> = new Map(
  Object.entries(failures),
)

/** Reads a result code and its words, in any spelling of nought; an unknown code is a soft failure. */
export function readStkResult(code: string, description: string): StkResult {
  const told = { code: plain(code), description: redactWords(plain(description)) }
  if (isZero(told.code)) return { ...told, state: 'paid', reason: null }
  return { ...told, ...(byCode.get(told.code.toUpperCase()) ?? failures.other) }
}

/** "0", "00000000": Daraja's yes. Never "", which is no answer. */
export function isZero(code: string): boolean {
  return /^0+$/.test(code)
}
