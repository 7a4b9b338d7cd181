// Money that leaves a shortcode: B2C v3 payments to phones and reversals of what was paid. Accepted at once, done a moment later,
// and told, late, twice or never, to ResultURL; or to QueueTimeOutURL, which says nothing of the money.

import { json, type Answer, type Asked } from '../door.ts'
import { textOf } from '../fields.ts'
import { inNairobi } from '../words.ts'
import { findShortcode, type Books, type Order } from './books.ts'
import { compactTime, decimal } from './messages.ts'
import { mintReceiptCode } from './receipt-codes.ts'
import { badField, refusal } from './refusals.ts'
import { conversationId, isInitiatorKnown, originatorId } from './transaction-status.ts'

/** What becomes of an order and of its news. */
export const payoutFaults = [
  'none',
  'lost', // It is done, and nobody is told.
  'late', // Told half an hour later.
  'twice',
  'timed_out', // The time-out door is told; the order is done all the same.
  'ds_timeout_then_success', // First 1037, an hour later the success: both of one order.
  'no_money', // Code 1: not done.
  'silent_failure', // Not done, and nobody is told.
] as const
export type PayoutFault = (typeof payoutFaults)[number]

const later = { late: 1800, ds_timeout_then_success: 3600 } as const

/** POST /mpesa/b2c/v3/paymentrequest */
export function payPhone(books: Books, { fields }: Asked): Answer {
  const wanted = ['OriginatorConversationID', 'InitiatorName', 'SecurityCredential', 'PartyA', 'PartyB'] // prettier-ignore
  for (const name of wanted) if (textOf(fields, name) === undefined) return badField(name)
  if (fields['CommandID'] !== 'BusinessPayment') return badField('CommandID')
  if (fields['Occassion'] === undefined) return badField('Occassion')
  const msisdn = textOf(fields, 'PartyB')!
  if (!/^254[17]\d{8}$/.test(msisdn)) return badField('PartyB')
  const reference = textOf(fields, 'OriginatorConversationID')!
  if (books.orders.some((one) => one.reference === reference))
    return refusal(500, '500.002.1001', 'Duplicate OriginatorConversationID.')
  return accept(books, fields, {
    way: 'b2c',
    reference,
    shortcode: textOf(fields, 'PartyA')!,
    msisdn,
    original: null,
    initiator: textOf(fields, 'InitiatorName')!,
  })
}

/** POST /mpesa/reversal/v1/request */
export function reversePayment(books: Books, { fields }: Asked): Answer {
  for (const name of ['Initiator', 'SecurityCredential', 'TransactionID', 'ReceiverParty'])
    if (textOf(fields, name) === undefined) return badField(name)
  if (fields['CommandID'] !== 'TransactionReversal') return badField('CommandID')
  // Spelt rightly, it is refused.
  if (textOf(fields, 'RecieverIdentifierType') !== '11') return badField('RecieverIdentifierType')
  return accept(books, fields, {
    way: 'reversal',
    reference: originatorId(books),
    shortcode: textOf(fields, 'ReceiverParty')!,
    msisdn: null,
    original: textOf(fields, 'TransactionID')!,
    initiator: textOf(fields, 'Initiator')!,
  })
}

type Asking = Pick<Order, 'way' | 'reference' | 'shortcode' | 'msisdn' | 'original'> & {
  initiator: string
}

function accept(books: Books, fields: Asked['fields'], asking: Asking): Answer {
  const amount = textOf(fields, 'Amount') ?? ''
  if (!/^[1-9]\d{0,6}$/.test(amount)) return badField('Amount')
  const remarks = textOf(fields, 'Remarks') ?? ''
  if (remarks.length < 2 || remarks.length > 100) return badField('Remarks')
  const result_url = textOf(fields, 'ResultURL') ?? ''
  const timeout_url = textOf(fields, 'QueueTimeOutURL') ?? ''
  if (!URL.canParse(result_url)) return badField('ResultURL')
  if (!URL.canParse(timeout_url)) return badField('QueueTimeOutURL')

  const { initiator, ...known } = asking
  const order: Order = {
    ...known,
    conversation_id: conversationId(books),
    amount_cents: Number(amount) * 100,
    result_url,
    timeout_url,
    ordered_at: books.now(),
    state: 'failed',
    code: 0,
    words: '',
    receipt: mintReceiptCode(books.now(), books.dice, () => false),
  }
  carryOut(books, order, isInitiatorKnown(books, initiator, textOf(fields, 'SecurityCredential')!))
  books.orders.push(order)
  tell(books, order)
  return json(200, {
    ConversationID: order.conversation_id,
    OriginatorConversationID: order.reference,
    ResponseCode: '0',
    ResponseDescription: 'Accept the service request successfully.',
  })
}

/** Moves the money, or says why not. */
function carryOut(books: Books, order: Order, allowed: boolean): void {
  const refuse = (code: number | string, words: string) =>
    void Object.assign(order, { code, words })
  const { payout } = books.faults
  if (!allowed) return refuse(2001, 'The initiator information is invalid.')
  if (payout === 'no_money' || payout === 'silent_failure')
    return refuse(1, 'The balance is insufficient for the transaction.')
  const original = books.transactions.find(({ trans_id }) => trans_id === order.original)
  if (order.way === 'reversal') {
    if (original?.state === 'reversed')
      return refuse('R000001', 'The transaction has already been reversed.')
    if (original?.state !== 'completed')
      return refuse('R000002', 'The OriginalTransactionID is invalid.')
    original.state = 'reversed'
  }
  const shortcode = findShortcode(books, order.shortcode)
  if (shortcode) shortcode.balance_cents -= order.amount_cents
  Object.assign(order, { state: 'done', code: 0, words: 'The service request is processed successfully.' }) // prettier-ignore
}

function tell(books: Books, order: Order): void {
  const fault = books.faults.payout
  if (fault === 'lost' || fault === 'silent_failure') return
  const timeout_ms = books.answer_timeout_ms
  const post = (url: string, body: object) => async () =>
    void (await books.outbox.post({ url, body: JSON.stringify(body), timeout_ms }))
  const result = post(order.result_url, resultOf(books, order))
  if (fault === 'timed_out') {
    const words = 'The service request timed out.'
    return books.outbox.after(1, post(order.timeout_url, failure(order, 1, words, 1)))
  }
  if (fault === 'late') return books.outbox.at(books.now().add({ seconds: later.late }), result)
  if (fault === 'ds_timeout_then_success') {
    const words = 'DS timeout user cannot be reached.'
    books.outbox.after(1, post(order.result_url, failure(order, 1037, words)))
    return books.outbox.at(books.now().add({ seconds: later.ds_timeout_then_success }), result)
  }
  books.outbox.after(1, result)
  if (fault === 'twice') books.outbox.after(1, result)
}

/** A failed result has no ResultParameters. */
function failure(order: Order, code: number | string, words: string, type = 0): object {
  const { reference, conversation_id, receipt } = order
  return {
    Result: {
      ResultType: type,
      ResultCode: code,
      ResultDesc: words,
      OriginatorConversationID: reference,
      ConversationID: conversation_id,
      TransactionID: receipt,
    },
  }
}

function resultOf(books: Books, order: Order): object {
  if (order.state !== 'done') return failure(order, order.code, order.words)
  const { Result } = failure(order, 0, order.words) as { Result: object }
  return { Result: { ...Result, ResultParameters: { ResultParameter: itemsOf(books, order) } } }
}

function itemsOf({ now }: Books, order: Order): object[] {
  const amount = Number(decimal(order.amount_cents))
  if (order.way === 'reversal')
    return [
      { Key: 'Amount', Value: amount },
      { Key: 'TransCompletedTime', Value: Number(compactTime(now())) },
      { Key: 'OriginalTransactionID', Value: order.original },
      { Key: 'Charge', Value: 0 },
    ]
  const local = inNairobi(now()).toPlainDateTime()
  const day = `${String(local.day).padStart(2, '0')}.${String(local.month).padStart(2, '0')}.${local.year}` // prettier-ignore
  return [
    { Key: 'TransactionAmount', Value: amount },
    { Key: 'TransactionReceipt', Value: order.receipt },
    { Key: 'ReceiverPartyPublicName', Value: `${order.msisdn} - A PAYER` },
    { Key: 'TransactionCompletedDateTime', Value: `${day} ${local.toPlainTime().toString({ smallestUnit: 'second' })}` },
    { Key: 'B2CRecipientIsRegisteredCustomer', Value: 'Y' },
  ] // prettier-ignore
}
