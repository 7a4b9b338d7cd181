// The simulated router: what it does not believe, how often it asks, and how the wire fails it.

import test from 'ava'
import { njeri, numberOf, openLab, textOf } from './router-lab.ts'

test('an Accept without Message-Authenticator looks like a server that is not responding', async (t) => {
  const { router, server, heard, close } = await openLab({ timeout_ms: 200 })
  t.teardown(close)
  server.answer = () => ({ code: 2, message_authenticator: 'none' })
  const dialled = await router.dial(njeri)
  t.like(dialled, { outcome: 'no_answer', error: 'RADIUS server is not responding' })
  t.is(heard(1).length, 4, 'asked once and again three times')
  t.like(router.monitor, { requests: 1, resends: 3, timeouts: 1, bad_replies: 4, accepts: 0 })
  t.is(router.notes.at(-1)!.problem, 'dropped: no Message-Authenticator')
})

test('a wrong Message-Authenticator and a wrong Response Authenticator are dropped', async (t) => {
  const { router, server, close } = await openLab({ retries: 0, timeout_ms: 200 })
  t.teardown(close)
  server.answer = () => ({ code: 2, message_authenticator: 'wrong' })
  t.is((await router.dial(njeri)).outcome, 'no_answer')
  server.answer = () => ({ code: 2, secret: 'another' })
  t.is((await router.dial(njeri)).outcome, 'no_answer')
  router.switches.require_message_auth = false
  server.answer = () => ({ code: 2, message_authenticator: 'wrong' })
  t.is((await router.dial(njeri)).outcome, 'no_answer', 'a wrong one is never right')
  server.answer = () => ({ code: 2, message_authenticator: 'none', secret: 'another' })
  t.is((await router.dial(njeri)).outcome, 'no_answer', 'nor is another secret, on any RouterOS')
})

test('resends are the same bytes, and late answers are believed', async (t) => {
  const { router, server, heard, close } = await openLab({ timeout_ms: 200 })
  t.teardown(close)
  server.answer = ({ code }) => {
    if (code === 4) return { code: 5, message_authenticator: 'none' }
    return heard(1).length < 3 ? undefined : { code: 2 }
  }
  t.is((await router.dial(njeri)).outcome, 'online')
  t.is(heard(1).length, 3)
  t.deepEqual(heard(1)[0]!.bytes, heard(1)[2]!.bytes)
})

test('a report told again is the same bytes, or a new packet with Acct-Delay-Time', async (t) => {
  for (const [accounting_resend, identifiers] of [
    ['same_bytes', 1],
    ['new_delay', 2],
  ] as const) {
    const { router, server, clock, heard, close } = await openLab({
      retries: 1,
      timeout_ms: 300,
      switches: { accounting_resend },
    })
    t.teardown(close)
    server.answer = ({ code }) => (code === 1 ? { code: 2 } : undefined)
    await router.dial(njeri)
    clock.pass({ seconds: 5 })
    await router.idle()
    t.is(new Set(heard(4).map(({ identifier }) => identifier)).size, identifiers)
    t.is(numberOf(heard(4).at(-1)!, '41'), accounting_resend === 'new_delay' ? 5 : 0)
  }
})

test('F50 a wrong secret: the server’s answers prove nothing', async (t) => {
  const { router, close } = await openLab({
    retries: 0,
    timeout_ms: 1000,
    faults: { wrong_secret: true },
  })
  t.teardown(close)
  t.is((await router.dial(njeri)).outcome, 'no_answer')
  t.is(router.monitor.bad_replies, 1)
  router.faults.wrong_secret = false
  t.is((await router.dial(njeri)).outcome, 'online')
})

test('F48 duplicates are sent twice and counted once; loss is lived with', async (t) => {
  const { router, heard, close } = await openLab({ faults: { duplicate_packets: true } })
  t.teardown(close)
  t.is((await router.dial(njeri)).outcome, 'online')
  await router.idle()
  t.is(heard(1).length, 2)
  t.is(router.sessions.length, 1)

  const lossy = await openLab({ faults: { loss_percent: 100 }, retries: 3, timeout_ms: 300 })
  t.teardown(lossy.close)
  t.is((await lossy.router.dial(njeri)).outcome, 'no_answer')
  t.is(lossy.heard(1).length, 0)
  lossy.router.faults.loss_percent = 30
  const outcomes: string[] = []
  for (let call = 0; call < 4; call += 1) outcomes.push((await lossy.router.dial(njeri)).outcome)
  t.true(outcomes.includes('online'))
  t.true(lossy.router.monitor.resends > 3)
})

test('F45 unplugged: nothing goes out; a delayed wire only takes longer', async (t) => {
  const { router, heard, close } = await openLab({
    retries: 0,
    timeout_ms: 1000,
    faults: { unplugged: true },
  })
  t.teardown(close)
  t.is((await router.dial(njeri)).outcome, 'no_answer')
  t.is(heard(1).length, 0)
  Object.assign(router.faults, { unplugged: false, delay_ms: 15 })
  t.is((await router.dial(njeri)).outcome, 'online')
})

test('a lost Stop leaves a session that nobody heard the end of', async (t) => {
  const { router, heard, close } = await openLab({ faults: { stop_lost: true } })
  t.teardown(close)
  const dialled = await router.dial(njeri)
  if (dialled.outcome === 'online') router.hangUp(dialled.session)
  await router.idle()
  t.is(router.sessions.length, 0)
  t.deepEqual(
    heard(4).map((one) => [numberOf(one, '40'), textOf(one, '1')]),
    [[1, 'jane@lango']],
  )
})
