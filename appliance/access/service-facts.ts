// Services as RADIUS must know them, with what was bought for each: all of them, or those that are named.

import type { Db } from '../database.ts'
import type { Safe } from '../secrets.ts'
import type { Instant } from '../time.ts'
import type { CreditFacts, ServiceFacts } from './access.ts'
import { listData, listShares } from './data.ts'
import { listPlanFacts, type PlanFacts } from './plan-facts.ts'
import { openRows } from './sealed-rows.ts'

interface BoughtRow {
  id: number
  plan_id: number
  starts_us: number
  ends_us: number
}

interface ServiceRow extends Omit<ServiceFacts, 'password' | 'credits'> {
  password_sealed: Buffer
  credits: BoughtRow[]
}

/** Credits that ended long ago open no gate. A day is kept, for a machine whose clock is put back a little. */
export function recently(now: Instant): Instant {
  return now.subtract({ hours: 24 })
}

/** Null instead of ids: every service. */
export async function listServices(
  { db, safe, now }: { db: Db; safe: Safe; now: Instant },
  ids: number[] | null,
): Promise<ServiceFacts[]> {
  const since = recently(now)
  const { rows } = await db.raw<{ rows: ServiceRow[] }>(
    `select v.id, p.kind, v.user_name, v.password_sealed, v.static_address, v.ipv6_prefix, v.locked_mac,
            v.site_id, v.router_id,
            v.closed_at is not null or s.closed_at is not null as closed,
            s.suspended_at is not null as suspended,
            array(select d.mac from devices d where d.service_id = v.id order by d.mac) as macs,
            coalesce(bought.credits, '[]') as credits
     from services v
     join subscribers s on s.id = v.subscriber_id
     join plans p on p.id = v.plan_id
     left join lateral (
       select jsonb_agg(jsonb_build_object('id', c.id, 'plan_id', c.plan_id,
                                           'starts_us', (extract(epoch from c.starts_at) * 1000000)::bigint,
                                           'ends_us', (extract(epoch from c.ends_at) * 1000000)::bigint)
                        order by c.starts_at) as credits
       from credits c where c.service_id = v.id and c.ends_at > :since
     ) bought on true
     where :all or v.id = any(:ids)`,
    { since, all: ids === null, ids: ids ?? [] },
  )
  const build = await readPurchases(db, rows, { service_ids: ids, since })
  return openRows(
    safe,
    'services.password',
    rows,
    ({ password_sealed: sealed, credits, ...row }) => ({
      sealed,
      build: (password) => ({ ...row, password, credits: credits.map(build) }),
    }),
  )
}

/** What makes a credit's facts of its row: its plan, its data and what is used of its share. */
async function readPurchases(
  db: Db,
  services: readonly ServiceRow[],
  which: { service_ids: number[] | null; since: Instant },
): Promise<(bought: BoughtRow) => CreditFacts> {
  const plan_ids = new Set(services.flatMap(({ credits }) => credits.map((each) => each.plan_id)))
  const plans = await listPlanFacts(db, [...plan_ids])
  const data = await listData(db, which)
  const isShared = [...plans.values()].some(({ fair_use }) => fair_use !== null)
  const shares = isShared ? await listShares(db, which) : new Map<number, number>()

  return ({ id, plan_id, starts_us, ends_us }) => {
    const plan = plans.get(plan_id)!
    return {
      ...plan,
      starts_us,
      ends_us,
      data: data.get(id) ?? null,
      fair_use: shareOf(plan, shares.get(id) ?? 0),
    }
  }
}

function shareOf({ fair_use }: PlanFacts, used_bytes: number): CreditFacts['fair_use'] {
  return fair_use && { ...fair_use, used_bytes }
}
