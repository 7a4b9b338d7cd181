// Days beside each other: which are closed, which are not and should be, and what stands in the way.

import type { Db } from '../database.ts'
import { nairobi, type Instant } from '../time.ts'
import type { Cents } from '../money.ts'
import { dayOf, stretchOf } from './days.ts'

export interface CalendarDay {
  /** "2026-11-21". */
  day: string
  count: number
  cents: Cents
  /** Whether every paybill that had money has a statement of the whole day. */
  covered: boolean
  /** Differences that nobody has explained. */
  differences: number
  act: 'signed' | 'reopened' | null
  name: string | null
  at: Instant | null
}

export type DayState = 'signed' | 'reopened' | 'running' | 'unclosed' | 'empty' | 'future'

/** What a day is called. Pure. A day without money needs nobody's signature. */
export function stateOf(day: CalendarDay, today: string): DayState {
  if (day.act) return day.act
  if (day.day > today) return 'future'
  if (day.day === today) return 'running'
  return day.count === 0 ? 'empty' : 'unclosed'
}

/** Each day from the first to the last. */
export async function listDays(
  db: Db,
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
): Promise<CalendarDay[]> {
  const { rows } = await db.raw<{ rows: CalendarDay[] }>(
    `with days as (
       select to_char(d, 'YYYY-MM-DD') as day, d::timestamp at time zone :nairobi as begins,
              (d + interval '1 day')::timestamp at time zone :nairobi as ends
       from generate_series(:first::timestamp, :last::timestamp, interval '1 day') d),
     paid as (
       select (coalesce(m.paid_at, m.heard_at) at time zone :nairobi)::date as day, m.shortcode, count(*) as count, sum(m.amount_cents) as cents,
              count(*) filter (where exists (select from exceptions x where x.payment_id = m.id and x.resolved_at is null
                and x.kind in ('not_on_statement', 'sightings_differ'))) as differences
       from payments m where m.rail = 'mpesa' and coalesce(m.paid_at, m.heard_at) >= :from and coalesce(m.paid_at, m.heard_at) < :until
       group by 1, 2)
     select d.day, coalesce(p.count, 0) as count, coalesce(p.cents, 0) as cents, coalesce(p.covered, true) as covered,
            coalesce(p.differences, 0) as differences, c.act, s.name, c.at
     from days d
     left join lateral (
       select sum(p.count) as count, sum(p.cents) as cents, sum(p.differences) as differences,
              bool_and(exists (select from statements t where t.shortcode = p.shortcode and t.state in ('read', 'done')
                and t.covers_from <= d.begins and t.covers_until >= d.ends)) as covered
       from paid p where p.day = d.day::date) p on true
     left join lateral (select * from day_closes c where c.day = d.day::date order by c.id desc limit 1) c on true
     left join staff s on s.id = c.staff_id order by d.day`,
    {
      nairobi,
      first: first.toString(),
      last: last.toString(),
      from: stretchOf(first).from as never,
      until: stretchOf(last).until as never,
    },
  )
  return rows
}

const lookBackDays = 60

/** Days that are over, had money, and nobody has signed; the oldest first. As far back as two months. */
export async function listUnclosed(db: Db, now: Instant): Promise<CalendarDay[]> {
  const today = dayOf(now)
  const days = await listDays(db, today.subtract({ days: lookBackDays }), today)
  const open = new Set<DayState>(['unclosed', 'reopened'])
  return days.filter((day) => open.has(stateOf(day, today.toString())))
}
