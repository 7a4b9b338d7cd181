// The months that past sessions lie in: one is made before it is needed, and the oldest goes when nobody asks for it.

import type { Appliance, Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { nairobi, type Instant } from '../time.ts'

type Month = Temporal.PlainYearMonth

const keysAtOnce = 5000

/** Nairobi's. */
export function monthOf(at: Instant): Month {
  return at.toZonedDateTimeISO(nairobi).toPlainDate().toPlainYearMonth()
}

function beginningOf(month: Month): Instant {
  return month.toPlainDate({ day: 1 }).toZonedDateTime(nairobi).toInstant()
}

const prefix = 'past_sessions_'

function nameOf(month: Month): string {
  return prefix + month.toString().replace('-', '_')
}

/** Made once, however often it is asked. */
export async function openMonth(db: Db, month: Month): Promise<void> {
  const [from, until] = [beginningOf(month), beginningOf(month.add({ months: 1 }))]
  await db.raw('select open_month(?, ?, ?)', [nameOf(month), String(from), String(until)])
}

/** The months there are, oldest first. */
export async function listMonths(db: Db): Promise<Month[]> {
  const { rows } = await db.raw<{ rows: { name: string }[] }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'past_sessions'::regclass`,
  )
  return rows
    .map(({ name }) => Temporal.PlainYearMonth.from(name.slice(prefix.length).replace('_', '-')))
    .sort(Temporal.PlainYearMonth.compare)
}

/**
 * Drops the oldest month where it is older than `kept` whole months, and forgets its keys. One at a time: a clock that has
 * jumped ahead for a night must not empty the shelf.
 */
export async function dropOldestMonth(
  { work }: Pick<Appliance, 'work'>,
  kept: number,
): Promise<Month | undefined> {
  const oldest = await work(async ({ db, now }) => {
    const [first] = await listMonths(db)
    const youngest = monthOf(now).subtract({ months: kept })
    return first && Temporal.PlainYearMonth.compare(first, youngest) < 0 ? first : undefined
  })
  if (!oldest) return undefined

  let after: number | null = 0
  while (after !== null) {
    const from: number = after
    after = await work((unit) => forgetKeys(unit, oldest, from))
  }
  await work(({ db }) => db.raw('select drop_month(?)', [nameOf(oldest)]))
  return oldest
}

/** The id of the last of some, null where there were none. */
async function forgetKeys({ db }: Work, month: Month, after: number): Promise<number | null> {
  const { rows } = await db.raw<{ rows: { id: number; session_key: string }[] }>(
    `select id, session_key from past_sessions where started_at >= ? and started_at < ? and id > ?
     order by id limit ${keysAtOnce}`,
    [String(beginningOf(month)), String(beginningOf(month.add({ months: 1 }))), after],
  )
  await db('past_session_keys')
    .whereIn(
      'session_key',
      rows.map(({ session_key }) => session_key),
    )
    .delete()
  return rows.at(-1)?.id ?? null
}
