// Who is online, as accounting tells it. Reports are lost, repeated and reordered, so none is trusted for its place in
// line: counters merge by their maximum, the start by its earliest sign, and a Stop stays a Stop (F54, F55).

import type { Db } from '../database.ts'
import type { Session } from '../tables.ts'
import type { Instant } from '../time.ts'
import { confirmDisconnections } from './disconnections.ts'
import { closeReplaced, closeRestarted, type Restart } from './inferred-ends.ts'
import { bringBack, keysMoved } from './past-sessions.ts'
import { nameSessions, type NamesKnown } from './session-names.ts'
import { findServices, writeSessions } from './session-rows.ts'

/** What one Accounting-Request says of one session. */
export interface SessionReport extends Omit<Session, 'id' | 'rate_limit' | 'nas_identifier'> {
  nas_identifier?: string | null
  /** Whether it is a Start. */
  begins?: boolean
  /** What our Class names, or RADIUS knows by the name; PostgreSQL is asked where that is null. */
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
 * Writes down a batch. Any batch may come twice, in parts or late: the sessions end up the same. A
 * session that has stopped confirms that it was disconnected. An empty batch asks whether PostgreSQL is there. `names`: what
 * was named before, by whoever alone writes accounting.
 */
export async function recordAccounting(
  db: Db,
  records: readonly AccountingRecord[],
  now: Instant,
  names?: NamesKnown,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await writeDown(db, records, now, names)
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
  names?: NamesKnown,
): Promise<void> {
  const reports = records.flatMap((each) => (each.kind === 'session' ? each.report : []))
  const merged = mergeReports(await nameSessions(db, reports, names))
  const sessions = await findServices(db, merged)
  const restarts = records.filter((each) => each.kind === 'restart')
  const late = now.epochMilliseconds - lateSeconds * 1000
  const isNews = ({ begins, heard_at }: SessionReport) =>
    begins === true || heard_at.epochMilliseconds < late

  if (records.length === 0) return void (await db.raw('select')) // Is it there?

  // Each a transaction of its own: who is not told that all of it is kept tells it again, and nothing counts twice.
  const news = sessions.filter(isNews)
  const all = news.length > 0 && (news.some(({ begins }) => !begins) || areTwoOfOne(sessions))
  const written = await writeSessions(db, sessions, { all })
  const ended = written.filter(({ stopped }) => stopped).map(({ id }) => id)
  for (const restart of restarts) ended.push(...(await closeRestarted(db, restart)))
  ended.push(...(await closeReplaced(db, news, written)))
  // Afterwards: its snapshot sees a disconnection that was asked for while we waited for the session.
  await confirmDisconnections(db, ended, now)
}

/** Whether one may have replaced another of the same batch. */
function areTwoOfOne(reports: readonly SessionReport[]): boolean {
  const stations = new Set(reports.map((each) => `${each.calling_station_id} ${each.user_name}`))
  return stations.size < reports.length
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

/** The same merging as that of session-rows.ts, which meets what was recorded earlier. */
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
