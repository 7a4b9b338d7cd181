// How much data was bought, and how much of it is used. Credits with a limit that follow each other without a gap are one
// pool: who buys again early takes along what was left, and what was used. One without a limit ends a pool: an hour of it
// must not lift the limit of a month.

import type { Db } from '../database.ts'
import type { Instant } from '../time.ts'

/** Bytes, up and down together, as accounting tells them. */
export interface DataFacts {
  readonly allowed_bytes: number
  readonly used_bytes: number
}

/**
 * By credit with a limit: the data of the pool that it is a part of. Credits that ended before `since` are left out. Null
 * instead of ids: of every service.
 */
export async function listData(
  db: Db,
  { service_ids, since }: { service_ids: number[] | null; since: Instant },
): Promise<Map<number, DataFacts>> {
  const { rows } = await db.raw<{ rows: (DataFacts & { credit_id: number })[] }>(
    `select c.id as credit_id, pool.allowed_bytes, used.used_bytes
     from credits c
     cross join lateral (
       select b.starts_at from credits b
       where b.service_id = c.service_id and b.ends_at <= c.ends_at and b.data_bytes is not null and not exists (
         select from credits before where before.service_id = b.service_id and before.ends_at = b.starts_at
           and before.data_bytes is not null)
       order by b.ends_at desc limit 1
     ) first
     cross join lateral (
       select e.ends_at from credits e
       where e.service_id = c.service_id and e.ends_at >= c.ends_at and e.data_bytes is not null and not exists (
         select from credits after
         where after.service_id = e.service_id and after.ends_at > e.ends_at and after.starts_at = e.ends_at
           and after.data_bytes is not null)
       order by e.ends_at limit 1
     ) last
     cross join lateral (
       select least(sum(m.data_bytes), :most) as allowed_bytes
       from credits m
       where m.service_id = c.service_id and m.ends_at > first.starts_at and m.ends_at <= last.ends_at
     ) pool
     cross join lateral (
       -- A router's word of when a session began may be a moment early.
       select least(coalesce(sum(x.input_octets + x.output_octets), 0), :most) as used_bytes
       from all_sessions x
       where x.service_id = c.service_id and x.started_at >= first.starts_at - interval '1 minute'
         and x.started_at < last.ends_at
     ) used
     where c.data_bytes is not null and c.ends_at > :since
       and (:all or c.service_id = any(:service_ids))`,
    {
      all: service_ids === null,
      service_ids: service_ids ?? [],
      since,
      most: Number.MAX_SAFE_INTEGER,
    },
  )
  return new Map(rows.map(({ credit_id, ...data }) => [credit_id, data]))
}

/** What the pass of this moment may still use; null where it has no limit, or where nothing is paid for. */
export async function listPooledData(
  db: Db,
  service_id: number,
  now: Instant,
): Promise<DataFacts | null> {
  const running = await db('credits')
    .where({ service_id })
    .where('starts_at', '<=', now as never)
    .where('ends_at', '>', now as never)
    .first('id')
  if (!running) return null
  const data = await listData(db, { service_ids: [service_id], since: now })
  return data.get(running.id) ?? null
}
