// A line that is online, for tests of how fast it is: 10M down and 5M up, paid for a day around noon.

import type { SessionReport } from '../../../appliance/access/sessions.ts'
import { recordAccounting } from '../../../appliance/access/sessions.ts'
import { applySpeedAnswer, askSpeedChanges } from '../../../appliance/access/speed-changes.ts'
import type { RouterAnswer } from '../../../appliance/access/router-answers.ts'
import { listMismatches } from '../../../appliance/access/wanted-speeds.ts'
import type { Plan, Session, SpeedChange } from '../../../appliance/tables.ts'
import { openVillage } from '../../radius/conversations/village.ts'

export const gibibyte = 2 ** 30
export const fair = { fair_use_bytes: gibibyte, fair_down_kbps: 2000, fair_up_kbps: 1000 }

export const village = await openVillage()
const { clock } = village
const { db, work } = village.appliance
export const router_id = await village.addRouter({ name: 'Kilimani', address: '10.1.0.1' })

let drawn = 0

/** A line of 10M down and 5M up that is paid for a day around noon, online since an hour. */
export async function openLine(
  more: { plan?: Partial<Plan>; night?: [string, string]; told?: string | null } = {},
) {
  const user_name = `line-${(drawn += 1)}`
  const { service_id } = await village.addHome({ user_name, paid: [[-12, 12]] })
  const { plan_id } = (await db('services').where({ id: service_id }).first())!
  if (more.plan) await db('plans').where({ id: plan_id }).update(more.plan)
  if (more.night) {
    const [from_time, until_time] = more.night
    const weekdays = [1, 2, 3, 4, 5, 6, 7]
    const rates = { down_kbps: 20_000, up_kbps: 10_000 }
    await db('plan_speeds').insert({ plan_id, weekdays, from_time, until_time, ...rates })
  }
  const since = clock.now().subtract({ hours: 1 })
  const report: SessionReport = {
    session_key: `class:${user_name}`,
    router_id,
    service_id,
    acct_session_id: `8120${drawn}`,
    user_name,
    calling_station_id: null,
    nas_port_id: null,
    nas_ip_address: null,
    framed_ip_address: null,
    started_at: since,
    heard_at: since,
    session_seconds: 0,
    input_octets: 0,
    output_octets: 0,
    stopped_at: null,
    terminate_cause: null,
    rate_limit: more.told === undefined ? '5M/10M' : more.told,
  }
  const tell = (word: Partial<SessionReport> = {}) =>
    recordAccounting(db, [{ kind: 'session', report: { ...report, ...word } }], clock.now())
  await tell()
  const { session_key } = report
  const find = async (): Promise<Session> => (await db('sessions').where({ session_key }).first())!
  const { id: session_id } = await find()
  return { service_id, plan_id, session_id, report, tell, find }
}

/** What it should be told, or undefined where all is well. */
export async function wantedOf(session_id: number): Promise<string | undefined> {
  const found = await listMismatches(db, clock.now(), 1000)
  return found.find((each) => each.session_id === session_id)?.rate_limit
}

export async function askFor(session_id: number): Promise<SpeedChange | undefined> {
  await work((unit) => askSpeedChanges(unit, 1000))
  return db('speed_changes').where({ session_id }).whereNull('ended_at').first()
}

/** The answer to what was sent when the row was `sent`. */
export function answer(sent: SpeedChange, given: RouterAnswer): Promise<string | undefined> {
  const { id, rate_limit } = sent
  return work((unit) => applySpeedAnswer(unit, id, { rate_limit, answer: given }))
}
