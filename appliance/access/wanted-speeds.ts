// Which open sessions go faster or slower than they should at this moment: a fair share is used up, the night begins or
// ends, another credit runs, or the plan was changed.

import type { Db } from '../database.ts'
import type { Instant } from '../time.ts'
import { listPlanFacts } from './plan-facts.ts'
import { formatRateLimit } from './rate-limit.ts'
import { decideSpeed, type SpeedFacts } from './speeds.ts'

export interface Mismatch {
  session_id: number
  /** What it should have, as Mikrotik-Rate-Limit. */
  rate_limit: string
}

/**
 * Up to `limit` open sessions whose speed is not right, with the right one. What a session was told is unknown where it is
 * older than our knowing: then only plans whose speed changes are asked about.
 */
export async function listMismatches(db: Db, now: Instant, limit: number): Promise<Mismatch[]> {
  const plans = await listPlanRates(db, now)
  const column = <Name extends keyof PlanRates>(name: Name) => plans.map((each) => each[name])
  const { rows } = await db.raw<{ rows: Mismatch[] }>(
    `select x.id as session_id, should.rate_limit
     from sessions x
     join credits c on c.service_id = x.service_id and c.starts_at <= :now and c.ends_at > :now
     join unnest(:plan_id::bigint[], :full_rate::text[], :slow_rate::text[], :after_bytes::bigint[], :changes::boolean[])
       as p (plan_id, full_rate, slow_rate, after_bytes, changes) on p.plan_id = c.plan_id
     left join lateral (
       -- A router's word of when a session began may be a moment early.
       select sum(u.input_octets + u.output_octets) as bytes from all_sessions u
       where u.service_id = x.service_id and u.started_at >= c.starts_at - interval '1 minute'
         and u.started_at < c.ends_at
     ) used on p.after_bytes is not null
     cross join lateral (
       select case when used.bytes >= p.after_bytes then p.slow_rate else p.full_rate end as rate_limit
     ) should
     left join speed_changes open on open.session_id = x.id and open.ended_at is null
     where x.stopped_at is null
       and (x.rate_limit is not null or p.changes)
       and should.rate_limit is distinct from coalesce(open.rate_limit, x.rate_limit)
       -- Who is told to leave, or could not be told this speed, gets the right one with the next login.
       and not exists (select from disconnections d where d.session_id = x.id and d.due_at is not null)
       and not exists (select from speed_changes f where f.session_id = x.id and f.state = 'failed' and not f.is_probe
                       and f.rate_limit = should.rate_limit)
     order by x.id limit :limit`,
    {
      now,
      limit,
      plan_id: column('plan_id'),
      full_rate: column('full_rate'),
      slow_rate: column('slow_rate'),
      after_bytes: column('after_bytes'),
      changes: column('changes'),
    },
  )
  return rows
}

interface PlanRates {
  plan_id: number
  full_rate: string
  slow_rate: string
  after_bytes: number | null
  /** Whether its speed is another one at times. */
  changes: boolean
}

async function listPlanRates(db: Db, now: Instant): Promise<PlanRates[]> {
  const ids = (await db('plans').select('id')).map(({ id }) => id)
  const plans = await listPlanFacts(db, ids)
  return [...plans].map(([plan_id, plan]) => {
    const { fair_use, timed } = plan
    const rate = (facts: SpeedFacts) => formatRateLimit(decideSpeed(facts, now))
    const usedUp = fair_use && { ...fair_use, used_bytes: fair_use.after_bytes }
    return {
      plan_id,
      full_rate: rate(plan),
      slow_rate: rate({ ...plan, fair_use: usedUp }),
      after_bytes: fair_use?.after_bytes ?? null,
      changes: fair_use !== null || timed.length > 0,
    }
  })
}
