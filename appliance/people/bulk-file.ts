// What was done to many at once, as its page shows it; and what was given from the budgets this month.

import type { Db } from '../database.ts'
import { NotFound } from '../errors.ts'
import type { Cents } from '../money.ts'
import type { BulkRun, BulkStep } from '../tables.ts'
import { nairobi, type Instant } from '../time.ts'
import { pageOf, placeAmong, readPlaceAmong, type Page } from './paging.ts'
import { scopeOf, type Viewer } from './scopes.ts'

export const outcomes = ['all', 'waiting', 'done', 'left'] as const
export type Outcome = (typeof outcomes)[number]

type Step = Pick<BulkStep, 'done' | 'reason' | 'undone'> & { account_no: string; name: string }

export interface RunFile {
  run: BulkRun & { author: string }
  /** Of whom the viewer may see. */
  counts: Record<Outcome | 'undone' | 'stays', number>
  page: Page<Step>
}

const pageSize = 200

const conditions: Record<Outcome, string> = {
  all: 'true',
  waiting: 't.done is null',
  done: 't.done',
  left: 'not t.done',
}

/** One page of it, by name. Throws NotFound `run_unknown`. A colleague of one site sees of it whom they may see. */
export async function findRun(
  db: Db,
  id: number,
  viewer: Viewer,
  { show, after }: { show: Outcome; after: string | null },
): Promise<RunFile> {
  const run = await db('bulk_runs')
    .join('staff', 'staff.id', 'bulk_runs.staff_id')
    .where('bulk_runs.id', id)
    .first<RunFile['run'] | undefined>('bulk_runs.*', 'staff.name as author')
  if (!run) throw new NotFound('run_unknown', 'This was never done.')
  const scope = scopeOf(viewer)
  const from = `from bulk_steps t join subscribers s on s.id = t.subscriber_id where t.run_id = :id and ${scope.sql('s')}`
  const { rows: counted } = await db.raw<{ rows: RunFile['counts'][] }>(
    `select count(*)::int as all, count(*) filter (where t.done is null)::int as waiting,
            count(*) filter (where t.done)::int as done, count(*) filter (where not t.done)::int as left,
            count(*) filter (where t.undone)::int as undone, count(*) filter (where not t.undone)::int as stays ${from}`,
    { id, ...scope.bindings },
  )
  const counts = counted[0]!
  if (counts.all === 0) throw new NotFound('run_unknown', 'This was never done.')
  const last = after === null ? null : readPlaceAmong(after)
  const { rows } = await db.raw<{ rows: (Step & { sorted: string; id: number })[] }>(
    `select t.done, t.reason, t.undone, s.account_no, s.name, s.id, lower(s.name) as sorted ${from} and ${conditions[show]}
       and (:last_name::text is null or (lower(s.name), s.id) > (:last_name, :last_id))
     order by lower(s.name), s.id limit :limit`,
    { id, ...scope.bindings, last_name: last?.name ?? null, last_id: last?.id ?? 0, limit: pageSize + 1 },
  ) // prettier-ignore
  return { run, counts, page: pageOf(rows, pageSize, (row) => placeAmong(row.sorted, row.id)) }
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
