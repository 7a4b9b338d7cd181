// Homes on a bad line: of the packets between the router and us, RADIUS and Disconnect alike, one in a hundred, in ten, in three
// is lost on either way. Each home is online once, in the router and in the books, and off once.

import test from 'ava'
import { askDisconnect } from '../../appliance/access/disconnections.ts'
import { openDisconnecting } from '../../jobs/send-disconnect.ts'
import { openRouterTurns } from '../../jobs/routers/turns.ts'
import { noon, openVillage, secret } from '../radius/conversations/village.ts'
import { seededDice } from '../simulators/dice.ts'
import { openRouter } from '../simulators/router/router.ts'
import { eventually } from '../support/eventually.ts'

const village = await openVillage(undefined, noon, { LANGO_TRIAL: 'yes' })
const { clock, appliance } = village
const { db, work } = appliance
const radius = await village.open({ pollMilliseconds: 20 })
test.after.always(() => village.close())
const homes = 8

for (const percent of [1, 10, 30])
  test.serial(`F48, N5, F57: ${percent} % of the packets are lost on either way: every home is online once, disconnected once, and nobody is missing`, async (t) => {
    t.timeout(60_000)
    const address = `127.0.0.${100 + percent}`
    const router_id = await village.addRouter({ name: `lossy-${percent}`, address })
    const { auth_port, acct_port } = radius
    const router = await openRouter({
      name: `lossy-${percent}`, address, coa_port: 0, timeout_ms: 60, retries: 6, now: clock.now, random: seededDice(percent),
      radius: { host: '127.0.0.1', auth_port, acct_port, secret },
    })
    t.teardown(() => router.close())
    await db('routers').where({ id: router_id }).update({ coa_port: router.coa_port })
    const names = Array.from({ length: homes }, (_, at) => `lossy-${percent}-${at}`)
    for (const user_name of names) await village.addHome({ user_name, paid: [[-1, 24]] })
    Object.assign(router.faults, { loss_percent: percent })

    // As a customer's box does: it dials until it is in.
    await Promise.all(names.map(async (user_name, at) => {
      const mac = `4C:5E:0C:BB:${String(percent).padStart(2, '0')}:${at + 10}`
      const dial = () => router.dial({ user_name, password: 'maji-ya-kunywa', mac, service: 'pppoe' })
      await eventually(`${user_name} is online`, async () => (await dial()).outcome === 'online')
    }))
    t.deepEqual(router.sessions.map(({ user_name }) => user_name).sort(), names, 'once each, at the router')
    // A Start that never came is made good by the next interim: the router's clock goes on.
    const inBooks = async () => (await db('sessions').where({ router_id, stopped_at: null }).select('user_name')).map(({ user_name }) => user_name).sort()
    await eventually('all are in the books', async () => {
      if ((await inBooks()).length === homes) return true
      clock.pass({ minutes: 6 })
      router.tick()
      await router.idle()
      return false
    })
    t.deepEqual(await inBooks(), names, 'once each, in the books')

    const tell = openDisconnecting(appliance, openRouterTurns(1), { timing: { firstMilliseconds: 40, sendings: 4 } })
    const sessions = await db('sessions').where({ router_id, stopped_at: null })
    const ids = await Promise.all(sessions.map(({ id: session_id }) => work((unit) => askDisconnect(unit, { session_id, reason: 'credit_ended' }))))
    const left = async () => db('disconnections').whereIn('id', ids as number[]).whereNotIn('state', ['confirmed', 'failed']).orderBy('id')
    await eventually('all are off, by proof', async () => {
      const open = await left()
      if (open.length === 0) return true
      clock.pass({ seconds: 31 })
      for (const { id } of open) await tell({ disconnection_id: id })
      router.tick()
      await router.idle()
      return false
    }, 40)
    const ends = await db('disconnections').whereIn('id', ids as number[])
    t.deepEqual([...new Set(ends.map(({ state }) => state))], ['confirmed'])
    t.deepEqual(router.sessions, [], 'nobody is online any more')
    t.deepEqual(await inBooks(), [])
    const rows = await db('sessions').where({ router_id })
    t.is(rows.length, homes, 'no session is there twice')
    t.true(rows.every(({ stopped_at }) => stopped_at !== null))
    t.log(`${percent} %: ${router.monitor.resends} packets sent again`)
  }) // prettier-ignore
