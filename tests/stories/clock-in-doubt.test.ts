// The machine's clock is wrong: it begins in 1970 after a power cut, or jumps by a day. RADIUS, the jobs and what they keep,
// on one machine whose clock the test sets.

import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { openAppliance, type Appliance } from '../../appliance/appliance.ts'
import { openBoxClock } from '../../appliance/box-clock.ts'
import { openDatabase } from '../../appliance/database.ts'
import { acceptClock } from '../../appliance/time-marks.ts'
import { startDueSweep } from '../../jobs/due.ts'
import { end } from '../../jobs/end-credit.ts'
import { openRadius, type Radius } from '../../radius/radius.ts'
import { login, noon, openVillage, peerOf, type Village } from '../radius/conversations/village.ts'
import { eventually } from '../support/eventually.ts'
import { testMachine, type TestMachine } from '../support/machine-clock.ts'
import { ask, valueIn } from '../support/radclient.ts'

interface Box {
  appliance: Appliance
  radius: Radius
  machine: TestMachine
  /** Time passes, looked at every ten seconds. */
  live(seconds: number): Promise<void>
  hear(user: string): Promise<{ code: string | undefined; seconds: string | undefined }>
  close(): Promise<void>
}

/** One life of the processes: everything but the state folder and the database is new. */
async function openBox(village: Village, clockAt: string): Promise<Box> {
  const { config } = village.appliance
  const machine = testMachine(clockAt)
  const db = openDatabase(config.databaseUrl)
  const clock = await openBoxClock(config, db, 'radius', machine)
  const appliance = await openAppliance(config, { clock })
  const ports = { host: '127.0.0.1', authPort: 0, acctPort: 0 }
  const radius = await openRadius(appliance, { ...ports, pollMilliseconds: 50 })
  return {
    appliance,
    radius,
    machine,
    live: async (seconds) => {
      for (let passed = 0; passed < seconds; passed += 10) {
        machine.pass({ seconds: 10 })
        await clock.check()
      }
    },
    hear: async (user) => {
      const heard = await ask(peerOf(radius, 'auth'), login(user))
      return { code: heard.code, seconds: valueIn(heard, 'Session-Timeout') }
    },
    close: async () => {
      await radius.close()
      await appliance.close()
      await db.destroy()
    },
  }
}

async function openTown(): Promise<Village> {
  const village = await openVillage()
  await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  await village.addHome({ user_name: 'wanjiku', paid: [[-24, 48]] })
  await village.addHome({ user_name: 'soon', paid: [[-24, 0.25]] })
  await village.addHome({ user_name: 'otieno', paid: [[-24, -1]] })
  return village
}

async function creditOf(
  village: Village,
  user_name: string,
): Promise<{ id: number; due: boolean }> {
  const { db } = village.appliance
  const service = (await db('services').where({ user_name }).first('id'))!
  const credit = (await db('credits').where({ service_id: service.id }).first())!
  return { id: credit.id, due: credit.due_at !== null }
}

/** The jobs' part, as far as it ends credits: what is due is sent, and what was sent is done. */
async function work(village: Village, { appliance }: Box, user_name: string): Promise<boolean> {
  const { id } = await creditOf(village, user_name)
  await end(appliance, { credit_id: id })
  return !(await creditOf(village, user_name)).due
}

test('F11, invariant 24: the box comes up in 1970: who was paid up stays online, and nothing ends until the clock is set', async (t) => {
  const village = await openTown()
  t.teardown(village.close)
  const before = await openBox(village, noon)
  t.deepEqual(await before.hear('wanjiku'), { code: 'Access-Accept', seconds: '172800' })
  t.deepEqual(await before.hear('soon'), { code: 'Access-Accept', seconds: '900' })
  await before.live(120)
  await before.close()
  const file = (await readdir(village.stateDir)).find((name) => name.endsWith('.mark'))
  t.is(await readFile(join(village.stateDir, file!), 'utf8'), '2026-11-21T09:02:00Z\n')

  const box = await openBox(village, '1970-01-01T00:00:09Z')
  t.is(box.appliance.timeInDoubt()?.why, 'before_build')
  t.deepEqual(await box.hear('wanjiku'), { code: 'Access-Accept', seconds: '3600' })
  await box.live(3600)
  t.deepEqual(await box.hear('soon'), { code: 'Access-Accept', seconds: '3600' })
  t.is((await box.hear('otieno')).code, 'Access-Reject')
  t.false(await work(village, box, 'soon'))
  // Who pays meanwhile comes online, and what is written down bears a time of today.
  const otieno = await village.appliance.db('services').where({ user_name: 'otieno' }).first()
  t.is(String(box.appliance.now()), '2026-11-21T10:02:00Z')
  await village.addCredit(otieno!.id, [1, 2])
  await eventually('it is known', async () => (await box.hear('otieno')).code === 'Access-Accept')

  box.machine.set('2026-11-21T10:30:00Z')
  await box.live(50)
  t.truthy(box.appliance.timeInDoubt())
  await box.live(20)
  t.is(box.appliance.timeInDoubt(), undefined)
  t.is((await box.hear('soon')).code, 'Access-Reject')
  t.true(await work(village, box, 'soon'))
  t.is((await box.hear('wanjiku')).code, 'Access-Accept')
  await box.close()
})

test('F11: where the state folder is lost, the book of record says how late it is', async (t) => {
  const village = await openTown()
  t.teardown(village.close)
  const before = await openBox(village, noon)
  await before.close()
  const { config, db } = village.appliance
  const away = { ...config, stateDir: join(village.stateDir, 'another') }
  const machine = testMachine('2026-11-20T12:00:00Z')
  const clock = await openBoxClock(away, db, 'radius', machine)
  t.teardown(clock.close)
  await clock.check()
  t.is(clock.doubt!()?.why, 'behind')
  t.is(String(clock.now()), noon)
})

test('F12: the clock jumps a day on: nobody is cut off until it has agreed with itself for a minute', async (t) => {
  const village = await openTown()
  t.teardown(village.close)
  const box = await openBox(village, noon)
  box.machine.jump({ hours: 24 })
  t.deepEqual(await box.hear('soon'), { code: 'Access-Accept', seconds: '3600' })
  t.false(await work(village, box, 'soon'))
  await box.live(50)
  t.is((await box.hear('soon')).code, 'Access-Accept')
  box.machine.jump({ hours: -24 })
  await box.live(10)
  t.deepEqual(await box.hear('soon'), { code: 'Access-Accept', seconds: '840' })

  box.machine.jump({ hours: 24 })
  await box.live(80)
  t.is((await box.hear('soon')).code, 'Access-Reject')
  t.true(await work(village, box, 'soon'))
  await box.close()
})

test('F13: the clock jumps an hour back: what ended has ended once, and time goes on', async (t) => {
  const village = await openTown()
  t.teardown(village.close)
  const box = await openBox(village, '2026-11-21T09:20:00Z')
  t.true(await work(village, box, 'soon'))
  box.machine.jump({ hours: -1 })
  t.is((await box.hear('soon')).code, 'Access-Reject')
  t.is((await box.hear('wanjiku')).code, 'Access-Accept')
  await box.live(600)
  t.is(String(box.appliance.now()), '2026-11-21T09:30:00Z')
  const doubled = await village.appliance.db('credits').where({ service_id: 2 })
  t.is(doubled.length, 1)

  // A person says that it is right.
  await acceptClock(village.stateDir, village.appliance.db, box.machine.wall())
  await box.live(10)
  t.is(box.appliance.timeInDoubt(), undefined)
  t.is(String(box.appliance.now()), '2026-11-21T08:30:10Z')
  await box.close()
})

test('the sweep sends nothing that ends a credit while the clock is in doubt, and sends it after', async (t) => {
  const village = await openTown()
  t.teardown(village.close)
  const { db } = village.appliance
  const box = await openBox(village, noon)
  const sent: string[] = []
  const watched: Appliance = {
    ...box.appliance,
    work: (task) =>
      box.appliance.work((unit) =>
        task({ ...unit, enqueue: async (name) => void sent.push(name) } as typeof unit),
      ),
  }
  await db('shortcodes').delete()
  box.machine.jump({ hours: -1 })
  t.is(box.appliance.timeInDoubt()?.why, 'behind')
  const sweep = startDueSweep(watched)
  await box.live(10)
  t.is(box.appliance.timeInDoubt()?.why, 'behind')
  await sweep.stop()
  t.deepEqual(sent, [])
  box.machine.jump({ hours: 1 })
  await box.live(10)
  const again = startDueSweep(watched)
  await eventually('it is sent', () => sent.includes('end-credit'))
  await again.stop()
  await box.close()
})
