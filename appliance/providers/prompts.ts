// Asking a phone to pay, whoever asks it for us. Daraja, PayHero and Paystack each have their own words; beyond this file
// there are these: what is wished for, what was answered, how it stands, and what somebody called to tell.

import type { Cents } from '../money.ts'
import type { Msisdn } from '../msisdn.ts'
import type { Instant } from '../time.ts'
import type { DarajaProblem } from './daraja-errors.ts'
import type { StkFailure } from './daraja-stk-results.ts'
import type { StkCallback } from './daraja-stk-callback.ts'

export interface PromptWish {
  msisdn: Msisdn
  amount_cents: Cents
  /** 1–12 signs, the payer's to see; no other prompt has it. */
  account_reference: string
  /** Ours, a UUID: the provider's idempotency where it has one. */
  merchant_reference: string
  description: string
  /** Where the provider tells how it ended: an address of this prompt's own. */
  callback_url: string
}

/** Action, code, words and advice: what went wrong in anybody's words. */
export type Problem = DarajaProblem

export interface Accepted {
  outcome: 'accepted'
  /** The provider's own name for it; '' where it has none. */
  merchant_request_id: string
  /** Safaricom's, or what the prompt is asked about by; null where it was not told. */
  checkout_request_id: string | null
}

/** `accepted` says that somebody was asked, never that anybody paid. */
export type PromptAnswer =
  | Accepted
  | {
      outcome: 'refused'
      problem: Problem
      /** Whether it may be on the phone all the same. */
      sent: 'no' | 'perhaps'
      phone?: 'busy' | 'refused'
    }

/** What a prompt is known by. */
export interface PromptNames {
  merchant_reference: string
  account_reference: string
  merchant_request_id: string | null
  checkout_request_id: string | null
}

/** What a provider itself answered, over our own connection, of money that came. Each is null where it did not say. */
export interface PromptProof {
  /** M-Pesa's own code, never the provider's reference: that is an alias. */
  receipt_code: string | null
  amount_cents: Cents | null
  paid_at: Instant | null
}

export type PromptStanding =
  | { outcome: 'paid'; proof: PromptProof }
  | { outcome: 'failed'; result: StkFailure }
  /** It has not ended: ask again. */
  | { outcome: 'pending' }
  /** They know no such prompt; which is no "no" where its name was never told. */
  | { outcome: 'unknown_there' }

export type PromptReading = PromptStanding | { outcome: 'refused'; problem: Problem }

/** What somebody called to tell of a prompt: a hint, whoever signed it. */
export interface PromptNews extends StkCallback {
  /** What it says of our own reference; '' where it says nothing. */
  our_reference: string
}

/** News that are of no prompt: kept, under a name. */
export interface OtherNews {
  other: string
}

/** An M-Pesa code as it is minted today. Providers put other numbers into the same field. */
export function readMpesaCode(words: string): string | null {
  const code = words.trim().toUpperCase()
  return /^(?=.*[A-Z])[A-Z0-9]{10}$/.test(code) ? code : null
}

/** What HTTP alone says of a call that went wrong. Of a 4xx nothing was done; of all others nobody knows. */
export function problemByStatus(
  who: string,
  http_status: number,
  code: string,
  message: string,
): Problem {
  const told = { code: code || `http_${http_status}`, message: message || `${who} says nothing.` }
  if (http_status === 401 || http_status === 403)
    return { ...told, action: 'configuration', advice: `Check the keys of ${who}.` }
  if (http_status === 429) return { ...told, action: 'slow_down', advice: '' }
  if (http_status === 404) return { ...told, action: 'none_found', advice: '' }
  const theirs = http_status >= 400 && http_status < 500 && http_status !== 408
  return { ...told, action: theirs ? 'configuration' : 'outcome_unknown', advice: '' }
}
