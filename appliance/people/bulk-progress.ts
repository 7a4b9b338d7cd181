// An act on more subscribers than anybody waits for: its steps are rows that wait, and a job does them part by part. Killed in
// the middle, what was done is done, and the rest waits still.

import type { Work } from '../appliance.ts'
import { Refusal } from '../errors.ts'
import { decideSpending, holdBudget } from '../money/budgets.ts'
import { holdSubscriber } from '../money/ledger.ts'
import type { BulkRun } from '../tables.ts'
import { recordAct } from './audit.ts'
import { apply, forecast, undo, type Memo, type Skip, type Task } from './bulk-acts.ts'
import type { Preview } from './bulk-runs.ts'
import { listTargets, type Target } from './bulk-targets.ts'
import type { Worker } from './held-subscribers.ts'

const partMax = 200

/** Writes down who waits, and who is left alone already. */
export async function queueSteps(work: Work, run_id: number, { rows }: Preview): Promise<void> {
  await work.db.raw(
    `insert into bulk_steps (run_id, subscriber_id, done, reason)
     select :run_id, id, case when reason is null then null else false end, reason
     from unnest(:ids::bigint[], :reasons::text[]) as t (id, reason)`,
    {
      run_id,
      ids: rows.map(({ target }) => target.id),
      reasons: rows.map((row) => (row.forecast.does ? null : row.forecast.reason)) as never,
    },
  )
  await work.enqueue('work-through', { bulk_run_id: run_id })
}

/** Who waits still is left alone; what was done is undone by the job. */
export async function queueUndoing(work: Work, run_id: number): Promise<void> {
  const left: { done: boolean; reason: Skip } = { done: false, reason: 'stopped' }
  await work.db('bulk_steps').where({ run_id, done: null }).update(left)
  await work.db('bulk_runs').where({ id: run_id }).update({ due_at: work.now })
  await work.enqueue('work-through', { bulk_run_id: run_id })
}

/** Does or undoes the next part. Whether there is more. */
export async function workOn(work: Work, id: number): Promise<boolean> {
  const run = await work.db('bulk_runs').where({ id }).forUpdate().first()
  if (!run?.due_at) return false
  const staff = (await work.db('staff').where({ id: run.staff_id }).first())!
  const by: Worker = { staff, source_address: null } // Nobody's browser: where it was asked from, the beginning tells.
  if (run.undone_at === null && staff.disabled_at) await stop(work, run)
  const handled = run.undone_at ? await undoPart(work, run, by) : await doPart(work, run, by)
  if (handled === partMax) return true
  await finish(work, run, by)
  return false
}

/** Whoever may not sign in any more does nothing any more either. */
async function stop({ db }: Work, { id }: BulkRun): Promise<void> {
  await db('bulk_steps')
    .where({ run_id: id, done: null })
    .update({ done: false, reason: 'stopped' })
}

async function doPart(work: Work, run: BulkRun, by: Worker): Promise<number> {
  const { db, now } = work
  const ids = await db('bulk_steps').where({ run_id: run.id, done: null }).orderBy('subscriber_id').limit(partMax).pluck('subscriber_id') // prettier-ignore
  for (const id of ids) await holdSubscriber(work, id)
  const task = { act: run.act, ...run.details } as Task
  const targets = new Map(
    (await listTargets(db, ids, by.staff)).map((target) => [target.id, target]),
  )
  let left = task.act === 'extend' ? await leftOf(work, task.budget_id, by) : 0
  for (const id of ids) {
    const target = targets.get(id)
    const seen = target && forecast(task, target, now)
    let reason: string | null = seen ? null : 'changed_meanwhile'
    let memo: Memo | null = null
    if (seen && !seen.does) ({ reason } = seen)
    else if (target && seen?.does) {
      if (task.act === 'extend' && seen.cost_cents > left) reason = 'budget_full'
      else {
        memo = await tryStep(work, (unit) => apply(unit, task, target, { run: run.id, lines: seen.lines, why: run.why, by })) // prettier-ignore
        if (memo) left -= seen.cost_cents
        else reason = 'changed_meanwhile'
      }
    }
    await db('bulk_steps')
      .where({ run_id: run.id, subscriber_id: id })
      .update({ done: reason === null, reason, undo: (memo && JSON.stringify(memo)) as never })
  }
  return ids.length
}

/** What others gave meanwhile is gone from the purse. */
async function leftOf(work: Work, budget_id: number, by: Worker): Promise<number> {
  const budget = await holdBudget(work, budget_id)
  const { outcome } = decideSpending(budget, by.staff.role, 0, work.now)
  return outcome === 'ended' ? 0 : budget.month_cents_max - budget.spent_cents
}

async function undoPart(work: Work, run: BulkRun, by: Worker): Promise<number> {
  const steps = await work
    .db('bulk_steps')
    .join('subscribers', 'subscribers.id', 'bulk_steps.subscriber_id')
    .where({ run_id: run.id, done: true, undone: null })
    .orderBy('subscriber_id')
    .limit(partMax)
    .select('subscriber_id', 'account_no', 'undo')
  for (const step of steps) await undoStep(work, run.id, step as DoneStep, by)
  return steps.length
}

export interface DoneStep {
  subscriber_id: number
  account_no: string
  undo: Memo
}

/** Alone in a savepoint: one that can't be undone keeps no other from it. */
export async function undoStep(
  work: Work,
  run_id: number,
  { subscriber_id, account_no, undo: memo }: DoneStep,
  by: Worker,
): Promise<void> {
  await holdSubscriber(work, subscriber_id)
  const target: Pick<Target, 'id' | 'account_no'> = { id: subscriber_id, account_no }
  const undone = (await tryStep(work, (unit) => undo(unit, target, memo, by))) ?? false
  await work.db('bulk_steps').where({ run_id, subscriber_id }).update({ undone })
}

/** Null where it is refused, and then nothing of it happened. */
async function tryStep<T>(work: Work, step: (unit: Work) => Promise<T>): Promise<T | null> {
  try {
    return await work.db.transaction((inner) => step({ ...work, db: inner }))
  } catch (problem) {
    if (problem instanceof Refusal) return null
    throw problem
  }
}

async function finish(work: Work, run: BulkRun, by: Worker): Promise<void> {
  const finished_at = run.finished_at ?? work.now
  await work.db('bulk_runs').where({ id: run.id }).update({ finished_at, due_at: null })
  const { rows } = await work.db.raw<{ rows: { done: number; undone: number }[] }>(
    `select count(*) filter (where done)::int as done, count(*) filter (where undone)::int as undone
     from bulk_steps where run_id = :id`,
    { id: run.id },
  )
  const after = { run: run.id, ...rows[0] }
  await recordAct(work, { ...by, action: 'bulk.finished', subject: `bulk:${run.id}`, after })
}
