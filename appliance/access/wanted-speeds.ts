// Which open sessions go faster or slower than they should at this moment: a fair share is used up, the night begins or
// ends, another credit runs, or the plan was changed.

import type { Db } from '../database.ts'
import type { Plan, PlanSpeed } from '../tables.ts'
import type { Instant } from '../time.ts'
import { formatRateLimit } from './rate-limit.ts'
import { decideSpeed, type SpeedFacts } from './speeds.ts'

export interface Mismatch {
  session_id: number
  /** What it should have, as Mikrotik-Rate-Limit. */
  rate_limit: string
}

/** What decideSpeed asks of a plan; of the fair use, whether it is used up. */
export function speedFactsOf(
  plan: Plan,
  timed: readonly PlanSpeed[],
  fairShareUsed: boolean,
): SpeedFacts {
  const { down_kbps, up_kbps, priority } = plan
  return {
    down_kbps,
    up_kbps,
    priority,
    burst:
      plan.burst_seconds === null
        ? null
        : {
            down_kbps: plan.burst_down_kbps!,
            up_kbps: plan.burst_up_kbps!,
            threshold_down_kbps: plan.threshold_down_kbps!,
            threshold_up_kbps: plan.threshold_up_kbps!,
            seconds: plan.burst_seconds,
          },
    timed,
    fair_use:
      plan.fair_use_bytes === null
        ? null
        : {
            after_bytes: plan.fair_use_bytes,
            used_bytes: fairShareUsed ? plan.fair_use_bytes : 0,
            down_kbps: plan.fair_down_kbps!,
            up_kbps: plan.fair_up_kbps!,
          },
  }
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
       select sum(u.input_octets + u.output_octets) as bytes from sessions u
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
       and not exists (select from speed_changes f where f.session_id = x.id and f.state = 'failed'
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
  const speeds = Map.groupBy(
    await db('plan_speeds').orderBy('id'),
    ({ plan_id }: PlanSpeed) => plan_id,
  )
  const plans = await db('plans')
  return plans.map((plan) => {
    const timed = speeds.get(plan.id) ?? []
    const rate = (fairShareUsed: boolean) =>
      formatRateLimit(decideSpeed(speedFactsOf(plan, timed, fairShareUsed), now))
    return {
      plan_id: plan.id,
      full_rate: rate(false),
      slow_rate: rate(true),
      after_bytes: plan.fair_use_bytes,
      changes: plan.fair_use_bytes !== null || timed.length > 0,
    }
  })
}
