// Who is online, site by site and router by router, beside how many paid lines last came that way, and when each router
// last spoke.

import type { Db } from '../database.ts'
import type { Instant } from '../time.ts'
import { countedAside, keepCount } from './kept-counts.ts'
import { scopeOf, type Scope, type Viewer } from './scopes.ts'

export interface RouterToday {
  name: string
  site: string
  online: number
  paid: number
  heard_at: Instant | null
}

interface PaidLines {
  router_id: number
  site_id: number
  reseller_id: number | null
  paid: number
}

// A router's last decision is looked for among the newest ones of all: an index by router would cost every login.
const recentDecisions = 50_000

/** Each router in use, by site. Of a colleague of one site, that site's. */
export async function listRoutersToday(
  db: Db,
  viewer: Viewer,
  now: Instant,
): Promise<RouterToday[]> {
  const scope = scopeOf(viewer)
  const lines = await keepCount(
    db,
    { name: 'paid lines', count: (at) => countPaidLines(at, now), isLarge: isLargeTown },
    now,
  )
  const { scope_site, scope_reseller } = scope.bindings
  const mine = lines.filter(
    ({ site_id, reseller_id }) =>
      (scope_site === null || site_id === scope_site) &&
      (scope_reseller === null || reseller_id === scope_reseller),
  )
  const routers = await keepCount(
    db,
    {
      name: `loads ${JSON.stringify(scope.bindings)}`,
      count: (at) => listLoads(at, scope),
      isLarge: (loads) => loads.reduce((sum, { online }) => sum + online, 0) > 5000,
    },
    now,
  )
  return routers.map(({ id, ...row }) => ({
    ...row,
    paid: mine.reduce((sum, line) => sum + (line.router_id === id ? line.paid : 0), 0),
  }))
}

type Load = Omit<RouterToday, 'paid'> & { id: number }

async function listLoads(db: Db, scope: Scope): Promise<Load[]> {
  const { rows } = await db.raw<{ rows: Load[] }>(
    `with recent as (
       select router_id, max(coalesce(last_at, decided_at)) as decided_at from access_decisions
       where id > (select coalesce(max(id), 0) - ${recentDecisions} from access_decisions) group by router_id),
     online as (
       select x.router_id, count(*) as online, max(x.heard_at) as heard_at from sessions x
       ${scope.everybody ? '' : `join services v on v.id = x.service_id join subscribers s on s.id = v.subscriber_id and ${scope.sql('s')}`}
       where x.stopped_at is null group by x.router_id)
     select r.id, r.name, i.name as site, coalesce(o.online, 0) as online,
            greatest(o.heard_at, d.decided_at) as heard_at
     from routers r join sites i on i.id = r.site_id left join online o on o.router_id = r.id
     left join recent d on d.router_id = r.id
     where r.retired_at is null and (:scope_site::bigint is null or r.site_id = :scope_site or o.online > 0)
     order by lower(i.name), r.name ${countedAside}`,
    { ...scope.bindings },
  )
  return rows
}

function isLargeTown(lines: readonly PaidLines[]): boolean {
  return lines.reduce((sum, { paid }) => sum + paid, 0) > 5000
}

/** How many paid lines last used each router. */
async function countPaidLines(db: Db, now: Instant): Promise<PaidLines[]> {
  const { rows } = await db.raw<{ rows: PaidLines[] }>(
    `select x.router_id, s.site_id, s.reseller_id, count(*) as paid
     from credits c join lateral (
       select router_id from sessions x where x.service_id = c.service_id order by started_at desc limit 1) x on true
     join services v on v.id = c.service_id join subscribers s on s.id = v.subscriber_id
     where c.due_at is not null and c.starts_at <= :now and c.ends_at > :now group by 1, 2, 3 ${countedAside}`,
    { now },
  )
  return rows
}
