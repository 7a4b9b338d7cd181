// Whom an act on many is for: those ticked in the list, or all who were paid for while a router or a site was down.

import type { Db } from '../database.ts'
import type { Instant } from '../time.ts'
import { targetsMax } from './bulk-targets.ts'
import { scopeOf, type Viewer } from './scopes.ts'

/** Of these account numbers, whom the viewer may see. */
export async function listTicked(
  db: Db,
  account_nos: readonly string[],
  viewer: Viewer,
): Promise<number[]> {
  const scope = scopeOf(viewer)
  const { rows } = await db.raw<{ rows: { id: number }[] }>(
    `select s.id from subscribers s where s.account_no = any(:account_nos::text[]) and ${scope.sql('s')} order by s.id limit :limit`,
    { account_nos: [...account_nos], limit: targetsMax + 1, ...scope.bindings },
  )
  return rows.map(({ id }) => id)
}

export interface Outage {
  from: Instant
  until: Instant
  /** Null: any. */
  router_id: number | null
  site_id: number | null
}

/**
 * Whose line at home was paid for during it. A router's are those who were on it last before it ended: nobody is online while it
 * is down.
 */
export async function listOutageVictims(
  db: Db,
  { from, until, router_id, site_id }: Outage,
  viewer: Viewer,
): Promise<number[]> {
  const scope = scopeOf(viewer)
  const { rows } = await db.raw<{ rows: { id: number }[] }>(
    `select distinct s.id from credits c join services v on v.id = c.service_id join plans p on p.id = v.plan_id
     join subscribers s on s.id = v.subscriber_id
     where c.starts_at < :until and c.ends_at > :from and c.kind <> 'grace' and p.kind = 'pppoe'
       and v.closed_at is null and s.closed_at is null
       and (:site_id::bigint is null or s.site_id = :site_id)
       and (:router_id::bigint is null or :router_id = (
         select x.router_id from all_sessions x where x.service_id = v.id and x.started_at < :until
         order by x.started_at desc limit 1))
       and ${scope.sql('s')}
     order by s.id limit :limit`,
    { from, until, router_id, site_id, limit: targetsMax + 1, ...scope.bindings },
  )
  return rows.map(({ id }) => id)
}
