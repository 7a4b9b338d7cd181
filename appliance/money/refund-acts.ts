// What a person does with a refund that a second person said yes to: has it tried again, says that it was paid by hand, or takes
// the money back to where it came from. Each waits for what is on its way.

import type { Work } from '../appliance.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { Refund } from '../tables.ts'
import { closeByItself } from './exceptions.ts'
import { holdSubscriber, undoTransfer } from './ledger.ts'
import { payOut, settleRefund } from './payout-answers.ts'
import { alive, planPayout } from './payouts.ts'
import { findPlaceOf } from './refund-places.ts'
import { readReceiptCode } from '../providers/fields.ts'

/** Throws NotFound `refund_unknown`; Conflict `refund_over`, `refund_on_its_way`, `no_way_back`. */
export async function retryRefund(work: Work, id: number, by: Actor): Promise<void> {
  const refund = await lockIdle(work, id)
  const way = await planPayout(work, refund, { minutes: 0 })
  if (way === null)
    throw new Conflict('no_way_back', 'Lango can’t pay this one back: do it on the M-Pesa portal.')
  const { subject } = await findPlaceOf(work.db, refund)
  await recordAct(work, { ...by, action: 'refund.retried', subject, after: { refund: id, way } })
}

/** Paid on the portal, under that code. Throws as retryRefund does, and Invalid `receipt_missing`. */
export async function payByHand(work: Work, id: number, typed: string, by: Actor): Promise<void> {
  const refund = await lockIdle(work, id)
  const code = readReceiptCode(typed)
  if (typeof code === 'string')
    throw new Invalid('receipt_missing', 'The M-Pesa code of the payment back, please.')
  const { shortcode, subject } = await findPlaceOf(work.db, refund)
  if (shortcode === null)
    throw new Conflict('no_way_back', 'It did not come by M-Pesa: give it back over the counter.')
  const transfer_id = await payOut(work, refund, shortcode)
  const paid = { paid_how: 'by_hand' as const, paid_receipt: code.receipt_code, transfer_id }
  await settleRefund(work, refund, paid, {
    ...by,
    action: 'refund.paid',
    subject,
    after: { amount_cents: refund.amount_cents, how: 'by hand', receipt: code.receipt_code },
  })
}

/** The money goes back to suspense, in front of a person again, or to the wallet. Throws as retryRefund does. */
export async function takeRefundBack(work: Work, id: number, by: Actor): Promise<void> {
  const refund = await lockIdle(work, id)
  const { payment_id, subscriber_id, transfer_id } = refund
  const payment = await work
    .db('payments')
    .where({ id: payment_id ?? 0 })
    .forUpdate()
    .first()
  const { words, subject } = await findPlaceOf(work.db, refund)
  if (subscriber_id !== null) await holdSubscriber(work, subscriber_id)
  await undoTransfer(work, transfer_id, `${words} is not given back`)
  await work.db('refunds').where({ id }).update({ state: 'taken_back' })
  await work
    .db('payment_shares')
    .where({ transfer_id, taken_back_at: null })
    .update({ taken_back_at: work.now })
  if (payment?.state === 'to_refund') {
    await work.db('payments').where({ id: payment.id }).update({ state: 'excepted' })
  }
  const open = { resolved_at: null, resolved_by: null, resolution: null, resolved_as: null }
  const [asked] = payment_id === null ? [] : await work.db('exceptions').where({ payment_id, resolved_as: 'refund' }).orderBy('resolved_at', 'desc').limit(1).select('id') // prettier-ignore
  if (asked) await work.db('exceptions').where({ id: asked.id }).update(open)
  await closeByItself(work, { kinds: ['refund_stuck'], subject: `refund:${id}` }, 'The money was taken back.') // prettier-ignore
  await recordAct(work, {
    ...by,
    action: 'refund.taken_back',
    subject,
    before: { state: 'approved' },
    after: { state: 'taken_back', amount_cents: refund.amount_cents },
  })
}

async function lockIdle(work: Work, id: number): Promise<Refund> {
  const refund = await work.db('refunds').where({ id }).forUpdate().first()
  if (!refund) throw new NotFound('refund_unknown', `There is no refund ${id}.`)
  if (refund.state !== 'approved') throw new Conflict('refund_over', 'This refund is over already.')
  const live = await work.db('payouts').where({ refund_id: id }).whereIn('state', alive).first('id')
  if (live) throw new Conflict('refund_on_its_way', 'Safaricom is asked to pay it back: wait for the answer.') // prettier-ignore
  return refund
}
