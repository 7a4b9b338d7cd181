// One line, for the page where it is changed: what it has, what another plan would cost, who may give it time.

import type { Db } from '../database.ts'
import { NotFound } from '../errors.ts'
import { listBudgets, type KnownBudget } from '../money/budgets.ts'
import { walletOf } from '../money/ledger.ts'
import { listStretches } from '../money/plan-changes.ts'
import { decidePlanChange, type PlanChange, type When } from '../money/plan-differences.ts'
import type { Cents } from '../money.ts'
import type { Plan, Service } from '../tables.ts'
import type { Instant } from '../time.ts'
import { findLastDevice } from './line-keys.ts'
import { listHomePlans } from './new-subscribers.ts'
import { scopeOf, type Viewer } from './scopes.ts'
import { findSubscriber, type Person } from './subscribers.ts'

export interface LineFile {
  person: Person
  service: Service
  plan: Plan
  next_plan: Plan | undefined
  /** The end of all there is. */
  ends_at: Instant | null
  in_grace: boolean
  wallet_cents: Cents
  /** What it may change to. */
  plans: Plan[]
  budgets: KnownBudget[]
  last_device: string | null
}

/** Throws NotFound `subscriber_unknown`, `line_unknown`. */
export async function findLineFile(
  db: Db,
  { account_no, service_no }: { account_no: string; service_no: number },
  { viewer, now }: { viewer: Viewer; now: Instant },
): Promise<LineFile> {
  const person = await findSubscriber(db, account_no)
  const scope = scopeOf(viewer)
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `select from subscribers s where s.id = :id and ${scope.sql('s')}`,
    { id: person.id, ...scope.bindings },
  )
  const service = await db('services').where({ subscriber_id: person.id, service_no }).first()
  if (rows.length === 0 || !service) throw new NotFound('line_unknown', 'There is no such line.')
  const [plans, budgets, wallet_cents, last_device, stretches, used] = await Promise.all([
    listHomePlans(db),
    listBudgets(db, now),
    walletOf(db, person.id),
    findLastDevice(db, service.id),
    listStretches(db, service.id, now),
    db('plans').whereIn('id', [service.plan_id, service.next_plan_id ?? 0]),
  ])
  return {
    person,
    service,
    plan: used.find(({ id }) => id === service.plan_id)!,
    next_plan: used.find(({ id }) => id === service.next_plan_id),
    ends_at: stretches.at(-1)?.ends_at ?? null,
    in_grace: stretches[0]?.kind === 'grace',
    wallet_cents,
    plans: plans.filter(({ site_id }) => site_id === null || site_id === person.site_id),
    budgets: budgets.filter(({ closed_at }) => closed_at === null),
    last_device,
  }
}

/** What a change would do, for its preview; undefined for a plan that is not sold there. */
export async function previewPlanChange(
  db: Db,
  { service, wallet_cents, plans }: LineFile,
  { plan_id, when }: { plan_id: number; when: When },
  now: Instant,
): Promise<{ plan: Plan; change: PlanChange } | undefined> {
  const plan = plans.find(({ id }) => id === plan_id)
  if (!plan) return undefined
  const stretches = await listStretches(db, service.id, now)
  return { plan, change: decidePlanChange({ service, stretches, wallet_cents }, plan, when, now) }
}
