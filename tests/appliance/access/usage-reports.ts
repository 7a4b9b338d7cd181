// Accounting as tests tell it: reports of sessions in a village, and what came of them.

import { recordAccounting, type SessionReport } from '../../../appliance/access/sessions.ts'
import type { DailyUsage } from '../../../appliance/tables.ts'
import type { Village } from '../../radius/conversations/village.ts'

let drawn = 0

export function drawKey(): string {
  return `class:${(drawn += 1)}`
}

/** A Start of a session of its own, unless more is said. */
export function reportOf(
  router_id: number,
  at: Temporal.Instant,
  more: Partial<SessionReport> = {},
): SessionReport {
  return {
    session_key: drawKey(),
    router_id,
    service_id: null,
    acct_session_id: '81200001',
    user_name: 'wanjiku',
    calling_station_id: '4C:5E:0C:AA:BB:01',
    nas_port_id: 'ether2',
    nas_ip_address: '10.0.0.1',
    framed_ip_address: null,
    started_at: at,
    heard_at: at,
    session_seconds: 0,
    input_octets: 0,
    output_octets: 0,
    stopped_at: null,
    terminate_cause: null,
    ...more,
  }
}

export async function record({ appliance }: Village, ...reports: SessionReport[]): Promise<void> {
  const records = reports.map((report) => ({ kind: 'session', report }) as const)
  await recordAccounting(appliance.db, records, appliance.now())
}

/** By day, up and down. */
export async function usageOf(
  { appliance }: Village,
  service_id: number,
): Promise<[day: string, input: number, output: number][]> {
  const rows: DailyUsage[] = await appliance.db('daily_usage').where({ service_id }).orderBy('day')
  return rows.map(({ day, input_octets, output_octets }) => [day, input_octets, output_octets])
}
