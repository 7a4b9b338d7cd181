// How a phone comes in to the simulated hotspot without the page: mac-cookie, and login by MAC.

import test from 'ava'
import {
  browse,
  guest,
  logIn,
  openHotspotLab,
  plainPages as pages,
  textOf,
  valueOf,
  type HotspotLab,
} from './router-lab.ts'
import { accepting, attribute, rejecting, vendorAttribute } from './stand-in-radius.ts'

test('T43 mac-cookie lets a phone back in with what it proved before, whoever has its MAC now', async (t) => {
  const { phone, hotspot, clock, heard, close } = await openHotspotLab({
    pages,
    login_by: ['http-chap', 'mac-cookie'],
  })
  t.teardown(close)
  await logIn(phone, 'a', 'b')
  phone.leaveWifi()
  clock.pass({ seconds: 120 })
  hotspot.tick()
  const thief = await hotspot.addClient({ name: 'Thief', mac: phone.mac.toLowerCase() })
  t.is((await browse(thief, '/x')).status, 200)
  t.like(thief.session, { user_name: 'a' })
  const [first, second] = heard(1)
  t.deepEqual(valueOf(second!, '3'), valueOf(first!, '3'), 'the same answer to the same challenge')
  t.deepEqual(valueOf(second!, '60'), valueOf(first!, '60'))

  // Now both are there: one address, one session, and no cookie the next time.
  await phone.joinWifi()
  t.is(phone.session?.session_id, thief.session?.session_id)
  phone.leaveWifi()
  thief.leaveWifi()
  clock.pass({ seconds: 120 })
  hotspot.tick()
  await phone.joinWifi()
  t.is(phone.state, 'waiting')
})

for (const [how, act] of [
  ['logout', (lab: HotspotLab) => browse(lab.phone, '/logout')],
  ['Session-Timeout', (lab: HotspotLab) => lab.clock.pass({ seconds: 600 })],
  ['a data limit', (lab: HotspotLab) => lab.phone.useData(1_000_000, 'down')],
  ['removing the host', (lab: HotspotLab) => lab.phone.removeHost()],
] as const) {
  test(`the mac-cookie is gone after ${how}`, async (t) => {
    const lab = await openHotspotLab({ pages, login_by: ['http-chap', 'mac-cookie'] })
    t.teardown(lab.close)
    lab.server.answer = accepting(attribute(27, 600), vendorAttribute(14988, 17, 1_000_000))
    await logIn(lab.phone, 'a', 'b')
    await act(lab)
    lab.router.tick()
    lab.phone.leaveWifi()
    lab.clock.pass({ seconds: 120 })
    lab.hotspot.tick()
    await lab.phone.joinWifi()
    t.is(lab.phone.state, 'waiting')
    t.is(lab.heard(1).length, 1)
  })
}

test('a mac-cookie has its time, and a refused one is dropped', async (t) => {
  const options = {
    pages,
    login_by: ['http-chap', 'mac-cookie'],
    mac_cookie_seconds: 3600,
  } as const
  const { phone, hotspot, server, clock, heard, close } = await openHotspotLab(options)
  t.teardown(close)
  const awayFor = async (seconds: number) => {
    phone.leaveWifi()
    clock.pass({ seconds })
    hotspot.tick()
    await phone.joinWifi()
  }
  await logIn(phone, 'a', 'b')
  await awayFor(3599)
  t.is(phone.state, 'online')
  server.answer = rejecting()
  await awayFor(130)
  t.like(phone, { state: 'waiting', error: '' })
  await awayFor(130)
  t.is(heard(1).length, 3, 'not asked again')
  server.answer = accepting()
  await logIn(phone, 'a', 'b')
  await awayFor(3600)
  t.is(phone.state, 'waiting')
})

test('F46 a reboot forgets the phone; its cookie brings it back', async (t) => {
  const { phone, router, close } = await openHotspotLab({
    pages,
    login_by: ['http-chap', 'mac-cookie'],
  })
  t.teardown(close)
  await logIn(phone, 'a', 'b')
  router.reboot()
  t.is(phone.state, 'waiting')
  t.is(phone.last_session?.ended_by, 'admin_reboot')
  t.is((await browse(phone, '/x')).status, 200)
  t.is(phone.session?.user_name, 'a')
})

test('login by MAC is tried once, when the host appears', async (t) => {
  const { phone, server, heard, close } = await openHotspotLab({
    pages,
    login_by: ['mac', 'http-chap'],
  })
  t.teardown(close)
  server.answer = rejecting()
  t.is((await browse(phone, '/x')).status, 302)
  await browse(phone, '/y')
  t.is(heard(1).length, 1)
  t.is(textOf(heard(1)[0]!, '1'), guest.mac)
  t.is(phone.error, '')

  server.answer = accepting()
  await browse(phone, '/z')
  t.is(phone.state, 'waiting', 'paid, and still outside')
  phone.removeHost()
  t.is((await browse(phone, '/z')).status, 200)
  t.is(phone.session?.user_name, guest.mac)
})

test('the password of a MAC login is none, a common one, or the MAC', async (t) => {
  const proofs = []
  for (const options of [
    {},
    { mac_auth_password: 'common' },
    { mac_auth_mode: 'mac-as-username-and-password' },
  ] as const) {
    const lab = await openHotspotLab({ login_by: ['mac'], ...options })
    t.teardown(lab.close)
    await browse(lab.phone, '/x')
    proofs.push(valueOf(lab.heard(1)[0]!, '2')!.length)
  }
  t.deepEqual(proofs, [16, 16, 32])
})

test('a new random MAC is a new guest: another host, another address, no session', async (t) => {
  const { phone, close } = await openHotspotLab({ pages })
  t.teardown(close)
  await logIn(phone, 'a', 'b')
  const { mac, ip } = phone
  await phone.changeMac()
  t.regex(phone.mac, /^4E(:[0-9A-F]{2}){5}$/)
  t.not(phone.mac, mac)
  t.not(phone.ip, ip)
  t.is(phone.state, 'waiting')
  t.is(phone.router.sessions.length, 1, 'the old one is kept until keepalive')
})
