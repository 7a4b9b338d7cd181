// The end of an account's time and money: what is left of paid time goes back to where it came from, and what the wallet then
// holds is theirs.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { cents, type Cents } from '../money.ts'
import type { Instant } from '../time.ts'
import { settleGrace } from './grace.ts'
import { post, walletOf } from './ledger.ts'
import { listStretches } from './plan-changes.ts'
import type { Stretch } from './plan-differences.ts'
import { accountClosed, endPush, notSent } from './stk-pushes.ts'
import { valueLeft } from './time-value.ts'

export interface Unused {
  service_id: number
  stretch: Stretch
  left_cents: Cents
}

/** What of an account's time is not used at `now`: sold or given; grace is nobody's money. */
export async function listUnused(db: Db, subscriber_id: number, now: Instant): Promise<Unused[]> {
  const services = await db('services').where({ subscriber_id }).select('id')
  const found: Unused[] = []
  for (const { id } of services) {
    for (const stretch of await listStretches(db, id, now))
      found.push({ service_id: id, stretch, left_cents: leftOf(stretch, now) })
  }
  return found
}

function leftOf(stretch: Stretch, now: Instant): Cents {
  return stretch.kind === 'grace' ? cents(0) : valueLeft(stretch.price_cents, stretch, now)
}

/** Paid time ends now; its rest goes to the wallet, or to the budget that gave it. The subscriber is held. Returns the wallet. */
export async function endTime(work: Work, subscriber_id: number): Promise<Cents> {
  for (const unused of await listUnused(work.db, subscriber_id, work.now))
    await endStretch(work, subscriber_id, unused)
  return walletOf(work.db, subscriber_id)
}

/**
 * Nobody is asked for money any more: open checkouts are closed, prompts that are not sent yet never are, links are withdrawn. What was
 * on a phone already may still be paid, and then waits in front of a person (`account_closed`).
 */
export async function endAsking(work: Work, subscriber_id: number): Promise<void> {
  const { db, now } = work
  await db('payment_requests')
    .where({ subscriber_id, way: 'link', payment_id: null, withdrawn_at: null })
    .update({ withdrawn_at: now })
  const open = await db('checkouts')
    .where({ subscriber_id, state: 'open' })
    .forUpdate()
    .select('id')
  for (const { id } of open) {
    const unsent = { checkout_id: id, state: 'created' } as const
    const result_words = accountClosed
    for (const push of await db('stk_pushes').where(unsent).forUpdate().select('id'))
      await endPush(work, push.id, { result_code: notSent, result_words })
    const closed = { state: 'abandoned' as const, closed_at: now, due_at: null }
    await db('checkouts').where({ id }).update(closed)
  }
}

async function endStretch(
  work: Work,
  subscriber_id: number,
  { service_id, stretch, left_cents }: Unused,
): Promise<void> {
  if (stretch.kind === 'grace') return settleGrace(work, stretch)
  const { id, budget_id, starts_at, price_cents } = stretch
  if (left_cents > 0) {
    await post(work, {
      kind: 'return',
      from: { kind: 'sales' },
      to: budget_id === null ? { kind: 'wallet', subscriber_id } : { kind: 'budget', budget_id },
      amount_cents: left_cents,
      reason: `Unused time of service ${service_id}`,
    })
  }
  if (Temporal.Instant.compare(starts_at, work.now) >= 0) {
    await work.db('credits').where({ id }).delete()
    return
  }
  const used = { ends_at: work.now, price_cents: cents(price_cents - left_cents), due_at: null }
  await work.db('credits').where({ id }).update(used)
}
