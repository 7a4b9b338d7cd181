// What Safaricom knows: the shortcodes, every transaction, and how it has been told to misbehave today.

import type { Dice } from '../dice.ts'
import type { PaymentFault, StandingFaults } from './faults.ts'
import type { Outbox } from './outbox.ts'
import type { Habit, Prompt } from './prompts.ts'
import type { SmsAccount } from './sms-gateway.ts'
import type { Switches } from './switches.ts'
import type { TextMessage } from './text-messages.ts'

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
  /** Every push that was accepted, oldest first. */
  readonly prompts: Prompt[]
  /** What a phone does by itself with each prompt: by number, or for 'every'. */
  readonly habits: Map<string, Habit>
  /** Who waits for a prompt to lie on a phone. */
  readonly watching: { readonly phone: string; see(prompt: Prompt): void }[]
  /** Every SMS that reached a phone, oldest first. */
  readonly messages: TextMessage[]
  readonly sms: SmsAccount | undefined
  /** Money that was ordered to leave, oldest first. */
  readonly orders: Order[]
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
  /** A paybill; or for a till the store number that it was given at go-live. */
  readonly shortcode: string
  /** What customers type at a till, and PartyB of a push. Null: a paybill, or a till whose store is not told apart. */
  till: string | null
  /** Null: Safaricom has not opened STK push for it. */
  passkey: string | null
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
  /** `reversed`: it had been completed, and was given back. */
  state: 'asking' | 'completed' | 'cancelled' | 'reversed'
  completed_at: Temporal.Instant | null
  org_balance_cents: number | null
  third_party_trans_id: string
  validation: Validation | null
  readonly deliveries: Delivery[]
}

/** A payment to a phone, or a reversal, as we were told to make it. */
export interface Order {
  readonly way: 'b2c' | 'reversal'
  /** The OriginatorConversationID: of a payment to a phone the caller's own. */
  readonly reference: string
  readonly conversation_id: string
  readonly shortcode: string
  readonly msisdn: string | null
  /** The receipt of what is reversed. */
  readonly original: string | null
  readonly amount_cents: number
  readonly result_url: string
  readonly timeout_url: string
  readonly ordered_at: Temporal.Instant
  readonly receipt: string
  state: 'done' | 'failed'
  code: number | string
  words: string
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

/** The shortcode of that number; one nobody has described yet is an ordinary paybill. */
export function shortcodeOf(books: Books, shortcode: string): Shortcode {
  const known = findShortcode(books, shortcode)
  if (known) return known

  const opened: Shortcode = {
    shortcode,
    till: null,
    passkey: null,
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

/** By its number, or a store by its till's. */
export function findShortcode({ shortcodes }: Books, number: string): Shortcode | undefined {
  return shortcodes.get(number) ?? [...shortcodes.values()].find(({ till }) => till === number)
}
