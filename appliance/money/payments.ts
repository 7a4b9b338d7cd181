// A payment is money that moved, proved by somebody other than a callback. It is recorded once, for ever,
// whichever door it came by; every report of it is a sighting, and the second adds no money.
//
//   unsettled ──▶ settled     the money is in a subscriber's wallet
//       └───────▶ excepted    it is in suspense, and a person must say whose it is ──▶ settled

import { randomUUID } from 'node:crypto'
import type { Work } from '../appliance.ts'
import { readTold, toldKinds } from '../providers/news.ts'
import type { Callback, Payment, Sighting, StkPush } from '../tables.ts'
import { locks } from '../locks.ts'
import { closeByItself, openException } from './exceptions.ts'
import { closePush, findPushOf } from './paid-prompts.ts'
import { doubtPayment } from './payment-doubts.ts'
import { isOfOldBooks } from './old-receipts.ts'
import { isMisnamed, isNamedByProof, isSameAccount, reportName, takeName } from './payment-names.ts'

export type ProvenPayment = Pick<
  Payment,
  | 'receipt_code'
  | 'shortcode'
  | 'amount_cents'
  | 'account_typed'
  | 'payer_msisdn'
  | 'payer_msisdn_raw'
  | 'payer_name'
  | 'customer_money'
  | 'paid_at'
  | 'heard_at'
  | 'proved_by'
> & { receipt_code: string; shortcode: string }
type Report = Omit<Sighting, 'id' | 'payment_id' | 'differs' | 'heard_at'>

// The job is sent in the same transaction; the sweeper looks for one that was lost after this long.
const sweepAfter = { seconds: 30 }

/**
 * Records a payment once and this report of it always. Callbacks that waited for the proof become sightings
 * in the same transaction, so that none of them is proved again.
 */
export async function recordPayment(
  work: Work,
  proven: ProvenPayment,
  report: Report,
): Promise<'recorded' | 'seen_again'> {
  await holdReceipt(work, proven.receipt_code)
  if (await isOfOldBooks(work, proven.receipt_code)) return 'seen_again'
  const push = await findPushOf(work, proven)
  const known = (await findNamed(work, proven, report)) ?? (await nameOf(work, push, proven))
  const added = known ? undefined : await insert(work, proven, push)
  const payment = known ?? added!
  await recordSighting(work, payment, report)
  await turnCallbacksIntoSightings(work, payment)
  if (!added) return 'seen_again'

  const about = { kinds: ['unproved' as const], subject: `receipt:${proven.receipt_code}` }
  await closeByItself(work, about, 'It was proved after all.')
  await work.enqueue('settle-payment', { payment_id: payment.id })
  // Its reversal may have overtaken it (F35).
  const told = { receipt_code: proven.receipt_code, outcome: 'reversal_of_unknown' }
  if (await work.db('callbacks').where(told).first('id'))
    await doubtPayment(work, payment, 'callback')
  return 'recorded'
}

async function insert(
  work: Work,
  proven: ProvenPayment,
  push: StkPush | undefined,
): Promise<Payment> {
  // A prompt that was paid by another receipt: somebody typed its reference by hand. Money of its own.
  const taken =
    push && (await work.db('payments').where({ stk_push_id: push.id }).first('id')) !== undefined
  const own = taken ? undefined : push
  const [payment] = await work
    .db('payments')
    .insert({
      ...proven,
      merchant_reference: randomUUID(),
      rail: 'mpesa',
      channel: own ? 'stk' : 'paybill',
      stk_push_id: own?.id ?? null,
      proved_at: work.now,
      state: 'unsettled',
      due_at: work.now.add(sweepAfter),
    })
    .returning('*')
  if (own) await closePush(work, own)
  return payment!
}

/** The payment that has this code. One that has it only by a callback's word gives it back where it is another's. */
async function findNamed(
  work: Work,
  { receipt_code, payer_msisdn }: ProvenPayment,
  { amount_cents, account_typed }: Report,
): Promise<Payment | undefined> {
  const named = await findPayment(work, receipt_code)
  if (!named) return undefined
  if (!(await isMisnamed(work, named, { amount_cents, account_typed, payer_msisdn }))) return named
  await takeName(work, named)
  return undefined
}

/** The payment that an STK query proved, which names no code: this is its code (design.md 7), whatever callbacks said. */
async function nameOf(
  work: Work,
  push: StkPush | undefined,
  { receipt_code, payer_name, paid_at }: ProvenPayment,
): Promise<Payment | undefined> {
  const paid = push && (await work.db('payments').where({ stk_push_id: push.id }).first())
  if (!paid || (await isNamedByProof(work, paid))) return undefined
  if (paid.receipt_code !== null) await reportName(work, paid, paid.receipt_code)
  const name = { receipt_code, payer_name, paid_at }
  const [named] = await work.db('payments').where({ id: paid.id }).update(name).returning('*')
  return named
}

/**
 * One at a time for each receipt: whoever proves it sees every callback that waits for it, and whoever reads a
 * callback sees the payment. Without it, both could miss the other and the callback would wait for nothing.
 */
export async function holdReceipt(work: Work, receipt_code: string): Promise<void> {
  await work.db.raw('select pg_advisory_xact_lock(?, hashtext(?))', [locks.receipt, receipt_code])
}

/** The same, if nobody holds it now: for whoever holds the prompt already, and must not wait. */
export async function holdReceiptAtOnce(work: Work, receipt_code: string): Promise<boolean> {
  const { rows } = await work.db.raw<{ rows: { held: boolean }[] }>(
    'select pg_try_advisory_xact_lock(?, hashtext(?)) as held',
    [locks.receipt, receipt_code],
  )
  return rows[0]!.held
}

/** "Payment UKL4T8M2QX"; of one without a code yet, its prompt's reference. For the ledger's readers. */
export function describePayment(payment: Pick<Payment, 'receipt_code' | 'account_typed'>): string {
  return `Payment ${payment.receipt_code ?? `of prompt ${payment.account_typed}`}`
}

/** What staff call it by: its receipt code, or, until that is known, the reference its prompt showed. */
export function codeOf({
  receipt_code,
  account_typed,
}: Pick<Payment, 'receipt_code' | 'account_typed'>): string {
  return receipt_code ?? account_typed ?? ''
}

/** The same in SQL, for a payment called `m`. */
export const codeOfM = 'coalesce(m.receipt_code, m.account_typed)'

export async function findPayment(work: Work, receipt_code: string): Promise<Payment | undefined> {
  return work.db('payments').where({ rail: 'mpesa', receipt_code }).first()
}

/** One report of a payment. What it says differently is kept and shown to a person; nothing is overwritten. */
export async function recordSighting(work: Work, payment: Payment, report: Report): Promise<void> {
  const differs = differsFrom(payment, report)
  await work
    .db('sightings')
    .insert({ ...report, payment_id: payment.id, differs, heard_at: work.now })
    .onConflict(['payment_id', 'source', 'callback_id', 'inquiry_id'])
    .ignore()
  if (!differs) return

  await openException(work, {
    kind: 'sightings_differ',
    subject: `payment:${payment.id}`,
    payment_id: payment.id,
    subscriber_id: payment.subscriber_id,
    amount_cents: payment.amount_cents,
    details: {
      source: report.source,
      amount_cents: report.amount_cents,
      account_typed: report.account_typed,
    },
  })
}

/** A callback that told of a payment we have meanwhile proved: it is one more sighting. */
export async function sightCallback(
  work: Work,
  payment: Payment,
  callback: Callback,
): Promise<void> {
  const said = readTold(callback)
  if ('unreadable' in said) return
  await recordSighting(work, payment, {
    source: 'callback',
    callback_id: callback.id,
    inquiry_id: null,
    amount_cents: said.amount_cents,
    account_typed: said.account_typed,
    paid_at: said.paid_at,
  })
  await work
    .db('callbacks')
    .where({ id: callback.id })
    .update({ state: 'done', outcome: 'proved', due_at: null, decided_at: work.now })
}

/** Those that told of this payment and waited for its proof, or were given up. */
export async function turnCallbacksIntoSightings(work: Work, payment: Payment): Promise<void> {
  const { receipt_code } = payment
  if (receipt_code === null) return
  // Those that wait, and those that were given up.
  const waiting = await work
    .db('callbacks')
    .where({ receipt_code })
    .whereIn('kind', toldKinds)
    .where((one) => one.where({ state: 'unproved' }).orWhere({ outcome: 'unproved' }))
    .orderBy('id')
  for (const callback of waiting) {
    const said = readTold(callback)
    if ('unreadable' in said || (await isMisnamed(work, payment, said))) continue
    await sightCallback(work, payment, callback)
  }
}

// Times are not compared: Pull's are of an unknown zone (payments.md A.14).
function differsFrom(payment: Payment, report: Report): boolean {
  if (payment.amount_cents !== report.amount_cents) return true
  return !isSameAccount(payment, report.account_typed)
}
