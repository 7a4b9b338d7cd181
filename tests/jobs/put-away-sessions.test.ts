// The box's own work of the night: due by its row, as all work is.

import test from 'ava'
import { listDue } from '../../appliance/due.ts'
import { finishUpkeep } from '../../appliance/upkeep.ts'
import { putAway } from '../../jobs/put-away-sessions.ts'
import { record, reportOf } from '../appliance/access/usage-reports.ts'
import { openVillage } from '../radius/conversations/village.ts'

test('old sessions are put away each night at half past three, and a box that stood still catches up once', async (t) => {
  const village = await openVillage()
  t.teardown(() => village.close())
  const { appliance, clock } = village
  const { db, now, work } = appliance
  await db('upkeep').whereNot({ task: 'put_away_sessions' }).delete() // The box's other chores.
  const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  const ended = now().subtract({ hours: 24 * 40 })
  const stop = { stopped_at: ended, terminate_cause: 'User-Request' }
  await record(village, reportOf(router_id, ended, stop))
  const job = { name: 'put-away-sessions', data: { task: 'put_away_sessions' } } as const
  t.deepEqual(await listDue(db, now()), [job])

  await putAway(appliance)
  t.is((await db('past_sessions')).length, 1)
  t.deepEqual(await listDue(db, now()), [])
  const upkeep = async () => (await db('upkeep').where({ task: 'put_away_sessions' }).first())!
  t.is(String((await upkeep()).due_at), '2026-11-22T00:30:00Z')
  t.is(String((await upkeep()).done_at), String(now()))

  clock.set('2026-12-24T23:00:00Z')
  t.deepEqual(await listDue(db, now()), [job])
  await putAway(appliance)
  t.is(String((await upkeep()).due_at), '2026-12-25T00:30:00Z')
  await work((unit) => finishUpkeep(unit, 'put_away_sessions', false))
  t.is(String((await upkeep()).due_at), '2026-12-24T23:00:01Z', 'There was too much for one go.')
})
