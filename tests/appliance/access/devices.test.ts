// Which phones may use a pass: as many as its plan says, the latest come first.

import test from 'ava'
import { bindDevice, countPlaces, readMac, seeDevice } from '../../../appliance/access/devices.ts'
import { endCredit } from '../../../appliance/money/expiry.ts'
import { holdSubscriber } from '../../../appliance/money/ledger.ts'
import { buyCredit } from '../../../appliance/money/renewals.ts'
import { cents } from '../../../appliance/money.ts'
import { findOrAddGuest, findOrAddPass } from '../../../appliance/people/guests.ts'
import type { Plan, Service } from '../../../appliance/tables.ts'
import {
  addPlan,
  appliance,
  clock,
  countRings,
  db,
  deviceOf,
  newMac,
  newPhone,
  noon,
  router,
  safe,
  work,
} from '../money/hotspot.ts'

test.after.always(() => appliance.close())
test.beforeEach(() => clock.set(noon))

let two: Plan
let one: Plan
test.before(async () => {
  two = await addPlan({ devices: 2 })
  one = await addPlan()
})

async function addPass(plan: Plan): Promise<Service> {
  return work(async (unit) => {
    const newcomer = { msisdn: newPhone(), site_id: router.site_id, language: 'en' } as const
    const guest = await findOrAddGuest(unit, newcomer)
    return findOrAddPass(unit, safe, guest, plan, null)
  })
}

async function bind(pass: Service, mac: string): Promise<void> {
  await work(async (unit) => {
    await holdSubscriber(unit, pass.subscriber_id)
    await bindDevice(unit, (await seeDevice(unit, mac)).id, pass.id)
  })
  clock.pass({ seconds: 1 })
}

const boundTo = async ({ id }: Service) =>
  (await db('devices').where({ service_id: id }).orderBy('bound_at')).map(({ mac }) => mac)

let sessions = 0

async function comeOnline(pass: Service, mac: string): Promise<number> {
  const [session] = await db('sessions')
    .insert({
      session_key: `${router.id}/${String((sessions += 1)).padStart(4, '0')}`,
      router_id: router.id,
      service_id: pass.id,
      acct_session_id: String(sessions),
      user_name: pass.user_name,
      calling_station_id: mac.replaceAll(':', '-').toLowerCase(),
      started_at: clock.now(),
      heard_at: clock.now(),
      session_seconds: 0,
      input_octets: 0,
      output_octets: 0,
    })
    .returning('id')
  return session!.id
}

const movedSessions = async () =>
  (await db('disconnections').where({ reason: 'moved' }).orderBy('session_id')).map(
    ({ session_id }) => session_id,
  )

for (const spelt of [
  'aa:bb:cc:00:11:22',
  'AA-BB-CC-00-11-22',
  'aabb.cc00.1122',
  ' AABBCC001122 ',
]) {
  test(`a MAC is read in any spelling: "${spelt}"`, (t) => {
    t.is(readMac(spelt), 'AA:BB:CC:00:11:22')
  })
}

for (const wrong of ['', 'aa:bb:cc:00:11', 'aa:bb:cc:00:11:2g', 'aa:bb:cc:00:11:22:33', '<b>'])
  test(`no MAC: "${wrong}"`, (t) => t.is(readMac(wrong), undefined))

test.serial('a pass for two has two places; the one bound longest ago gives way', async (t) => {
  const pass = await addPass(two)
  const [first, second, third] = [newMac(), newMac(), newMac()]
  const online = new Map<string, number>()
  for (const mac of [first, second]) {
    await bind(pass, mac)
    online.set(mac, await comeOnline(pass, mac))
  }
  t.deepEqual(await boundTo(pass), [first, second])
  await bind(pass, first) // Its login again is no new place, and makes it no younger.
  t.deepEqual(await movedSessions(), [])
  await bind(pass, third)
  t.deepEqual(await boundTo(pass), [second, third])
  t.deepEqual(await movedSessions(), [online.get(first)!])
  t.like(await deviceOf(first), { service_id: null, bound_at: null })
})

test.serial('places are those of the plan that runs, not of the one bought next', async (t) => {
  const pass = await addPass(two)
  const purchase = { service_id: pass.id, plan_id: two.id, data_bytes: null, anchor_day: 21 }
  const [starts_at, ends_at] = [clock.now(), clock.now().add({ hours: 1 })]
  await work((unit) =>
    buyCredit(unit, pass.subscriber_id, {
      ...purchase,
      price_cents: cents(20_00),
      starts_at,
      ends_at,
    }),
  )
  await db('services').where({ id: pass.id }).update({ plan_id: one.id })
  t.is(await countPlaces(db, pass.id, clock.now()), 2)
  t.is(await countPlaces(db, pass.id, ends_at), 1)
})

test.serial('a phone that moves on loses nothing to the pass it left', async (t) => {
  // Both look at once: who leaves is not put out of where it went.
  for (let round = 0; round < 12; round += 1) {
    const [left, gone] = [await addPass(one), await addPass(one)]
    const [mac, other] = [newMac(), newMac()]
    await bind(left, mac)
    await Promise.all([bind(gone, mac), bind(left, other)])
    t.deepEqual(await boundTo(gone), [mac], `round ${round}`)
    t.deepEqual(await boundTo(left), [other])
  }
})

test.serial('two phones swap their passes at once: neither waits for ever', async (t) => {
  const [pass, another] = [await addPass(one), await addPass(one)]
  const [mac, other] = [newMac(), newMac()]
  for (let round = 0; round < 4; round += 1) {
    const [here, there] = round % 2 ? [mac, other] : [other, mac]
    await Promise.all([bind(pass, here), bind(another, there)])
    t.deepEqual([await boundTo(pass), await boundTo(another)], [[here], [there]])
  }
})

test.serial('a place taken while the pass ends: neither waits for ever', async (t) => {
  const pass = await addPass(two)
  for (let round = 0; round < 6; round += 1) {
    const macs = [newMac(), newMac(), newMac(), newMac()]
    for (const mac of macs.slice(0, 2)) await bind(pass, mac)
    const ids = []
    for (const mac of macs.slice(0, 2)) ids.push(await comeOnline(pass, mac))
    const [starts_at, ends_at] = [clock.now().subtract({ hours: 1 }), clock.now()]
    const bought = { service_id: pass.id, plan_id: two.id, price_cents: cents(20_00), starts_at }
    await work((unit) =>
      buyCredit(unit, pass.subscriber_id, { ...bought, ends_at, data_bytes: null, anchor_day: 21 }),
    )
    const credit = (await db('credits')
      .where({ service_id: pass.id })
      .whereNotNull('due_at')
      .first())!
    await Promise.all([
      work((unit) => endCredit(unit, credit.id)),
      bind(pass, macs[2]!).then(() => bind(pass, macs[3]!)),
    ])
    clock.pass({ hours: 2 })
    const asked = await db('disconnections').whereIn('session_id', ids)
    t.is(asked.length, 2)
    await db('sessions')
      .whereIn('id', ids)
      .update({ stopped_at: clock.now(), terminate_cause: 'Lost-Service' })
  }
})

test.serial('nobody met in a ring', async (t) => t.is(await countRings(), 0))
