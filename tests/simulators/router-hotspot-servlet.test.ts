// Which page the simulated hotspot shows for which request: the manual's "Serving servlet pages", probes, walled garden.

import test from 'ava'
import { browse, logIn, numberOf, openHotspotLab, plainPages } from './router-lab.ts'
import { accepting, attribute } from './stand-in-radius.ts'

test('before the login every address leads to the router’s login page, probes too', async (t) => {
  const { phone, close } = await openHotspotLab({ pages: plainPages })
  t.teardown(close)
  const login = `${phone.url}/login?dst=`
  for (const [host, path] of [
    ['connectivitycheck.gstatic.com', '/generate_204'],
    ['captive.apple.com', '/hotspot-detect.html'],
    ['www.msftconnecttest.com', '/connecttest.txt'],
    ['detectportal.firefox.com', '/success.txt'],
    ['news.example', '/a?b=c&d=<e>'],
  ] as const) {
    const { status, reason, location } = await browse(phone, path, { host })
    t.is(status, 302)
    t.is(reason, 'Hotspot login required')
    t.true(location.startsWith(`${login}http%3A%2F%2F${host}%2F`), location)
    t.notRegex(location, /[<>"]/)
  }
  t.is((await browse(phone, '/x')).location, `${login}${encodeURIComponent(`${phone.url}/x`)}`)
  t.is(phone.state, 'waiting')
})

test('who is online reaches the internet: probes answer as they should, other pages say where one is', async (t) => {
  const { phone, close } = await openHotspotLab({ pages: plainPages })
  t.teardown(close)
  await logIn(phone, 'a', 'b')
  const at = (host: string, path: string) => browse(phone, path, { host })
  t.like(await at('connectivitycheck.gstatic.com', '/generate_204'), { status: 204, text: '' })
  t.regex((await at('captive.apple.com', '/hotspot-detect.html')).text, /<BODY>Success<\/BODY>/)
  t.is((await at('www.msftconnecttest.com', '/connecttest.txt')).text, 'Microsoft Connect Test')
  t.is((await at('detectportal.firefox.com', '/success.txt')).text, 'success\n')
  const { status, text } = await at('news.example:8080', '/a?b=<i>')
  t.is(status, 200)
  t.regex(text, /You are on the internet: news\.example:8080\/a\?b=%3Ci%3E</)
  t.regex((await browse(phone, '/')).text, /You are on the internet: 127\.0\.0\.1:\d+\/</)
  t.regex((await browse(phone, '/login')).text, /^in /, 'no second login')
  t.is((await browse(phone, '/api')).text, '{"captive":false}')
})

test('status and logout: the page of who is in, the way to the login for who is not', async (t) => {
  const { phone, server, clock, heard, close } = await openHotspotLab({ pages: plainPages })
  t.teardown(close)
  server.answer = accepting(attribute(27, 5400))
  t.is((await browse(phone, '/status')).location, `${phone.url}/login`)
  t.is((await browse(phone, '/logout')).location, `${phone.url}/login`)
  await logIn(phone, 'achieng', 'b')
  clock.pass({ seconds: 60 })
  phone.useData(1000, 'down')
  t.regex((await browse(phone, '/status')).text, /^status in=0 out=1000 left=--- time=1h29m$/)
  t.is((await browse(phone, '/logout')).text, 'out achieng 1m 1000')
  await phone.router.idle()
  t.is(numberOf(heard(4).at(-1)!, '49'), 1, 'User-Request')
  t.like(phone, { state: 'waiting' })
  t.is(phone.last_session?.ended_by, 'user_request')
})

test('the walled garden is open to everyone, by name or by a pattern of names', async (t) => {
  const { phone, close } = await openHotspotLab({
    pages: plainPages,
    walled_garden: ['portal.example', '*.bank.example'],
  })
  t.teardown(close)
  const at = async (host: string) => (await browse(phone, '/p/1', { host })).status
  t.is(await at('portal.example'), 200)
  t.is(await at('pay.bank.example:8080'), 200)
  t.is(await at('bank.example'), 302)
  t.is(await at('portal.example.evil.example'), 302)
  t.is(await at('portalxexample'), 302)
})

test('with a DNS name the links say it, with the gateway’s port, and / of it is the servlet’s', async (t) => {
  const { phone, close } = await openHotspotLab({ pages: plainPages, dns_name: 'wifi.test' })
  t.teardown(close)
  const { port } = new URL(phone.url)
  const host = `wifi.test:${port}`
  t.is((await browse(phone, '/login?dst=x', { host })).status, 200)
  t.true((await browse(phone, '/', { host })).location.startsWith(`http://${host}/login`))
  await logIn(phone, 'a', 'b')
  t.is((await browse(phone, '/', { host })).location, `http://${host}/status`)
})

test('T34 host names that are none get no page; a hostile path stays a value', async (t) => {
  const { phone, close } = await openHotspotLab({ pages: plainPages })
  t.teardown(close)
  for (const host of ['"><script>', 'a@b', 'a b', '$(mac)']) {
    t.is((await browse(phone, '/', { host })).status, 400, host)
  }
  const { location } = await browse(phone, '//evil.example/%0d%0aSet-Cookie:x=1?$(mac)', {
    host: 'a.b',
  })
  const dst = 'http://a.b//evil.example/%0d%0aSet-Cookie:x=1?$(mac)'
  t.is(new URL(location).searchParams.get('dst'), dst)
})

test('without an html directory RouterOS’s own pages stand in', async (t) => {
  const { phone, close } = await openHotspotLab({ login_by: ['http-pap'] })
  t.teardown(close)
  t.is((await browse(phone, '/x', { host: 'a.b' })).status, 302)
  t.regex((await browse(phone, '/login?dst=y')).text, /<form name="login"/)
  const { text } = await browse(phone, '/login?username=a&password=b&dst=http://a.b/')
  t.regex(text, /url=http:\/\/a\.b\//)
})
