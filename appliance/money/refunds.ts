// Giving money back. One asks, another says yes, and the money is set aside: out of suspense, or out of the wallet it
// lies in. Paying it out comes after, and only to the phone that paid; nobody types a number. The ten minutes of the undo
// pass first.

import type { Work } from '../appliance.ts'
import { Conflict } from '../errors.ts'
import { cents, type Cents } from '../money.ts'
import { askForApproval, type By } from '../people/approval-asks.ts'
import { recordAct } from '../people/audit.ts'
import type { Approval, Exception, Payment } from '../tables.ts'
import { kindsInWallet, kindsToGive, lockOpen, markResolved } from './exceptions.ts'
import { holdSubscriber, post, undoTransfer, walletOf, type AccountName } from './ledger.ts'
import { describePayment } from './payments.ts'
import { planPayout, withdrawPayout } from './payouts.ts'
import { giveShare } from './shares.ts'

/** Throws as lockOpen, askForApproval and refundable do. Returns the approval's id. */
export async function askRefund(
  work: Work,
  exception_id: number,
  why: string,
  by: By,
): Promise<number> {
  const { payment, amount_cents } = await findRefundable(work, await lockOpen(work, exception_id))
  return askForApproval(
    work,
    {
      kind: 'refund',
      subject: `payment:${payment.id}`,
      amount_cents,
      details: { exception_id },
      why,
    },
    by,
  )
}

interface Refundable {
  payment: Payment
  amount_cents: Cents
  from: AccountName
  subscriber_id: number | null
}

/** What could be given back of it. Throws Conflict `nothing_to_refund`. */
async function findRefundable(work: Work, exception: Exception): Promise<Refundable> {
  const { kind, payment_id, subscriber_id } = exception
  const payment = await work
    .db('payments')
    .where({ id: payment_id ?? 0 })
    .forUpdate()
    .first()
  if (payment?.state === 'excepted' && kindsToGive.includes(kind))
    return {
      payment,
      amount_cents: payment.amount_cents,
      from: { kind: 'suspense' },
      subscriber_id: null,
    }
  if (payment?.state === 'settled' && kindsInWallet.includes(kind) && subscriber_id !== null) {
    await holdSubscriber(work, subscriber_id)
    const wallet = await walletOf(work.db, subscriber_id)
    const left = cents(Math.min(wallet, exception.amount_cents ?? 0, payment.amount_cents))
    if (left > 0)
      return {
        payment,
        amount_cents: left,
        from: { kind: 'wallet', subscriber_id },
        subscriber_id,
      }
  }
  throw new Conflict('nothing_to_refund', 'There is no money of this left to give back.')
}

/** The yes. Throws Conflict `refund_differs` where less is left than was asked for. */
export async function approveRefund(work: Work, approval: Approval, by: By): Promise<void> {
  const exception = await lockOpen(work, Number(approval.details['exception_id']))
  const { payment, amount_cents, from, subscriber_id } = await findRefundable(work, exception)
  if (amount_cents !== approval.amount_cents)
    throw new Conflict('refund_differs', 'Some of it was spent since: ask anew.')
  const reason = `${describePayment(payment)} to be given back`
  const to: AccountName = { kind: 'refunds' }
  const suspended = subscriber_id === null
  const transfer_id = suspended
    ? await giveShare(work, payment, exception.id, {
        kind: 'refund',
        subscriber_id,
        to,
        amount_cents,
        reason,
      })
    : await post(work, { kind: 'refund', from, to, amount_cents, reason })
  if (suspended) await work.db('payments').where({ id: payment.id }).update({ state: 'to_refund' })
  const [refund] = await work
    .db('refunds')
    .insert({
      payment_id: payment.id,
      approval_id: approval.id,
      subscriber_id,
      amount_cents,
      msisdn: payment.payer_msisdn,
      transfer_id,
      approved_at: work.now,
    })
    .returning('*')
  await planPayout(work, refund!)
  await markResolved(work, exception.id, {
    resolved_by: by.staff.id,
    resolution: 'To be given back to the payer',
    resolved_as: 'refund',
  })
  await recordAct(work, {
    ...by,
    action: 'payment.refund_approved',
    subject: `payment:${payment.id}`,
    before: { state: payment.state },
    after: { amount_cents, state: suspended ? 'to_refund' : payment.state },
    why: approval.why,
  })
}

/** Part of an undo: whether there was one. What left suspense is a share, and its transfer is turned round with the shares. */
export async function takeBackRefund(
  work: Work,
  payment: Payment,
  { resolved_at }: Exception,
): Promise<boolean> {
  const [refund] = await work
    .db('refunds')
    .where({ payment_id: payment.id, state: 'approved', approved_at: resolved_at as never })
    .update({ state: 'taken_back' })
    .returning('*')
  if (refund) await withdrawPayout(work, refund.id)
  if (!refund || refund.subscriber_id === null) return refund !== undefined
  await holdSubscriber(work, refund.subscriber_id)
  await undoTransfer(work, refund.transfer_id, `${describePayment(payment)} is not given back`)
  return true
}
