// Ends that no Stop told of: its router began anew, its station did, or it fell silent while its router spoke. The row
// stays with all it used. Its end is its last word, and gives way to a Stop or to a sign of life (sessions.ts).

import type { Db } from '../database.ts'
import { ask, numbers, texts } from '../statements.ts'
import type { Instant } from '../time.ts'
import type { Written } from './session-rows.ts'
import type { SessionReport } from './sessions.ts'

/** A router says that it starts or ends. Null, or nothing: it did not say which of those behind its address it is. */
export interface Restart {
  router_id: number
  nas_identifier?: string | null
  at: Instant
}

/**
 * Closes what a router had open when it restarted, and returns the ids. What began later is another life's, and what
 * spoke a minute later is alive. A session that named no router behind the address counts as this one's.
 */
export async function closeRestarted(
  db: Db,
  { router_id, nas_identifier = null, at }: Restart,
): Promise<number[]> {
  const { rows } = await db.raw<{ rows: Closed[] }>(
    `update sessions set stopped_at = :at, terminate_cause = 'inferred: NAS-Reboot'
     where router_id = :router_id and stopped_at is null and started_at <= :at
       and heard_at <= :at::timestamptz + interval '1 minute'
       and (:nas_identifier::text is null or nas_identifier is null or nas_identifier = :nas_identifier)
     returning id`,
    { router_id, nas_identifier, at },
  )
  return idsOf(rows)
}

/**
 * A station that began anew at the same router has ended what it had there before. Two sessions of one that go on
 * speaking side by side are two. `written`: as what the news were written down. Returns the ids of those it closed.
 */
export async function closeReplaced(
  db: Db,
  news: readonly SessionReport[],
  written: readonly Written[],
): Promise<number[]> {
  const known = new Map(
    news.flatMap((each) => (each.calling_station_id === null ? [] : [[each.session_key, each]])),
  )
  if (known.size === 0) return []
  const told = written.flatMap(({ session_key, service_id }): Station[] => {
    const report = known.get(session_key)
    return report ? [{ ...report, service_id }] : []
  })
  const [strangers, ours] = [false, true].map((is) =>
    told.filter(({ service_id }) => is === (service_id !== null)),
  )
  return [
    ...(await close(db, replaceOfServices, ours!)),
    ...(await close(db, replaceOfStrangers, strangers!)),
  ]
}

type Station = Pick<SessionReport, 'service_id' | 'calling_station_id' | 'router_id' | 'user_name'>

async function close(
  db: Db,
  statement: { name: string; text: string },
  stations: readonly Station[],
): Promise<number[]> {
  if (stations.length === 0) return []
  const { rows } = await ask<Closed>(db, statement, [
    numbers(stations.map(({ service_id }) => service_id)),
    texts(stations.map(({ calling_station_id }) => calling_station_id)),
    numbers(stations.map(({ router_id }) => router_id)),
    texts(stations.map(({ user_name }) => user_name)),
  ])
  return idsOf(rows)
}

// Each station by itself (offset 0), by its index: joined, a plan that was made while nobody was online would walk through
// all who are, or (coalesce) all of one router. And the end is set without asking who is open, for the same reason.
const replace = (isSame: string) => `with open as (
    select o.* from (select distinct * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[])
                       as n (service_id, calling_station_id, router_id, user_name)) n
    cross join lateral (
      select o.id, o.session_key, o.calling_station_id, o.router_id, o.user_name, o.nas_identifier, o.started_at, o.heard_at
      from sessions o
      where ${isSame} and o.calling_station_id = n.calling_station_id and coalesce(o.router_id, 0) = n.router_id
        and o.user_name = n.user_name and o.stopped_at is null
      offset 0) o
  ), met as (
    select *, max(started_at) over (w rows between 1 following and unbounded following) as began_at -- Another's.
    from open
    window w as (partition by calling_station_id, router_id, user_name, nas_identifier order by started_at, id)
  )
  update sessions s set stopped_at = coalesce(s.stopped_at, s.heard_at),
                        terminate_cause = coalesce(s.terminate_cause, 'inferred: replaced')
  where s.id = any (array(select id from met where began_at > heard_at order by session_key))
  returning s.id`

// A session whose service is not known is found by its station.
const replaceOfServices = {
  name: 'replace_of_services',
  text: replace('o.service_id = n.service_id'),
}
const replaceOfStrangers = {
  name: 'replace_of_strangers',
  text: replace('o.service_id is null'),
}

interface Closed {
  id: number
}

function idsOf(rows: readonly Closed[]): number[] {
  return rows.map(({ id }) => id)
}
