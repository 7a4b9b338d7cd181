// Who is online, asked of the routers and of the books, after an evening on a bad line: words are lost, nobody hears some
// who hang up, and a router loses its power. The routers are simulated; RADIUS and what it keeps are the real ones.

import test from 'ava'
import { closeSilentSessions } from '../../appliance/access/silent-sessions.ts'
import { openRouter, type Router } from '../simulators/router/router.ts'
import { seededDice } from '../simulators/dice.ts'
import { freeUdpPort } from '../support/processes.ts'
import { openVillage, secret } from './conversations/village.ts'

const homes = 24
const interimSecondsMax = 330
const silentSeconds = 3 * interimSecondsMax + 60

test('invariant 34, F48, F46: what the books say is online is what is online, after three interims and a minute', async (t) => {
  t.timeout(120_000)
  const village = await openVillage()
  const { db } = village.appliance
  const names = Array.from({ length: homes }, (_, at) => `home-${at}`)
  for (const user_name of names) await village.addHome({ user_name, paid: [[-1, 24]] })
  const radius = await village.open()
  const dice = seededDice(20261121)
  const routers: Router[] = []
  for (const address of ['127.0.0.71', '127.0.0.72']) {
    await village.addRouter({ name: `Router ${address}`, address })
    const { auth_port, acct_port } = radius
    routers.push(
      await openRouter({
        name: `router-${address}`,
        address,
        coa_port: await freeUdpPort(),
        radius: { host: '127.0.0.1', auth_port, acct_port, secret },
        now: village.clock.now,
        timeout_ms: 80,
        retries: 3,
        random: dice,
      }),
    )
  }
  t.teardown(async () => {
    for (const router of routers) await router.close()
    await village.close()
  })
  const routerOf = (at: number) => routers[at % routers.length]!
  const dial = (at: number) =>
    routerOf(at).dial({ user_name: names[at]!, password: 'maji-ya-kunywa', mac: `4C:5E:0C:00:00:${at + 10}`, service: 'pppoe' }) // prettier-ignore

  /** Time goes by a minute at a time; everybody looks at the clock, and the sweep runs. */
  async function pass(seconds: number): Promise<void> {
    for (let passed = 0; passed < seconds; passed += 60) {
      village.clock.pass({ seconds: 60 })
      for (const router of routers) router.tick()
      for (const router of routers) await router.idle()
      await radius.flush()
      await closeSilentSessions(db, village.clock.now())
    }
  }

  await Promise.all(names.map((_, at) => dial(at)))
  await pass(60)
  for (const router of routers) router.faults.loss_percent = 30
  routers[0]!.faults.stop_lost = true
  for (let at = 0; at < 8; at++) {
    const session = routerOf(at).sessions[at >> 1]
    if (session) routerOf(at).hangUp(session)
  }
  await pass(300)
  routers[1]!.reboot()
  await Promise.all([9, 11, 13].map(dial))
  await pass(300)
  for (const router of routers) Object.assign(router.faults, { loss_percent: 0, stop_lost: false })
  await Promise.all(names.map((_, at) => at < 6 && dial(at)))
  await pass(silentSeconds + 60)

  const online = routers.flatMap(({ sessions }) => sessions.map(({ session_id, user_name }) => `${user_name} ${session_id}`)) // prettier-ignore
  const rows = await db('sessions').whereNull('stopped_at')
  const told = rows.map(({ acct_session_id, user_name }) => `${user_name} ${acct_session_id}`)
  t.deepEqual(told.sort(), online.sort())
  t.true(online.length > 6 && online.length < homes)
  const ended = await db('sessions').whereNotNull('stopped_at')
  t.true(ended.length > 0 && ended.every(({ terminate_cause }) => terminate_cause !== null))
})
