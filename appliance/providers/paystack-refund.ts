// Money that Paystack took and gives back. A refund is queued, and ends hours or days later; asking for one has no
// idempotency, so each carries a note of ours, and is looked for by it before it is asked for again.
// paystack.com/docs/api/refund.

import { z } from 'zod'
import type { Cents } from '../money.ts'
import { plain, squeezeKeys, text } from './fields.ts'
import { isFields, readMessage, type Json } from './message.ts'
import { notJson, paystackProblem, readSubunits } from './paystack.ts'
import type { Problem } from './prompts.ts'

export interface RefundWish {
  /** What the payment was asked for under. */
  merchant_reference: string
  amount_cents: Cents
  /** Ours: no other refund bears it. */
  note: string
}

export function paystackRefundRequest({ merchant_reference, amount_cents, note }: RefundWish) {
  return {
    path: '/refund',
    body: {
      transaction: merchant_reference,
      amount: Number(amount_cents),
      currency: 'KES',
      customer_note: 'Refund',
      merchant_note: note,
    },
  }
}

export const paystackRefundPath = (id: string) => `/refund/${encodeURIComponent(id)}`
/** By the transaction's number, which only verify tells. */
export const paystackRefundsPath = (transaction_id: string) =>
  `/refund?transaction=${encodeURIComponent(transaction_id)}`

/** How one stands there. `attention`: somebody must do something on Paystack's own page. */
export interface RefundStanding {
  id: string
  state: 'pending' | 'paid' | 'failed' | 'attention'
  words: string
  /** Null where it is not in shillings, or unreadable. */
  amount_cents: Cents | null
  note: string
}

export type RefundReading =
  | { outcome: 'refund'; refund: RefundStanding }
  | { outcome: 'refused'; problem: Problem; sent: 'no' | 'perhaps' }

const outer = z.object({ status: z.unknown().optional(), message: text, code: text })
const inner = z.object({ id: text, status: text, amount: text, currency: text, merchantnote: text })

/** Reads any answer to the request, or to the question how one stands. Never throws. */
export function readPaystackRefund(http_status: number, body: Uint8Array): RefundReading {
  const message = readMessage(body)
  if (!('fields' in message))
    return { outcome: 'refused', problem: notJson(http_status), sent: 'perhaps' }
  const said = outer.parse(squeezeKeys(message.fields))
  const refund = standingOf(message.fields['data'])
  const good = http_status >= 200 && http_status < 300 && said.status === true
  if (good && refund) return { outcome: 'refund', refund }
  const sure = !good && http_status >= 400 && http_status < 500 && http_status !== 408
  const problem = paystackProblem(http_status, said)
  return { outcome: 'refused', problem, sent: sure ? 'no' : 'perhaps' }
}

/** Reads the list of a transaction's refunds: the one that bears our note. Never throws. */
export function readPaystackRefunds(
  http_status: number,
  body: Uint8Array,
  note: string,
):
  | { outcome: 'refund'; refund: RefundStanding }
  | { outcome: 'none' }
  | { outcome: 'refused'; problem: Problem } {
  const message = readMessage(body)
  if (!('fields' in message)) return { outcome: 'refused', problem: notJson(http_status) }
  const said = outer.parse(squeezeKeys(message.fields))
  const rows = message.fields['data']
  if (http_status !== 200 || said.status !== true || !Array.isArray(rows))
    return { outcome: 'refused', problem: paystackProblem(http_status, said) }
  const refund = rows.map(standingOf).find((one) => one?.note === note)
  return refund ? { outcome: 'refund', refund } : { outcome: 'none' }
}

const transaction = z.object({ id: text, reference: text, status: text })

/** What verify says besides: the transaction's own number, null where there is none, and whether all of it went back. */
export function readPaystackTransaction(
  http_status: number,
  body: Uint8Array,
  merchant_reference: string,
):
  | { outcome: 'transaction'; id: string | null; reversed: boolean }
  | { outcome: 'refused'; problem: Problem } {
  const message = readMessage(body)
  if (!('fields' in message)) return { outcome: 'refused', problem: notJson(http_status) }
  const said = outer.parse(squeezeKeys(message.fields))
  const { id, reference, status } = transaction.parse(squeezeKeys(message.fields['data']))
  if (http_status !== 200 || said.status !== true || reference !== merchant_reference)
    return { outcome: 'refused', problem: paystackProblem(http_status, said) }
  const reversed = status.trim().toLowerCase() === 'reversed'
  return { outcome: 'transaction', id: /^\d{1,20}$/.test(id) ? id : null, reversed }
}

const states: Record<string, RefundStanding['state']> = {
  processed: 'paid',
  failed: 'failed',
  'needs-attention': 'attention',
}

function standingOf(row: Json | undefined): RefundStanding | undefined {
  if (row === undefined || !isFields(row)) return undefined
  const { id, status, amount, currency, merchantnote } = inner.parse(squeezeKeys(row))
  if (id === '') return undefined
  const words = plain(status).toLowerCase()
  return {
    id: plain(id),
    state: states[words.replaceAll('_', '-')] ?? 'pending', // A word that nobody knows is no end.
    words,
    amount_cents: currency === 'KES' ? readSubunits(amount) : null,
    note: merchantnote,
  }
}

/** An event of a refund: which payment it is of. It says nothing of ours, so it sets us asking. */
export interface RefundNews {
  other: string
  refund_of: string
  processed: boolean
}
