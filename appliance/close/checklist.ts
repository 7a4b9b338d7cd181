// What must be seen to before a day is closed, read from the books: each line is done, or says what is open and leads there.

import type { Db } from '../database.ts'
import { listUnpaidOnline, type UnpaidOnline } from '../people/unpaid-online.ts'
import type { Instant } from '../time.ts'
import { listPaidOffline, type PaidOffline } from './access-drift.ts'
import { readDayBooks, type DayBooks } from './day-books.ts'
import { stretchOf, type Stretch } from './days.ts'

export const items = ['statement', 'drift', 'exceptions', 'callbacks', 'shifts', 'access'] as const
export type Item = (typeof items)[number]

export interface PaybillDay {
  shortcode: string
  name: string
  books: DayBooks
  /** Whether a statement shows the whole day. */
  covered: boolean
}

export interface Checklist {
  paybills: PaybillDay[]
  /** Of payments of this day, in front of somebody. */
  exceptions: { open: number; of_nobody: number }
  /** Heard on this day and not proved yet. */
  callbacks: number
  shifts: number
  paid_offline: PaidOffline[]
  unpaid_online: UnpaidOnline[]
  /** What is not done. */
  open: Item[]
}

export async function readChecklist(
  db: Db,
  day: Temporal.PlainDate,
  now: Instant,
): Promise<Checklist> {
  const stretch = stretchOf(day)
  const paybills = await listPaybillDays(db, stretch)
  const counts = await countOpen(db, stretch)
  const paid_offline = await listPaidOffline(db, now)
  const unpaid_online = await listUnpaidOnline(db, now)
  const found = { paybills, ...counts, paid_offline, unpaid_online }
  return { ...found, open: decideOpen(found) }
}

/** Pure. */
export function decideOpen(found: Omit<Checklist, 'open'>): Item[] {
  const { paybills, exceptions, callbacks, shifts, paid_offline, unpaid_online } = found
  const apart = paid_offline.filter(({ explained }) => explained === null).length
  const isOpen: Record<Item, boolean> = {
    statement: paybills.some(({ covered }) => !covered),
    drift: paybills.some(({ books }) => books.drift_cents !== 0),
    exceptions: exceptions.open > 0,
    callbacks: callbacks > 0,
    shifts: shifts > 0,
    access: apart + unpaid_online.length > 0,
  }
  return items.filter((item) => isOpen[item])
}

/** Paybills that had money on this day, on either side. */
async function listPaybillDays(db: Db, stretch: Stretch): Promise<PaybillDay[]> {
  const { rows } = await db.raw<{ rows: { shortcode: string; name: string; covered: boolean }[] }>(
    `select c.shortcode, c.name, exists (select from statements s where s.shortcode = c.shortcode and s.state in ('read', 'done')
              and s.covers_from <= :from and s.covers_until >= :until) as covered
     from shortcodes c
     where exists (select from payments m where m.rail = 'mpesa' and m.shortcode = c.shortcode
             and coalesce(m.paid_at, m.heard_at) >= :from and coalesce(m.paid_at, m.heard_at) < :until)
        or exists (select from statement_lines l where l.shortcode = c.shortcode and l.completed_at >= :from and l.completed_at < :until)
     order by c.shortcode`,
    { from: stretch.from as never, until: stretch.until as never },
  )
  const days: PaybillDay[] = []
  for (const row of rows)
    days.push({ ...row, books: await readDayBooks(db, row.shortcode, stretch) })
  return days
}

type Counts = Pick<Checklist, 'exceptions' | 'callbacks' | 'shifts'>

async function countOpen(db: Db, { from, until }: Stretch): Promise<Counts> {
  const { rows } = await db.raw<{
    rows: { open: number; of_nobody: number; callbacks: number; shifts: number }[]
  }>(
    `select x.open, x.of_nobody,
            (select count(*) from callbacks where state in ('recorded', 'unproved') and heard_at >= :from and heard_at < :until) as callbacks,
            (select count(*) from shifts where closed_at is null and opened_at < :until) as shifts
     from (select count(*) as open, count(*) filter (where x.owner_id is null) as of_nobody
           from exceptions x join payments m on m.id = x.payment_id
           where x.resolved_at is null and x.kind <> 'paid_more' and coalesce(m.paid_at, m.heard_at) >= :from
             and coalesce(m.paid_at, m.heard_at) < :until) x`,
    { from: from as never, until: until as never },
  )
  const { open, of_nobody, callbacks, shifts } = rows[0]!
  return { exceptions: { open, of_nobody }, callbacks, shifts }
}
