// The pages handed out for upload, as the simulated hotspot shows them: the hand-off arrives at the portal whole,
// whatever a guest puts into it.

import test from 'ava'
import { hotspotPages } from '../../appliance/routeros/hotspot-pages.ts'
import { browse, fromOctal, logIn, openHotspotLab, plainPages, type Browsed } from './router-lab.ts'
import { accepting, attribute, rejecting, vendorAttribute } from './stand-in-radius.ts'

const portal_key = '0a1b2c3d4e5f'
const portal = 'http://portal.example:8080'
const pages = hotspotPages({ portal_url: portal, portal_key })

/** What the portal is told, read as a web server reads it. */
function handOff({ location }: Browsed): Record<string, string> {
  const url = new URL(location)
  return { to: url.origin + url.pathname, ...Object.fromEntries(url.searchParams) }
}

/** The addresses in the page for browsers that don't follow the 302: refresh and link. */
function addressesIn({ text }: Browsed): string[] {
  const found = [...text.matchAll(/(?:url=|href=")(https?:[^"]*)"/g)]
  return found.map(([, address]) => address!.replaceAll('&amp;', '&'))
}

test('S1-09 any address, then the router’s login page, then the portal with all that it needs', async (t) => {
  const { phone, close } = await openHotspotLab({ pages, server_name: 'hotspot-kiambu' })
  t.teardown(close)
  const first = await browse(phone, '/a?b=c&d=e', { host: 'news.example' })
  t.is(first.status, 302)
  t.true(first.location.startsWith(`${phone.url}/login?dst=`))

  const second = await browse(phone, first.location.slice(phone.url.length))
  t.is(second.status, 302)
  const told = handOff(second)
  t.like(told, {
    to: `${portal}/p/${portal_key}`,
    mac: phone.mac,
    ip: phone.ip!,
    login: `${phone.url}/login`,
    orig: 'http://news.example/a?b=c&d=e',
    error: '',
    server: 'hotspot-kiambu',
  })
  t.regex(told['chapid']!, /^\\[0-7]{3}$/)
  t.is(fromOctal(told['chap']!).length, 16)
  t.deepEqual(addressesIn(second), [second.location, second.location])
})

test('T34 hostile names, addresses and messages stay values in the hand-off', async (t) => {
  const hostile = `"><script>alert('1')</script>&mac=FF:FF&chap=\\000#%0d%0a\r\n$(ip)`
  const { phone, server, close } = await openHotspotLab({ pages, server_name: hostile })
  t.teardown(close)
  server.answer = rejecting(hostile)
  const failed = await logIn(phone, 'a', 'b', hostile)
  const digest = 'ab'.repeat(16)
  const again = await browse(phone, '/login', {
    form: { username: hostile, password: digest, dst: hostile },
  })
  for (const answer of [failed, again]) {
    t.is(answer.status, 302)
    t.like(handOff(answer), {
      to: `${portal}/p/${portal_key}`,
      mac: phone.mac,
      orig: hostile,
      server: hostile,
    })
    t.notRegex(answer.text, /<script|"'|\$\(/)
    t.notRegex(answer.location, /[<>"'\s]/)
    for (const address of addressesIn(answer)) t.is(address, answer.location)
  }
  t.is(handOff(again)['error'], hostile)
})

test('S1-09 after a failed login the portal is told why, with a new challenge, once', async (t) => {
  const { phone, server, heard, close } = await openHotspotLab({ pages })
  t.teardown(close)
  const before = handOff(await browse(phone, '/login'))
  server.answer = rejecting('Muda wako umeisha')
  const form = { username: 'a', password: '00'.repeat(16), dst: 'http://a.b/' }
  const failed = handOff(await browse(phone, '/login', { form }))
  t.like(failed, { error: 'Muda wako umeisha', orig: 'http://a.b/', login: `${phone.url}/login` })
  t.not(failed['chap'], before['chap'])
  t.is(heard(1).length, 1)
})

test('online: the page after the login, the status and the logout say what is left and lead on', async (t) => {
  const { phone, server, clock, close } = await openHotspotLab({ pages, login_by: ['http-pap'] })
  t.teardown(close)
  server.answer = accepting(attribute(27, 7200), vendorAttribute(14988, 17, 500_000_000))
  const own = `${portal}/p/${portal_key}/status?mac=${encodeURIComponent(phone.mac)}`

  const entered = await browse(phone, '/login?username=a&password=b')
  t.is(entered.status, 200)
  t.deepEqual(addressesIn(entered).slice(0, 2), [own, own])
  t.regex(entered.text, /Muda uliobaki.*\n<dd>2h<\/dd>/)
  clock.pass({ seconds: 61 })
  phone.useData(100_000_000, 'down')
  const status = await browse(phone, '/status')
  t.regex(status.text, /<dd>1h58m59s<\/dd>/)
  t.regex(status.text, /<dd>400000000 B<\/dd>/)
  t.true(addressesIn(status).includes(own))
  t.is((await browse(phone, '/redirect.html')).location, `${phone.url}/status`)
  const left = await browse(phone, '/logout')
  t.regex(left.text, /<dd>1m1s<\/dd>/)
  t.true(addressesIn(left).includes(own))
  t.is((await browse(phone, '/status')).location, `${phone.url}/login?dst=`)
})

test('without limits nothing is said of what is left', async (t) => {
  const { phone, close } = await openHotspotLab({ pages, login_by: ['http-pap'] })
  t.teardown(close)
  await browse(phone, '/login?username=a&password=b')
  const { text } = await browse(phone, '/status')
  t.notRegex(text, /---|uliobaki|iliyobaki/)
})

test('api.json is JSON before and after the login, with limits and without', async (t) => {
  const { phone, server, close } = await openHotspotLab({ pages, login_by: ['http-pap'] })
  t.teardown(close)
  const api = async () => {
    const { text, type } = await browse(phone, '/api')
    t.is(type, 'application/captive+json')
    return JSON.parse(text) as unknown
  }
  const always = {
    'user-portal-url': `${phone.url}/login`,
    'venue-info-url': `${portal}/p/${portal_key}/status?mac=${encodeURIComponent(phone.mac)}`,
    'can-extend-session': true,
  }
  t.deepEqual(await api(), { captive: true, ...always })
  await browse(phone, '/login?username=a&password=b')
  t.deepEqual(await api(), { captive: false, ...always })
  await browse(phone, '/logout')
  server.answer = accepting(attribute(27, 7200), vendorAttribute(14988, 17, 500))
  await browse(phone, '/login?username=a&password=b')
  t.like(await api(), { captive: false, 'seconds-remaining': 7200, 'bytes-remaining': 500 })
})

test('a router that does not know the redirect shows a page that leads on all the same', async (t) => {
  const plain = pages['login.html']!.replace(/^\$\(if http-status.*?\$\(endif\)<!/, '<!')
  const { phone, close } = await openHotspotLab({ pages: { ...plainPages, 'login.html': plain } })
  t.teardown(close)
  const shown = await browse(phone, '/login?dst=http://a.b/')
  t.is(shown.status, 200)
  const [refresh, link] = addressesIn(shown)
  t.is(refresh, link)
  t.like(handOff({ ...shown, location: link! }), { mac: phone.mac, orig: 'http://a.b/' })
})
