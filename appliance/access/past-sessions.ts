// Sessions that ended long ago are put away by the month they began in, so that the list accounting works on stays as
// long as a month is, and what is older than anybody asks for goes a month at a time. Their keys are kept: a late word
// of one brings it back, and it is put away again in its time. What they used stays in daily_usage for ever.

import type { Appliance, Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import type { Instant } from '../time.ts'
import { dropOldestMonth, monthOf, openMonth } from './past-months.ts'

/** Ended and not heard of for so long. */
const restingDays = 35
const pageSize = 2000
const pagesMax = 200

export interface PutAway {
  moved: number
  /** "2024-10", where one went. */
  dropped: string | null
  /** False where there was too much for one go. */
  done: boolean
}

/**
 * Puts away what has ended, and drops the oldest month that is older than `monthsKept`. In small transactions: whatever
 * is killed, a session is in one place, once; the next go takes up the rest.
 */
export async function putAwaySessions(
  { work }: Pick<Appliance, 'work'>,
  monthsKept: number,
): Promise<PutAway> {
  const open = new Set<string>()
  const openOnce = async (at: (unit: Work) => Instant) =>
    work(async (unit) => {
      const month = monthOf(at(unit))
      if (!open.has(month.toString())) await openMonth(unit.db, month)
      open.add(month.toString())
    })
  await openOnce(({ now }) => now) // Ahead of its time.

  let moved = 0
  let page: Page = { last: 0, ended: [] }
  for (let pages = 0; page.last !== null && pages < pagesMax; pages++) {
    const after = page.last
    page = await work((unit) => readPage(unit, after))
    const { ended } = page
    for (const { started_at } of ended) {
      if (!open.has(monthOf(started_at).toString())) await openOnce(() => started_at)
    }
    if (ended.length > 0)
      moved += await work((unit) =>
        movePage(
          unit,
          ended.map(({ id }) => id),
        ),
      )
  }
  const dropped = await dropOldestMonth({ work }, monthsKept)
  return { moved, dropped: dropped?.toString() ?? null, done: page.last === null }
}

interface Page {
  /** Null where there is nothing more. */
  last: number | null
  ended: { id: number; started_at: Instant }[]
}

/** By id, so that no look is long, however many are open or young. */
async function readPage({ db, now }: Work, after: number): Promise<Page> {
  const { rows } = await db.raw<{ rows: { id: number; started_at: Instant; ended: boolean }[] }>(
    `select id, started_at, ${hasEnded('s')} as ended from sessions s where id > :after order by id limit ${pageSize}`,
    { after, before: restingSince(now) },
  )
  return { last: rows.at(-1)?.id ?? null, ended: rows.filter(({ ended }) => ended) }
}

// A session that somebody is still to be told of, or to look at, stays.
const hasEnded = (s: string) => `(${s}.stopped_at < :before and ${s}.heard_at < :before
  and not exists (select from disconnections d where d.session_id = ${s}.id and d.due_at is not null)
  and not exists (select from exceptions e where e.session_id = ${s}.id and e.resolved_at is null)) is true`

/** A row that somebody holds is left for the next go. Both tables have the same columns, in one order. */
async function movePage({ db, now }: Work, ids: number[]): Promise<number> {
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `with ended as (
       select id from sessions s where id = any(:ids) and ${hasEnded('s')} order by session_key for update skip locked
     ), moved as (
       delete from sessions s using ended where s.id = ended.id returning s.*
     ), keys as (
       insert into past_session_keys (session_key, session_id, started_at) select session_key, id, started_at from moved
     )
     insert into past_sessions select * from moved returning id`,
    { ids, before: restingSince(now) },
  )
  return rows.length
}

function restingSince(now: Instant): Instant {
  return now.subtract({ hours: restingDays * 24 })
}

/** The sessions that were put away, where accounting was refused because it speaks of such. */
export function keysMoved(error: unknown): string[] | undefined {
  const { code, table, detail } = error as { code?: string; table?: string; detail?: string }
  if (code !== '40001' || table !== 'past_session_keys') return undefined
  return JSON.parse(detail!) as string[]
}

/** Those of the keys that were put away are sessions again, as they were. What they used is not charged again. */
export async function bringBack(db: Db, session_keys: readonly string[]): Promise<void> {
  const keys = { session_keys: session_keys as never }
  await db.raw(
    'select from past_session_keys where session_key = any(:session_keys) order by session_key for update',
    keys,
  )
  const those = `past_session_keys k where k.session_key = any(:session_keys)`
  const rows = `(p.id, p.started_at) in (select k.session_id, k.started_at from ${those})`
  await db.raw(
    `insert into sessions overriding system value select p.* from past_sessions p where ${rows}`,
    keys,
  )
  await db.raw(`delete from past_sessions p where ${rows}`, keys)
  await db.raw(`delete from ${those}`, keys)
}
