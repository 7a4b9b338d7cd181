// A small hotspot behind NAT: nobody reaches its router, which only calls. It is cut off for ten minutes, and meanwhile one
// guest pays and another's hour ends. The clock is the test's; the router, its agent and our door are whole.

import test from 'ava'
import { addRouterByLine } from '../../appliance/access/router-setups.ts'
import { lineToPaste } from '../../appliance/routeros/provisioning.ts'
import { startDueSweep } from '../../jobs/due.ts'
import type { RouterOS } from '../simulators/routeros/routeros.ts'
import { textOf } from '../simulators/routeros/values.ts'
import { eventually } from '../support/eventually.ts'
import { drawReceipt } from '../support/factories.ts'
import { ask, openHotspot, settle, turn } from '../web/guests.ts'
import { openTlsDoor } from '../web/tls-door.ts'

const door = await openTlsDoor()
const { appliance, clock, net } = door
const { db, safe, work } = appliance
const hotspot = await openHotspot(appliance)
const sweep = startDueSweep(appliance)
test.after.always(async () => {
  await sweep.stop()
  await door.close()
})

/** Phones before the gate: a login that the router does itself needs a user of its own with that password. */
function openGate(ros: RouterOS, phones: Record<string, string>) {
  const active: Record<string, string>[] = []
  ros.show('/ip/hotspot/host', { items: () => Object.entries(phones).map(([mac, address]) => ({ 'mac-address': mac, address })) })
  ros.show('/ip/hotspot/active', { items: () => active, remove: (item) => void active.splice(active.findIndex((one) => one['user'] === item['user']), 1) })
  ros.teach('/ip/hotspot/active login', async (call) => {
    const [user, password, mac, address] = await Promise.all(['user', 'password', 'mac-address', 'ip'].map(async (name) => textOf((await call.named(name)) ?? null)))
    const known = ros.rows('/ip/hotspot/user').find((one) => one['name'] === user && one['password'] === password)
    if (known) active.push({ user: user!, 'mac-address': mac!, address: address! })
    return null
  })
  return active
} // prettier-ignore

test('S1-08, S0-09, N5, U35: paid while its router is cut off: online within a minute of its return, and who has not paid is gone', async (t) => {
  const by = { staff: null, source_address: null }
  const site = (await db('sites').first('name'))!.name
  const asked = { name: 'kiosk', site, serves: 'hotspot', reach: 'phone', guest_port: 'bridge', address: null } as const
  const id = await work((unit) => addRouterByLine(unit, safe, asked, by))
  const router = (await db('routers').where({ id }).first())!
  const setup = (await db('router_setups').where({ router_id: id }).first())!
  const token = safe.open(setup.token_sealed, 'router_setups.token')
  const [amina, brian] = ['BC:24:11:00:0A:01', 'BC:24:11:00:0B:02']
  const ros = door.router({ licence: 4 })
  const active = openGate(ros, { [amina]: '10.5.50.11', [brian]: '10.5.50.12' })
  await ros.run('/interface bridge add name=bridge', 'terminal')
  const line = lineToPaste({ url: door.publicUrl, token, ca: door.certificate })
  t.is((await ros.run(line, 'terminal')).error, null)
  await ros.tick()

  /** The router's clock goes on, and its scheduler with it. */
  const pass = async (seconds: number) => {
    for (let left = seconds; left > 0; left -= 15) {
      clock.pass({ seconds: Math.min(left, 15) })
      await ros.tick()
    }
  }
  const mine = { ...hotspot, router }
  const buy = async (mac: string, phone: string, which: number) => {
    const guest = await ask(appliance, mine, mac, phone, which)
    await turn(appliance, guest, { state: 'sent', sent_at: clock.now() })
    await settle(appliance, guest, drawReceipt())
    const { service_id } = guest.checkout
    return { service_id, user: (await db('services').where({ id: service_id }).first('user_name'))!.user_name }
  }
  const online = () => active.map(({ user }) => user)
  const commands = (service_id: number) => db('router_commands').where({ service_id }).orderBy('sequence').select('kind', 'state')

  const first = await buy(amina, '254712000001', 0) // An hour.
  await eventually('her user is queued', async () => (await commands(first.service_id)).length === 1)
  await pass(30)
  t.deepEqual(online(), [first.user])
  clock.pass({ minutes: 49 }) // Nothing happens meanwhile.
  await pass(30)

  net.up = false
  const second = await buy(brian, '254712000002', 1) // A day.
  await pass(10 * 60)
  await pass(15) // Her hour is over.
  await eventually('his user and her end wait for the router', async () => (await commands(second.service_id)).length === 1 && (await commands(first.service_id)).length === 2)
  t.deepEqual([await commands(second.service_id), (await commands(first.service_id))[1]], [[{ kind: 'user-put', state: 'queued' }], { kind: 'user-remove', state: 'queued' }])
  t.deepEqual(online(), [first.user], 'nobody could tell the router')

  net.up = true
  const back = clock.now()
  await pass(60)
  const seconds = back.until(clock.now()).total('seconds')
  t.true(seconds <= 60)
  t.deepEqual(online(), [second.user], `${seconds} s after its return`)
  t.deepEqual(ros.rows('/ip/hotspot/user').filter(({ comment }) => comment === 'lango').map(({ name }) => name), [second.user])
  t.deepEqual((await commands(second.service_id))[0], { kind: 'user-put', state: 'confirmed' })
  t.deepEqual((await commands(first.service_id))[1], { kind: 'user-remove', state: 'confirmed' })

  // She pays again and is back at the next call; his session is his until his day is over.
  const again = await buy(amina, '254712000001', 0)
  await eventually('she is queued again', async () => (await commands(again.service_id)).some(({ state }) => state === 'queued'))
  await pass(30)
  t.deepEqual(online().sort(), [again.user, second.user].sort())
}) // prettier-ignore
