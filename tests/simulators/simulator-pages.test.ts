// The simulators' pages and control APIs: forms work without a script, and a simulator lives as a process.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import test from 'ava'
import { seededDice } from './dice.ts'
import { html } from './page.ts'
import { openSite } from './router/site.ts'
import { openTrial, readReply } from './safaricom-api.ts'
import { openSafaricom } from './safaricom/safaricom.ts'
import { settableClock } from './settable-clock.ts'
import { attribute, openStandInRadius } from './stand-in-radius.ts'

const post = (url: string, fields: Record<string, string>, headers = {}) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual', headers })

const postJson = async (url: string, body: object) =>
  readReply(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )

const page = async (url: string) => (await fetch(url)).text()

test('what is put into a page is escaped', (t) => {
  t.is(
    html`<b title="${'"'}">${'<i>'}</b>${['a', false, undefined, 1]}`.markup,
    '<b title="&quot;">&lt;i&gt;</b>a1',
  )
})

test('the phone’s form pays and comes back to the page; what is wrong is said at its field', async (t) => {
  const { safaricom, register, lango, close } = await openTrial()
  t.teardown(close)
  await register()
  const typed = {
    shortcode: '600966',
    account: '<4821072>',
    amount: '1,500',
    phone: '0712 345 678',
    name: 'Njeri Mwangi',
    fault: 'twice',
  }
  const paid = await post(`${safaricom.url}/pay`, typed)
  t.is(paid.status, 303)
  t.is(paid.headers.get('location'), '/')
  t.is(lango.posted.length, 2)
  t.like(safaricom.transactions[0], {
    amount_cents: 150_000,
    msisdn: '254712345678',
    first_name: 'NJERI',
  })

  const shown = await page(safaricom.url)
  t.true(shown.includes('<html lang="en">'))
  t.true(shown.includes('told twice'))
  t.true(shown.includes('&lt;4821072&gt;') && !shown.includes('<4821072>'))
  t.true(shown.includes('0712 ••• 678'))

  const refused = await post(`${safaricom.url}/pay`, { ...typed, phone: '12', amount: '0' })
  t.is(refused.status, 422)
  const words = await refused.text()
  t.true(words.includes('id="phone-wrong"') && words.includes('At least 1 shilling'))
  t.is(safaricom.transactions.length, 1)
})

test('Safaricom’s control API pays, misbehaves, switches and tells', async (t) => {
  const { safaricom, register, close } = await openTrial()
  t.teardown(close)
  await register()
  const { url } = safaricom
  const pay = {
    shortcode: '600966',
    amount: 350.5,
    account: 'GV-A1',
    phone: '254110123456',
    name: 'Otieno',
  }
  const paid = await postJson(`${url}/control/pay`, { ...pay, fault: 'lost' })
  t.like(paid.body, { amount_cents: 35_050, state: 'completed', fault: { lost: true } })
  const spelt = await postJson(`${url}/control/pay`, { ...pay, fault: { copies: 3 } })
  t.is((spelt.body['deliveries'] as unknown[]).length, 3)
  t.is((await postJson(`${url}/control/pay`, { ...pay, phone: 'x' })).status, 422)

  const changed = { pull: 'hang', pull_times: 2, fault: 'late', late_seconds: 9, result: 'lost' }
  await postJson(`${url}/control/faults`, changed)
  t.deepEqual(safaricom.faults.api.pull, { fault: 'hang', times: 2, slow_ms: 0 })
  t.deepEqual(safaricom.faults.payment, { late_seconds: 9 })
  await postJson(`${url}/control/faults`, { clear: true })
  t.is(safaricom.faults.api.pull.fault, 'none')
  await postJson(`${url}/control/switches`, { expires_in: 'string', pull_lag_seconds: 60 })
  t.like(safaricom.switches, { expires_in: 'string', pull_lag_seconds: 60 })
  await postJson(`${url}/control/shortcodes`, {
    shortcode: '5241234',
    kind: 'till',
    validation: true,
  })
  t.like(safaricom.shortcode('5241234'), { kind: 'till', validation: true })

  const told = await (await fetch(`${url}/control/transactions`)).json()
  t.is((told as unknown[]).length, 2)
  t.like(await (await fetch(`${url}/control/state`)).json(), {
    now: '2026-11-21T11:32:00Z',
    mode: 'sandbox',
  })
})

test('a page elsewhere cannot give orders', async (t) => {
  const { safaricom, close } = await openTrial()
  t.teardown(close)
  const order = { shortcode: '600966', amount: '1', phone: '0712345678' }
  const foreign = await post(`${safaricom.url}/pay`, order, { origin: 'https://evil.example' })
  t.is(foreign.status, 403)
  t.is((await post(`${safaricom.url}/pay`, order, { origin: safaricom.url })).status, 303)
  t.is(safaricom.transactions.length, 1)
})

async function openStreet() {
  const clock = settableClock()
  const server = await openStandInRadius('s3cret')
  const radius = {
    host: '127.0.0.1',
    auth_port: server.port,
    acct_port: server.port,
    secret: 's3cret',
  }
  const site = await openSite({
    now: clock.now,
    random: seededDice(2),
    routers: [
      {
        name: 'githurai-1',
        address: `127.78.${process.pid % 250}.1`,
        coa_port: 0,
        radius,
        homes: [
          { name: 'Njeri Mwangi', user_name: 'njeri', password: 'hush-hush', service: 'pppoe' },
        ],
      },
    ],
  })
  return {
    clock,
    server,
    site,
    home: site.homes.all[0]!,
    close: () => Promise.all([site.close(), server.close()]),
  }
}

test('a home dials and hangs up by its buttons, and its password is never shown', async (t) => {
  const { site, home, close } = await openStreet()
  t.teardown(close)
  t.is((await post(`${site.url}/dial`, { home: '1' })).status, 303)
  t.is(home.state, 'online')
  const shown = await page(site.url)
  t.true(shown.includes('Njeri Mwangi') && shown.includes('Hang up'))
  const state = await page(`${site.url}/control/state`)
  t.false(shown.includes('hush-hush') || state.includes('hush-hush'))

  await post(`${site.url}/hang-up`, { home: '1' })
  t.is(home.state, 'off')
  t.is(site.routers[0]!.sessions.length, 0)
})

test('a home that falls off dials again ten seconds later; a refused one keeps trying', async (t) => {
  const { site, home, clock, server, close } = await openStreet()
  t.teardown(close)
  server.answer = ({ code }) =>
    code === 1
      ? { code: 2, attributes: [attribute(27, 60)] }
      : { code: 5, message_authenticator: 'none' }
  await site.homes.dial(home)
  clock.pass({ seconds: 60 })
  site.routers[0]!.tick()
  site.homes.tick()
  t.like(home, { state: 'fell_off', words: 'session timeout' })

  server.answer = () => ({ code: 3, attributes: [attribute(18, 'Account expired')] })
  await site.homes.dial(home)
  t.like(home, { state: 'refused', words: 'Account expired', wanted: true })
  t.is(home.next_dial_at?.toString(), clock.now().add({ seconds: 10 }).toString())
  t.true((await page(site.url)).includes('Account expired'))
})

test('the routers’ control API connects a home, misbehaves and reboots', async (t) => {
  const { site, close } = await openStreet()
  t.teardown(close)
  const { url } = site
  const [router] = site.routers
  const added = await postJson(`${url}/control/homes`, {
    name: 'Otieno',
    user_name: 'otieno',
    password: 'x',
    service: 'hotspot',
    mac: 'BC:24:11:EB:56:4D',
  })
  t.is(added.body['password'], undefined)
  const dialled = await postJson(`${url}/control/dial`, { home: 'otieno' })
  t.like(dialled.body, { state: 'online', session: { user_name: 'otieno', seconds_left: null } })
  await postJson(`${url}/control/wish`, { home: 'otieno', up: 5, down: 6 })
  t.deepEqual(router!.sessions[0]!.wish, { up: 5, down: 6 })

  await postJson(`${url}/control/faults`, { coa_nak: 506, loss_percent: 10 })
  t.like(router!.faults, { coa_nak: 506, loss_percent: 10, unplugged: false })
  await post(`${url}/faults`, {
    router: 'githurai-1',
    unplugged: 'on',
    coa_nak: '',
    loss_percent: '0',
  })
  t.like(router!.faults, { coa_nak: null, loss_percent: 0, unplugged: true })
  await postJson(`${url}/control/switches`, { coa_unlisted: 'refused', zero_rate: 'nonsense' })
  t.like(router!.switches, { coa_unlisted: 'refused', zero_rate: 'unlimited' })
  t.like((await postJson(`${url}/control/reboot`, {})).body, { boot_digit: 2, sessions: [] })
  t.is((await postJson(`${url}/control/dial`, { home: 'nobody' })).status, 404)
})

for (const [name, settings] of [
  ['safaricom', { consumer_key: 'k', consumer_secret: 's' }],
  ['router', { routers: [] }],
] as const) {
  test(`the ${name} simulator says when it is ready, and leaves when its parent lets go`, async (t) => {
    const child = fork(new URL(`./${name}/main.ts`, import.meta.url), {
      env: { ...process.env, LANGO_SIMULATOR: JSON.stringify(settings) },
      execArgv: [],
    })
    t.teardown(() => void child.kill('SIGKILL'))
    const [message] = (await once(child, 'message')) as [{ ready: boolean; url: string }]
    t.true(message.ready)
    t.is((await fetch(message.url)).status, 200)
    const left = once(child, 'exit')
    child.disconnect()
    t.is((await left)[0], 0)
  })
}

test('a simulator listens on loopback and nowhere else', async (t) => {
  const everywhere = openSafaricom({
    host: '0.0.0.0',
    now: settableClock().now,
    consumer_key: 'key',
    consumer_secret: 'secret',
  })
  await t.throwsAsync(everywhere, { message: /loopback/ })
})
