// What Safaricom posts to a CallBackURL, literal by literal: numbers keep their two decimals, the item Balance has no
// Value, and a failure has no CallbackMetadata.

import type { Books, Transaction } from './books.ts'
import { compactTime, decimal, spellMsisdn } from './messages.ts'
import type { Prompt } from './prompts.ts'
import type { CallbackShape } from './push-faults.ts'
import { mintReceiptCode } from './receipt-codes.ts'
import { PAID, resultOf, withPrefix, type StkResult } from './stk-results.ts'

/** What the callback says was paid. */
export interface Receipt {
  readonly amount_cents: number
  readonly trans_id: string
  readonly paid_at: Temporal.Instant
  readonly phone: string
}

interface Manner {
  readonly shape?: CallbackShape | undefined
  readonly balance_item: 'empty' | 'absent'
}

/** Posts how the prompt has just ended, or arranges for it to be posted when its fault says. */
export async function deliverCallback(books: Books, prompt: Prompt): Promise<void> {
  const { fault } = prompt
  if (fault.lost) return

  const { result, receipt } = storyOf(books, prompt)
  const manner = { shape: fault.shape, balance_item: books.switches.balance_item }
  const body = callbackBody(prompt, result, receipt, manner)
  const delivering = async () => {
    const copies = Array.from({ length: fault.copies ?? 1 }, () =>
      deliverOnce(books, prompt, String(result.code), body),
    )
    await Promise.all(copies)
  }
  if (fault.late_seconds === undefined) return delivering()
  books.outbox.at(books.now().add({ seconds: fault.late_seconds }), delivering)
}

async function deliverOnce(
  books: Books,
  prompt: Prompt,
  result_code: string,
  body: string,
): Promise<void> {
  const sent_at = books.now()
  const answered = await books.outbox.post({
    url: prompt.callback_url,
    body,
    timeout_ms: books.answer_timeout_ms,
    slow_ms: prompt.fault.slow_ms,
    truncated: prompt.fault.truncated,
  })
  prompt.callbacks.push({ ...answered, sent_at, result_code })
}

/** How it ended, or what a lying callback makes of it. */
function storyOf(books: Books, prompt: Prompt): { result: StkResult; receipt?: Receipt } {
  const { callback_says } = prompt.fault
  const result = { ...(prompt.result ?? resultOf(1037)) }
  if (books.switches.old_prefixes) result.words = withPrefix(result)

  if (prompt.transaction === null) {
    if (callback_says !== 'success') return { result }
    return { result: PAID, receipt: inventedReceipt(books, prompt) }
  }
  if (callback_says === 'failed') return { result: resultOf(1032) }
  const receipt = receiptOf(prompt.transaction)
  const amount_cents = receipt.amount_cents + (callback_says === 'amount' ? 100_00 : 0)
  return { result, receipt: { ...receipt, amount_cents } }
}

function receiptOf({ amount_cents, trans_id, completed_at, msisdn }: Transaction): Receipt {
  return { amount_cents, trans_id, paid_at: completed_at!, phone: msisdn }
}

function inventedReceipt(books: Books, { amount_cents, phone }: Prompt): Receipt {
  const paid_at = books.now()
  const taken = (code: string) => books.transactions.some(({ trans_id }) => trans_id === code)
  return { amount_cents, trans_id: mintReceiptCode(paid_at, books.dice, taken), paid_at, phone }
}

/** The body as it goes over the wire. */
export function callbackBody(
  ids: Pick<Prompt, 'merchant_request_id' | 'checkout_request_id'>,
  { code, words }: StkResult,
  receipt: Receipt | undefined,
  { shape, balance_item }: Manner,
): string {
  if (shape === 'no_body') return '{"stkCallback":null}'
  const parts = [
    `"MerchantRequestID":${JSON.stringify(ids.merchant_request_id)}`,
    `"CheckoutRequestID":${JSON.stringify(ids.checkout_request_id)}`,
    `"ResultCode":${JSON.stringify(shape === 'strings' ? String(code) : code)}`,
    `"ResultDesc":${JSON.stringify(words)}`,
  ]
  if (receipt) {
    const items = itemsOf(receipt, shape, balance_item)
    parts.push(`"CallbackMetadata":{"Item":[${items.join(',')}]}`)
  }
  return `{"Body":{"stkCallback":{${parts.join(',')}}}}`
}

function itemsOf(receipt: Receipt, shape: CallbackShape | undefined, balance: string): string[] {
  if (shape === 'empty_items') return []
  const { amount_cents, trans_id, paid_at, phone } = receipt
  const literal = (value: string) => (shape === 'strings' ? JSON.stringify(value) : value)
  const whole = decimal(amount_cents).replace(/\.00$/, '')
  const mask = spellMsisdn(phone, { version: 'v2', msisdn: 'mask' })

  const amount = item('Amount', literal(shape === 'integer_amount' ? whole : decimal(amount_cents)))
  const code = item('MpesaReceiptNumber', JSON.stringify(trans_id))
  const empty = balance === 'absent' || shape === 'strings' ? [] : [item('Balance')]
  const date = item('TransactionDate', literal(compactTime(paid_at)))
  const number = item(
    'PhoneNumber',
    shape === 'masked_phone' ? JSON.stringify(mask) : literal(phone),
  )
  return shape === 'reordered'
    ? [code, amount, number, date, ...empty]
    : [amount, code, ...empty, date, number]
}

function item(name: string, literal?: string): string {
  return literal === undefined ? `{"Name":"${name}"}` : `{"Name":"${name}","Value":${literal}}`
}
