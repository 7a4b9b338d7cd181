// One act on many subscribers: previewed, done to exactly those that were previewed, and undone within ten minutes. Time
// that is given must be in a budget, and past a cap it waits for a second person.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import { decideSpending, holdBudget, type KnownBudget, type Spending } from '../money/budgets.ts'
import { holdSubscriber } from '../money/ledger.ts'
import { cents, formatShillings, type Cents } from '../money.ts'
import type { BulkRun } from '../tables.ts'
import type { Instant } from '../time.ts'
import { recordAct, undoMinutes } from './audit.ts'
import { apply, forecast, type Forecast, type Task } from './bulk-acts.ts'
import { queueSteps, queueUndoing, undoStep, type DoneStep } from './bulk-progress.ts'
import { atOnceMax, listTargets, type Target } from './bulk-targets.ts'
import type { Worker } from './held-subscribers.ts'
import type { Viewer } from './scopes.ts'

export interface Wanted {
  /** The form's own: sent again, it does nothing again. */
  form: string
  task: Task
  why: string
  subscriber_ids: number[]
}

export interface Preview {
  rows: { target: Target; forecast: Forecast }[]
  count: number
  cost_cents: Cents
}

export async function previewRun(
  db: Db,
  task: Task,
  ids: readonly number[],
  { viewer, now }: { viewer: Viewer; now: Instant },
): Promise<Preview> {
  const targets = await listTargets(db, ids, viewer)
  const rows = targets.map((target) => ({ target, forecast: forecast(task, target, now) }))
  const does = rows.flatMap((row) => (row.forecast.does ? [row.forecast] : []))
  const cost_cents = cents(does.reduce((total, one) => total + one.cost_cents, 0))
  return { rows, count: does.length, cost_cents }
}

/** A second person said yes: the cap is no matter any more, the budget still is. By whoever asked. */
export async function startApproved(work: Work, wanted: Wanted, asker: Worker): Promise<void> {
  const held = await holdAll(work, wanted, asker)
  const { task } = wanted
  if (task.act === 'extend') {
    const budget = await holdBudget(work, task.budget_id)
    refuse(decideSpending(budget, asker.staff.role, held.cost_cents, work.now), budget)
  }
  await doRun(work, wanted, held, asker)
}

/** Throws Conflict `budget_ended`, `month_full`. */
export function refuse(spending: Spending, { name }: KnownBudget): void {
  if (spending.outcome === 'ended') throw new Conflict('budget_ended', `${name} has ended.`)
  if (spending.outcome === 'month_full')
    throw new Conflict(
      'month_full',
      `${name} has KES ${formatShillings(spending.left_cents)} left this month. Nothing was given.`,
    )
}

/**
 * What would be done to each; all of them are held, always in one order, where it is done at once. Throws Conflict
 * `done_already`, Invalid `nobody_left`.
 */
export async function holdAll(work: Work, { task, form, subscriber_ids }: Wanted, by: Worker) {
  if (subscriber_ids.length <= atOnceMax) {
    for (const id of subscriber_ids.toSorted((one, other) => one - other))
      await holdSubscriber(work, id)
  }
  // Behind the locks: a second click has waited there for the first.
  if (await work.db('bulk_runs').where({ form }).first('id'))
    throw new Conflict('done_already', 'This was done already: look at the list of what was done.')
  const asked = { viewer: by.staff, now: work.now }
  const preview = await previewRun(work.db, task, subscriber_ids, asked)
  if (preview.count === 0) throw new Invalid('nobody_left', 'There is nobody it can be done to.')
  return preview
}

/** To whom it can be done; the others are kept with the reason. More than a few hundred wait for a job. Returns the run's id. */
export async function doRun(
  work: Work,
  { task, form, why }: Omit<Wanted, 'subscriber_ids'>,
  preview: Preview,
  by: Worker,
): Promise<number> {
  const { rows, count, cost_cents } = preview
  const { act, ...details } = task
  const atOnce = rows.length <= atOnceMax
  const [run] = await work
    .db('bulk_runs')
    .insert({
      form,
      act,
      staff_id: by.staff.id,
      at: work.now,
      details: JSON.stringify(details) as never,
      why,
      finished_at: atOnce ? work.now : null,
      due_at: atOnce ? null : work.now,
    })
    .onConflict('form')
    .ignore()
    .returning('id')
  if (!run) throw new Conflict('done_already', 'This was done already: look at the list of what was done.') // prettier-ignore
  const run_id = run.id
  const after = { run: run_id, act, count, cost_cents }
  await recordAct(work, { ...by, action: 'bulk.done', subject: `bulk:${run_id}`, after, why })
  if (!atOnce) {
    await queueSteps(work, run_id, preview)
    return run_id
  }
  for (const { target, forecast: seen } of rows) {
    const memo = seen.does
      ? await apply(work, task, target, { run: run_id, lines: seen.lines, why, by })
      : null
    await work.db('bulk_steps').insert({
      run_id,
      subscriber_id: target.id,
      done: seen.does,
      reason: seen.does ? null : seen.reason,
      undo: (memo && JSON.stringify(memo)) as never,
    })
  }
  return run_id
}

/**
 * By whoever did it, within ten minutes after its end, or while it runs: then it stops. Each subscriber by itself: what has
 * changed since stays, and is told. Throws NotFound `run_unknown`, Conflict `undone_already`, `undo_late`.
 */
export async function undoRun(work: Work, id: number, by: Worker): Promise<void> {
  const run = await work.db('bulk_runs').where({ id, staff_id: by.staff.id }).forUpdate().first()
  if (!run) throw new NotFound('run_unknown', 'There is nothing of yours to undo.')
  if (run.undone_at) throw new Conflict('undone_already', 'It is undone already.')
  if (!isFresh(run, work.now))
    throw new Conflict('undo_late', 'Ten minutes are over: it stays as it is.')
  await work.db('bulk_runs').where({ id }).update({ undone_at: work.now })
  await recordAct(work, { ...by, action: 'bulk.undone', subject: `bulk:${id}` })
  const steps = await work
    .db('bulk_steps')
    .join('subscribers', 'subscribers.id', 'bulk_steps.subscriber_id')
    .where({ run_id: id, done: true })
    .orderBy('subscriber_id')
    .limit(atOnceMax + 1)
    .select('subscriber_id', 'account_no', 'undo')
  if (run.due_at || steps.length > atOnceMax) return queueUndoing(work, id)
  for (const step of steps) await undoStep(work, id, step as DoneStep, by)
}

export function isFresh({ finished_at }: Pick<BulkRun, 'finished_at'>, now: Instant): boolean {
  if (finished_at === null) return true
  return Temporal.Instant.compare(finished_at, now.subtract({ minutes: undoMinutes })) > 0
}
