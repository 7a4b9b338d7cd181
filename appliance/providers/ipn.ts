// The old M-Pesa notification service (IPN, 2011 and 2014): eighteen fields of a form, by GET or POST, with a user and a
// password as all that protects it. A hint like any callback. `mpesa_code` names the payment; `id` only the notification.

import { timingSafeEqual, createHash } from 'node:crypto'
import { parseShillings } from '../money.ts'
import { readMsisdn } from '../msisdn.ts'
import type { Instant } from '../time.ts'
import type { Confirmation } from './daraja-c2b.ts'
import { asTyped, plain, readAmount, readReceiptCode } from './fields.ts'
import { unreadable, type Unreadable } from './message.ts'
import { readMpesaMoment, readMpesaText, type MpesaText } from './mpesa-text.ts'
import { accountKey, readPayerNumber } from './payer.ts'
import { nairobi } from '../time.ts'

/** Every field of the service, in its own spelling and order. */
export const ipnFields = [
  'id',
  'orig',
  'dest',
  'tstamp',
  'text',
  'customer_id',
  'user',
  'pass',
  'routemethod_id',
  'routemethod_name',
  'mpesa_code',
  'mpesa_acc',
  'mpesa_msisdn',
  'mpesa_trx_date',
  'mpesa_trx_time',
  'mpesa_amt',
  'mpesa_sender',
  'business_number',
] as const
export type IpnField = (typeof ipnFields)[number]
export type IpnForm = Readonly<Record<IpnField, string>>

export interface Ipn extends Confirmation {
  /** All eighteen, as they came; `pass` is what was kept of it. */
  form: IpnForm
  /** Where the text says otherwise than the fields: the code, the amount, the account. */
  differs: readonly ('code' | 'amount' | 'account')[]
}

/** A form or a query. The first of two equal names counts; what is missing is ''. */
export function readIpnForm(body: Uint8Array): IpnForm {
  const said = new URLSearchParams(new TextDecoder().decode(body))
  return Object.fromEntries(ipnFields.map((name) => [name, said.get(name) ?? ''])) as IpnForm
}

const hidden = '***'

/** The same bytes without the password: what is kept. */
export function withoutPassword(body: Uint8Array): Buffer {
  const said = new URLSearchParams(new TextDecoder().decode(body))
  const secret = Array.from(said.keys()).filter((name) => /^pass(word)?$/i.test(name))
  for (const name of secret) said.set(name, hidden)
  return Buffer.from(said.toString())
}

/** Compared in constant time, whatever their lengths. */
export function isFromService(
  { user, pass }: Pick<IpnForm, 'user' | 'pass'>,
  known: { user: string; pass: string },
): boolean {
  const same = [
    [user, known.user],
    [pass, known.pass],
  ].map(([given, held]) => timingSafeEqual(digest(given!), digest(held!)))
  return same.every(Boolean) && known.pass !== ''
}

function digest(words: string): Buffer {
  return createHash('sha256').update(words).digest()
}

/**
 * Reads a notification. A till's has no mpesa_ fields: then the text says it. `says_reversed` for one that takes a payment
 * back, which nobody proves but M-Pesa: for a person. Never throws.
 */
export function readIpn(body: Uint8Array): Ipn | Unreadable {
  const form = readIpnForm(body)
  const text = readMpesaText(form.text)
  if (text?.reverses)
    return unreadable('says_reversed', `It says that ${text.reverses} has been reversed.`)
  const receipt = readReceiptCode(form.mpesa_code || (text?.receipt_code ?? ''))
  if (typeof receipt === 'string') return unreadable(receipt, 'The notification has no mpesa_code.')
  const said = form.mpesa_amt.trim()
  const amount = said === '' ? (text?.amount_cents ?? 'amount_missing') : readAmount(said)
  if (typeof amount === 'string')
    return unreadable(
      amount,
      `${receipt.receipt_code}: mpesa_amt is "${plain(said).slice(0, 40)}".`,
    )

  const account_typed = asTyped(form.mpesa_acc || (text?.account ?? ''))
  const number = form.mpesa_msisdn || (text?.msisdn ?? '')
  const differs = compare(form, text)
  return {
    form,
    differs,
    ...receipt,
    amount_cents: amount,
    paid_at: timeOf(form, text),
    paid_at_raw: asTyped(`${form.mpesa_trx_date} ${form.mpesa_trx_time}`.trim() || form.tstamp),
    shortcode: plain(form.business_number),
    account_typed,
    account_key: accountKey(account_typed),
    ...readPayerNumber(number),
    msisdn: readMsisdn(number) ?? null,
    msisdn_raw: asTyped(number),
    payer_name: plain(form.mpesa_sender) || text?.payer_name || null,
    transaction_type: 'IPN',
    customer_money: differs.length === 0,
    third_party_trans_id: '',
    org_balance_cents: null,
    reverses: null,
  }
}

/** What both say, and say differently. A text that was cut off, or says nothing of it, contradicts nothing. Pure. */
function compare(form: IpnForm, text: MpesaText | null): Ipn['differs'] {
  if (!text) return []
  const code = plain(form.mpesa_code).toUpperCase()
  const amount = readAmountOf(form.mpesa_amt)
  const typed = plain(form.mpesa_acc).toUpperCase()
  return [
    ...(code !== '' && code !== text.receipt_code ? ['code' as const] : []),
    ...(amount !== null && text.amount_cents !== null && amount !== text.amount_cents
      ? ['amount' as const]
      : []),
    ...(typed !== '' && text.account !== null && accountKey(typed) !== accountKey(text.account)
      ? ['account' as const]
      : []),
  ]
}

function readAmountOf(words: string): number | null {
  try {
    return words.trim() === '' ? null : parseShillings(words.trim())
  } catch {
    return null
  }
}

// M-Pesa's own day and time; else the text's; else when the service sent it, which is later. All are Nairobi's clock.
function timeOf(form: IpnForm, text: MpesaText | null): Instant | null {
  const told = readMpesaMoment(form.mpesa_trx_date, form.mpesa_trx_time) ?? text?.paid_at
  if (told) return told
  const sent = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?$/.exec(form.tstamp.trim())
  try {
    return sent
      ? Temporal.PlainDateTime.from(`${sent[1]}T${sent[2]}`).toZonedDateTime(nairobi).toInstant()
      : null
  } catch {
    return null
  }
}

/** Word for word what the old service expects; what stands after the bar may be shown to the payer. */
export const ipnReplies = {
  thanks: 'OK|Thank you for your payment',
  unknown: 'FAIL|Not authorised',
  elsewhere: 'FAIL|Unknown business number',
} as const
