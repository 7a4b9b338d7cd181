// What accounting and a plan's owner change, in the answer to the next login.

import test from 'ava'
import { eventually } from '../support/eventually.ts'
import { ask, valueIn } from '../support/radclient.ts'
import { account, logIn } from './conversations/hotspot.ts'
import { login, openVillage, peerOf, type Home } from './conversations/village.ts'

const gibibyte = 2 ** 30
const day: [number, number][] = [[-1, 23]]
const shared = { fair_use_bytes: 2 * gibibyte, fair_down_kbps: 1_000, fair_up_kbps: 500 }

const village = await openVillage()
const { db } = village.appliance
await village.addRouter({ name: 'Kilimani', address: '127.0.0.1', mac_login: true })
const radius = await village.open({ pollMilliseconds: 20 })
const { readModel } = radius
test.after.always(() => village.close())

async function add(home: Home): Promise<number> {
  const { service_id } = await village.addHome(home)
  const known = () => readModel.findService(home.user_name)?.credits.length === home.paid!.length
  await eventually('it is known', known)
  return service_id
}

async function speedOf(user_name: string): Promise<string | undefined> {
  return valueIn(await ask(peerOf(radius, 'auth'), login(user_name)), 'Mikrotik-Rate-Limit')
}

const usedBy = (user_name: string) =>
  readModel.findService(user_name)!.credits.map(({ fair_use }) => fair_use!.used_bytes)

test.serial('U33: who has had a fair share is slower at the next login, until the next credit', async (t) => {
  const guest = { user_name: 'wanjiku', mac: '4C:5E:0C:AA:BB:01', acct_session_id: '81000001' }
  const service_id = await add({ user_name: guest.user_name, paid: day, plan: shared })
  t.is(await speedOf(guest.user_name), '5M/10M')

  await account(radius, { ...guest, upload: gibibyte, download: gibibyte - 1 })
  await eventually('it is known to be used', () => usedBy('wanjiku')[0] === 2 * gibibyte - 1)
  t.is(await speedOf(guest.user_name), '5M/10M')

  await account(radius, { ...guest, upload: gibibyte, download: gibibyte })
  await eventually('all of it is known', () => usedBy('wanjiku')[0] === 2 * gibibyte)
  t.is(await speedOf(guest.user_name), '500k/1M')

  await village.addCredit(service_id, [23, 47])
  await eventually('the next is known', () => usedBy('wanjiku').length === 2)
  const slow = await ask(peerOf(radius, 'auth'), login(guest.user_name))
  t.is(valueIn(slow, 'Session-Timeout'), String(23 * 3600)) // With its credit: the next begins anew.
  village.clock.pass({ hours: 23 })
  t.is(await speedOf(guest.user_name), '5M/10M')
  village.clock.pass({ hours: -23 })
}) // prettier-ignore

test.serial('U32: a new speed by night is in the answer of the next second', async (t) => {
  const service_id = await add({ user_name: 'otieno', paid: day })
  const { plan_id } = (await db('services').where({ id: service_id }).first())!
  t.is(await speedOf('otieno'), '5M/10M')
  const hours = { from_time: '11:00', until_time: '13:00' }
  const faster = { plan_id, weekdays: [6], ...hours, down_kbps: 40_000, up_kbps: 20_000 }
  await db('plan_speeds').insert(faster)
  await eventually('it is told', async () => (await speedOf('otieno')) === '20M/40M')
  village.clock.pass({ hours: 1 }) // 13:00
  t.is(await speedOf('otieno'), '5M/10M')
  village.clock.pass({ hours: -1 })
})

test.serial('U28: uploads alone count, and alone are limited', async (t) => {
  const guest = { user_name: 'achieng', mac: '4C:5E:0C:AA:BB:03', acct_session_id: '81000003' }
  await add({ user_name: 'achieng', paid: day, data_bytes: gibibyte, plan: { data_counts: 'up' } })
  await account(radius, { ...guest, upload: 1000, download: 50 * gibibyte })
  const used = () => readModel.findService('achieng')!.credits[0]!.data!.used_bytes
  await eventually('it is known', () => used() === 1000)
  const reply = await ask(peerOf(radius, 'auth'), login('achieng'))
  t.is(valueIn(reply, 'Mikrotik-Recv-Limit'), String(gibibyte - 1000))
  t.is(valueIn(reply, 'Mikrotik-Total-Limit'), undefined)
  t.is(valueIn(reply, 'Mikrotik-Xmit-Limit'), undefined)
})

test.serial('U31: a login by MAC keeps to the hours and the place of the pass as any other does', async (t) => {
  const [night, elsewhere] = ['BC:24:11:00:00:01', 'BC:24:11:00:00:02'] as const
  const away = await village.addRouter({ name: 'Kibera', address: '127.0.0.9' })
  const pass = { kind: 'hotspot', paid: day } as const
  await add({ ...pass, user_name: '9133574-1', macs: [night], plan: { opens_at: '18:00', closes_at: '06:00' } })
  await add({ ...pass, user_name: '9133574-2', macs: [elsewhere], line: { router_id: away } })
  for (const [mac, words] of [
    [night, 'Closed at this hour: please come back in the hours of your plan'],
    [elsewhere, 'Not paid for at this place: please call us'],
  ] as const) {
    const reply = await logIn(radius, { user_name: mac, mac, password: '' })
    t.is(reply.code, 'Access-Reject')
    t.is(valueIn(reply, 'Reply-Message'), words)
  }
}) // prettier-ignore
