// What PostgreSQL knows of who is online, for RADIUS to count by: all that spoke of late at its start, and of one service
// again before it refuses somebody.

import type { Db } from '../database.ts'
import type { Session } from '../tables.ts'
import type { Instant } from '../time.ts'

export interface OpenSession extends Pick<
  Session,
  | 'session_key'
  | 'router_id'
  | 'nas_identifier'
  | 'acct_session_id'
  | 'user_name'
  | 'calling_station_id'
> {
  service_id: number
  silent_seconds: number
}

/** Of these services, or of all; those that spoke within so many seconds. */
export async function listOpenSessions(
  db: Db,
  {
    service_ids,
    silent_seconds,
    now,
  }: { service_ids: number[] | null; silent_seconds: number; now: Instant },
): Promise<OpenSession[]> {
  const { rows } = await db.raw<{ rows: OpenSession[] }>(
    `select session_key, router_id, nas_identifier, acct_session_id, user_name, calling_station_id, service_id,
            greatest(extract(epoch from :now::timestamptz - heard_at), 0)::int as silent_seconds
     from sessions
     where stopped_at is null and service_id is not null and heard_at > :now::timestamptz - make_interval(secs => :silent_seconds::int)
       and (:all or service_id = any(:service_ids))`,
    { now, silent_seconds, all: service_ids === null, service_ids: service_ids ?? [] },
  )
  return rows
}

/** Those of them that have ended. */
export async function listEnded(db: Db, session_keys: readonly string[]): Promise<string[]> {
  const rows = await db('sessions')
    .whereIn('session_key', session_keys)
    .whereNotNull('stopped_at')
    .select('session_key')
  return rows.map(({ session_key }) => session_key)
}
