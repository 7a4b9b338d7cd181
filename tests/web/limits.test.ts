import test from 'ava'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { openAppliance } from '../../appliance/appliance.ts'
import { createApp } from '../../web/app.ts'
import { openCallbackDoor } from '../../web/callbacks/door.ts'
import { closeServer, openServer } from '../../web/server.ts'
import { testConfig } from '../support/database.ts'
import { openPostgresGate } from '../support/postgres-gate.ts'
import type { AddressInfo } from 'node:net'
import { asOwner, openDoor, signedIn, visit } from './door.ts'
import { emailOf, hireStaff, password } from './kilima.ts'

const door = await openDoor()
const { appliance, origin } = door
await hireStaff(appliance)
test.after.always(() => door.close())

test('T27: every page says run nothing but ours, frame us nowhere, sniff nothing, keep nothing', async (t) => {
  const owner = await signedIn(origin, 'owner')
  for (const path of ['/', '/sign-in', '/nowhere', '/subscribers/1']) {
    const { headers } = await owner.get(path)
    t.is(
      headers.get('content-security-policy'),
      "default-src 'self';base-uri 'none';object-src 'none';form-action 'self';frame-ancestors 'none'",
      path,
    )
    t.is(headers.get('x-content-type-options'), 'nosniff')
    t.is(headers.get('x-frame-options'), 'DENY')
    t.is(headers.get('referrer-policy'), 'same-origin')
    t.is(headers.get('x-powered-by'), null)
    t.is(headers.get('strict-transport-security'), null, 'not on plain http')
    if (path !== '/sign-in') t.is(headers.get('cache-control'), 'no-store', path)
  }
})

test('assets have an address that changes with what they hold, and are kept for good', async (t) => {
  const { html } = await visit(origin).get('/sign-in')
  const [, path] = /href="(\/assets\/[0-9a-f]{12}\/lango\.css)"/.exec(html)!
  const { headers, status } = await visit(origin).get(path!)
  t.is(status, 200)
  t.is(headers.get('content-type'), 'text/css; charset=utf-8')
  t.is(headers.get('cache-control'), 'public, max-age=31536000, immutable')
  for (const other of [
    '/assets/lango.css',
    '/assets/000000000000/lango.css',
    '/assets/../app.ts',
    '/assets/%2e%2e/app.ts',
  ]) {
    t.is((await visit(origin).get(other)).status, 404, other)
  }
})

test('T39: a form of more than 64 KiB is refused in words, a smaller one is read', async (t) => {
  const large = await visit(origin).post('/sign-in', {
    email: 'a@b.co',
    password: 'x'.repeat(65 * 1024),
    back: '',
  })
  t.is(large.status, 413)
  t.true(large.html.includes('That was too much at once'))
  const fits = await visit(origin).post('/sign-in', {
    email: 'a@b.co',
    password: 'x'.repeat(60 * 1024),
    back: '',
  })
  t.is(fits.status, 422)
})

test('T39: headers over 16 KiB are refused', async (t) => {
  const answer = await fetch(origin, { headers: { 'x-filler': 'x'.repeat(17 * 1024) } })
  t.is(answer.status, 431)
})

test('T39: who sends its headers one letter at a time is hung up on', async (t) => {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1')
  const began = performance.now()
  const timer = setInterval(() => socket.write('x'), 500)
  socket.write('GET / HTTP/1.1\r\nhost: x\r\nx-slow: ')
  const answer = await text(socket)
  clearInterval(timer)
  t.regex(answer, /^HTTP\/1\.1 408/)
  t.true(performance.now() - began < 14_000)
})

for (const [hops, forwarded, expected] of [
  ['0', '196.201.214.200', '127.0.0.1'],
  ['1', '196.201.214.200', '196.201.214.200'],
  ['1', '196.201.214.200, 10.0.0.7', '10.0.0.7'],
  ['2', '1.1.1.1, 196.201.214.200, 10.0.0.7', '196.201.214.200'],
  ['1', '2001:db8::7', '2001:db8::7'],
] as const) {
  test(`T02: with ${hops} proxies, "${forwarded}" is ${expected}`, async (t) => {
    const behind = await openDoor({ LANGO_PROXY_HOPS: hops })
    try {
      await hireStaff(behind.appliance)
      await visit(behind.origin).post(
        '/sign-in',
        { email: emailOf('owner'), password, back: '' },
        { 'x-forwarded-for': forwarded },
      )
      const row = await behind.appliance.db('sign_ins').first('source_address')
      t.is(row!.source_address, expected)
    } finally {
      await behind.close()
    }
  })
}

test('F01: with PostgreSQL away every page is a plain 503, assets are served, and it recovers by itself', async (t) => {
  const gate = await openPostgresGate(appliance.config.databaseUrl)
  const away = await openAppliance(
    testConfig(gate.url, { LANGO_STATE_DIR: appliance.config.stateDir }),
    { clock: { now: appliance.now, close: async () => {} } },
  )
  const callbackDoor = await openCallbackDoor(away)
  const server = await openServer(createApp(away, callbackDoor), 0, '127.0.0.1')
  const there = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const owner = await signedIn(there, 'support')
  try {
    t.is((await owner.get('/')).status, 200)
    await gate.shut()
    for (const path of ['/', '/subscribers', '/payments', '/exceptions', '/sign-in']) {
      const answer = await owner.get(path)
      t.is(answer.status, 503, path)
      t.true(answer.html.includes('The database does not answer'))
      t.false(/ECONN|knex|select |at file:/i.test(answer.html))
      t.is(answer.headers.get('retry-after'), '5')
    }
    t.is(
      (await owner.post('/sign-in', { email: emailOf('owner'), password, back: '' })).status,
      503,
    )
    const [, css] = /href="(\/assets\/[^"]+css)"/.exec((await owner.get('/')).html)!
    t.is((await owner.get(css!)).status, 200)
    await gate.open()
    t.is((await owner.get('/')).status, 200)
  } finally {
    await closeServer(server)
    await callbackDoor.close()
    await away.close()
    await gate.close()
  }
})

test('T41: a fault of ours has a name and shows nothing of itself', async (t) => {
  const broken = await openDoor()
  try {
    await hireStaff(broken.appliance)
    const owner = await signedIn(broken.origin, 'owner')
    await asOwner(broken.appliance, 'alter table sites rename to places')
    const { html, status } = await owner.get('/subscribers')
    t.is(status, 500)
    t.regex(html, /It is written down as F-[2-9A-Z]{4}; tell that/)
    t.false(/relation|select |at file:|Error:/.test(html))
  } finally {
    await broken.close()
  }
})

test('T16: signs no text can hold are unreadable, not a fault', async (t) => {
  const owner = await signedIn(origin, 'owner')
  for (const path of ['/subscribers/%00', '/payments/mpesa/%00', '/subscribers/%ff', '/%']) {
    const { status } = await owner.get(path)
    t.true(status >= 400 && status < 500, `${path}: ${status}`)
  }
  t.is((await owner.get('/search?q=%00')).status, 200)
})
