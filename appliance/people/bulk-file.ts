// What was done to many at once, as its page shows it; and what was given from the budgets this month.

import type { Db } from '../database.ts'
import { NotFound } from '../errors.ts'
import type { Cents } from '../money.ts'
import type { BulkRun, BulkStep } from '../tables.ts'
import { nairobi, type Instant } from '../time.ts'
import { scopeOf, type Viewer } from './scopes.ts'

export interface RunFile {
  run: BulkRun & { author: string }
  steps: (Pick<BulkStep, 'done' | 'reason' | 'undone'> & { account_no: string; name: string })[]
}

/** Throws NotFound `run_unknown`. A colleague of one site sees of it whom they may see. */
export async function findRun(db: Db, id: number, viewer: Viewer): Promise<RunFile> {
  const run = await db('bulk_runs')
    .join('staff', 'staff.id', 'bulk_runs.staff_id')
    .where('bulk_runs.id', id)
    .first<RunFile['run'] | undefined>('bulk_runs.*', 'staff.name as author')
  if (!run) throw new NotFound('run_unknown', 'This was never done.')
  const scope = scopeOf(viewer)
  const { rows } = await db.raw<{ rows: RunFile['steps'] }>(
    `select t.done, t.reason, t.undone, s.account_no, s.name from bulk_steps t
     join subscribers s on s.id = t.subscriber_id
     where t.run_id = :id and ${scope.sql('s')} order by t.done desc, lower(s.name)`,
    { id, ...scope.bindings },
  )
  if (rows.length === 0) throw new NotFound('run_unknown', 'This was never done.')
  return { run, steps: rows }
}

export interface GivenTime {
  account_no: string
  name: string
  budget: string
  worth_cents: Cents
  given_at: Instant
  author: string | null
}

const shown = 100

/** What stands in the budgets' accounts for the month of `now`, newest first; what was taken back is left out. */
export async function listGiven(db: Db, now: Instant): Promise<GivenTime[]> {
  const month = now.toZonedDateTimeISO(nairobi).with({ day: 1 }).startOfDay().toInstant()
  const { rows } = await db.raw<{ rows: GivenTime[] }>(
    `select s.account_no, s.name, b.name as budget, -e.amount_cents as worth_cents, t.posted_at as given_at,
            (select f.name from audit a join staff f on f.id = a.staff_id
             where a.subject = 'subscriber:' || s.id and a.at = t.posted_at and a.action = 'line.extended' limit 1) as author
     from transfers t join entries e on e.transfer_id = t.id join accounts a on a.id = e.account_id
     join budgets b on b.id = a.budget_id join credits c on c.transfer_id = t.id
     join services v on v.id = c.service_id join subscribers s on s.id = v.subscriber_id
     where t.kind = 'give' and t.posted_at >= :month
       and not exists (select from transfers u where u.undoes = t.id)
       and not exists (select from credits d where d.transfer_id = t.id and d.id < c.id)
     order by t.id desc limit ${shown}`,
    { month },
  )
  return rows
}
