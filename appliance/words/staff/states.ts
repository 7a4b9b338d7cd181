// One word for how something is, and its tone: good, wait, bad or over. The shape beside it says the same.

import type { ExceptionKind, Payment, Sighting } from '../../tables.ts'

export type Tone = 'good' | 'wait' | 'bad' | 'over'
export interface State {
  word: string
  tone: Tone
}

export const payment_states: Record<Payment['state'], State> = {
  unsettled: { word: 'being credited', tone: 'wait' },
  settled: { word: 'settled', tone: 'good' },
  excepted: { word: 'needs a person', tone: 'bad' },
  to_refund: { word: 'to be refunded', tone: 'wait' },
  refunded: { word: 'given back', tone: 'over' },
  reversed: { word: 'taken back by M-Pesa', tone: 'bad' },
  written_off: { word: 'written off', tone: 'over' },
  voided: { word: 'voided', tone: 'over' },
  shadow: { word: 'only watched', tone: 'over' },
}

export const sources: Record<Sighting['source'], string> = {
  callback: 'callback',
  pull: 'pull',
  transaction_status: 'status',
  stk_query: 'STK query',
  voucher: 'voucher',
  staff: 'a colleague',
}

/** How Safaricom said so when we asked. */
export const proofs: Record<Payment['proved_by'], string> = {
  pull: 'the list of payments (pull)',
  transaction_status: 'the status of this payment',
  stk_query: 'the answer about this prompt (STK query)',
  voucher: 'the voucher itself',
  staff: 'a colleague who took it',
  provider_status: 'the provider’s answer about this prompt',
  trusted_ipn: 'the old service (IPN), trusted up to a cap',
}

/** The same in a column; the provider, where it is one that asks for us, before it. */
const proof_words: Record<Payment['proved_by'], string> = {
  pull: 'pull',
  transaction_status: 'transaction status',
  stk_query: 'STK query',
  voucher: 'voucher',
  staff: 'staff',
  provider_status: 'provider verify',
  trusted_ipn: 'trusted source',
}

/** "STK query", "PayHero’s answer", "trusted source": what a payment was credited on. */
export function tellProof({
  proved_by,
  shortcode,
}: Pick<Payment, 'proved_by' | 'shortcode'>): string {
  if (proved_by !== 'provider_status') return proof_words[proved_by]
  if (shortcode?.startsWith('payhero')) return 'PayHero verify'
  return shortcode?.startsWith('paystack') ? 'Paystack verify' : proof_words[proved_by]
}

export const channels: Record<Payment['channel'], string> = {
  paybill: 'paybill by hand',
  stk: 'prompt on the phone',
  voucher: 'voucher',
  cash: 'cash in the office',
  bank: 'bank',
  float: 'a reseller’s float',
}

export const exception_kinds: Record<ExceptionKind, string> = {
  unknown_account: 'Unknown account',
  missing_reference: 'Account left blank',
  account_closed: 'Account is closed',
  not_customer_money: 'Not a subscriber’s money',
  unreadable_callback: 'Message we can’t read',
  paid_less: 'Paid less than needed',
  paid_more: 'Paid more than needed',
  sightings_differ: 'Two reports differ',
  unproved: 'Not confirmed by M-Pesa',
  another_phone: 'Paid from another’s phone',
  not_applied: 'Heard, not credited',
  possible_double: 'Possible double payment',
  claimed: 'Claimed, no match',
  still_online: 'Still online',
  work_failed: 'Work that failed',
  secret_mismatch: 'Router with a wrong secret',
  reversed: 'Taken back by M-Pesa',
  refund_stuck: 'Refund that did not arrive',
  router_silent: 'Router that has stopped calling',
  before_live: 'Paid before we went live',
  no_internet: 'Asks for help',
}

/** Why RADIUS refused, for a cashier; what is not listed is shown as it is. */
export const refusals: Record<string, string> = {
  unknown_user: 'nobody has that user name',
  wrong_password: 'wrong password',
  closed: 'the line is closed',
  suspended: 'suspended',
  unpaid: 'no paid time',
  data_used: 'data used up',
  closed_hours: 'closed at that hour',
  wrong_place: 'tried at another place',
  wrong_device: 'tried from another device',
  too_many_sessions: 'online already, as often as the plan allows',
}

/** What a router calls the end of a session (RFC 2866, 5.10), in our words. */
export const endings: Record<string, string> = {
  'User-Request': 'signed out',
  'Lost-Carrier': 'the connection was lost',
  'Lost-Service': 'the service was lost',
  'Idle-Timeout': 'nothing was sent for a while',
  'Session-Timeout': 'paid time ended',
  'Admin-Reset': 'ended by the router’s operator',
  'Admin-Reboot': 'the router was restarted',
  'NAS-Reboot': 'the router restarted',
  'NAS-Error': 'the router had an error',
  'NAS-Request': 'the router ended it',
  'Port-Error': 'the port had an error',
  'inferred: NAS-Reboot': 'the router restarted',
  'inferred: reboot noticed': 'the router seems to have restarted',
  'inferred: replaced': 'the same box or phone came online anew',
  'inferred: silent': 'nothing more was heard of it',
  'inferred: Session-Context-Not-Found': 'the router no longer knew it',
}

export function tellRefusal(reason: string): string {
  return refusals[reason] ?? reason.replaceAll('_', ' ')
}

export function tellEnding(terminate_cause: string): string {
  return endings[terminate_cause] ?? terminate_cause
}
