// What is sold: the list of plans, one of them, and changing it. A plan is never deleted: people have bought it.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, NotFound } from '../errors.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { Viewer } from '../people/scopes.ts'
import type { Plan } from '../tables.ts'
import type { Instant } from '../time.ts'
import type { PlanDraft } from './plan-fields.ts'

export type PlanShow = 'sold' | 'withdrawn'

export interface ListedPlan extends Plan {
  site: string | null
  /** Lines and passes that have it, and how many of them are paid for now. */
  lines: number
  paid: number
  other_speeds: number
}

export interface PlanList {
  rows: ListedPlan[]
  sold: number
  withdrawn: number
}

/** Those of a place and those of everywhere; all of them for whoever is of no one place. */
const seen = '(:site_id::bigint is null or p.site_id is null or p.site_id = :site_id)'

/** Lines at home first, the cheapest first. */
export async function listPlans(
  db: Db,
  { show, viewer, now }: { show: PlanShow; viewer: Viewer; now: Instant },
): Promise<PlanList> {
  const bindings = { site_id: viewer.site_id, withdrawn: show === 'withdrawn', now: now as never }
  const { rows } = await db.raw<{ rows: ListedPlan[] }>(
    `select p.*, t.name as site, coalesce(l.lines, 0)::int as lines, coalesce(l.paid, 0)::int as paid,
            (select count(*) from plan_speeds x where x.plan_id = p.id)::int as other_speeds
     from plans p left join sites t on t.id = p.site_id
     left join (
       select v.plan_id, count(*) as lines, count(c.service_id) as paid
       from services v left join credits c on c.service_id = v.id and c.starts_at <= :now and c.ends_at > :now
       where v.closed_at is null group by v.plan_id) l on l.plan_id = p.id
     where ${seen} and (p.withdrawn_at is not null) = :withdrawn
     order by p.kind desc, p.price_cents, p.id`,
    bindings,
  )
  const counts = await db.raw<{ rows: { sold: number; withdrawn: number }[] }>(
    `select count(*) filter (where p.withdrawn_at is null)::int as sold, count(p.withdrawn_at)::int as withdrawn
     from plans p where ${seen}`,
    { site_id: viewer.site_id },
  )
  return { rows, ...counts.rows[0]! }
}

export interface KnownPlan extends PlanDraft, Pick<Plan, 'id' | 'withdrawn_at'> {
  lines: number
}

/** Throws NotFound `plan_unknown`, for a plan of another place, too. */
export async function findPlan(db: Db, id: number, viewer: Viewer): Promise<KnownPlan> {
  const { rows } = await db.raw<{ rows: (Plan & { lines: number })[] }>(
    `select p.*, (select count(*) from services v where v.plan_id = p.id and v.closed_at is null)::int as lines
     from plans p where p.id = :id and ${seen}`,
    { id, site_id: viewer.site_id },
  )
  const [plan] = rows
  if (!plan) throw unknownPlan()
  const timed = await db('plan_speeds')
    .where({ plan_id: id })
    .orderBy('id')
    .select('weekdays', 'from_time', 'until_time', 'down_kbps', 'up_kbps')
  return { ...plan, timed }
}

function unknownPlan(): NotFound {
  return new NotFound('plan_unknown', 'There is no such plan.')
}

export interface PlanAct extends Actor {
  staff: Viewer
}

/** Returns its number. Throws Conflict `plan_name_taken`, NotFound `site_unknown`. */
export async function addPlan(work: Work, draft: PlanDraft, by: PlanAct): Promise<number> {
  await refuseElsewhere(work, draft.site_id, by.staff)
  await refuseTaken(work, draft.name, null)
  const { timed, ...columns } = columnsOf(draft)
  const [plan] = await work.db('plans').insert(columns).returning('id')
  await writeSpeeds(work, plan!.id, timed)
  const after = told(draft)
  await recordAct(work, { ...by, action: 'plan.added', subject: `plan:${plan!.id}`, after })
  return plan!.id
}

/**
 * Speeds, hours and devices change for everybody who has it, now; price, time and data for what is bought from now on.
 * Throws as addPlan does, and NotFound `plan_unknown`.
 */
export async function changePlan(
  work: Work,
  id: number,
  draft: PlanDraft,
  { why, ...by }: PlanAct & { why: string },
): Promise<void> {
  const known = await holdPlan(work, id, by.staff)
  await refuseElsewhere(work, draft.site_id, by.staff)
  await refuseTaken(work, draft.name, id)
  const { timed, ...columns } = columnsOf({ ...draft, kind: known.kind })
  await work.db('plans').where({ id }).update(columns)
  if (JSON.stringify(timed) !== JSON.stringify(known.timed)) {
    await work.db('plan_speeds').where({ plan_id: id }).delete()
    await writeSpeeds(work, id, timed)
  }
  const [before, after] = differences(told(known), told({ ...draft, kind: known.kind }))
  await recordAct(work, {
    ...by,
    action: 'plan.changed',
    subject: `plan:${id}`,
    before,
    after,
    why,
  })
}

/** Not sold any more; whoever has it keeps it and can renew it. */
export async function withdrawPlan(work: Work, id: number, by: PlanAct): Promise<void> {
  const { name, withdrawn_at } = await holdPlan(work, id, by.staff)
  if (withdrawn_at) throw new Conflict('plan_withdrawn', `${name} is not sold any more already.`)
  await work.db('plans').where({ id }).update({ withdrawn_at: work.now })
  await recordAct(work, { ...by, action: 'plan.withdrawn', subject: `plan:${id}`, after: { name } })
}

export async function restorePlan(work: Work, id: number, by: PlanAct): Promise<void> {
  const { name, withdrawn_at } = await holdPlan(work, id, by.staff)
  if (!withdrawn_at) throw new Conflict('plan_sold', `${name} is sold already.`)
  await work.db('plans').where({ id }).update({ withdrawn_at: null })
  await recordAct(work, { ...by, action: 'plan.restored', subject: `plan:${id}`, after: { name } })
}

/** For a change: a colleague of one place changes its own plans only. */
async function holdPlan(work: Work, id: number, staff: Viewer): Promise<KnownPlan> {
  await work.db('plans').where({ id }).forUpdate().first('id')
  const plan = await findPlan(work.db, id, staff)
  if (staff.site_id !== null && plan.site_id !== staff.site_id)
    throw new Conflict('plan_of_all', 'This plan is sold everywhere: ask the owner to change it.')
  return plan
}

async function refuseElsewhere(work: Work, site_id: number | null, staff: Viewer): Promise<void> {
  const isTheirs = staff.site_id === null || staff.site_id === site_id
  const site = site_id === null || (await work.db('sites').where({ id: site_id }).first('id'))
  if (!isTheirs || !site) throw new NotFound('site_unknown', 'Choose one of the places there are.')
}

async function refuseTaken(work: Work, name: string, own: number | null): Promise<void> {
  await work.db.raw('select pg_advisory_xact_lock(7101350)') // Two of one name at once: the second waits and is told.
  const { rows } = await work.db.raw<{ rows: { id: number }[] }>(
    'select id from plans where lower(name) = lower(?)',
    [name],
  )
  if (rows.some(({ id }) => id !== own))
    throw new Conflict('plan_name_taken', 'Another plan has this name already.')
}

async function writeSpeeds(work: Work, plan_id: number, timed: PlanDraft['timed']): Promise<void> {
  if (timed.length === 0) return
  await work.db('plan_speeds').insert(timed.map((speed) => ({ ...speed, plan_id })))
}

/** Nothing but the columns a form may set. */
function columnsOf(draft: PlanDraft): PlanDraft {
  const { name, kind, price_cents, term_count, term_unit, down_kbps, up_kbps, timed } = draft
  const { data_bytes, devices, site_id, address_pool, ipv6_pool, opens_at, closes_at } = draft
  const { data_counts, burst_down_kbps, burst_up_kbps, threshold_down_kbps, threshold_up_kbps } = draft // prettier-ignore
  const { burst_seconds, priority, fair_use_bytes, fair_down_kbps, fair_up_kbps } = draft
  const { grace_days, on_portal } = draft
  return {
    name, kind, price_cents, term_count, term_unit, down_kbps, up_kbps, timed, data_bytes, devices, site_id,
    address_pool, ipv6_pool, opens_at, closes_at, data_counts, burst_down_kbps, burst_up_kbps, threshold_down_kbps,
    threshold_up_kbps, burst_seconds, priority, fair_use_bytes, fair_down_kbps, fair_up_kbps, grace_days, on_portal,
  } // prettier-ignore
}

/** For the audit: what is there of it, by its names. */
function told(draft: PlanDraft): Record<string, unknown> {
  const entries = Object.entries(columnsOf(draft))
  return Object.fromEntries(
    entries.filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
  )
}

function differences(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): [Record<string, unknown>, Record<string, unknown>] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
  const only = (values: Record<string, unknown>) =>
    Object.fromEntries(names.map((name) => [name, values[name] ?? null]))
  return [only(before), only(after)]
}
