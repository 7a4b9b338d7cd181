// Ends that no Stop told of: its router began anew, its station did, or it fell silent while its router spoke. The row
// stays with all it used. Its end is its last word, and gives way to a Stop or to a sign of life (sessions.ts).

import type { Db } from '../database.ts'
import type { Instant } from '../time.ts'
import type { SessionReport } from './sessions.ts'

/** A router says that it starts or ends. Null, or nothing: it did not say which of those behind its address it is. */
export interface Restart {
  router_id: number
  nas_identifier?: string | null
  at: Instant
}

/**
 * Closes what a router had open when it restarted, and returns the keys. What began later is another life's, and what
 * spoke a minute later is alive. A session that named no router behind the address counts as this one's.
 */
export async function closeRestarted(
  db: Db,
  { router_id, nas_identifier = null, at }: Restart,
): Promise<string[]> {
  const { rows } = await db.raw<{ rows: Closed[] }>(
    `update sessions set stopped_at = :at, terminate_cause = 'inferred: NAS-Reboot'
     where router_id = :router_id and stopped_at is null and started_at <= :at
       and heard_at <= :at::timestamptz + interval '1 minute'
       and (:nas_identifier::text is null or nas_identifier is null or nas_identifier = :nas_identifier)
     returning session_key`,
    { router_id, nas_identifier, at },
  )
  return keysOf(rows)
}

/**
 * A station that began anew at the same router has ended what it had there before. Two sessions of one that go on
 * speaking side by side are two. Returns the keys of those it closed.
 */
export async function closeReplaced(db: Db, news: readonly SessionReport[]): Promise<string[]> {
  const known = news.filter(({ calling_station_id }) => calling_station_id !== null)
  if (known.length === 0) return []
  const { rows } = await db.raw<{ rows: Closed[] }>(
    `with told as (
       select distinct * from unnest(:stations::text[], :routers::bigint[], :users::text[])
         as n (calling_station_id, router_id, user_name)
     ), gone as (
       select o.id from told n
       join sessions o using (calling_station_id, router_id, user_name)
       where o.stopped_at is null and exists (
         select from sessions later
         where later.calling_station_id = o.calling_station_id and later.router_id = o.router_id
           and later.stopped_at is null and later.user_name = o.user_name
           and later.nas_identifier is not distinct from o.nas_identifier
           and later.started_at > o.heard_at and later.id <> o.id)
       order by o.session_key for update of o
     )
     update sessions s set stopped_at = s.heard_at, terminate_cause = 'inferred: replaced'
     from gone where s.id = gone.id and s.stopped_at is null
     returning s.session_key`,
    {
      stations: known.map(({ calling_station_id }) => calling_station_id),
      routers: known.map(({ router_id }) => router_id),
      users: known.map(({ user_name }) => user_name),
    },
  )
  return keysOf(rows)
}

interface Closed {
  session_key: string
}

function keysOf(rows: readonly Closed[]): string[] {
  return rows.map(({ session_key }) => session_key)
}
