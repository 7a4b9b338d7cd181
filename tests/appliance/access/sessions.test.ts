// Accounting in every order, repeated, late and in parts: the session is always the same in the end.

import test from 'ava'
import {
  mergeReports,
  recordAccounting,
  type AccountingRecord,
  type SessionReport,
} from '../../../appliance/access/sessions.ts'
import type { Session } from '../../../appliance/tables.ts'
import { openVillage, noon } from '../../radius/conversations/village.ts'

const village = await openVillage()
const { db } = village.appliance
const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
const restarting = await village.addRouter({ name: 'Olkeri', address: '127.0.0.2' })
const { service_id } = await village.addHome({ user_name: 'wanjiku' })
test.after.always(() => village.close())

const began = Temporal.Instant.from(noon)

function at(seconds: number): Temporal.Instant {
  return began.add({ seconds })
}

let drawn = 0

function report(more: Partial<SessionReport> = {}): SessionReport {
  return {
    session_key: `class:${(drawn += 1)}`,
    router_id,
    service_id: null,
    acct_session_id: '81200001',
    user_name: 'Wanjiku',
    calling_station_id: '4C:5E:0C:AA:BB:01',
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

async function record(...reports: SessionReport[]): Promise<void> {
  const records = reports.map((each) => ({ kind: 'session', report: each }) as const)
  await recordAccounting(db, records, at(1000))
}

async function find(session_key: string): Promise<Session> {
  return (await db('sessions').where({ session_key }).first())!
}

/** What must be the same in two tellings of one session. */
function substance(session: Session): unknown {
  const { started_at, heard_at, stopped_at } = session
  const times = {
    started_at: `${started_at}`,
    heard_at: `${heard_at}`,
    stopped_at: `${stopped_at}`,
  }
  return { ...session, ...times, id: 0, session_key: '' }
}

// One session as four packets told it. The second Interim had waited nine seconds, the router's guess of the start is a
// second off, the address came late, and the speed was remembered once.
const story: Partial<SessionReport>[] = [
  { started_at: at(1), heard_at: at(1) },
  { started_at: at(0), heard_at: at(300), session_seconds: 300, input_octets: 10, output_octets: 2 ** 33, rate_limit: '5M/10M' },
  { started_at: at(1), heard_at: at(609), session_seconds: 599, input_octets: 20, output_octets: 2 ** 34, framed_ip_address: '10.10.0.14' },
  { started_at: at(1), heard_at: at(700), session_seconds: 699, input_octets: 30, output_octets: 2 ** 35, stopped_at: at(700), terminate_cause: 'User-Request' },
] // prettier-ignore

const told: unknown = {
  id: 0,
  session_key: '',
  router_id,
  service_id,
  acct_session_id: '81200001',
  user_name: 'Wanjiku',
  calling_station_id: '4C:5E:0C:AA:BB:01',
  nas_port_id: 'ether2',
  nas_identifier: 'Kilimani-1',
  nas_ip_address: '10.0.0.1',
  framed_ip_address: '10.10.0.14',
  started_at: String(at(0)),
  heard_at: String(at(700)),
  session_seconds: 699,
  input_octets: 30,
  output_octets: 2 ** 35,
  stopped_at: String(at(700)),
  terminate_cause: 'User-Request',
  rate_limit: '5M/10M',
}

function permutations<T>(items: T[]): T[][] {
  if (items.length < 2) return [items]
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  )
}

test('F55: all orders of Start, two Interims and Stop, one of them twice, end the same', async (t) => {
  for (const repeated of story) {
    for (const order of permutations([...story, repeated])) {
      const session_key = `class:${(drawn += 1)}`
      for (const part of order) await record(report({ session_key, ...part }))
      t.deepEqual(substance(await find(session_key)), told)
    }
  }
})

test('F55: the same in one batch, in two, and with others between', async (t) => {
  for (const [index, order] of permutations(story).entries()) {
    const session_key = `class:${(drawn += 1)}`
    const reports = order.map((part) => report({ session_key, ...part }))
    const cut = index % 5
    await record(report(), ...reports.slice(0, cut), report())
    await record(...reports.slice(cut), ...reports)
    t.deepEqual(substance(await find(session_key)), told)
    t.is(mergeReports(reports).length, 1)
  }
})

test('F54: counters never go down, and gigawords reach the table whole', async (t) => {
  const session_key = 'class:down'
  await record(report({ session_key, input_octets: 5 * 2 ** 32 + 7, session_seconds: 600 }))
  await record(report({ session_key, input_octets: 12, session_seconds: 5 }))
  const { input_octets, session_seconds } = await find(session_key)
  t.deepEqual([input_octets, session_seconds], [5 * 2 ** 32 + 7, 600])
})

test('two Stops: the earlier one is the end, whichever came first', async (t) => {
  const stops = [
    { stopped_at: at(50), terminate_cause: 'Lost-Carrier' },
    { stopped_at: at(55), terminate_cause: 'Admin-Reset' },
  ]
  for (const order of permutations(stops)) {
    const session_key = `class:${(drawn += 1)}`
    for (const stop of order) await record(report({ session_key, ...stop }))
    t.is((await find(session_key)).terminate_cause, 'Lost-Carrier')
  }
})

test('an end that was inferred gives way to a Stop, and to a sign of life, but not to a late word', async (t) => {
  for (const [next, cause] of [
    [{ stopped_at: at(90), terminate_cause: 'User-Request', heard_at: at(90) }, 'User-Request'],
    [{ heard_at: at(161) }, null],
    [{ heard_at: at(159) }, 'inferred: Session-Context-Not-Found'],
  ] as const) {
    const session_key = `class:${(drawn += 1)}`
    await record(report({ session_key }))
    const terminate_cause = 'inferred: Session-Context-Not-Found'
    await db('sessions')
      .where({ session_key })
      .update({ stopped_at: at(100), terminate_cause })
    await record(report({ session_key, ...next }))
    t.is((await find(session_key)).terminate_cause, cause)
  }
})

test('the service is the one that Class names, else the one with the user name', async (t) => {
  const other = await village.addHome({ user_name: 'otieno' })
  const table = [
    [report({ service_id: other.service_id }), other.service_id],
    [report({ user_name: 'OTIENO' }), other.service_id],
    [report({ service_id: 999_999, user_name: 'nobody' }), null],
  ] as const
  await record(...table.map(([each]) => each))
  for (const [{ session_key }, expected] of table)
    t.is((await find(session_key)).service_id, expected)
})

test('a report from a router that is no more leaves the rest of its batch alone', async (t) => {
  const [lost, kept] = [report({ router_id: 999_999 }), report()]
  await record(lost, kept)
  t.is(await find(lost.session_key), undefined as never)
  t.truthy(await find(kept.session_key))
})

test('F46, F47: a router that restarts closes its own open sessions, and not those it opens after', async (t) => {
  const ended = { stopped_at: at(-30), terminate_cause: 'User-Request' }
  const sessions = [
    report({ router_id: restarting, started_at: at(-60) }),
    report({ router_id: restarting, started_at: at(-60), ...ended }),
    report({ router_id: restarting, started_at: at(60) }),
    report({ started_at: at(-60), calling_station_id: null }),
  ]
  const restart: AccountingRecord = { kind: 'restart', router_id: restarting, at: began }
  const records = sessions.map((each) => ({ kind: 'session', report: each }) as const)
  await recordAccounting(db, [restart, ...records], at(70))

  const found = await Promise.all(sessions.map(({ session_key }) => find(session_key)))
  const causes = found.map(({ terminate_cause }) => terminate_cause)
  t.deepEqual(causes, ['inferred: NAS-Reboot', 'User-Request', null, null])
})

test('nothing recorded is a question whether PostgreSQL is there', async (t) => {
  await t.notThrowsAsync(recordAccounting(db, [], began))
})
