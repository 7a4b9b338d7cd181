// Logging in on the simulated hotspot, as a phone's browser and the RADIUS server see it.

import test from 'ava'
import {
  browse,
  chapDigest,
  fromOctal,
  guest,
  logIn,
  numberOf,
  openHotspotLab,
  plainPages,
  textOf,
  valueOf,
} from './router-lab.ts'
import { accepting, rejecting, type Heard } from './stand-in-radius.ts'

/** Whether the request proves that password by CHAP. */
function provesByChap(heard: Heard, password: string): boolean {
  const answer = valueOf(heard, '3')!
  const expected = chapDigest(answer.subarray(0, 1), password, valueOf(heard, '60')!)
  return answer.subarray(1).toString('hex') === expected
}

test('CHAP as two real hotspots’ logs have it', (t) => {
  // Identifier, challenge and digest of radiusd -X logs: RouterOS 7 in 2026, and an RB433.
  for (const [password, answer, challenge] of [
    ['lkfgxifde', '34b7226284e0fdeddd5b12a8ee74e8b25c', '19a63ce2e283187f977609b470b01368'],
    ['test', '18622df4a39f1dc321153f4223329159d5', 'f1fb74cf86fcb8d3dd4bf34451c2f96c'],
  ] as const) {
    const [identifier, digest] = [answer.slice(0, 2), answer.slice(2)]
    const bytes = [identifier, challenge].map((one) => Buffer.from(one, 'hex'))
    t.is(chapDigest(bytes[0]!, password, bytes[1]!), digest)
  }
})

test('http-chap: the digest of the last challenge goes to RADIUS, in the order of a real log', async (t) => {
  const { phone, server, heard, close } = await openHotspotLab({
    pages: plainPages,
    server_name: 'hotspot-kiambu',
  })
  t.teardown(close)
  const answer = await logIn(phone, '0712345678', 'S3cret!', 'http://news.example/')
  await phone.router.idle()
  t.is(answer.text, `in mac=${phone.mac} by=http-chap next=http://news.example/`)
  t.like(phone, { state: 'online', error: '' })

  const request = heard(1)[0]!
  t.is(
    request.attributes.map(([type]) => type).join(' '),
    '61 31 30 87 1 5 44 8 14988/10 60 3 6 14122/3 32 4 80',
  )
  t.true(provesByChap(request, 'S3cret!'))
  t.is(textOf(request, '31'), guest.mac)
  t.is(textOf(request, '30'), 'hotspot-kiambu')
  t.is(numberOf(request, '6'), 1, 'Service-Type Login')
  t.is(numberOf(request, '61'), 19, 'Wireless')
  t.is(textOf(request, '14122/3'), `${phone.url}/logout`)
  t.is(phone.ip, [...valueOf(request, '8')!].join('.'))
  t.deepEqual(valueOf(request, '14988/10'), valueOf(request, '8'))
  t.is(server.heard.filter(({ code }) => code === 4).length, 1, 'a Start')
  t.is(textOf(heard(4)[0]!, '30'), 'hotspot-kiambu')
})

test('GET logs in as POST does; a form may come from any page, as a portal’s', async (t) => {
  const { phone, hotspot, close } = await openHotspotLab({
    login_by: ['http-pap'],
    shared_users: 0,
  })
  t.teardown(close)
  await browse(phone, '/login?username=a&password=b%20c&dst=')
  t.is(phone.session?.user_name, 'a')
  const other = await hotspot.addClient({ name: 'Otieno' })
  const headers = { origin: 'null' }
  await browse(other, '/login', { form: { username: 'a', password: 'b c' }, headers })
  t.is(other.state, 'online')
})

test('http-pap sends the password itself; http-chap alone refuses it before RADIUS is asked', async (t) => {
  const { phone, heard, close } = await openHotspotLab({ pages: plainPages })
  t.teardown(close)
  await browse(phone, '/login')
  const plain = await browse(phone, '/login', { form: { username: 'a', password: 'S3cret!' } })
  t.regex(plain.text, /^failed .*error=web browser did not send challenge response/)
  const digest = { username: 'a', password: 'ab'.repeat(16) }
  const both = await openHotspotLab({ pages: plainPages, login_by: ['http-chap', 'http-pap'] })
  t.teardown(both.close)
  t.is(heard(1).length, 0)

  await browse(both.phone, '/login', { form: digest })
  t.truthy(valueOf(both.heard(1)[0]!, '2'), 'no challenge was given: it is a password')
  await browse(both.phone, '/logout')
  await browse(both.phone, '/login')
  await browse(both.phone, '/login', { form: digest })
  t.truthy(valueOf(both.heard(1)[1]!, '3'), 'now it answers one')
})

test('S1-09 only the last challenge counts: an older one fails once, and the page has a new one', async (t) => {
  const { phone, server, heard, close } = await openHotspotLab({ pages: plainPages })
  t.teardown(close)
  server.answer = (one) =>
    (one.code === 1 && !provesByChap(one, 'right') ? rejecting('invalid password') : accepting())(
      one,
    )
  const old = (await browse(phone, '/login')).text
  await browse(phone, '/login')
  const [, id, challenge] = /id=(\S+) challenge=(\S+)/.exec(old)!
  const password = chapDigest(fromOctal(id!), 'right', fromOctal(challenge!))
  const failed = await browse(phone, '/login', { form: { username: 'achieng', password } })
  t.is(failed.status, 200)
  t.regex(
    failed.text,
    /^failed id=\\\d{3} challenge=(\\\d{3}){16} error=invalid password user=achieng$/,
  )
  t.like(phone, { state: 'waiting', error: 'invalid password' })
  t.is(heard(1).length, 1, 'the router does not try again by itself')

  const [, next, fresh] = /id=(\S+) challenge=(\S+)/.exec(failed.text)!
  const proof = chapDigest(fromOctal(next!), 'right', fromOctal(fresh!))
  await browse(phone, '/login', { form: { username: 'achieng', password: proof } })
  t.is(phone.state, 'online')
})

test('no answer from RADIUS is told in RouterOS’s words; without flogin.html login.html says it', async (t) => {
  const { 'flogin.html': _flogin, ...pages } = plainPages
  const { phone, server, close } = await openHotspotLab({ pages }, { timeout_ms: 20, retries: 0 })
  t.teardown(close)
  server.answer = () => undefined
  t.regex((await logIn(phone, 'a', 'b')).text, /^login .* error=RADIUS server is not responding /)
})

test('S1-09 a second login while the first is under way is told so; a host removed meanwhile stays out', async (t) => {
  const { phone, server, router, close } = await openHotspotLab(
    { login_by: ['http-pap'] },
    { timeout_ms: 150 },
  )
  t.teardown(close)
  const late = Promise.withResolvers<void>()
  server.answer = () => void late.resolve()
  const path = '/login?username=a&password=b'
  const first = browse(phone, path)
  await late.promise
  t.regex((await browse(phone, path)).text, /already authorizing, retry later/)

  phone.removeHost()
  server.answer = accepting() // To the resend.
  await first
  t.is(router.sessions.length, 0)
  t.is(phone.state, 'waiting')
})
