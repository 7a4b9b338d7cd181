// How a phone's session on the simulated hotspot ends: limits, orders, idleness, out of reach.

import test from 'ava'
import {
  browse,
  logIn,
  numberOf,
  openHotspotLab,
  plainPages as pages,
  secret,
} from './router-lab.ts'
import { accepting, address, attribute, orderPacket, vendorAttribute } from './stand-in-radius.ts'

const CAUSE = '49'

test('Session-Timeout sends the phone back to the login page: cause 5', async (t) => {
  const { phone, server, clock, heard, close } = await openHotspotLab({ pages })
  t.teardown(close)
  server.answer = accepting(attribute(27, 3600))
  await logIn(phone, 'a', 'b')
  clock.pass({ seconds: 3599 })
  t.is((await browse(phone, '/x')).status, 200)
  clock.pass({ seconds: 1 })
  t.is((await browse(phone, '/x')).status, 302)
  await phone.router.idle()
  t.is(numberOf(heard(4).at(-1)!, CAUSE), 5)
  t.is(phone.last_session?.ended_by, 'session_timeout')
})

test('Mikrotik-Total-Limit with gigawords ends it at the last byte: cause 10', async (t) => {
  const { phone, server, heard, close } = await openHotspotLab({ pages })
  t.teardown(close)
  // Two gigawords and five.
  server.answer = accepting(vendorAttribute(14988, 17, 5), vendorAttribute(14988, 18, 2))
  await logIn(phone, 'a', 'b')
  const limit = 2 * 4_294_967_296 + 5
  phone.useData(limit - 10_000_000, 'down')
  t.is((await browse(phone, '/bytes?n=5000000')).status, 200)
  t.regex((await browse(phone, '/status')).text, /left=49\d{5} /)
  phone.useData(900_000_000, 'up')
  t.like(phone, { state: 'waiting' })
  await phone.router.idle()

  const stop = heard(4).at(-1)!
  t.is(numberOf(stop, CAUSE), 10)
  const total = (octets: string, gigawords: string) =>
    numberOf(stop, octets)! + numberOf(stop, gigawords)! * 4_294_967_296
  t.is(total('42', '52') + total('43', '53'), limit)
  t.is((await browse(phone, '/bytes?n=5')).status, 302)
})

test('/bytes counts on the phone’s session, up what is sent and down what comes', async (t) => {
  const { phone, close } = await openHotspotLab({ pages })
  t.teardown(close)
  await logIn(phone, 'a', 'b')
  await browse(phone, '/bytes?n=7000000')
  const { output_bytes, input_bytes } = phone.session!
  t.true(output_bytes > 7_000_000 && output_bytes < 7_010_000)
  t.true(input_bytes > 0 && input_bytes < 1000)
  await browse(phone, '/bytes?n=-7000000')
  t.true(phone.session!.output_bytes > output_bytes, 'never less')
})

test('idleness ends it with cause 4; a request in between keeps it', async (t) => {
  const { phone, server, clock, heard, close } = await openHotspotLab({ pages })
  t.teardown(close)
  server.answer = accepting(attribute(28, 300))
  await logIn(phone, 'a', 'b')
  clock.pass({ seconds: 299 })
  await browse(phone, '/x')
  clock.pass({ seconds: 299 })
  phone.router.tick()
  t.is(phone.state, 'online')
  clock.pass({ seconds: 1 })
  phone.router.tick()
  await phone.router.idle()
  t.is(phone.state, 'waiting')
  t.is(numberOf(heard(4).at(-1)!, CAUSE), 4)
})

test('a Disconnect-Request with name and address ends it: cause 6', async (t) => {
  const { phone, server, router, heard, close } = await openHotspotLab({ pages })
  t.teardown(close)
  await logIn(phone, 'achieng', 'b')
  const order = orderPacket(40, secret, [
    attribute(1, 'achieng'),
    attribute(44, phone.session!.session_id),
    attribute(8, address(phone.ip!)),
  ])
  const answer = await server.order(order, { address: router.address, port: router.coa_port })
  t.is(answer?.[0], 41)
  await router.idle()
  t.is(phone.state, 'waiting')
  t.is(numberOf(heard(4).at(-1)!, CAUSE), 6)
  t.is((await browse(phone, '/x')).status, 302)
  t.is(phone.last_session?.ended_by, 'admin_reset')
})

test('Port-Limit goes before shared-users, which is one unless told otherwise', async (t) => {
  const { phone, hotspot, server, close } = await openHotspotLab({ pages })
  t.teardown(close)
  const [otieno, wanjiku] = [
    await hotspot.addClient({ name: 'Otieno' }),
    await hotspot.addClient({ name: 'Wanjiku' }),
  ]
  await logIn(phone, 'a', 'b')
  await logIn(otieno, 'a', 'b')
  t.like(otieno, { state: 'waiting', error: 'no more sessions are allowed for user a' })
  server.answer = accepting(attribute(62, 2))
  await logIn(otieno, 'a', 'b')
  t.is(otieno.state, 'online')
  await logIn(wanjiku, 'a', 'b')
  t.is(wanjiku.state, 'waiting')
  t.not(phone.ip, otieno.ip)
})

test('out of reach: the session waits as long as keepalive says, and goes on if the phone is back', async (t) => {
  const { phone, hotspot, clock, heard, close } = await openHotspotLab({ pages })
  t.teardown(close)
  await logIn(phone, 'a', 'b')
  const { session_id } = phone.session!
  phone.leaveWifi()
  await t.throwsAsync(browse(phone, '/x'), undefined, 'nobody answers')
  clock.pass({ seconds: 119 })
  hotspot.tick()
  await phone.joinWifi()
  clock.pass({ seconds: 500 })
  hotspot.tick()
  t.is(phone.session?.session_id, session_id)

  phone.leaveWifi()
  clock.pass({ seconds: 120 })
  hotspot.tick()
  await phone.router.idle()
  t.is(numberOf(heard(4).at(-1)!, CAUSE), 2, 'Lost-Carrier')
  await phone.joinWifi()
  t.is(phone.state, 'waiting')
})
