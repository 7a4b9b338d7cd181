// What Safaricom says, true or not: the answers to queries, callbacks, confirmations and pulls, as tests of prompts
// make them.

import { readCallback, recordCallback } from '../../../appliance/money/callbacks.ts'
import { applyPull, openInquiry } from '../../../appliance/money/inquiries.ts'
import { applyFailed, applyPaid, applyPending } from '../../../appliance/money/stk-answers.ts'
import { cents } from '../../../appliance/money.ts'
import type { Msisdn } from '../../../appliance/msisdn.ts'
import { readStkResult, type StkFailure } from '../../../appliance/providers/daraja-stk-results.ts'
import type { CallbackKind, StkPush } from '../../../appliance/tables.ts'
import { drawReceipt, paybill } from '../../support/factories.ts'
import { clock, db, work } from './hotspot.ts'

/** Safaricom answers an STK query: "paid", "pending" or a result code. */
export async function answer({ id }: Pick<StkPush, 'id'>, said: string): Promise<void> {
  const question = { shortcode: paybill, kind: 'stk_query', receipt_code: null } as const
  const inquiry = await work((unit) => openInquiry(unit, { ...question, stk_push_id: id }))
  await work(async (unit) => {
    if (said === 'paid') return applyPaid(unit, id, inquiry)
    if (said === 'pending') return applyPending(unit, id)
    return applyFailed(unit, id, readStkResult(said, 'As the test says.') as StkFailure)
  })
}

/** Of cents, the shillings. */
function whole(amount_cents: number): string {
  return String(amount_cents).slice(0, -2)
}

export interface Call {
  code?: number | string
  receipt?: string | undefined
  shillings?: number
  /** Another prompt's name than its own. */
  id?: string
}

export function callbackBody(push: StkPush, call: Call = {}): Buffer {
  const { code = 0, receipt, shillings = Number(whole(push.amount_cents)) } = call
  const items = [
    { Name: 'Amount', Value: shillings },
    ...(receipt ? [{ Name: 'MpesaReceiptNumber', Value: receipt }] : []),
    { Name: 'TransactionDate', Value: 20261121143210 },
    { Name: 'PhoneNumber', Value: Number(push.msisdn) },
  ]
  const stkCallback = {
    MerchantRequestID: '7071-1',
    CheckoutRequestID: call.id ?? push.checkout_request_id ?? '',
    ResultCode: code,
    ResultDesc: 'As the test says.',
    ...(code === 0 && { CallbackMetadata: { Item: items } }),
  }
  return Buffer.from(JSON.stringify({ Body: { stkCallback } }))
}

/** A callback comes to the push's own address, and is read. Returns what it was found to be. */
export async function call(push: StkPush, given: Call | Buffer = {}): Promise<string | null> {
  const body = Buffer.isBuffer(given) ? given : callbackBody(push, given)
  const id = await hear('stk_callback', body, push.merchant_reference)
  return (await db('callbacks').where({ id }).first())!.outcome
}

async function hear(kind: CallbackKind, body: Buffer, reference: string | null): Promise<number> {
  const id = await work((unit) =>
    recordCallback(unit, {
      shortcode: paybill,
      kind,
      body,
      reference,
      headers: {},
      source_address: '196.201.214.200',
      heard_at: unit.now,
    }),
  )
  await work((unit) => readCallback(unit, id!))
  return id!
}

/** Money as Safaricom has it: what its confirmation and its pull say. */
export interface Money {
  receipt: string
  typed: string
  amount_cents: number
  msisdn: string | null
}

/** What moved when the prompt was paid; a till's has no reference. */
export function moneyOf(push: StkPush, more: Partial<Money> = {}): Money {
  const { account_reference: typed, amount_cents, msisdn } = push
  return { receipt: drawReceipt(), typed, amount_cents, msisdn, ...more }
}

export async function confirm({ receipt, typed, amount_cents }: Money): Promise<void> {
  const body = {
    TransactionType: 'Pay Bill',
    TransID: receipt,
    TransTime: '20261121143212',
    TransAmount: `${whole(amount_cents)}.00`,
    BusinessShortCode: paybill,
    BillRefNumber: typed,
    MSISDN: '2547 ***** 318',
    FirstName: 'NJERI',
  }
  await hear('confirmation', Buffer.from(JSON.stringify(body)), null)
}

/** In which zone a pull tells the time: nobody has said. */
export const pulls = { timeZone: 'Africa/Nairobi' }

export async function pullFinds(...found: Money[]): Promise<number> {
  const { timeZone } = pulls
  const rows = found.map(({ receipt, typed, amount_cents, msisdn }) => ({
    receipt_code: receipt,
    receipt_code_typed: receipt,
    amount_cents: cents(amount_cents),
    account_typed: typed,
    account_key: typed,
    msisdn: msisdn as Msisdn | null,
    sender: null,
    paid_at_raw: clock.now().toString({ smallestUnit: 'second', timeZone }).slice(0, 19),
    transaction_type: 'c2b-pay-bill-debit',
    organization: '',
  }))
  return work(async (unit) => {
    const question = { shortcode: paybill, kind: 'pull', receipt_code: null } as const
    return applyPull(unit, await openInquiry(unit, question), rows)
  })
}

/** Asked for its status, Safaricom says that it was completed; a status names no account. */
export async function statusSays({ receipt, amount_cents }: Money): Promise<void> {
  const inquiry = await work((unit) =>
    openInquiry(unit, { shortcode: paybill, kind: 'transaction_status', receipt_code: receipt }),
  )
  const parameters = {
    DebitPartyName: '2547•••• - NJERI',
    CreditPartyName: `${paybill} - KILIMA NET`,
    ReasonType: 'Pay Bill Online',
    TransactionStatus: 'Completed',
    Amount: `${whole(amount_cents)}.00`,
    ReceiptNo: receipt,
    FinalisedTime: '20261121143211',
  }
  const Result = {
    ResultType: 0,
    ResultCode: 0,
    ResultDesc: 'The service request is processed successfully.',
    ResultParameters: {
      ResultParameter: Object.entries(parameters).map(([Key, Value]) => ({ Key, Value })),
    },
    ReferenceData: { ReferenceItem: { Key: 'Occasion', Value: inquiry.merchant_reference } },
  }
  await hear('status_result', Buffer.from(JSON.stringify({ Result })), null)
}
