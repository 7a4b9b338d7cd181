// Login by MAC: a phone whose address is its user name, on routers whose owner wants that, and on no other.

import test from 'ava'
import { eventually } from '../support/eventually.ts'
import { ask, openBareRouter, valueIn } from '../support/radclient.ts'
import { account, hotspotLogin, logIn } from './conversations/hotspot.ts'
import { openVillage, peerOf } from './conversations/village.ts'
import { exchangeNamed } from './wire/packet-files.ts'

const achieng = 'BC:24:11:EB:56:4D'
const day: [number, number][] = [[-1, 23]]
const unknown = 'Unknown user name or password'

const village = await openVillage()
const { db, safe } = village.appliance
const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
const pass = { user_name: '9133574-1', macs: [achieng], paid: day }
const { service_id } = await village.addHome({ ...pass, kind: 'hotspot' })
const line = 'BC:24:11:00:00:01'
await village.addHome({ user_name: 'wanjiku', macs: [line], paid: day })
const gone = 'BC:24:11:00:00:02'
await village.addHome({ user_name: 'ended-1', kind: 'hotspot', macs: [gone], paid: [[-9, -1]] })
const radius = await village.open()
test.after.always(() => village.close())

async function allow(mac_login: boolean): Promise<void> {
  await db('routers').where({ id: router_id }).update({ mac_login })
  const known = () => radius.readModel.findRouter('127.0.0.1')?.mac_login === mac_login
  await eventually('the router is known so', known)
}

test.serial('T43: nobody is let in by a MAC unless the owner of the router wants it', async (t) => {
  t.false((await db('routers').where({ id: router_id }).first())!.mac_login)
  for (const [password, method] of [['', 'chap'], [achieng, 'pap'], [achieng, 'chap']] as const) {
    const answer = await logIn(radius, { user_name: achieng, mac: achieng, password, method })
    t.is(answer.code, 'Access-Reject')
    t.is(valueIn(answer, 'Reply-Message'), unknown)
  } // prettier-ignore
  await radius.flush()
  const [row] = await db('access_decisions').where({ user_name: achieng })
  t.like(row!, { reason: 'unknown_user', service_id: null })
})

for (const spelling of [
  'BC:24:11:EB:56:4D',
  'BC-24-11-EB-56-4D',
  'BC 24 11 EB 56 4D',
  'BC2411EB564D',
  'BC2411-EB564D',
  'BC2411:EB564D',
  'BC24:11EB:564D',
  'bc:24:11:eb:56:4d',
  'bc2411eb564d',
]) {
  // prettier-ignore
  test.serial(`a phone logs in by its MAC, written ${spelling}`, async (t) => {
    await allow(true)
    for (const [password, method] of [['', 'chap'], [spelling, 'pap'], [spelling, 'chap']] as const) {
      const phone = { user_name: spelling, mac: spelling, password, method }
      const answer = await logIn(radius, phone)
      t.is(answer.code, 'Access-Accept', `${method} "${password}"`)
      t.is(valueIn(answer, 'Class')?.slice(0, 22), `0x4c31${service_id.toString(16).padStart(16, '0')}`)
    } // prettier-ignore
  })
}

test.serial('the name and the station may be written in two ways', async (t) => {
  await allow(true)
  const phone = { user_name: 'bc2411eb564d', mac: achieng, password: '' }
  t.is((await logIn(radius, phone)).code, 'Access-Accept')
})

test.serial(
  'the packets of both kinds: the address for a password, and the zeros that no password is',
  async (t) => {
    const { request: zeros, secret: spoken } = exchangeNamed('hotspot-mac-empty-password')
    const { request: address } = exchangeNamed('hotspot-mac-as-password')
    const id = await village.addRouter({ name: 'Kiambu', address: '127.0.0.2' })
    const secret_sealed = safe.seal(spoken, 'routers.secret')
    for (const [mac_login, code] of [[false, 3], [true, 2]] as const) {
    await db('routers').where({ id }).update({ secret_sealed, mac_login })
    const router = () => radius.readModel.findRouter('127.0.0.2')
    const known = () => router()?.secret === spoken && router()?.mac_login === mac_login
    await eventually('the router is known so', known)
    for (const { bytes } of [zeros, address]) {
      const asking = await openBareRouter(radius.auth_port, '127.0.0.2')
      t.teardown(asking.close)
      asking.send(bytes)
      t.is((await asking.next())[0], code)
    }
  } // prettier-ignore
  },
)

const other = 'BC:24:11:EB:56:4E'
const byMac = { user_name: achieng, mac: achieng, password: achieng }
for (const [what, phone] of [
  ['the address of another', { ...byMac, mac: other }],
  ['the address of another, without a password', { ...byMac, mac: other, password: '' }],
  ['no station', { ...byMac, mac: null }],
  ['an address nobody knows', { user_name: other, mac: other, password: other }],
  ['the address of a line to a home', { user_name: line, mac: line, password: line }],
  ['another password', { ...byMac, password: 'maji-ya-kunywa' }],
  [
    'the name of a pass, without its password',
    { ...byMac, user_name: pass.user_name, password: '' },
  ],
  ['the name of a pass, and the address for a password', { ...byMac, user_name: pass.user_name }],
] as const) {
  // prettier-ignore
  test.serial(`T43: where MACs log in, refused like a stranger: ${what}`, async (t) => {
    await allow(true)
    for (const method of ['pap', 'chap'] as const) {
      const answer = await logIn(radius, { ...phone, method })
      t.is(answer.code, 'Access-Reject')
      t.is(valueIn(answer, 'Reply-Message'), unknown)
    }
  })
}

for (const ppp of ['Service-Type = Framed-User', 'Framed-Protocol = PPP']) {
  test.serial(`T43: a PPPoE client that calls itself by a MAC is a stranger: ${ppp}`, async (t) => {
    await allow(true)
    const words = hotspotLogin({ ...byMac, method: 'pap' }).replace(/Service-Type = .*/, ppp)
    const answer = await ask(peerOf(radius, 'auth'), words)
    t.is(answer.code, 'Access-Reject')
    t.is(valueIn(answer, 'Reply-Message'), unknown)
  })
}

test.serial('a phone whose time has ended is told so', async (t) => {
  await allow(true)
  const answer = await logIn(radius, { user_name: gone, mac: gone, password: '' })
  t.is(valueIn(answer, 'Reply-Message'), 'Account expired: please pay to continue')
})

test.serial(
  'T43: a phone that its pass has left is a stranger, and one that was given it is none',
  async (t) => {
    await allow(true)
    const [old, fresh] = ['BC:24:11:00:00:A1', 'BC:24:11:00:00:A2'] as const
    const home = { user_name: 'moving-1', kind: 'hotspot', macs: [old], paid: day } as const
    const moving = await village.addHome({ ...home, macs: [old], paid: day })
    await eventually('it is known', () => radius.readModel.findPass(old))
    const ofMac = async (mac: string) =>
      (await logIn(radius, { user_name: mac, mac, password: '' })).code
    t.is(await ofMac(old), 'Access-Accept')
    await village.bind(old, null)
    await village.bind(fresh, moving.service_id)
    await eventually('it is known', async () => (await ofMac(fresh)) === 'Access-Accept')
    t.is(await ofMac(old), 'Access-Reject')
  },
)

test.serial('where MACs log in, the pass still opens by its name and password', async (t) => {
  await allow(true)
  t.is((await logIn(radius, { user_name: pass.user_name, mac: achieng })).code, 'Access-Accept')
})

test.serial('a request without any password proves nothing, whatever its name', async (t) => {
  await allow(true)
  const words = hotspotLogin({ ...byMac, method: 'pap' }).replace(/User-Password.*\n/, '')
  t.is((await ask(peerOf(radius, 'auth'), words)).code, 'Access-Reject')
})

for (const [what, session, expected] of [
  [
    'by its device, where the Class is lost',
    { acct_session_id: '80300001', user_name: achieng, mac: achieng },
    service_id,
  ],
  [
    'by its device, however that is written',
    { acct_session_id: '80300002', user_name: 'bc-24-11-eb-56-4d', mac: achieng },
    service_id,
  ],
  [
    'not by another’s device',
    { acct_session_id: '80300003', user_name: achieng, mac: other },
    null,
  ],
  [
    'not by a device that has no pass',
    { acct_session_id: '80300004', user_name: other, mac: other },
    null,
  ],
] as const) {
  // prettier-ignore
  test.serial(`accounting of a login by MAC finds its pass ${what}`, async (t) => {
    await account(radius, { ...session, status: 'Start' })
    await account(radius, { ...session, seconds: 0, upload: 10, download: 20 })
    const sessions = await db('sessions').where({ acct_session_id: session.acct_session_id })
    t.is(sessions.length, 1)
    t.like(sessions[0]!, { service_id: expected, input_octets: 10, output_octets: 20 })
  })
}

test.serial(
  'accounting of a login by MAC finds its pass by the Class, though the device has moved',
  async (t) => {
    await allow(true)
    const accepted = await logIn(radius, { ...byMac, method: 'pap' })
    await village.bind(achieng, null)
    t.teardown(() => village.bind(achieng, service_id))
    const token = valueIn(accepted, 'Class')
    const session = { user_name: achieng, mac: achieng, acct_session_id: '80300009', token }
    await account(radius, { ...session, status: 'Start' })
    const [row] = await db('sessions').where({ acct_session_id: '80300009' })
    t.is(row!.service_id, service_id)
  },
)
