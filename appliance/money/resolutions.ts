// A person says whose money in suspense it is. That is a transfer, not a correction: what was posted stays, and
// an undo within ten minutes is a transfer again.

import type { Work } from '../appliance.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import { recordAct, undoMinutes, type Actor } from '../people/audit.ts'
import type { Credit, Exception, Payment } from '../tables.ts'
import type { Instant } from '../time.ts'
import { closeByItself, kindsToGive } from './exceptions.ts'
import { holdSubscriber, post, undoTransfer, walletOf } from './ledger.ts'
import { findOwner } from './matching.ts'
import { describePayment } from './payments.ts'
import { applyCheckoutPlan, openPass } from './passes.ts'
import { issueReceipt } from './receipts.ts'
import { renewAfterPayment } from './renewals.ts'
import { findCheckoutOf } from './settlement.ts'

export interface Resolution {
  exception_id: number
  account_no: string
  actor: Actor
  /** Why they think so; may be empty. */
  why: string
}

/** Gives the payment of an open exception to a subscriber; the line opens in the same transaction. */
export async function resolveException(work: Work, resolution: Resolution): Promise<void> {
  const { exception, payment } = await lockOpen(work, resolution.exception_id)
  const owner = await findOwner(work.db, resolution.account_no)
  if (!owner) {
    throw new Invalid(
      'account_unknown',
      `No subscriber has ${resolution.account_no}; is a digit wrong?`,
    )
  }
  const { subscriber, service_id } = owner
  if (subscriber.closed_at) {
    throw new Conflict('account_closed', `${subscriber.name}'s account is closed.`)
  }

  const subscriber_id = subscriber.id
  await holdSubscriber(work, subscriber_id)
  await post(work, {
    kind: 'assign',
    from: { kind: 'suspense' },
    to: { kind: 'wallet', subscriber_id },
    amount_cents: payment.amount_cents,
    reason: `${describePayment(payment)} given to ${subscriber.account_no}`,
  })
  await work
    .db('payments')
    .where({ id: payment.id })
    .update({ state: 'settled', subscriber_id, service_id })
  const checkout = await findCheckoutOf(work, payment)
  const asked = checkout?.subscriber_id === subscriber_id ? checkout : undefined
  if (asked) await applyCheckoutPlan(work, asked)
  await renewAfterPayment(work, { ...payment, subscriber_id, service_id }, asked)
  if (asked) await openPass(work, asked, payment)
  await issueReceipt(work, payment.id)
  await work
    .db('exceptions')
    .where({ id: exception.id })
    .update({
      resolved_at: work.now,
      resolved_by: resolution.actor.staff?.id ?? null,
      resolution: `Given to ${subscriber.account_no}`,
      subscriber_id,
    })
  await recordAct(work, {
    ...resolution.actor,
    action: 'exception.resolved',
    subject: `payment:${payment.id}`,
    before: { state: 'excepted' },
    after: { state: 'settled', account_no: subscriber.account_no },
    why: resolution.why,
  })
}

async function lockOpen(
  work: Work,
  id: number,
): Promise<{ exception: Exception; payment: Payment }> {
  const exception = await work.db('exceptions').where({ id }).forUpdate().first()
  if (!exception) throw new NotFound('exception_unknown', `There is no exception ${id}.`)
  if (exception.resolved_at) {
    throw new Conflict('exception_resolved', 'Somebody was faster: this one is resolved already.')
  }
  const payment_id = exception.payment_id ?? 0
  const payment = await work.db('payments').where({ id: payment_id }).forUpdate().first()
  if (payment?.state !== 'excepted' || !kindsToGive.includes(exception.kind)) {
    throw new Conflict(
      'payment_not_in_suspense',
      'This exception has no money in suspense to give.',
    )
  }
  return { exception, payment }
}

/**
 * Takes a resolution back: the money returns to suspense, time that was bought with it and has not begun is
 * gone, time that has begun ends now. Throws Conflict when it is too late or the money was spent since.
 */
export async function undoResolution(
  work: Work,
  { exception_id, actor }: { exception_id: number; actor: Actor },
): Promise<void> {
  const exception = await work.db('exceptions').where({ id: exception_id }).forUpdate().first()
  const { resolved_at, payment_id } = exception ?? {}
  if (!resolved_at || !payment_id || !exception?.resolved_by) {
    throw new Conflict('not_resolved', 'There is no resolution to take back.')
  }
  if (isBefore(resolved_at.add({ minutes: undoMinutes }), work.now)) {
    throw new Conflict(
      'too_late_to_undo',
      'Ten minutes have passed: give the money on from the wallet instead.',
    )
  }
  const payment = (await work.db('payments').where({ id: payment_id }).forUpdate().first())!
  const subscriber_id = payment.subscriber_id!
  await holdSubscriber(work, subscriber_id)
  for (const credit of await listBought(work, subscriber_id, resolved_at))
    await takeBack(work, credit)
  const assigned = await work
    .db('transfers')
    .where({ kind: 'assign', posted_at: resolved_at as never })
    .whereExists((lines) =>
      lines
        .from('entries')
        .whereRaw('entries.transfer_id = transfers.id and entries.amount_cents = ?', [
          payment.amount_cents,
        ]),
    )
    .orderBy('id', 'desc')
    .first('id')
  if (!assigned) throw new Conflict('not_resolved', 'No money was given here.')
  await undoTransfer(work, assigned.id, `${describePayment(payment)} taken back to suspense`)
  if ((await walletOf(work.db, subscriber_id)) < 0) {
    throw new Conflict('money_spent', 'Some of it was spent since. Nothing was changed.')
  }

  await work
    .db('payments')
    .where({ id: payment_id })
    .update({ state: 'excepted', subscriber_id: null, service_id: null })
  await work
    .db('exceptions')
    .where({ id: exception_id })
    .update({ resolved_at: null, resolved_by: null, resolution: null, subscriber_id: null })
  const left = {
    kinds: ['paid_more' as const, 'paid_less' as const],
    subject: `payment:${payment_id}`,
  }
  await closeByItself(work, left, 'The money went back to suspense.')
  await recordAct(work, {
    ...actor,
    action: 'exception.reopened',
    subject: `payment:${payment_id}`,
    before: { state: 'settled' },
    after: { state: 'excepted' },
  })
}

/** What the resolution itself bought: everything of one Work carries the same instant. */
async function listBought(work: Work, subscriber_id: number, at: Instant): Promise<Credit[]> {
  const { rows } = await work.db.raw<{ rows: Credit[] }>(
    `select c.* from credits c join services v on v.id = c.service_id join transfers t on t.id = c.transfer_id
     where v.subscriber_id = :subscriber_id and t.posted_at = :at and t.kind = 'sell' order by c.id`,
    { subscriber_id, at: at as never },
  )
  return rows
}

async function takeBack(work: Work, credit: Credit): Promise<void> {
  const { service_id } = credit
  const after = await work
    .db('credits')
    .where({ service_id })
    .where('starts_at', '>=', credit.ends_at as never)
    .first('id')
  if (after) {
    // Without this one there would be a hole before it, and the line shut in it.
    throw new Conflict(
      'paid_since',
      'They have paid since, and more time follows this. Nothing was changed.',
    )
  }
  await undoTransfer(work, credit.transfer_id, 'Time taken back')
  const { id } = credit
  if (isBefore(credit.starts_at, work.now)) {
    await work.db('credits').where({ id }).update({ ends_at: work.now, due_at: work.now })
  } else {
    await work.db('credits').where({ id }).delete()
  }
}

function isBefore(one: Instant, other: Instant): boolean {
  return Temporal.Instant.compare(one, other) < 0
}
