// A person says whose money in suspense it is. That is a transfer, not a correction: what was posted stays, and
// an undo within ten minutes is a transfer again.

import type { Work } from '../appliance.ts'
import { Conflict } from '../errors.ts'
import { recordAct, undoMinutes, type Action, type Actor } from '../people/audit.ts'
import type { Exception, Payment } from '../tables.ts'
import { undoDoublePay } from './double-pay-choices.ts'
import { closeByItself, kindsToGive, lockOpen } from './exceptions.ts'
import { describePayment } from './payments.ts'
import { applyCheckoutPlan, openPass, passOf } from './passes.ts'
import { issueReceipt } from './receipts.ts'
import { takeBackRefund } from './refunds.ts'
import { renewAfterPayment } from './renewals.ts'
import { findCheckoutOf } from './settlement.ts'
import { findOwners, giveShares, takeBackShares, type OwnedPart, type Part } from './shares.ts'

export interface Resolution {
  exception_id: number
  account_no: string
  actor: Actor
  /** Why they think so; may be empty. */
  why: string
  /** Into the wallet only: nothing is bought now, and the next renewal uses it. */
  keep?: boolean
}

/**
 * Gives the payment of an open exception to a subscriber; the line opens in the same transaction. Throws as findOwners
 * does, and Conflict `exception_resolved`, `payment_not_in_suspense`.
 */
export async function resolveException(work: Work, resolution: Resolution): Promise<void> {
  const { exception_id, account_no, keep = false } = resolution
  const { exception, payment } = await lockInSuspense(work, exception_id)
  const part = { account_no, amount_cents: payment.amount_cents }
  const [owner] = await findOwners(work, payment, [part], resolution.actor)
  await give(work, exception, payment, [owner!], keep)
  const { subscriber } = owner!
  await finish(work, exception, {
    resolution: `${keep ? 'Kept in the wallet of' : 'Given to'} ${subscriber.account_no}`,
    subscriber_id: subscriber.id,
    action: 'exception.resolved',
    after: { state: 'settled', account_no: subscriber.account_no, ...(keep && { kept: true }) },
    by: resolution,
  })
}

/** The same in parts, which sum to the payment. Throws as resolveException does. */
export async function splitPayment(
  work: Work,
  { parts, ...by }: Omit<Resolution, 'account_no' | 'keep'> & { parts: readonly Part[] },
): Promise<void> {
  const { exception, payment } = await lockInSuspense(work, by.exception_id)
  const owned = await findOwners(work, payment, parts, by.actor)
  await give(work, exception, payment, owned, false)
  const accounts = owned.map(({ subscriber }) => subscriber.account_no)
  await finish(work, exception, {
    resolution: `Split between ${accounts.join(', ')}`,
    subscriber_id: largest(owned).subscriber.id,
    action: 'exception.split',
    after: {
      state: 'settled',
      parts: owned.map(({ subscriber, amount_cents }) => ({
        account_no: subscriber.account_no,
        amount_cents,
      })),
    },
    by,
  })
}

async function give(
  work: Work,
  exception: Exception,
  payment: Payment,
  parts: readonly OwnedPart[],
  keep: boolean,
): Promise<void> {
  await giveShares(work, payment, exception.id, parts)
  const main = largest(parts)
  const owner = { subscriber_id: main.subscriber.id, service_id: main.service_id }
  await work
    .db('payments')
    .where({ id: payment.id })
    .update({ state: 'settled', ...owner })
  const checkout = passOf(await findCheckoutOf(work, payment))
  for (const { subscriber, service_id, amount_cents } of keep ? [] : parts) {
    const asked = checkout?.subscriber_id === subscriber.id ? checkout : undefined
    if (asked) await applyCheckoutPlan(work, asked)
    const share = { ...payment, subscriber_id: subscriber.id, service_id, amount_cents }
    await renewAfterPayment(work, share, asked)
    if (asked) await openPass(work, asked, payment)
  }
  await issueReceipt(work, payment.id)
}

/** Whose payment a split one is called: the largest part's, the first of equals. */
function largest(parts: readonly OwnedPart[]): OwnedPart {
  return parts.toSorted((one, other) => other.amount_cents - one.amount_cents)[0]!
}

async function finish(
  work: Work,
  { id, payment_id }: Exception,
  done: {
    resolution: string
    subscriber_id: number
    action: Action
    after: unknown
    by: Pick<Resolution, 'actor' | 'why'>
  },
): Promise<void> {
  const { resolution, subscriber_id, action, after, by } = done
  await work
    .db('exceptions')
    .where({ id })
    .update({
      resolved_at: work.now,
      resolved_by: by.actor.staff?.id ?? null,
      resolution,
      resolved_as: 'given',
      subscriber_id,
    })
  await recordAct(work, {
    ...by.actor,
    action,
    subject: `payment:${payment_id}`,
    before: { state: 'excepted' },
    after,
    why: by.why,
  })
}

/** The open exception and its payment, which is in suspense; both are held. */
export async function lockInSuspense(
  work: Work,
  id: number,
): Promise<{ exception: Exception; payment: Payment }> {
  const exception = await lockOpen(work, id)
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
  const exception = await lockUndoable(work, exception_id)
  const payment_id = exception.payment_id!
  const payment = (await work.db('payments').where({ id: payment_id }).forUpdate().first())!
  const turned = await takeBackShares(work, payment, exception_id, exception.resolved_at!)
  const refunded = await takeBackRefund(work, payment, exception)
  const held = exception.resolved_as === 'kept' || exception.resolved_as === 'spent'
  if (held) await undoDoublePay(work, exception)
  else if (turned === 0 && !refunded) throw new Conflict('not_resolved', 'No money was given here.')

  const inSuspense = kindsToGive.includes(exception.kind)
  if (inSuspense) {
    const nobodys = { subscriber_id: null, service_id: null }
    await work
      .db('payments')
      .where({ id: payment_id })
      .update({ state: 'excepted', ...nobodys })
    const left = { kinds: ['paid_more' as const, 'paid_less' as const], payment_id }
    await closeByItself(work, left, `${describePayment(payment)} went back to suspense.`)
  }
  await work
    .db('exceptions')
    .where({ id: exception_id })
    .update({
      resolved_at: null,
      resolved_by: null,
      resolution: null,
      resolved_as: null,
      ...(inSuspense && { subscriber_id: null }),
    })
  await recordAct(work, {
    ...actor,
    action: 'exception.reopened',
    subject: `payment:${payment_id}`,
    before: { state: payment.state, resolved_as: exception.resolved_as },
    after: { state: inSuspense ? 'excepted' : payment.state },
  })
}

async function lockUndoable(work: Work, id: number): Promise<Exception> {
  const exception = await work.db('exceptions').where({ id }).forUpdate().first()
  const { resolved_at, payment_id, resolved_by, resolved_as } = exception ?? {}
  if (!resolved_at || !payment_id || !resolved_by || resolved_as === 'closed')
    throw new Conflict('not_resolved', 'There is no resolution to take back.')
  if (Temporal.Instant.compare(resolved_at.add({ minutes: undoMinutes }), work.now) < 0) {
    throw new Conflict(
      'too_late_to_undo',
      'Ten minutes have passed: give the money on from the wallet instead.',
    )
  }
  return exception!
}
