// Another plan for one's own line: what it would come to, and the change itself, as staff do it. What is shown is what is paid:
// where the reckoning became dearer meanwhile, nothing is changed.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, NotFound } from '../errors.ts'
import { spendableOf } from '../money/double-pays.ts'
import { holdSubscriber, walletOf } from '../money/ledger.ts'
import { changePlan, listStretches } from '../money/plan-changes.ts'
import { decidePlanChange, type PlanChange, type When } from '../money/plan-differences.ts'
import type { Cents } from '../money.ts'
import type { Plan, Service, Subscriber } from '../tables.ts'
import type { Instant } from '../time.ts'
import { recordAct } from './audit.ts'
import { refusePaused } from './guests.ts'
import { listHomePlans } from './new-subscribers.ts'

/** Theirs to choose: at the next renewal, or at once with the difference. */
export type OwnWhen = Extract<When, 'renewal' | 'prorated'>

const changesADay = 3

export interface OwnPlans {
  service: Service
  plan: Plan
  next_plan_id: number | null
  wallet_cents: Cents
  plans: Plan[]
}

/** Throws NotFound `line_unknown`; Conflict `plan_not_sold` for a line that has no plan to choose. */
export async function readOwnPlans(
  db: Db,
  { id, site_id }: Subscriber,
  service_no: number,
): Promise<OwnPlans> {
  const service = await db('services')
    .where({ subscriber_id: id, service_no, closed_at: null })
    .first()
  if (!service) throw new NotFound('line_unknown', 'There is no such line.')
  const plan = await db('plans').where({ id: service.plan_id }).first()
  const sold = await listHomePlans(db)
  const wallet_cents = await walletOf(db, id)
  if (plan!.kind !== 'pppoe') throw new Conflict('plan_not_sold', 'A pass has no plan to change.')
  const plans = sold.filter((one) => one.site_id === null || one.site_id === site_id)
  return { service, plan: plan!, next_plan_id: service.next_plan_id, wallet_cents, plans }
}

export async function previewOwnPlan(
  db: Db,
  { service, wallet_cents, plans }: OwnPlans,
  { plan_id, when }: { plan_id: number; when: OwnWhen },
  now: Instant,
): Promise<{ plan: Plan; change: PlanChange } | undefined> {
  const plan = plans.find(({ id }) => id === plan_id)
  if (!plan) return undefined
  const stretches = await listStretches(db, service.id, now)
  return { plan, change: decidePlanChange({ service, stretches, wallet_cents }, plan, when, now) }
}

/** A shilling or so of seconds that passed between the look and the press. */
const tolerance_cents = 500

/**
 * `shown_cents`: what the page said it would cost. Throws what readOwnPlans and changePlan throw; Conflict `dearer_now`,
 * `plan_not_sold`, `too_many_changes`, `subscriber_paused`.
 */
export async function changeOwnPlan(
  work: Work,
  account: Subscriber,
  asked: { service_no: number; plan_id: number; when: OwnWhen; shown_cents: number },
  source_address: string | null,
): Promise<void> {
  await holdSubscriber(work, account.id)
  refusePaused((await work.db('subscribers').where({ id: account.id }).first())!)
  const own = await readOwnPlans(work.db, account, asked.service_no)
  const preview = await previewOwnPlan(work.db, own, asked, work.now)
  if (!preview) throw new Conflict('plan_not_sold', 'This plan is not sold for this line.')
  const { plan, change } = preview
  const pays = change.outcome === 'at_once' ? change.pays_cents : 0
  if (pays > asked.shown_cents + tolerance_cents)
    throw new Conflict('dearer_now', 'It would cost more now than was shown. Nothing was changed.')
  const subject = `subscriber:${account.id}`
  const { rows } = await work.db.raw<{ rows: { count: number }[] }>(
    `select count(*)::int as count from audit where subject = :subject and action = 'own.plan_changed' and at > :since`,
    { subject, since: work.now.subtract({ hours: 24 }) as never },
  )
  if (rows[0]!.count >= changesADay)
    throw new Conflict('too_many_changes', 'The plan was changed often today. Try again tomorrow.')
  // Money that may have been paid twice waits for a person's word: it buys nothing here either.
  if (pays > 0 && pays > (await spendableOf(work.db, account.id)))
    throw new Conflict('wallet_short', 'The wallet does not hold the difference.')
  const memo = await changePlan(work, own.service, plan, asked.when)
  await recordAct(work, {
    staff: null,
    source_address,
    action: 'own.plan_changed',
    subject,
    before: { service_no: asked.service_no, plan: own.plan.name },
    after: { service_no: asked.service_no, plan: plan.name, when: asked.when, memo },
    why: `${own.plan.name} → ${plan.name}`,
  })
}
