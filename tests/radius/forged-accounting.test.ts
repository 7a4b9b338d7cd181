// T49: a router that was broken into knows its own secret and nobody else's. What it can say with it, and what that does.

import test from 'ava'
import type { ServiceFacts } from '../../appliance/access/access.ts'
import type { Session } from '../../appliance/tables.ts'
import { boundReport } from '../../radius/plausible.ts'
import { ask, valueIn } from '../support/radclient.ts'
import { at, report } from '../appliance/access/reports.ts'
import { login, openVillage, peerOf } from './conversations/village.ts'

const village = await openVillage()
const { db } = village.appliance
const kilimani = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
const olkeri = await village.addRouter({ name: 'Olkeri', address: '127.0.0.2', mac_login: true })
const day: [number, number][] = [[-1, 23]]
const mac = '4C:5E:0C:AA:BB:01'
const victim = await village.addHome({ user_name: 'wanjiku', paid: day, data_bytes: 2 ** 33 })
const guest = await village.addHome({
  user_name: 'pass-1',
  kind: 'hotspot',
  macs: [mac],
  paid: day,
})
for (const { service_id: id } of [victim, guest])
  await db('services').where({ id }).update({ router_id: kilimani })
const neighbour = await village.addHome({ user_name: 'otieno', paid: day })
const radius = await village.open()
const dialled = `${login('wanjiku')}\nCalling-Station-Id = "${mac}"`
const accepted = await ask(peerOf(radius, 'auth'), dialled)
const token = valueIn(accepted, 'Class')!
const session = `User-Name = "wanjiku"\nCalling-Station-Id = "${mac}"\nAcct-Session-Id = "81500001"`
const used = 'Acct-Session-Time = 600\nAcct-Output-Octets = 1000'

async function tell(words: string, address?: string): Promise<string | undefined> {
  const from = address ? `\nPacket-Src-IP-Address = ${address}` : ''
  return (await ask(peerOf(radius, 'acct'), words + from)).code
}

function victims(): Promise<Session[]> {
  return db('sessions').where({ service_id: victim.service_id })
}

await tell(`Acct-Status-Type = Start\n${session}\nClass = ${token}`)
await tell(`Acct-Status-Type = Interim-Update\n${session}\nClass = ${token}\n${used}`)

test.after.always(() => village.close())

const much = 'Acct-Session-Time = 3600\nAcct-Input-Octets = 4000000000'
const madeUp = `0x4c31${victim.service_id.toString(16).padStart(16, '0')}${'ab'.repeat(16)}`
const changed = token.slice(0, -2) + (token.endsWith('00') ? '01' : '00')
const stop = 'Acct-Status-Type = Stop\nAcct-Terminate-Cause = Lost-Carrier'

for (const [what, doubt, words] of [
  ['its Class, as if the session had moved', 'foreign_class', `Acct-Status-Type = Interim-Update\n${session}\nClass = ${token}\n${much}`],
  ['its Class, and an end', 'foreign_class', `${stop}\n${session}\nClass = ${token}\n${much}`],
  ['a Class that is made up', 'foreign_class', `Acct-Status-Type = Start\n${session}\nClass = ${madeUp}\n${much}`],
  ['one octet of the Class changed', 'foreign_class', `${stop}\n${session}\nClass = ${changed}\n${much}`],
  ['its user name', 'misplaced', `Acct-Status-Type = Interim-Update\n${session}\n${much}`],
  ['its user name in capitals', 'misplaced', `Acct-Status-Type = Interim-Update\n${session.replace('wanjiku', 'WANJIKU')}\n${much}`],
  ['its Acct-Session-Id, and an end', 'misplaced', `${stop}\n${session}\n${much}`],
  ['the end of all that it has', undefined, 'Acct-Status-Type = Accounting-Off\nNAS-Identifier = "Kilimani"'],
] as const) {
  test.serial(`T49: another router says of a session ${what}: nothing of it changes`, async (t) => {
    const [before, doubted] = [await victims(), radius.doubted().get(doubt!) ?? 0]
    t.is(await tell(words, '127.0.0.2'), 'Accounting-Response')
    t.is(before.length, 1)
    t.deepEqual(JSON.stringify(await victims()), JSON.stringify(before))
    if (doubt) t.is(radius.doubted().get(doubt), doubted + 1)
    // And it still holds its place.
    const other = dialled.replace(mac, '4C:5E:0C:AA:BB:02')
    t.is((await ask(peerOf(radius, 'auth'), other)).code, 'Access-Reject')
  })
} // prettier-ignore

test.serial('T49: what it says of others is kept, and is nobody’s', async (t) => {
  const words = `Acct-Status-Type = Start\n${session.replace('81500001', '81500077')}`
  await tell(words, '127.0.0.2')
  const [kept] = await db('sessions').where({ acct_session_id: '81500077' })
  t.like(kept!, { router_id: olkeri, service_id: null, user_name: 'wanjiku' })
})

test.serial('T49: a pass is not its either, by the phone’s address', async (t) => {
  const words = `Acct-Status-Type = Start\nUser-Name = "${mac}"\nCalling-Station-Id = "${mac}"\nAcct-Session-Id = "80500001"`
  const doubted = radius.doubted().get('misplaced') ?? 0
  await tell(words, '127.0.0.2')
  t.is((await db('sessions').where({ acct_session_id: '80500001' }).first())!.service_id, null)
  t.is(radius.doubted().get('misplaced'), doubted + 1)
})

test.serial('T49: a site is a place as a router is', async (t) => {
  const [site] = await db('sites').insert({ name: 'Olkeri' }).returning('id')
  const { service_id } = await village.addHome({ user_name: 'akinyi', paid: day })
  const words = (id: string) =>
    `Acct-Status-Type = Start\nUser-Name = "akinyi"\nAcct-Session-Id = "${id}"`
  for (const [site_id, id, expected] of [
    [site!.id, '81700001', null],
    [(await db('routers').where({ id: olkeri }).first())!.site_id, '81700002', service_id],
  ] as const) {
    await db('services').where({ id: service_id }).update({ site_id })
    await tell(words(id), '127.0.0.2')
    t.is((await db('sessions').where({ acct_session_id: id }).first())!.service_id, expected)
  }
})

test.serial('T49: of its own sessions its word counts up, in time and bytes, to what can be', async (t) => {
  const line = `User-Name = "otieno"\nCalling-Station-Id = "4C:5E:0C:AA:BB:09"\nAcct-Session-Id = "81500009"`
  const own = await ask(peerOf(radius, 'auth'), `${login('otieno')}\nPacket-Src-IP-Address = 127.0.0.2`)
  const interim = (more: string) =>
    tell(`Acct-Status-Type = Interim-Update\n${line}\nClass = ${valueIn(own, 'Class')}\n${more}`, '127.0.0.2')
  const stands = async () => (await db('sessions').where({ service_id: neighbour.service_id }))[0]!
  await interim('Acct-Session-Time = 300\nAcct-Output-Octets = 700')
  t.like(await stands(), { session_seconds: 300, output_octets: 700 })

  await interim('Acct-Session-Time = 31536000\nAcct-Output-Octets = 800')
  t.like(await stands(), { session_seconds: 3600, output_octets: 800 })
  t.is(String((await stands()).started_at), String(at(-3600)))
  await interim('Acct-Session-Time = 4294967295\nAcct-Output-Gigawords = 4294967295')
  await interim('Acct-Session-Time = 5\nAcct-Output-Octets = 1')
  t.like(await stands(), { session_seconds: 3600, output_octets: 800 })

  await interim('Acct-Session-Time = 600\nAcct-Output-Gigawords = 100')
  t.like(await stands(), { session_seconds: 3600, output_octets: 660 * 12_500_000 })
  t.deepEqual(['too_long', 'too_much'].map((doubt) => radius.doubted().get(doubt)), [1, 1])
}) // prettier-ignore

const facts = (down_kbps: number, more: object = {}): ServiceFacts =>
  ({
    site_id: null,
    router_id: null,
    credits: [{ down_kbps, up_kbps: 64, burst: null, timed: [], ...more }],
  }) as never
const router = { id: 1, site_id: 1, name: 'Kilimani' }
const megabit = 125_000
for (const [what, service, bytesPerSecond] of [
  ['a slow plan', facts(2_000), 100 * megabit],
  ['ten times a fast one', facts(200_000), 2000 * megabit],
  [
    'ten times its burst',
    facts(2_000, { burst: { down_kbps: 50_000, up_kbps: 1 } }),
    500 * megabit,
  ],
  [
    'ten times its nights',
    facts(2_000, { timed: [{ down_kbps: 30_000, up_kbps: 1 }] }),
    300 * megabit,
  ],
  ['a plan that is not known', undefined, undefined],
] as const) {
  test(`T49: a line is believed ${what} at most`, (t) => {
    const told = report(1, { session_seconds: 940, input_octets: 2 ** 50, output_octets: 3 })
    const bounded = boundReport(told, { router, service, accepted_at: undefined })
    t.is(
      bounded.report.input_octets,
      bytesPerSecond === undefined ? 2 ** 50 : 1000 * bytesPerSecond,
    )
    t.is(bounded.report.output_octets, 3)
    t.deepEqual(bounded.doubts, bytesPerSecond === undefined ? [] : ['too_much'])
  })
}

for (const [what, accepted_at, told, expected] of [
  ['since a minute after', at(0), { started_at: at(60), heard_at: at(660), session_seconds: 600 }, { started_at: at(60), session_seconds: 600 }],
  ['since longer than it can be', at(0), { started_at: at(-9000), heard_at: at(1000), session_seconds: 10_000 }, { started_at: at(-3600), session_seconds: 4600 }],
  ['with a delay of days', at(0), { started_at: at(-90_000), heard_at: at(0), stopped_at: at(-80_000) }, { started_at: at(-3600), stopped_at: at(-3600) }],
  ['by a clock that stood ahead', at(9000), { started_at: at(0), heard_at: at(600), session_seconds: 600 }, { started_at: at(0), session_seconds: 600 }],
] as const) {
  test(`T49: a session told ${what}`, (t) => {
    const bounded = boundReport(report(1, told), { router, service: undefined, accepted_at })
    for (const [name, value] of Object.entries(expected))
      t.is(String(bounded.report[name as never]), String(value))
  })
} // prettier-ignore
