// The pages handed out for upload: what RouterOS could not read, or a guest could misuse, must not be in them.

import test from 'ava'
import { hotspotPages } from '../../../appliance/routeros/hotspot-pages.ts'

const place = { portal_url: 'https://lango.example.co.ke', portal_key: '0a1b2c3d4e5f' }
const pages = hotspotPages(place)

/** Of the manual's list, what these pages may use. Those of the login page and the counters exist there only. */
const anywhere = new Set(
  'mac ip server-name link-login-only link-status link-logout link-orig logged-in uptime session-time-left session-timeout-secs'.split(
    ' ',
  ),
)
const onLogin = new Set(['error-orig', 'chap-id', 'chap-challenge'])
const counters = new Set(['bytes-in-nice', 'bytes-out-nice', 'remain-bytes-total'])

/** What a guest, a subscriber or a name on the network can influence: in a page only as `-esc`. */
const influenced = new Set(['mac', 'link-orig', 'error-orig', 'server-name'])

const statements = (text: string) =>
  [...text.matchAll(/\$\(([^)]*)\)/g)].map(([, statement]) => statement!)

const isKeyword = (statement: string) => /^((if|elif) .*|else|endif)$/.test(statement)

function complaints(name: string, text: string): string[] {
  const found: string[] = []
  const isLogin = name === 'login.html' || name === 'flogin.html'
  const hasCounters = ['status.html', 'logout.html', 'api.json'].includes(name)
  const known = (variable: string) =>
    anywhere.has(variable) ||
    (isLogin && onLogin.has(variable)) ||
    (hasCounters && counters.has(variable))

  let depth = 0
  for (const statement of statements(text)) {
    if (statement.startsWith('if ')) depth += 1
    if (statement === 'endif') depth -= 1
    if (depth < 0 || (/^(elif|else)/.test(statement) && depth === 0)) found.push('unbalanced')
    const asked = /^(?:if|elif) ([\w-]+)(?: == (?:"[^"]*"|302))?$/.exec(statement)?.[1]
    const variable = isKeyword(statement) ? asked : statement.replace(/-esc$/, '')
    if (statement === 'else' || statement === 'endif') continue
    if (variable === 'http-status' || variable === 'http-header') continue
    if (variable === undefined || !known(variable)) found.push(`unknown: ${statement}`)
    if (!isKeyword(statement) && influenced.has(statement)) found.push(`unescaped: ${statement}`)
  }
  if (depth !== 0) found.push('unbalanced')
  if (/\$(?!\()/.test(text)) found.push('a stray $')
  if (/<script|<img|<iframe|@import|url\(|\son\w+="/.test(text))
    found.push('needs more than itself')
  for (const [, host] of text.matchAll(/https?:\/\/([^/"'\s?]+)/g)) {
    if (host !== 'lango.example.co.ke') found.push(`a third party: ${host}`)
  }
  if (!name.endsWith('.html')) return found

  if (!/^(\$\(if [^\n]*)?<!doctype html>/.test(text)) found.push('no doctype at the top')
  if (!text.includes('<html lang="sw">') || !text.includes('lang="en"')) found.push('one language')
  if (Buffer.byteLength(text) > 4000) found.push('too big')
  return found
}

test('T34 every page: known variables, escaped where a guest has a say, balanced, nobody else’s host', (t) => {
  for (const [name, text] of Object.entries(pages)) t.deepEqual(complaints(name, text), [], name)
})

test('the check sees what it is for', (t) => {
  const page = (body: string) => `<!doctype html><html lang="sw"><p lang="en">${body}`
  const seen = (body: string, name = 'status.html') => complaints(name, page(body))
  t.deepEqual(seen('$(mac-esc)'), [])
  t.deepEqual(seen('$(if session-time-left)a$(elif uptime)b$(else)c$(endif)'), [])
  t.deepEqual(seen('$(link-orig)'), ['unescaped: link-orig'])
  t.deepEqual(seen('$(link-redirect)'), ['unknown: link-redirect'])
  t.deepEqual(seen('$(chap-id)'), ['unknown: chap-id'])
  t.deepEqual(seen('$(remain-bytes-total)', 'alogin.html'), ['unknown: remain-bytes-total'])
  t.deepEqual(seen('$(if uptime)'), ['unbalanced'])
  t.deepEqual(seen('$(endif)$(if uptime)'), ['unbalanced'])
  t.deepEqual(seen('<a href="https://cdn.example/x">'), ['a third party: cdn.example'])
  t.deepEqual(seen('<script>1</script>'), ['needs more than itself'])
})

test('the directory holds every page that the servlet asks for', (t) => {
  t.deepEqual(Object.keys(pages).sort(), [
    'alogin.html',
    'api.json',
    'error.html',
    'flogin.html',
    'login.html',
    'logout.html',
    'redirect.html',
    'rlogin.html',
    'status.html',
  ])
})

test('S1-09 the login page sends the hand-off twice: as a real redirect, and in its body', (t) => {
  const portal =
    'https://lango.example.co.ke/p/0a1b2c3d4e5f?mac=$(mac-esc)&ip=$(ip)&login=$(link-login-only-esc)&orig=$(link-orig-esc)&chapid=$(chap-id)&chap=$(chap-challenge)&error=$(error-orig-esc)&server=$(server-name-esc)'
  const text = pages['login.html']!
  t.true(
    text.startsWith(
      `$(if http-status == 302)Found$(endif)$(if http-header == "Location")${portal}$(endif)<!doctype html>`,
    ),
  )
  const inPage = portal.replaceAll('&', '&amp;')
  t.true(text.includes(`<meta http-equiv="refresh" content="0; url=${inPage}">`))
  t.true(text.includes(`<a class="go" href="${inPage}">`))
  t.is(pages['flogin.html'], text)
})

test('whatever else is shown leads to the guest’s own page, by itself and by a link', (t) => {
  const own = 'https://lango.example.co.ke/p/0a1b2c3d4e5f/status?mac=$(mac-esc)'
  for (const name of ['alogin.html', 'status.html', 'logout.html']) {
    const text = pages[name]!
    t.regex(text, /<meta http-equiv="refresh" content="\d+; url=https/)
    t.is(text.split(own).length - 1, 2, name)
  }
  t.true(pages['status.html']!.includes('$(link-logout)'))
})

test('an address or a key that would not survive in a page is refused', (t) => {
  t.notThrows(() => hotspotPages({ ...place, portal_url: 'http://10.5.50.2:8080/wifi' }))
  for (const portal_url of [
    'https://lango.example/',
    'https://lango.example"><script>',
    'https://$(mac)',
    'javascript:alert(1)',
    'https://user@evil.example',
    'https://a b',
    '//lango.example',
    'https://lango.example?x=1',
    'https://lango.example\nx',
  ]) {
    t.throws(() => hotspotPages({ ...place, portal_url }), { code: 'portal_url_odd' }, portal_url)
  }
  for (const portal_key of ['', '0A1B2C3D4E5F', '../../../../..', '0a1b2c3d4e5f\n']) {
    t.throws(() => hotspotPages({ ...place, portal_key }), { code: 'portal_key_odd' })
  }
})
