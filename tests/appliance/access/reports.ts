// A village's routers that tell of sessions: reports as radius/accounting-request.ts reads them, a few fields changed.

import {
  recordAccounting,
  type AccountingRecord,
  type SessionReport,
} from '../../../appliance/access/sessions.ts'
import type { Db } from '../../../appliance/database.ts'
import type { Session } from '../../../appliance/tables.ts'
import { noon } from '../../radius/conversations/village.ts'

const began = Temporal.Instant.from(noon)

/** Seconds from noon. */
export function at(seconds: number): Temporal.Instant {
  return began.add({ seconds })
}

let drawn = 0

/** A session of its own, of a station of its own, begun at noon. */
export function report(router_id: number, more: Partial<SessionReport> = {}): SessionReport {
  drawn += 1
  return {
    session_key: `class:told-${drawn}`,
    router_id,
    service_id: null,
    acct_session_id: '81200001',
    user_name: 'Wanjiku',
    calling_station_id: `4C:5E:0C:AA:${String(Math.floor(drawn / 100)).padStart(2, '0')}:${String(drawn % 100).padStart(2, '0')}`,
    nas_port_id: 'ether2',
    nas_identifier: 'Kilimani-1',
    nas_ip_address: '10.0.0.1',
    framed_ip_address: null,
    started_at: began,
    heard_at: began,
    session_seconds: 0,
    input_octets: 0,
    output_octets: 0,
    stopped_at: null,
    terminate_cause: null,
    ...more,
  }
}

/** A Start, `seconds` after noon. */
export function start(router_id: number, seconds: number, more: Partial<SessionReport> = {}) {
  return report(router_id, {
    started_at: at(seconds),
    heard_at: at(seconds),
    begins: true,
    ...more,
  })
}

/** The same session, heard of again. */
export function later(first: SessionReport, seconds: number, more: Partial<SessionReport> = {}) {
  const session_seconds = at(seconds).since(first.started_at).total('seconds')
  return { ...first, begins: false, heard_at: at(seconds), session_seconds, ...more }
}

export async function tell(
  db: Db,
  reports: readonly SessionReport[],
  seconds = 0,
  others: readonly AccountingRecord[] = [],
): Promise<void> {
  const told = reports.map((each) => ({ kind: 'session', report: each }) as const)
  await recordAccounting(db, [...others, ...told], at(seconds))
}

export async function find(db: Db, { session_key }: SessionReport): Promise<Session> {
  return (await db('sessions').where({ session_key }).first())!
}

/** How the sessions ended, null where they are open. */
export async function endsOf(
  db: Db,
  reports: readonly SessionReport[],
): Promise<(string | null)[]> {
  const found = await Promise.all(reports.map((each) => find(db, each)))
  return found.map(({ terminate_cause }) => terminate_cause)
}
