// The page language of the simulated hotspot, against the manual's rules and examples.

import test from 'ava'
import { escapeForUrl, octalEscapes, renderPage } from './router/template.ts'

const bodyOf = (page: string, variables: Record<string, string> = {}) =>
  renderPage(page, variables).body

test('a condition is on a variable, or compares it; one branch is shown at most', (t) => {
  const page =
    'a$(if username == john)J$(elif username == "dizzy")D$(elif ip == 10.1.2.3)I$(else)E$(endif)z'
  t.is(bodyOf(page, { username: 'john', ip: '10.1.2.3' }), 'aJz')
  t.is(bodyOf(page, { username: 'dizzy' }), 'aDz')
  t.is(bodyOf(page, { username: 'x', ip: '10.1.2.3' }), 'aIz')
  t.is(bodyOf(page), 'aEz')
  t.is(bodyOf(`$(if popup == 'true')yes$(endif)`, { popup: 'true' }), 'yes')
  t.is(bodyOf('$(if error)E$(endif)$(if trial != "no")T$(endif)', { error: '', trial: 'yes' }), 'T')
})

test('conditions nest, and what stands in a hidden branch is hidden with all its parts', (t) => {
  const page = '$(if a)A$(if b)B$(else)b$(endif)1$(else)a$(if b)B$(endif)0$(endif)'
  t.is(bodyOf(page, { a: '1', b: '1' }), 'AB1')
  t.is(bodyOf(page, { a: '1' }), 'Ab1')
  t.is(bodyOf(page, { b: '1' }), 'aB0')
  t.is(bodyOf(page), 'a0')
  t.is(bodyOf('x$(endif)y$(if a)z'), 'xy', 'an endif too many, and one too few')
})

test('http-status and http-header set instead of asking; of two headers the last counts', (t) => {
  const page = `$(if http-status == 302)Hotspot login required$(endif)
$(if http-header == "Location")http://old$(endif)
$(if http-header == Location)$(if a)$(link)?x=$(mac-esc)$(else)none$(endif)$(endif)<p>body</p>`
  const rendered = renderPage(page, { a: '1', link: 'http://10.5.50.1/login', mac: 'AA:BB' })
  t.like(rendered, { status: 302, reason: 'Hotspot login required' })
  t.deepEqual(rendered.headers, { location: 'http://10.5.50.1/login?x=AA%3ABB' })
  t.is(rendered.body.trim(), '<p>body</p>')
  const inHidden = '$(if a)$(if b)$(if http-status == 302)x$(endif)$(endif)$(endif)p'
  const hidden = renderPage(inHidden, { b: '1' })
  t.like(hidden, { status: 200, reason: undefined, body: 'p' })
  t.is(renderPage('$(if http-status == 042)x$(endif)', {}).status, 200, 'the first digit is not 0')
})

test('every variable has a form for URLs: the manual’s example, and hostile words', (t) => {
  t.is(bodyOf('$(username-esc)', { username: '123&456=1 2' }), '123%26456%3D1+2')
  t.is(escapeForUrl(`"'<>&#%?/\\\n+é`), '%22%27%3C%3E%26%23%25%3F%2F%5C%0A%2B%C3%A9')
  t.is(bodyOf('[$(nothing)$(nothing-esc)$(document)]'), '[]')
})

test('T34 there is no HTML escaping, and a value is not read again as a page', (t) => {
  t.is(bodyOf('<b>$(error)</b>', { error: '<script>x</script>' }), '<b><script>x</script></b>')
  t.is(bodyOf('$(error)', { error: '$(mac)$(if mac)', mac: 'AA' }), '$(mac)$(if mac)')
})

test('T34 a value cannot end a header line', (t) => {
  const page = '$(if http-header == "Location")$(link-orig)$(endif)'
  const { headers } = renderPage(page, { 'link-orig': 'http://a/\r\nSet-Cookie: x=1\u0000é' })
  t.is(headers['location'], 'http://a/Set-Cookie: x=1Ã©')
})

test('challenges are written a byte at a time, as backslash and three octal digits', (t) => {
  const manual = '\\357\\015\\330\\013\\021\\234\\145\\245\\303\\253\\142\\246\\133\\175\\375\\316'
  t.is(octalEscapes(Buffer.from('ef0dd80b119c65a5c3ab62a65b7dfdce', 'hex')), manual)
  t.is(octalEscapes(Buffer.from([0xf9])), '\\371')
  t.is(
    octalEscapes(Buffer.from([0, 0x22, 0x27, 0x5c, 0x0a, 0x80, 0xff])),
    '\\000\\042\\047\\134\\012\\200\\377',
  )
})
