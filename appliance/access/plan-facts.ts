// What plans give, for RADIUS: each plan is read once, however many have bought it.

import type { Db } from '../database.ts'
import type { Plan } from '../tables.ts'
import type { CreditFacts } from './access.ts'
import type { Burst, FairUse, TimedSpeed } from './speeds.ts'

/** What a credit of this plan has of it. How much of a fair share is used is each credit's own. */
export interface PlanFacts extends Omit<CreditFacts, 'starts_us' | 'ends_us' | 'data'> {
  readonly fair_use: FairUse | null
}

/** The columns RADIUS is told by, and the plan's other speeds. */
export interface PlanGifts extends Pick<
  Plan,
  | 'down_kbps'
  | 'up_kbps'
  | 'devices'
  | 'data_counts'
  | 'address_pool'
  | 'ipv6_pool'
  | 'opens_at'
  | 'closes_at'
  | 'burst_down_kbps'
  | 'burst_up_kbps'
  | 'threshold_down_kbps'
  | 'threshold_up_kbps'
  | 'burst_seconds'
  | 'priority'
  | 'fair_use_bytes'
  | 'fair_down_kbps'
  | 'fair_up_kbps'
> {
  // prettier-ignore
  timed: readonly TimedSpeed[]
}

type PlanRow = PlanGifts & Pick<Plan, 'id'>

/** By plan; nothing is used of a share yet. */
export async function listPlanFacts(
  db: Db,
  plan_ids: readonly number[],
): Promise<Map<number, PlanFacts>> {
  if (plan_ids.length === 0) return new Map()
  const { rows } = await db.raw<{ rows: PlanRow[] }>(
    `select p.id, p.down_kbps, p.up_kbps, p.devices, p.data_counts, p.address_pool, p.ipv6_pool, p.opens_at, p.closes_at,
            p.burst_down_kbps, p.burst_up_kbps, p.threshold_down_kbps, p.threshold_up_kbps, p.burst_seconds, p.priority,
            case when p.fair_use_bytes > :most then :most else p.fair_use_bytes end as fair_use_bytes,
            p.fair_down_kbps, p.fair_up_kbps,
            array(select jsonb_build_object('weekdays', t.weekdays, 'from_time', t.from_time, 'until_time', t.until_time,
                                            'down_kbps', t.down_kbps, 'up_kbps', t.up_kbps)
                  from plan_speeds t where t.plan_id = p.id order by t.id) as timed
     from plans p where p.id = any(:plan_ids)`,
    { plan_ids: plan_ids as never, most: Number.MAX_SAFE_INTEGER },
  )
  return new Map(rows.map((row) => [row.id, planFactsOf(row)]))
}

/** The database keeps what belongs together all there or all null. */
export function planFactsOf(row: PlanGifts): PlanFacts {
  const { down_kbps, up_kbps, priority, devices, data_counts, address_pool, ipv6_pool, timed } = row
  const { opens_at, closes_at, burst_seconds: seconds, fair_use_bytes: after_bytes } = row
  return {
    down_kbps,
    up_kbps,
    priority,
    devices,
    data_counts,
    address_pool,
    ipv6_pool,
    timed,
    hours: opens_at === null ? null : { opens_at, closes_at: closes_at! },
    burst: seconds === null ? null : { ...burstRatesOf(row), seconds },
    fair_use: after_bytes === null ? null : { ...shareOf(row), after_bytes },
  }
}

function burstRatesOf(row: PlanGifts): Omit<Burst, 'seconds'> {
  return {
    down_kbps: row.burst_down_kbps!,
    up_kbps: row.burst_up_kbps!,
    threshold_down_kbps: row.threshold_down_kbps!,
    threshold_up_kbps: row.threshold_up_kbps!,
  }
}

function shareOf(row: PlanGifts): Omit<FairUse, 'after_bytes'> {
  return { used_bytes: 0, down_kbps: row.fair_down_kbps!, up_kbps: row.fair_up_kbps! }
}
