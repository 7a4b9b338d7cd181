// The prompt of an STK push: it lies on a phone, and the phone pays, refuses, or lets it lapse. What the phone does
// is told to the CallBackURL, and a payment to the registered ConfirmationURL as well.

import type { Books, Delivery, Transaction } from './books.ts'
import { shortcodeOf } from './books.ts'
import { confirm, payAtOnce } from './payments.ts'
import type { PushFault } from './push-faults.ts'
import { deliverCallback } from './stk-callbacks.ts'
import { PAID, resultOf, UNREACHABLE, type StkResult } from './stk-results.ts'
import { inNairobi } from '../words.ts'

/** What a phone can do with a prompt. */
export const phoneActs = [
  'approve',
  'wrong_pin',
  'cancel',
  'ignore',
  'approve_late',
  'no_balance',
  'over_limit',
  'over_daily_limit',
  'phone_off',
  'pin_locked',
] as const

/** One of the named acts; `approve_late` by that much after the 1037; or any result code, at once. */
export type PhoneAct =
  | (typeof phoneActs)[number]
  | { readonly late_seconds: number }
  | { readonly result_code: number | string; readonly words?: string }

/** What a phone does by itself with each prompt; `after_seconds` by the simulator's clock. */
export interface Habit {
  readonly act: PhoneAct
  readonly after_seconds?: number
}

export interface PushRequest {
  /** The paybill, or a till's store number. */
  readonly shortcode: string
  readonly transaction_type: 'CustomerPayBillOnline' | 'CustomerBuyGoodsOnline'
  readonly amount_cents: number
  readonly party_a: string
  readonly party_b: string
  /** Whose phone rings, and whose money moves: 2547… or 2541… */
  readonly phone: string
  readonly account_reference: string
  readonly description: string
  readonly callback_url: string
}

export interface Prompt extends PushRequest {
  readonly merchant_request_id: string
  readonly checkout_request_id: string
  /** What the phone shows. */
  readonly text: string
  readonly asked_at: Temporal.Instant
  readonly expires_at: Temporal.Instant
  state: 'open' | 'paid' | 'failed'
  /** Null while it is open. A lapsed prompt can still be paid: then this changes from 1037 to 0. */
  result: StkResult | null
  ended_at: Temporal.Instant | null
  transaction: Transaction | null
  fault: PushFault
  readonly callbacks: Callback[]
  /** What it ends with when nobody answers; and how long after that it is approved all the same. */
  lapse: { readonly result: StkResult; readonly late_seconds: number | null }
}

export interface Callback extends Delivery {
  readonly result_code: string
}

/** The PIN of every phone here. */
export const PIN = '1234'

const LATE_SECONDS = 30
const NO_ANSWER = resultOf(1037)

const refusals: Readonly<Record<string, number>> = {
  wrong_pin: 2001,
  cancel: 1032,
  no_balance: 1,
  over_limit: 3,
  over_daily_limit: 4,
  pin_locked: 8006,
}

/** By its CheckoutRequestID; or a phone's open prompt, else its newest. */
export function findPrompt({ prompts }: Books, which: string): Prompt | undefined {
  const byId = prompts.find(({ checkout_request_id }) => checkout_request_id === which)
  const its = prompts.filter(({ phone }) => phone === which)
  return byId ?? its.findLast(({ state }) => state === 'open') ?? its.at(-1)
}

/** Ends what has lain too long, and answers the posts that say so. */
export function lapse(books: Books): Promise<void>[] {
  const over = books.prompts.filter(
    ({ state, expires_at }) =>
      state === 'open' && Temporal.Instant.compare(expires_at, books.now()) <= 0,
  )
  return over.map((prompt) => books.outbox.during(lapseOne(books, prompt)))
}

async function lapseOne(books: Books, prompt: Prompt): Promise<void> {
  const { late_seconds, result } = prompt.lapse
  await fail(books, prompt, result, prompt.expires_at)
  if (late_seconds === null) return
  books.outbox.at(prompt.expires_at.add({ seconds: late_seconds }), async () => {
    if (mayAnswer(prompt)) await approve(books, prompt)
  })
}

/** Whether a phone can still do something with it: the lapsed can be paid late. */
export function mayAnswer({ state, result }: Prompt): boolean {
  return state === 'open' || (state === 'failed' && result?.code === 1037)
}

/** Resolves when money has moved or not, and the news that is due now has been answered or given up. */
export async function answerPrompt(
  books: Books,
  prompt: Prompt,
  act: PhoneAct,
  fault: PushFault = prompt.fault,
): Promise<Prompt> {
  await Promise.all(lapse(books))
  const isLate = prompt.state === 'failed'
  if (!mayAnswer(prompt) || (isLate && !isApproval(act))) {
    throw new Error(`${prompt.checkout_request_id} has ended: ${prompt.result?.words}`)
  }
  prompt.fault = fault
  await books.outbox.during(isLate ? approve(books, prompt) : carryOut(books, prompt, act))
  return prompt
}

function isApproval(act: PhoneAct): boolean {
  if (typeof act === 'string') return act === 'approve' || act === 'approve_late'
  return 'late_seconds' in act || String(act.result_code) === '0'
}

async function carryOut(books: Books, prompt: Prompt, act: PhoneAct): Promise<void> {
  if (typeof act === 'object' && 'result_code' in act) {
    if (String(act.result_code) === '0') return approve(books, prompt)
    return fail(books, prompt, resultOf(act.result_code, act.words))
  }
  if (act === 'approve') return approve(books, prompt)

  const code = typeof act === 'string' ? refusals[act] : undefined
  if (code !== undefined) return fail(books, prompt, resultOf(code))

  // Nothing happens until the prompt lapses.
  const seconds = typeof act === 'object' ? act.late_seconds : LATE_SECONDS
  const late_seconds = act === 'ignore' || act === 'phone_off' ? null : seconds
  prompt.lapse = { result: act === 'phone_off' ? UNREACHABLE : NO_ANSWER, late_seconds }
}

/** The money moves, unless it is too much, and both doors are told. */
async function approve(books: Books, prompt: Prompt): Promise<void> {
  const refused = overLimit(books, prompt)
  if (refused !== undefined) return fail(books, prompt, resultOf(refused))

  const { shortcode, amount_cents, phone, account_reference, fault } = prompt
  const bill = {
    shortcode,
    amount_cents,
    bill_ref: account_reference,
    msisdn: phone,
    first_name: nameOf(books, phone),
  }
  const c2b = fault.c2b ?? books.faults.payment
  prompt.transaction = payAtOnce(books, bill, c2b)
  end(books, prompt, 'paid', PAID)

  const callingBack = () => deliverCallback(books, prompt)
  const confirming = async () => {
    if (!books.switches.c2b_after_push) return
    await confirm(books, shortcodeOf(books, shortcode), prompt.transaction!)
  }
  if (fault.order === 'together') {
    await Promise.all([callingBack(), confirming()])
  } else {
    const [first, second] =
      fault.order === 'c2b_first' ? [confirming, callingBack] : [callingBack, confirming]
    await first()
    await second()
  }
}

async function fail(
  books: Books,
  prompt: Prompt,
  result: StkResult,
  at: Temporal.Instant = books.now(),
): Promise<void> {
  end(books, prompt, 'failed', result, at)
  await deliverCallback(books, prompt)
}

function end(
  { now }: Books,
  prompt: Prompt,
  state: 'paid' | 'failed',
  result: StkResult,
  at: Temporal.Instant = now(),
): void {
  Object.assign(prompt, { state, result, ended_at: at })
}

function overLimit({ transactions, switches, now }: Books, prompt: Prompt): number | undefined {
  if (prompt.amount_cents > switches.largest_payment * 100) return 3
  const today = inNairobi(now()).toPlainDate()
  const sums = transactions
    .filter(({ state, msisdn }) => state === 'completed' && msisdn === prompt.phone)
    .filter(({ started_at }) => inNairobi(started_at).toPlainDate().equals(today))
    .map(({ amount_cents }) => amount_cents)
  const total = sums.reduce((sum, cents) => sum + cents, prompt.amount_cents)
  return total > switches.daily_limit * 100 ? 4 : undefined
}

/** As that phone last paid by hand; else a name that many have. */
function nameOf({ transactions }: Books, phone: string): string {
  return transactions.findLast(({ msisdn }) => msisdn === phone)?.first_name ?? 'NJERI'
}
