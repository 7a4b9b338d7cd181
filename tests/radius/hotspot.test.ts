// A guest's pass at a hotspot: who comes online with it, on which phone, and what the others are told.

import test from 'ava'
import { eventually } from '../support/eventually.ts'
import { ask, openBareRouter, valueIn, type Heard } from '../support/radclient.ts'
import { layCable } from './conversations/cable.ts'
import { logIn } from './conversations/hotspot.ts'
import { login, noon, openVillage, peerOf } from './conversations/village.ts'
import { exchangeNamed } from './wire/packet-files.ts'

const [achieng, baraka, stranger] = ['BC:24:11:EB:56:4D', 'DA:A1:19:00:00:07', '02:00:00:00:00:09']
const pass = '9133574-1'
const gigabyte = 1_000_000_000

const village = await openVillage()
const { db } = village.appliance
const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
const { service_id } = await village.addHome({
  user_name: pass,
  kind: 'hotspot',
  macs: [achieng],
  paid: [[-1, 1]],
})
const rest = { kind: 'hotspot', macs: [stranger] } as const
const day: [number, number][] = [[-1, 23]]
for (const home of [
  { user_name: 'closed-1', paid: day, closed: true },
  { user_name: 'paused-1', paid: day, suspended: true },
  { user_name: 'ended-1', paid: [[-9, -1]] as [number, number][] },
  { user_name: 'never-1' },
]) {
  await village.addHome({ ...rest, ...home, macs: [] })
}
const radius = await village.open()
test.after.always(() => village.close())

function heard(answer: Heard): [string | undefined, string | undefined] {
  return [answer.code, valueIn(answer, 'Reply-Message')]
}

const elsewhere =
  'This pass belongs to another phone: please move it to this one, or pay for a new pass'

for (const method of ['chap', 'pap'] as const) {
  test(`S1-08: a pass comes online on its phone, by ${method}`, async (t) => {
    const answer = await logIn(radius, { user_name: pass, mac: achieng, method })
    t.is(answer.code, 'Access-Accept')
    t.is(valueIn(answer, 'Session-Timeout'), '3600')
    t.is(valueIn(answer, 'Port-Limit'), '1')
    t.is(valueIn(answer, 'Mikrotik-Total-Limit'), undefined)
    t.regex(valueIn(answer, 'Class') ?? '', /^0x4c31/)
  })

  for (const [what, phone, words] of [
    ['from another phone', { user_name: pass, mac: stranger }, elsewhere],
    ['from a phone the router does not name', { user_name: pass, mac: null }, elsewhere],
    [
      'from a phone whose name is no address',
      { user_name: pass, mac: 'BC:24:11:EB:56' },
      elsewhere,
    ],
    [
      'with a wrong password',
      { user_name: pass, mac: achieng, password: 'wrong' },
      'Unknown user name or password',
    ],
    [
      'with a wrong password, from another phone',
      { user_name: pass, mac: stranger, password: 'wrong' },
      'Unknown user name or password',
    ],
    ['of nobody', { user_name: '9133574-2', mac: achieng }, 'Unknown user name or password'],
    ['closed', { user_name: 'closed-1', mac: stranger }, 'Account closed: please call us'],
    ['suspended', { user_name: 'paused-1', mac: stranger }, 'Account suspended: please call us'],
    [
      'whose time has ended',
      { user_name: 'ended-1', mac: stranger },
      'Account expired: please pay to continue',
    ],
    [
      'never paid for',
      { user_name: 'never-1', mac: stranger },
      'Account expired: please pay to continue',
    ],
  ] as const) {
    // prettier-ignore
    test(`T43: refused by ${method}: a pass ${what}`, async (t) => {
      t.deepEqual(heard(await logIn(radius, { ...phone, method })), ['Access-Reject', words])
    })
  }
}

for (const mac of ['bc:24:11:eb:56:4d', 'BC-24-11-EB-56-4D', 'BC2411EB564D', 'bc2411-eb564d', 'BC24:11EB:564D']) {
  test(`the router may spell the phone ${mac}`, async (t) => {
    t.is((await logIn(radius, { user_name: pass, mac })).code, 'Access-Accept')
  })
} // prettier-ignore

test('a line to a home has no devices and no limit of them', async (t) => {
  const answer = await ask(peerOf(radius, 'auth'), login('wambui'))
  t.is(answer.code, 'Access-Reject')
  await village.addHome({ user_name: 'wambui', paid: [[-1, 1]] })
  const known = () => radius.readModel.findService('wambui')?.credits.length === 1
  await eventually('it is known', known)
  const accepted = await ask(peerOf(radius, 'auth'), login('wambui'))
  t.is(accepted.code, 'Access-Accept')
  t.is(valueIn(accepted, 'Port-Limit'), undefined)
})

test('U47: the packet of a real router, which a cookie sends again word for word, opens as often as it comes', async (t) => {
  const { request, secret: spoken } = exchangeNamed('routeros-hotspot-chap')
  const theirs = await openVillage()
  t.teardown(theirs.close)
  const id = await theirs.addRouter({ name: 'Kwetu', address: '127.0.0.1' })
  const secret_sealed = theirs.appliance.safe.seal(spoken, 'routers.secret')
  await theirs.appliance.db('routers').where({ id }).update({ secret_sealed })
  await theirs.addHome({
    user_name: 'mgeni-007',
    password: 'lkfgxifde',
    kind: 'hotspot',
    macs: ['02:00:00:00:00:01'],
    paid: [[-1, 1]],
  })
  const door = await theirs.open()
  for (const _ of ['the login', 'the cookie, another day']) {
    const router = await openBareRouter(door.auth_port)
    t.teardown(router.close)
    router.send(request.bytes)
    t.is((await router.next())[0], 2)
  }
})

test('a cookie of a phone that the pass has left opens nothing', async (t) => {
  const home = { user_name: 'cookie-1', kind: 'hotspot', macs: [], paid: day } as const
  const cookie = { user_name: home.user_name, mac: 'BC:24:11:00:00:0C' }
  const bound = await village.addHome({ ...home, macs: [cookie.mac], paid: day })
  const service = () => radius.readModel.findService(cookie.user_name)
  await eventually('it is known', () => service()?.macs.length === 1)
  t.is((await logIn(radius, cookie)).code, 'Access-Accept')
  t.is((await logIn(radius, { ...cookie, method: 'pap' })).code, 'Access-Accept')

  await village.bind(cookie.mac, null)
  await eventually('it is known', () => service()?.macs.length === 0)
  t.deepEqual(heard(await logIn(radius, cookie)), ['Access-Reject', elsewhere])
  t.is(service()!.id, bound.service_id)
})

test('a plan of two devices lets in two phones and no third, and says two to the router', async (t) => {
  const user_name = 'family-1'
  const macs = ['BC:24:11:00:00:01', 'BC:24:11:00:00:02']
  await village.addHome({ user_name, kind: 'hotspot', devices: 2, macs, paid: [[-1, 1]] })
  await eventually('it is known', () => radius.readModel.findService(user_name)?.macs.length === 2)
  for (const mac of macs) {
    const answer = await logIn(radius, { user_name, mac })
    t.is(answer.code, 'Access-Accept')
    t.is(valueIn(answer, 'Port-Limit'), '2')
  }
  t.deepEqual(heard(await logIn(radius, { user_name, mac: baraka })), ['Access-Reject', elsewhere])
})

for (const [how, pollMilliseconds, told] of [
  ['told by NOTIFY alone', 3_600_000, true],
  ['found by the poll', 20, false],
] as const) {
  test(`a pass that moves to another phone leaves the old one, ${how}`, async (t) => {
    const theirs = await openVillage()
    t.teardown(theirs.close)
    await theirs.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
    const home = { user_name: pass, macs: [achieng], paid: day }
    const moving = await theirs.addHome({ ...home, kind: 'hotspot' })
    const door = await theirs.open({ pollMilliseconds })
    t.is((await logIn(door, { user_name: pass, mac: achieng })).code, 'Access-Accept')
    t.is((await logIn(door, { user_name: pass, mac: baraka })).code, 'Access-Reject')

    const bound = { service_id: moving.service_id, bound_at: noon, first_seen_at: noon }
    await theirs.appliance.db.transaction(async (trx) => {
      // Without triggers nothing is told: what they note is noted by hand.
      if (!told) await trx.raw('set local session_replication_role = replica')
      await trx('devices').where({ mac: achieng }).update({ service_id: null, bound_at: null })
      await trx('devices').insert({ mac: baraka, ...bound } as never)
      if (told) return
      await trx('access_changes').insert({ kind: 'service', row_id: moving.service_id })
    })
    const online = async () => (await logIn(door, { user_name: pass, mac: baraka })).code
    await eventually('the new phone is known', async () => (await online()) === 'Access-Accept')
    const refused = await logIn(door, { user_name: pass, mac: achieng })
    t.deepEqual(heard(refused), ['Access-Reject', elsewhere])
  })
}

test('the timeline gets the reason, with the phone that tried', async (t) => {
  await logIn(radius, { user_name: pass, mac: 'BC:24:11:00:0D:01' })
  await radius.flush()
  const [row] = await db('access_decisions').where({ calling_station_id: 'BC:24:11:00:0D:01' })
  t.like(row!, { router_id, service_id, outcome: 'reject', reason: 'wrong_device' })
})

test('F01: PostgreSQL away: a paid pass comes online on its phone, and on no other', async (t) => {
  const cable = await layCable()
  const theirs = await openVillage(cable.through)
  t.teardown(async () => {
    await theirs.close()
    await cable.close()
  })
  await theirs.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  const guest = { user_name: pass, macs: [achieng], paid: day, data_bytes: gigabyte }
  await theirs.addHome({ ...guest, kind: 'hotspot' })
  const door = await theirs.open({ pollMilliseconds: 50, freshMilliseconds: 400 })
  await cable.pull()
  await eventually('what is known grows old', () => !door.readModel.fresh())
  const answer = await logIn(door, { user_name: pass, mac: achieng })
  t.is(answer.code, 'Access-Accept')
  t.is(valueIn(answer, 'Mikrotik-Total-Limit'), String(gigabyte))
  t.is((await logIn(door, { user_name: pass, mac: stranger })).code, 'Access-Reject')
  t.is((await logIn(door, { user_name: '9133574-2', mac: achieng })).code, undefined)
})
