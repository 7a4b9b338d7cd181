// Money that was taken by hand, and was not: a slip of the finger, a note handed back. Whoever took it voids it within
// ten minutes; later, or by another, a second person says yes. Its row stays for ever, and its receipt's number too.

import type { Work } from '../appliance.ts'
import { Conflict, NotFound } from '../errors.ts'
import { askForApproval, type By } from '../people/approval-asks.ts'
import { recordAct, undoMinutes } from '../people/audit.ts'
import type { Approval, Payment } from '../tables.ts'
import { closeByItself } from './exceptions.ts'
import { holdSubscriber, undoTransfer } from './ledger.ts'
import { describePayment } from './payments.ts'
import { refuseSpent, takeBackBought } from './shares.ts'

/** Whether somebody may void it alone, at this moment. Pure. */
export function mayVoidAlone(
  { taken_by, heard_at }: Pick<Payment, 'taken_by' | 'heard_at'>,
  staff_id: number,
  now: Temporal.Instant,
): boolean {
  const until = heard_at.add({ minutes: undoMinutes })
  return taken_by === staff_id && Temporal.Instant.compare(now, until) < 0
}

/** Throws NotFound `payment_unknown`; Conflict `not_by_hand`, `asked_already`, `money_spent`, `paid_since`. */
export async function voidPayment(
  work: Work,
  payment_id: number,
  why: string,
  by: By,
): Promise<'voided' | 'asked'> {
  const payment = await lockTaken(work, payment_id)
  if (mayVoidAlone(payment, by.staff.id, work.now)) {
    await applyVoid(work, payment, why, by)
    return 'voided'
  }
  const { amount_cents } = payment
  const subject = `payment:${payment_id}`
  await askForApproval(work, { kind: 'void_payment', subject, amount_cents, details: {}, why }, by)
  return 'asked'
}

/** The yes. */
export async function approveVoid(work: Work, { subject, why }: Approval, by: By): Promise<void> {
  const payment = await lockTaken(work, Number(subject.split(':')[1]))
  await applyVoid(work, payment, why, by)
}

async function lockTaken(work: Work, id: number): Promise<Payment> {
  const payment = await work.db('payments').where({ id }).forUpdate().first()
  if (!payment) throw new NotFound('payment_unknown', `There is no payment ${id}.`)
  if (payment.taken_by === null || payment.state !== 'settled')
    throw new Conflict('not_by_hand', 'Only money that somebody took by hand can be voided, once.')
  return payment
}

async function applyVoid(work: Work, payment: Payment, why: string, by: By): Promise<void> {
  const { id, subscriber_id, transfer_id, settled_at } = payment
  await holdSubscriber(work, subscriber_id!)
  await takeBackBought(work, subscriber_id!, settled_at!)
  await undoTransfer(work, transfer_id!, `${describePayment(payment)} voided`)
  await refuseSpent(work, subscriber_id!)
  await work.db('payments').where({ id }).update({ state: 'voided' })
  const left = { kinds: ['paid_more' as const, 'paid_less' as const], payment_id: id }
  await closeByItself(work, left, 'The payment was voided.')
  await recordAct(work, {
    ...by,
    action: 'payment.voided',
    subject: `payment:${id}`,
    before: { state: 'settled' },
    after: { state: 'voided', amount_cents: payment.amount_cents, taken_by: payment.taken_by },
    why,
  })
}
