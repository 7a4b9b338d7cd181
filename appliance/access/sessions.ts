// Who is online, as accounting tells it. Reports are lost, repeated and reordered, so none is trusted for its place in
// line: counters merge by their maximum, the start by its earliest sign, and a Stop stays a Stop (F54, F55).

import type { Db } from '../database.ts'
import type { Session } from '../tables.ts'
import type { Instant } from '../time.ts'
import { confirmDisconnections } from './disconnections.ts'
import { closeReplaced, closeRestarted, type Restart } from './inferred-ends.ts'
import { bringBack, keysMoved } from './past-sessions.ts'
import { nameSessions } from './session-names.ts'

/** What one Accounting-Request says of one session. */
export interface SessionReport extends Omit<Session, 'id' | 'rate_limit' | 'nas_identifier'> {
  nas_identifier?: string | null
  /** Whether it is a Start. */
  begins?: boolean
  /** What our Class names; a user name is asked where that is null. */
  service_id: number | null
  /** The device of a login by MAC, asked where neither Class nor user name tells: AA:BB:CC:DD:EE:FF. */
  device_mac?: string | null
  /** What its Accept told, where RADIUS remembers. Later words come from speed-changes.ts, and stay. */
  rate_limit?: string | null
}

export type AccountingRecord =
  | { kind: 'session'; report: SessionReport }
  /** The router says that it starts or ends (Accounting-On, -Off): what it had open is over. */
  | ({ kind: 'restart' } & Restart)

// What waited in the spool may come after the Start that replaced it.
const lateSeconds = 60

const triesMax = 3

/**
 * Writes down a batch, in one transaction. Any batch may come twice, in parts or late: the sessions end up the same. A
 * session that has stopped confirms that it was disconnected. An empty batch asks whether PostgreSQL is there.
 */
export async function recordAccounting(
  db: Db,
  records: readonly AccountingRecord[],
  now: Instant,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await writeDown(db, records, now)
    } catch (error) {
      const moved = keysMoved(error)
      if (!moved || tries === triesMax) throw error
      await db.transaction((trx) => bringBack(trx, moved))
    }
  }
}

async function writeDown(
  db: Db,
  records: readonly AccountingRecord[],
  now: Instant,
): Promise<void> {
  const reports = records.flatMap((each) => (each.kind === 'session' ? each.report : []))
  const sessions = mergeReports(await nameSessions(db, reports))
  const restarts = records.filter((each) => each.kind === 'restart')
  const stopped = sessions.filter(({ stopped_at }) => stopped_at !== null)
  const late = now.subtract({ seconds: lateSeconds })
  const isNews = ({ begins, heard_at }: SessionReport) =>
    begins === true || Temporal.Instant.compare(heard_at, late) < 0
  const news = sessions.filter(isNews)
  if (restarts.length + stopped.length + news.length === 0) return upsertSessions(db, sessions)

  await db.transaction(async (trx) => {
    await upsertSessions(trx, sessions)
    const ended = stopped.map(({ session_key }) => session_key)
    for (const restart of restarts) ended.push(...(await closeRestarted(trx, restart)))
    ended.push(...(await closeReplaced(trx, news)))
    // A statement of its own: its snapshot sees a disconnection that was asked for while we waited for the session.
    await confirmDisconnections(trx, ended, now)
  })
}

/** One report a session, in the order of the keys, so that two batches wait for each other and don't deadlock. */
export function mergeReports(reports: readonly SessionReport[]): SessionReport[] {
  const merged = new Map<string, SessionReport>()
  for (const report of reports) {
    const known = merged.get(report.session_key)
    merged.set(report.session_key, known ? merge(known, report) : report)
  }
  return [...merged.values()].sort((one, other) => (one.session_key < other.session_key ? -1 : 1))
}

/** The same merging as the statement's below, which meets what was recorded earlier. */
function merge(one: SessionReport, other: SessionReport): SessionReport {
  const stop = earlierStop(one, other)
  return {
    ...one,
    service_id: one.service_id ?? other.service_id,
    calling_station_id: one.calling_station_id ?? other.calling_station_id,
    nas_port_id: one.nas_port_id ?? other.nas_port_id,
    nas_identifier: one.nas_identifier ?? other.nas_identifier ?? null,
    begins: one.begins === true || other.begins === true,
    nas_ip_address: one.nas_ip_address ?? other.nas_ip_address,
    framed_ip_address: one.framed_ip_address ?? other.framed_ip_address,
    started_at: earlier(one.started_at, other.started_at),
    heard_at: later(one.heard_at, other.heard_at),
    session_seconds: Math.max(one.session_seconds, other.session_seconds),
    input_octets: Math.max(one.input_octets, other.input_octets),
    output_octets: Math.max(one.output_octets, other.output_octets),
    stopped_at: stop.stopped_at,
    terminate_cause: stop.terminate_cause,
    rate_limit: one.rate_limit ?? other.rate_limit ?? null,
  }
}

function earlierStop(one: SessionReport, other: SessionReport): SessionReport {
  if (one.stopped_at === null) return other
  if (other.stopped_at === null) return one
  const order = Temporal.Instant.compare(one.stopped_at, other.stopped_at)
  if (order !== 0) return order < 0 ? one : other
  return one.terminate_cause! <= other.terminate_cause! ? one : other
}

function earlier(one: Instant, other: Instant): Instant {
  return Temporal.Instant.compare(one, other) <= 0 ? one : other
}

function later(one: Instant, other: Instant): Instant {
  return Temporal.Instant.compare(one, other) >= 0 ? one : other
}

// A router speaks only for services that may come online there. What it says of others is kept, and is nobody's (T49).
function mayBeAt(service: string): string {
  return `(${service}.router_id is null or ${service}.router_id = r.id)
       and (${service}.site_id is null or ${service}.site_id = r.site_id)`
}

// A session's end is the earliest Stop's word. An end that we inferred gives way to a Stop, and to a sign of life a
// minute after it: the router was wrong when it said that it had no such session.
async function upsertSessions(db: Db, reports: readonly SessionReport[]): Promise<void> {
  // A report that an older release left in the spool may lack what is new.
  const column = <Name extends keyof SessionReport>(name: Name) =>
    reports.map((each) => each[name] ?? null)
  await db
    .raw(
      `insert into sessions (session_key, router_id, service_id, acct_session_id, user_name, calling_station_id,
                           nas_port_id, nas_ip_address, framed_ip_address, started_at, heard_at,
                           session_seconds, input_octets, output_octets, stopped_at, terminate_cause, rate_limit,
                           nas_identifier)
     select n.session_key, r.id, coalesce(by_class.id, by_name.id, by_device.id), n.acct_session_id, n.user_name,
            n.calling_station_id, n.nas_port_id, n.nas_ip_address, n.framed_ip_address, n.started_at, n.heard_at,
            n.session_seconds, n.input_octets, n.output_octets, n.stopped_at, n.terminate_cause, n.rate_limit,
            n.nas_identifier
     from unnest(:session_key::text[], :router_id::bigint[], :service_id::bigint[], :acct_session_id::text[],
                 :user_name::text[], :calling_station_id::text[], :nas_port_id::text[], :nas_ip_address::inet[],
                 :framed_ip_address::inet[], :started_at::timestamptz[], :heard_at::timestamptz[],
                 :session_seconds::bigint[], :input_octets::bigint[], :output_octets::bigint[],
                 :stopped_at::timestamptz[], :terminate_cause::text[], :device_mac::text[],
                 :rate_limit::text[], :nas_identifier::text[])
       as n (session_key, router_id, service_id, acct_session_id, user_name, calling_station_id, nas_port_id,
             nas_ip_address, framed_ip_address, started_at, heard_at, session_seconds, input_octets,
             output_octets, stopped_at, terminate_cause, device_mac, rate_limit, nas_identifier)
     join routers r on r.id = n.router_id
     left join services by_class on by_class.id = n.service_id and ${mayBeAt('by_class')}
     left join services by_name on by_name.user_name = lower(n.user_name) and ${mayBeAt('by_name')}
     left join devices on devices.mac = n.device_mac
     left join services by_device on by_device.id = devices.service_id and ${mayBeAt('by_device')}
     order by n.session_key
     on conflict (session_key) do update set
       service_id = coalesce(sessions.service_id, excluded.service_id),
       calling_station_id = coalesce(sessions.calling_station_id, excluded.calling_station_id),
       nas_port_id = coalesce(sessions.nas_port_id, excluded.nas_port_id),
       nas_identifier = coalesce(sessions.nas_identifier, excluded.nas_identifier),
       nas_ip_address = coalesce(sessions.nas_ip_address, excluded.nas_ip_address),
       framed_ip_address = coalesce(sessions.framed_ip_address, excluded.framed_ip_address),
       rate_limit = coalesce(sessions.rate_limit, excluded.rate_limit),
       started_at = least(sessions.started_at, excluded.started_at),
       heard_at = greatest(sessions.heard_at, excluded.heard_at),
       session_seconds = greatest(sessions.session_seconds, excluded.session_seconds),
       input_octets = greatest(sessions.input_octets, excluded.input_octets),
       output_octets = greatest(sessions.output_octets, excluded.output_octets),
       (stopped_at, terminate_cause) = (
         select word.stopped_at, word.terminate_cause
         from (values (sessions.stopped_at, sessions.terminate_cause, sessions.terminate_cause like 'inferred:%'),
                      (excluded.stopped_at, excluded.terminate_cause, false))
           as word (stopped_at, terminate_cause, inferred)
         where word.stopped_at is not null
           and not (word.inferred and excluded.heard_at > word.stopped_at + interval '1 minute')
         order by word.inferred, word.stopped_at, word.terminate_cause limit 1)`,
      {
        session_key: column('session_key'),
        router_id: column('router_id'),
        service_id: column('service_id'),
        acct_session_id: column('acct_session_id'),
        user_name: column('user_name'),
        calling_station_id: column('calling_station_id'),
        nas_port_id: column('nas_port_id'),
        nas_ip_address: column('nas_ip_address'),
        framed_ip_address: column('framed_ip_address'),
        started_at: column('started_at'),
        heard_at: column('heard_at'),
        session_seconds: column('session_seconds'),
        input_octets: column('input_octets'),
        output_octets: column('output_octets'),
        stopped_at: column('stopped_at'),
        terminate_cause: column('terminate_cause'),
        device_mac: column('device_mac'),
        rate_limit: column('rate_limit'),
        nas_identifier: column('nas_identifier'),
      },
    )
    .options({ name: 'record_sessions' }) // Planned once a connection, not once a batch.
}
