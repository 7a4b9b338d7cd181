// What Safaricom knows: the shortcodes, every transaction, and how it has been told to misbehave today.

import type { Dice } from '../dice.ts'
import type { PaymentFault, StandingFaults } from './faults.ts'
import type { Outbox } from './outbox.ts'

export interface Books {
  readonly now: () => Temporal.Instant
  readonly dice: Dice
  /** In the sandbox http is allowed, URLs may be registered again, and `simulate` exists. */
  readonly mode: 'sandbox' | 'production'
  readonly validation_deadline_ms: number
  readonly answer_timeout_ms: number
  readonly initiators: readonly Initiator[] | undefined
  /** PEM. With it a SecurityCredential is opened and the initiator's password compared. */
  readonly private_key: string | undefined
  readonly shortcodes: Map<string, Shortcode>
  readonly transactions: Transaction[]
  /** Payments whose confirmation waits until another payment's has gone first. */
  readonly swapped: Transaction[]
  readonly calls: Call[]
  readonly switches: Switches
  readonly faults: StandingFaults
  readonly outbox: Outbox
}

/** An API operator on the M-PESA organisation portal. */
export interface Initiator {
  readonly name: string
  readonly password?: string
}

export interface Shortcode {
  readonly shortcode: string
  organisation: string
  kind: 'paybill' | 'till'
  /** External validation is off until Safaricom turns it on for a shortcode. */
  validation: boolean
  balance_cents: number
  urls: RegisteredUrls | null
  pull: { nominated_number: string; callback_url: string } | null
}

export interface RegisteredUrls {
  readonly version: 'v1' | 'v2'
  /** What happens when the validation URL is silent. */
  readonly response_type: 'Completed' | 'Cancelled'
  readonly confirmation_url: string
  readonly validation_url: string
}

export interface Transaction {
  readonly trans_id: string
  readonly transaction_type: string
  readonly shortcode: string
  readonly amount_cents: number
  readonly bill_ref: string
  readonly msisdn: string
  readonly first_name: string
  /** Left out of the message when undefined, as some real messages do. */
  readonly middle_name: string | undefined
  readonly last_name: string | undefined
  readonly fault: PaymentFault
  readonly started_at: Temporal.Instant
  state: 'asking' | 'completed' | 'cancelled'
  completed_at: Temporal.Instant | null
  org_balance_cents: number | null
  third_party_trans_id: string
  validation: Validation | null
  readonly deliveries: Delivery[]
}

export interface Validation extends Answered {
  readonly sent_at: Temporal.Instant
  /** `silence`: nothing readable came in time, so the registered ResponseType decided. */
  readonly verdict: 'accepted' | 'refused' | 'silence'
  readonly result_code: string | null
}

export interface Delivery extends Answered {
  readonly sent_at: Temporal.Instant
}

/** What the other side answered, how soon, or why there was no answer. */
export interface Answered {
  readonly status: number | null
  readonly body: string
  readonly milliseconds: number
  readonly problem: string | null
}

/** One request to our API, as Safaricom's own log would have it. */
export interface Call {
  readonly at: Temporal.Instant
  readonly method: string
  readonly path: string
  readonly status: number | null
}

/** Where the sources disagree, or the real thing can be set up either way. */
export interface Switches {
  expires_in: 'number' | 'string'
  each_token_ends_the_last: boolean
  wrong_keys: 'error_body' | 'empty_body'
  already_registered: 'allow' | 'refuse' | 'refuse_with_200'
  /** How the payer's number is written: as the registered version does, or one of the other spellings met. */
  msisdn: 'by_version' | 'plain' | 'hash' | 'mask' | 'masked_hash'
  sandbox_repeats_trans_id: boolean
  /** A thing one guide claims and Safaricom denies: undelivered confirmations are sent again. */
  redeliveries: number
  redelivery_seconds: number
  pull_empty: 'string' | 'nested' | 'error_500'
  pull_dates: 'nairobi' | 'utc'
  /** How long a payment takes to be seen by a pull. */
  pull_lag_seconds: number
  status_party_names: 'debit_twice' | 'debit_and_credit'
  /** Five calls in three seconds, by the simulator's clock. */
  spike_arrest: boolean
}

export const usualSwitches: Switches = {
  expires_in: 'number',
  each_token_ends_the_last: true,
  wrong_keys: 'error_body',
  already_registered: 'refuse',
  msisdn: 'by_version',
  sandbox_repeats_trans_id: false,
  redeliveries: 0,
  redelivery_seconds: 60,
  pull_empty: 'string',
  pull_dates: 'nairobi',
  pull_lag_seconds: 0,
  status_party_names: 'debit_twice',
  spike_arrest: false,
}

/** The shortcode of that number; one nobody has described yet is an ordinary paybill. */
export function shortcodeOf(books: Books, shortcode: string): Shortcode {
  const known = books.shortcodes.get(shortcode)
  if (known) return known

  const opened: Shortcode = {
    shortcode,
    organisation: `ORGANISATION ${shortcode}`,
    kind: 'paybill',
    validation: false,
    balance_cents: 0,
    urls: null,
    pull: null,
  }
  books.shortcodes.set(shortcode, opened)
  return opened
}
