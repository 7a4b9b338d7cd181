// A start while PostgreSQL is away, from the snapshot.

import test from 'ava'
import { eventually } from '../support/eventually.ts'
import { ask } from '../support/radclient.ts'
import { layCable } from './conversations/cable.ts'
import { login, noon, openVillage, peerOf } from './conversations/village.ts'

test('F01: PostgreSQL away at the start: the paid come online, the ended do not, strangers hear nothing', async (t) => {
  const cable = await layCable()
  const village = await openVillage(cable.through)
  t.teardown(async () => {
    await village.close()
    await cable.close()
  })
  await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  await village.addHome({ user_name: 'wanjiku', paid: [[-1, 1]] })
  await village.addHome({ user_name: 'otieno', paid: [[-9, 0.5]] })
  const timings = { pollMilliseconds: 50, freshMilliseconds: 400, snapshotMilliseconds: 10 }
  const first = await village.open(timings)
  await village.addHome({ user_name: 'achieng', paid: [[-1, 1]] }) // After the first snapshot.
  const known = () => first.readModel.findService('achieng')?.credits.length === 1
  await eventually('it is known, and paid', known)
  await first.close()

  await cable.pull()
  village.clock.pass({ minutes: 31 })
  const radius = await village.open(timings)
  t.like(radius.readModel.state(), { source: 'snapshot', fresh: false, age_seconds: null })
  t.is(String(radius.readModel.state().read_at), noon)
  const hear = async (words: string) => (await ask(peerOf(radius, 'auth'), words)).code
  t.is(await hear(login('wanjiku')), 'Access-Accept')
  t.is(await hear(login('achieng')), 'Access-Accept')
  t.is(await hear(login('wanjiku', 'wrong')), 'Access-Reject')
  t.is(await hear(login('otieno')), 'Access-Reject')
  t.is(await hear(login('nobody')), undefined)
  const start = 'User-Name = "wanjiku"\nAcct-Session-Id = "81"\nAcct-Status-Type = Start'
  t.is((await ask(peerOf(radius, 'acct'), start)).code, 'Accounting-Response')
  t.like(await radius.health(), { source: 'snapshot', services: 3, routers: 1 })
  t.true((await radius.health()).spool_bytes > 0)
  t.is((await village.appliance.db('sessions').catch(() => 'away')) as unknown, 'away')

  await cable.plugIn()
  await eventually('PostgreSQL is read', () => radius.readModel.fresh())
  t.is(radius.readModel.state().source, 'postgresql')
  t.is(await hear(login('nobody')), 'Access-Reject')
  await eventually('the spool is written', async () => (await village.sessionsOf('wanjiku'))[0])
})
