// A router whose clock is wrong: nothing follows from it but that somebody is told.

import test from 'ava'
import { listProblems } from '../../appliance/health.ts'
import { ask } from '../support/radclient.ts'
import { noon, openVillage, peerOf } from './conversations/village.ts'

test('F14, U43: a router’s clock that is wrong is told in health, until it is right; times are ours, less its delay', async (t) => {
  const village = await openVillage()
  t.teardown(village.close)
  await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  await village.addHome({ user_name: 'wanjiku', paid: [[-1, 1]] })
  const radius = await village.open()
  const ours = Temporal.Instant.from(noon).epochMilliseconds / 1000
  let drawn = 0
  const tell = (event_seconds: number, delay = 0) =>
    ask(
      peerOf(radius, 'acct'),
      `Acct-Status-Type = Start\nUser-Name = "wanjiku"\nAcct-Session-Id = "8190000${(drawn += 1)}"\nEvent-Timestamp = ${event_seconds}\nAcct-Delay-Time = ${delay}`,
    )
  const problems = async () => {
    const told = { name: 'radius', pid: 1, told_at: noon, clock: null }
    return listProblems([{ ...told, radius: await radius.health() }], village.clock.now())
  }

  await tell(ours - 60, 60)
  await tell(ours + 120)
  t.deepEqual(await problems(), [])
  t.is(String((await village.sessionsOf('wanjiku'))[0]!.started_at), '2026-11-21T08:59:00Z')

  await tell(ours + 600)
  t.deepEqual(await problems(), ['The clock of Kilimani is 10 min ahead of ours: set its NTP.'])
  await tell(9) // After a power cut: 1970.
  t.regex((await problems())[0]!, /^The clock of Kilimani is \d+ d( \d+ h)? behind ours/)
  t.is(String((await village.sessionsOf('wanjiku'))[3]!.started_at), noon)

  await tell(ours)
  t.deepEqual(await problems(), [])
})
