// Ends without a Stop: what is closed, what is not, and that nothing used is lost by it.

import test from 'ava'
import type { AccountingRecord } from '../../../appliance/access/sessions.ts'
import { openVillage } from '../../radius/conversations/village.ts'
import { at, endsOf, find, later, report, start, tell } from './reports.ts'

const village = await openVillage()
const { db } = village.appliance
let address = 1
test.after.always(() => village.close())

/** Of its own for each test: what restarts closes all that is its own. */
async function newRouter(): Promise<number> {
  address += 1
  return village.addRouter({ name: `Router ${address}`, address: `127.0.0.${address}` })
}

function restart(router_id: number, seconds: number, nas_identifier: string | null = null) {
  return { kind: 'restart', router_id, nas_identifier, at: at(seconds) } satisfies AccountingRecord
}

test('F47: of two routers behind one address, only the one that restarts loses its sessions', async (t) => {
  const router_id = await newRouter()
  const sessions = [
    start(router_id, 0, { nas_identifier: 'Kilimani-1' }),
    start(router_id, 0, { nas_identifier: 'Kilimani-2' }),
    start(router_id, 0, { nas_identifier: null }),
  ]
  await tell(db, sessions)
  await tell(db, [], 100, [restart(router_id, 90, 'Kilimani-1')])
  t.deepEqual(await endsOf(db, sessions), ['inferred: NAS-Reboot', null, 'inferred: NAS-Reboot'])

  await tell(db, [], 200, [restart(router_id, 190)])
  t.is((await find(db, sessions[1]!)).terminate_cause, 'inferred: NAS-Reboot')
})

test('F46: a Stop that the router had kept replaces the end that its restart inferred, with all it counted', async (t) => {
  const router_id = await newRouter()
  const session = start(router_id, 0)
  await tell(db, [session], 0)
  await tell(db, [later(session, 300, { output_octets: 700 })], 300)
  await tell(db, [], 400, [restart(router_id, 400)])
  t.like(await find(db, session), { terminate_cause: 'inferred: NAS-Reboot', output_octets: 700 })

  const stop = { stopped_at: at(390), terminate_cause: 'Admin-Reboot', output_octets: 900 }
  await tell(db, [later(session, 420, stop)], 420)
  const ended = await find(db, session)
  t.like(ended, { terminate_cause: 'Admin-Reboot', output_octets: 900 })
  t.is(String(ended.stopped_at), String(at(390)))
})

test('U39: sessions that begin while the router says that it starts, or go on after it, stay', async (t) => {
  const router_id = await newRouter()
  const [after, alive] = [start(router_id, 101), start(router_id, 0)]
  // The word of a start that waited in a spool comes long after the session's later reports.
  await tell(db, [after, later(alive, 400)], 400)
  await tell(db, [], 500, [restart(router_id, 100)])
  t.deepEqual(await endsOf(db, [after, alive]), [null, null])
})

test('F46: a Start of the same station closes what it had open there, and keeps what that used', async (t) => {
  const router_id = await newRouter()
  const old = start(router_id, 0, { output_octets: 500 })
  const { calling_station_id } = old
  await tell(db, [old])
  const again = start(router_id, 600, { calling_station_id })
  const others = [
    start(router_id, 600, { calling_station_id, nas_identifier: 'Kilimani-2' }),
    start(router_id, 600, { calling_station_id, user_name: 'Otieno' }),
    start(await newRouter(), 600, { calling_station_id }),
    start(router_id, 600),
  ]
  await tell(db, others, 600)
  t.deepEqual(await endsOf(db, [old]), [null])
  await tell(db, [again], 600)
  t.like(await find(db, old), { terminate_cause: 'inferred: replaced', output_octets: 500 })
  t.is(String((await find(db, old)).stopped_at), String(at(0)))
  t.deepEqual(await endsOf(db, [again, ...others]), [null, null, null, null, null])
})

test('F46: a session that still reports is not replaced by another of its station', async (t) => {
  const router_id = await newRouter()
  const one = start(router_id, 0)
  const { calling_station_id } = one
  const other = start(router_id, 600, { calling_station_id })
  await tell(db, [one])
  await tell(db, [later(one, 601), other], 602)
  t.deepEqual(await endsOf(db, [one, other]), [null, null])
})

test('F46: what comes from the spool after the Start that replaced it is closed as well', async (t) => {
  const router_id = await newRouter()
  const old = start(router_id, 0)
  const { calling_station_id } = old
  const again = start(router_id, 600, { calling_station_id })
  await tell(db, [again], 600)
  await tell(db, [later(old, 300)], 700)
  t.deepEqual(await endsOf(db, [old, again]), ['inferred: replaced', null])
})

test('a station that the router does not name replaces nothing', async (t) => {
  const router_id = await newRouter()
  const sessions = [0, 600].map((seconds) =>
    start(router_id, seconds, { calling_station_id: null }),
  )
  for (const each of sessions) await tell(db, [each], 600)
  t.deepEqual(await endsOf(db, sessions), [null, null])
})

test('an end that was inferred confirms that the session was told to leave', async (t) => {
  const router_id = await newRouter()
  const session = report(router_id)
  await tell(db, [session])
  const { id: session_id } = await find(db, session)
  const asked = {
    session_id,
    reason: 'asked',
    state: 'acknowledged',
    asked_at: at(1),
    due_at: at(11),
  } as const
  await db('disconnections').insert(asked)
  const { calling_station_id } = session
  await tell(db, [start(router_id, 600, { calling_station_id })], 600)
  t.is((await db('disconnections').where({ session_id }).first())!.state, 'confirmed')
})
