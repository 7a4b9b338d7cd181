// A line takes another plan: at its next renewal, at once without money, or at once with what is left of the old plan
// reckoned against the new one. Paid time keeps its end; what was used stays what it was.

import type { Work } from '../appliance.ts'
import { Conflict } from '../errors.ts'
import type { Db } from '../database.ts'
import { cents } from '../money.ts'
import type { Plan, Service } from '../tables.ts'
import type { Instant } from '../time.ts'
import { post, undoTransfer, walletOf } from './ledger.ts'
import {
  decidePlanChange,
  type Piece,
  type PlanChange,
  type Stretch,
  type When,
} from './plan-differences.ts'
import { lengthOf, shareOf } from './time-value.ts'

/** What takes a change back, as an act keeps it. */
export interface PlanMemo {
  service_id: number
  plan_id: number
  next_plan_id: number | null
  transfers: number[]
  credits: {
    id: number
    new_id: number | null
    plan_id: number
    price_cents: number
    ends_at: string
    data_bytes: number | null
  }[]
}

export async function listStretches(db: Db, id: number, now: Instant): Promise<Stretch[]> {
  const { rows } = await db.raw<{ rows: Stretch[] }>(
    `select c.id, c.kind, c.plan_id, c.starts_at, c.ends_at, c.price_cents, c.data_bytes, c.transfer_id,
            (select a.budget_id from entries e join accounts a on a.id = e.account_id
             where e.transfer_id = c.transfer_id and a.kind = 'budget') as budget_id
     from credits c where c.service_id = :id and c.ends_at > :now order by c.starts_at`,
    { id, now: now as never },
  )
  return rows
}

/** The subscriber is held by the caller. Throws Conflict `plan_the_same`, `wallet_short`. */
export async function changePlan(
  work: Work,
  service: Service,
  plan: Plan,
  when: When,
): Promise<PlanMemo> {
  const { db } = work
  const stretches = await listStretches(db, service.id, work.now)
  const wallet_cents = await walletOf(db, service.subscriber_id)
  const change = decidePlanChange({ service, stretches, wallet_cents }, plan, when, work.now)
  if (change.outcome === 'same')
    throw new Conflict('plan_the_same', 'They have this plan already. Nothing was changed.')
  const { id: service_id, plan_id, next_plan_id } = service
  const memo: PlanMemo = { service_id, plan_id, next_plan_id, transfers: [], credits: [] }
  if (change.outcome === 'at_renewal') {
    const next = plan.id === plan_id ? null : plan.id
    await db('services').where({ id: service_id }).update({ next_plan_id: next })
    return memo
  }
  if (change.short_cents > 0)
    throw new Conflict(
      'wallet_short',
      'The wallet does not hold the difference. Nothing was changed.',
    )
  await db('services').where({ id: service_id }).update({ plan_id: plan.id, next_plan_id: null })
  memo.transfers = await settleDifference(work, service, plan, change)
  for (const piece of change.pieces) memo.credits.push(await replan(work, service_id, plan, piece))
  return memo
}

async function settleDifference(
  work: Work,
  { id, subscriber_id }: Service,
  { name }: Plan,
  { pays_cents, back }: Extract<PlanChange, { outcome: 'at_once' }>,
): Promise<number[]> {
  const reason = `Service ${id} changes to ${name}`
  const wallet = { kind: 'wallet', subscriber_id } as const
  const sales = { kind: 'sales' } as const
  const posted: number[] = []
  if (pays_cents > 0)
    posted.push(
      await post(work, {
        kind: 'adjust',
        from: wallet,
        to: sales,
        amount_cents: pays_cents,
        reason,
      }),
    )
  if (pays_cents < 0) {
    const amount_cents = cents(-pays_cents)
    posted.push(await post(work, { kind: 'return', from: sales, to: wallet, amount_cents, reason }))
  }
  for (const { budget_id, amount_cents } of back) {
    const to = { kind: 'budget', budget_id } as const
    posted.push(await post(work, { kind: 'return', from: sales, to, amount_cents, reason }))
  }
  return posted
}

/** A stretch that runs is cut in two, so that what was used stays on the old plan; one that is to come changes whole. */
async function replan(
  work: Work,
  service_id: number,
  plan: Plan,
  { stretch, from, left_cents, price_cents }: Piece,
): Promise<PlanMemo['credits'][number]> {
  const { id, kind, starts_at, ends_at, transfer_id, plan_id, data_bytes } = stretch
  const before = { id, plan_id, price_cents: stretch.price_cents, data_bytes }
  const memo = { ...before, ends_at: ends_at.toString(), new_id: null }
  const whole = lengthOf(starts_at, ends_at)
  const data =
    plan.data_bytes === null || data_bytes === null
      ? plan.data_bytes
      : Number(shareOf(plan.data_bytes, lengthOf(from, ends_at), whole))
  // Grace stays one stretch: the term that covers it must see all of it.
  if (kind === 'grace' || Temporal.Instant.compare(starts_at, work.now) >= 0) {
    const price = kind === 'grace' ? stretch.price_cents : price_cents
    const planned = { plan_id: plan.id, price_cents: price, data_bytes: plan.data_bytes }
    await work.db('credits').where({ id }).update(planned)
    return memo
  }
  const used = cents(stretch.price_cents - left_cents)
  await work.db('credits').where({ id }).update({ ends_at: from, price_cents: used, due_at: null })
  const [added] = await work
    .db('credits')
    .insert({
      service_id,
      plan_id: plan.id,
      kind,
      starts_at: from,
      ends_at,
      price_cents,
      data_bytes: data,
      transfer_id,
      due_at: ends_at,
    })
    .returning('id')
  return { ...memo, new_id: added!.id }
}

/** Everything as it was. The subscriber is held by the caller. Throws Conflict `changed_since`. */
export async function undoPlanChange(work: Work, memo: PlanMemo): Promise<void> {
  const { db } = work
  const { service_id: id, plan_id, next_plan_id } = memo
  for (const { id: credit_id, new_id, ends_at, ...before } of memo.credits) {
    const ends = Temporal.Instant.from(ends_at)
    const last = await db('credits')
      .where({ id: new_id ?? credit_id })
      .first('ends_at')
    if (!last?.ends_at.equals(ends)) throw changedSince()
    if (new_id !== null) await db('credits').where({ id: new_id }).delete()
    const due_at = Temporal.Instant.compare(ends, work.now) > 0 ? ends : null
    const price_cents = cents(before.price_cents)
    await db('credits')
      .where({ id: credit_id })
      .update({ ...before, price_cents, ends_at: ends, due_at })
  }
  for (const transfer of memo.transfers) await undoTransfer(work, transfer, 'Change of plan undone')
  const { subscriber_id } = (await db('services').where({ id }).first('subscriber_id'))!
  if ((await walletOf(db, subscriber_id)) < 0) throw changedSince()
  await db('services').where({ id }).update({ plan_id, next_plan_id })
}

function changedSince(): Conflict {
  return new Conflict('changed_since', 'Something changed since: it can’t be undone any more.')
}
