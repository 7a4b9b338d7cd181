// Who has not paid on time: lines at home whose paid time has ended, the latest first, by how long ago; and the days of grace
// that each plan gives (S2-04, S2-20).

import type { Db } from '../database.ts'
import type { Cents } from '../money.ts'
import type { Msisdn } from '../msisdn.ts'
import type { Plan } from '../tables.ts'
import type { Instant } from '../time.ts'
import { countedAside, keepCount } from './kept-counts.ts'
import { pageOf, placeAt, readPlaceAt, type Page } from './paging.ts'
import { scopeOf, type Viewer } from './scopes.ts'

export const ages = ['all', 'grace', 'week', 'month', 'older'] as const
export type Age = (typeof ages)[number]

export interface Late {
  service_id: number
  service_no: number
  account_no: string
  name: string
  msisdn: Msisdn | null
  site: string
  plan: string
  price_cents: Cents
  wallet_cents: Cents
  /** When paid time ended. */
  ended_at: Instant
  /** It is open until then all the same. */
  grace_until: Instant | null
  suspended_at: Instant | null
}

const pageSize = 50

const conditions: Record<Age, string> = {
  all: 'true',
  grace: 'l.grace_until is not null',
  week: 'l.grace_until is null and l.ended_at > :week',
  month: 'l.grace_until is null and l.ended_at <= :week and l.ended_at > :month',
  older: 'l.grace_until is null and l.ended_at <= :month',
}

// A line is late from its last paid end: that credit which none follows. For a page they are asked for by the time of the end,
// the latest first; where all are counted, line by line.
const byEnd = `credits c join services v on v.id = c.service_id and c.kind <> 'grace' and c.ends_at <= :now
    and not exists (select from credits d where d.service_id = c.service_id and d.kind <> 'grace'
                      and (d.ends_at, d.id) > (c.ends_at, c.id))`
const byLine = `services v cross join lateral (select max(ends_at) as ends_at from credits
    where service_id = v.id and kind <> 'grace') c`

const late = (ended: string, scope: string) => `
  select v.id as service_id, v.service_no, s.id as subscriber_id, s.account_no, s.name, s.msisdn, s.suspended_at,
         s.site_id, p.name as plan, p.price_cents, c.ends_at as ended_at,
         (select max(g.ends_at) from credits g where g.service_id = v.id and g.kind = 'grace'
            and g.starts_at <= :now and g.ends_at > :now) as grace_until
  from ${ended} join plans p on p.id = coalesce(v.next_plan_id, v.plan_id)
  join subscribers s on s.id = v.subscriber_id
  where c.ends_at <= :now and p.kind = 'pppoe' and v.closed_at is null and s.closed_at is null and ${scope}`

export interface Arrears {
  page: Page<Late>
  counts: Record<Age, number>
}

export async function readArrears(
  db: Db,
  { age, after }: { age: Age; after: string | null },
  { viewer, now }: { viewer: Viewer; now: Instant },
): Promise<Arrears> {
  const scope = scopeOf(viewer)
  const place = after === null ? null : readPlaceAt(after)
  const bindings = {
    now,
    week: now.subtract({ hours: 24 * 7 }),
    month: now.subtract({ hours: 24 * 30 }),
    ...scope.bindings,
  }
  async function countLate(at: Db): Promise<Record<Age, number>> {
    const { rows } = await at.raw<{ rows: Record<Age, number>[] }>(
      `with l as (${late(byLine, scope.sql('s'))})
       select ${ages.map((one) => `count(*) filter (where ${conditions[one]}) as ${one}`).join(', ')} from l ${countedAside}`,
      bindings,
    )
    return rows[0]!
  }
  const [page, counts] = await Promise.all([
    db.raw<{ rows: Late[] }>(
      `with l as (${late(byEnd, scope.sql('s'))})
       select l.*, i.name as site,
              (select coalesce(sum(e.amount_cents), 0) from entries e join accounts a on a.id = e.account_id
               where a.kind = 'wallet' and a.subscriber_id = l.subscriber_id) as wallet_cents
       from l join sites i on i.id = l.site_id
       where ${conditions[age]} and (:at::timestamptz is null or (l.ended_at, l.service_id) < (:at, :id))
       order by l.ended_at desc, l.service_id desc limit :limit`,
      { ...bindings, at: place?.at ?? null, id: place?.id ?? 0, limit: pageSize + 1 },
    ),
    keepCount(
      db,
      {
        name: `arrears ${JSON.stringify(scope.bindings)}`,
        count: countLate,
        isLarge: ({ all }) => all > 1000,
      },
      now,
    ),
  ])
  return {
    page: pageOf(page.rows, pageSize, (row) => placeAt(row.ended_at, row.service_id)),
    counts,
  }
}

/** The plans of lines at home, with their days of grace. */
export async function listGrace(db: Db): Promise<Pick<Plan, 'id' | 'name' | 'grace_days'>[]> {
  return db('plans')
    .where({ kind: 'pppoe' })
    .whereNull('withdrawn_at')
    .orderBy('name')
    .select('id', 'name', 'grace_days')
}
