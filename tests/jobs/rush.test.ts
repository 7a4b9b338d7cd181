// A second in which many credits end: the sweep ends them together, and where that fails one by one.

import test from 'ava'
import type { Appliance } from '../../appliance/appliance.ts'
import { startDueSweep } from '../../jobs/due.ts'
import { openVillage } from '../radius/conversations/village.ts'
import { eventually } from '../support/eventually.ts'

const lines = 45

async function openTown() {
  const village = await openVillage()
  for (let at = 0; at < lines; at++)
    await village.addHome({ user_name: `line-${at}`, paid: [[-1, 0]] })
  const sent: string[] = []
  const watched: Appliance = {
    ...village.appliance,
    work: (task) =>
      village.appliance.work((unit) =>
        task({
          ...unit,
          enqueue: async (name, ...each) => void sent.push(...each.map(() => name)),
        }),
      ),
  }
  const { db } = village.appliance
  const left = async () => (await db('credits').whereNotNull('due_at').select('id')).length
  return { village, watched, sent, left }
}

test('G12: a rush ends together, without a job for each', async (t) => {
  const { village, watched, sent, left } = await openTown()
  t.teardown(village.close)
  const { db } = village.appliance
  await db.raw(
    `insert into sessions (session_key, router_id, service_id, acct_session_id, user_name, started_at, heard_at)
     select 'class:' || id, :router_id, id, 'b' || id, user_name, opened_at, opened_at from services`,
    { router_id: await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' }) },
  )
  const told: number[] = []
  const disconnect = async (data: { disconnection_id: number }) => {
    told.push(data.disconnection_id)
    if (told.length === 3) throw new Error('This one fails.')
  }
  const sweep = startDueSweep(watched, { disconnect })
  await eventually('all have ended', async () => (await left()) === 0)
  await sweep.stop()
  t.false(sent.includes('end-credit') || sent.includes('send-disconnect'))
  t.is(new Set(told).size, lines)
  village.clock.pass({ seconds: 31 })
  const again = startDueSweep(watched)
  await eventually('what was not confirmed is sent again', () => sent.filter((name) => name === 'send-disconnect').length >= lines) // prettier-ignore
  await again.stop()
})

test('F23: where one of them can’t be ended, the jobs end the others one by one', async (t) => {
  const { village, watched, sent, left } = await openTown()
  t.teardown(village.close)
  await village.appliance.db.raw(`
    create function poison() returns trigger language plpgsql as $$ begin raise 'poison'; end $$;
    create trigger poison before update on credits for each row when (old.service_id = 7) execute function poison();`)
  const sweep = startDueSweep(watched)
  await eventually(
    'each has its job',
    () => sent.filter((name) => name === 'end-credit').length >= lines,
  )
  await sweep.stop()
  t.is(await left(), lines)
})
