// How much data was bought, and how much of it is used. Credits with a limit that follow each other without a gap are one
// pool: who buys again early takes along what was left, and what was used. One without a limit ends a pool: an hour of it
// must not lift the limit of a month; and one that counts another way begins its own.

import type { Db } from '../database.ts'
import type { Instant } from '../time.ts'

/** Which way a plan's data counts: up and down together, or one of them, as the subscriber sees it. */
export type DataCounts = 'both' | 'down' | 'up'

/** Bytes that count, as accounting tells them. */
export interface DataFacts {
  readonly allowed_bytes: number
  readonly used_bytes: number
}

// A router's word of when a session began may be a moment early.
const early = `interval '1 minute'`

/** Whether a credit has a limit as `c` has, on a plan that counts as `of` does. */
function isLike(credit: string): string {
  return `${credit}.data_bytes is not null
       and (select data_counts from plans where id = ${credit}.plan_id) = of.data_counts`
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
     join plans of on of.id = c.plan_id
     cross join lateral (
       select b.starts_at from credits b
       where b.service_id = c.service_id and b.ends_at <= c.ends_at and ${isLike('b')} and not exists (
         select from credits before where before.service_id = b.service_id and before.ends_at = b.starts_at
           and ${isLike('before')})
       order by b.ends_at desc limit 1
     ) first
     cross join lateral (
       select e.ends_at from credits e
       where e.service_id = c.service_id and e.ends_at >= c.ends_at and ${isLike('e')} and not exists (
         select from credits after
         where after.service_id = e.service_id and after.ends_at > e.ends_at and after.starts_at = e.ends_at
           and ${isLike('after')})
       order by e.ends_at limit 1
     ) last
     cross join lateral (
       select least(sum(m.data_bytes), :most) as allowed_bytes
       from credits m
       where m.service_id = c.service_id and m.ends_at > first.starts_at and m.ends_at <= last.ends_at
     ) pool
     cross join lateral (
       -- A router's input is the subscriber's upload.
       select least(coalesce(sum(case of.data_counts when 'up' then x.input_octets when 'down' then x.output_octets
                                 else x.input_octets + x.output_octets end), 0), :most) as used_bytes
       from all_sessions x
       where x.service_id = c.service_id and x.started_at >= first.starts_at - ${early} and x.started_at < last.ends_at
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

/**
 * By credit of a plan with fair use: the bytes of all sessions that began in it, up and down together. Credits that ended
 * before `since` are left out. Null instead of ids: of every service.
 */
export async function listShares(
  db: Db,
  { service_ids, since }: { service_ids: number[] | null; since: Instant },
): Promise<Map<number, number>> {
  const { rows } = await db.raw<{ rows: { credit_id: number; used_bytes: number }[] }>(
    `select c.id as credit_id, least(coalesce(sum(x.input_octets + x.output_octets), 0), :most) as used_bytes
     from credits c join plans of on of.id = c.plan_id
     left join all_sessions x on x.service_id = c.service_id and x.started_at >= c.starts_at - ${early}
       and x.started_at < c.ends_at
     where of.fair_use_bytes is not null and c.ends_at > :since and (:all or c.service_id = any(:service_ids))
     group by c.id`,
    {
      all: service_ids === null,
      service_ids: service_ids ?? [],
      since,
      most: Number.MAX_SAFE_INTEGER,
    },
  )
  return new Map(rows.map(({ credit_id, used_bytes }) => [credit_id, used_bytes]))
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
