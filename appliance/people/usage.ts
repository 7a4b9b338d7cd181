// What a subscriber's lines used day by day, for the last thirty days of Nairobi's, the days without use among them.

import type { Db } from '../database.ts'
import { nairobi, type Instant } from '../time.ts'

export interface DayOfUse {
  /** "2026-11-21". */
  day: string
  /** What they sent. */
  up_bytes: number
  /** What they received. */
  down_bytes: number
}

export const usageDays = 30

/** Oldest first, today last. Octets a router calls "input" are those that it received: what the subscriber sent. */
export async function listUsage(db: Db, subscriber_id: number, now: Instant): Promise<DayOfUse[]> {
  const today = now.toZonedDateTimeISO(nairobi).toPlainDate()
  const { rows } = await db.raw<{ rows: DayOfUse[] }>(
    `select d.day::date::text as day, coalesce(sum(u.input_octets), 0)::bigint as up_bytes,
            coalesce(sum(u.output_octets), 0)::bigint as down_bytes
     from generate_series(:from::date, :today::date, interval '1 day') as d(day)
     left join daily_usage u on u.day = d.day::date
       and u.service_id in (select id from services where subscriber_id = :subscriber_id)
     group by d.day order by d.day`,
    {
      subscriber_id,
      from: today.subtract({ days: usageDays - 1 }).toString(),
      today: today.toString(),
    },
  )
  return rows
}
