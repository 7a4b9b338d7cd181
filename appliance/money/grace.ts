// Days of grace: a line stays open a while after its end, as its plan says, and the next payment covers them. The time is
// lent: its worth stands in the account "grace" until it is paid, and what is never paid stays there to be seen.

import type { Work } from '../appliance.ts'
import { NotFound } from '../errors.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { Credit, Plan, Service } from '../tables.ts'
import { addTerm, anchorDay, type Instant } from '../time.ts'
import { post, undoTransfer } from './ledger.ts'
import { valueOfTime } from './time-value.ts'

/** Lent, and not covered by a payment yet. */
export type Lent = Pick<Credit, 'id' | 'transfer_id' | 'starts_at' | 'ends_at'>

type Lending = Pick<Plan, 'price_cents' | 'term_count' | 'term_unit' | 'grace_days' | 'kind'>

/** Until when a line may stay open after `ended_at`; null: not at all. No more than half a term: it must be worth paying. Pure. */
export function decideGrace(plan: Lending, ended_at: Instant, now: Instant): Instant | null {
  if (plan.kind !== 'pppoe' || plan.grace_days === 0) return null
  const term = addTerm(ended_at, plan, anchorDay(ended_at)).since(ended_at).total('seconds')
  const seconds = Math.min(plan.grace_days * 86_400, Math.floor(term / 2))
  const until = ended_at.add({ seconds })
  return Temporal.Instant.compare(until, now) > 0 ? until : null
}

/** How much of the next term is used up already by what was lent before `now`. */
export function usedOf({ starts_at, ends_at }: Lent, now: Instant): Temporal.Duration {
  const end = Temporal.Instant.compare(ends_at, now) < 0 ? ends_at : now
  return end.since(starts_at)
}

/** Lends them, if the plan has them. The subscriber is held by the caller. */
export async function lendGrace(
  work: Work,
  service: Pick<Service, 'id' | 'plan_id'>,
  ended_at: Instant,
): Promise<Instant | null> {
  const plan = (await work.db('plans').where({ id: service.plan_id }).first())!
  const until = decideGrace(plan, ended_at, work.now)
  if (until === null) return null
  const price_cents = valueOfTime(plan, { from: ended_at, until })
  const transfer_id = await post(work, {
    kind: 'lend',
    from: { kind: 'grace' },
    to: { kind: 'sales' },
    amount_cents: price_cents,
    reason: `Grace for service ${service.id} until ${until.toString({ smallestUnit: 'second' })}`,
  })
  await work.db('credits').insert({
    service_id: service.id,
    plan_id: plan.id,
    kind: 'grace',
    starts_at: ended_at,
    ends_at: until,
    price_cents,
    data_bytes: plan.data_bytes,
    transfer_id,
    due_at: until,
  })
  return until
}

/** A purchase covers it: it ends where the purchase begins, and the account of grace has its worth back. */
export async function settleGrace(work: Work, lent: Lent): Promise<void> {
  const { id, transfer_id, starts_at, ends_at } = lent
  await undoTransfer(work, transfer_id, 'Covered by the next term')
  if (Temporal.Instant.compare(ends_at, work.now) <= 0) return
  // No stretch of nothing is kept.
  if (Temporal.Instant.compare(starts_at, work.now) >= 0)
    await work.db('credits').where({ id }).delete()
  else await work.db('credits').where({ id }).update({ ends_at: work.now, due_at: null })
}

/** From the next end on. Throws NotFound `plan_unknown`. */
export async function setGraceDays(
  work: Work,
  plan_id: number,
  grace_days: number,
  by: Actor,
): Promise<void> {
  const plan = await work.db('plans').where({ id: plan_id }).forUpdate().first()
  if (!plan) throw new NotFound('plan_unknown', 'There is no such plan.')
  await work.db('plans').where({ id: plan_id }).update({ grace_days })
  await recordAct(work, {
    ...by,
    action: 'plan.grace_changed',
    subject: `plan:${plan_id}`,
    before: { grace_days: plan.grace_days },
    after: { grace_days },
  })
}
