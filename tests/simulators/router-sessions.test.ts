// The simulated router: sessions count, report, and end as RouterOS's do.

import test from 'ava'
import { guest, njeri, numberOf, openLab, textOf, valueOf } from './router-lab.ts'
import { readRateLimit } from './router/rate-limit.ts'
import { address, attribute, vendorAttribute, type Say } from './stand-in-radius.ts'

const accept = (...attributes: Buffer[]) => {
  return ({ code }: { code: number }): Say =>
    code === 1 ? { code: 2, attributes } : { code: 5, message_authenticator: 'none' }
}

const STOP = 2
const INTERIM = 3

test('Session-Timeout ends the session on the router’s clock: a Stop with cause 5', async (t) => {
  const { router, server, clock, heard, close } = await openLab()
  t.teardown(close)
  server.answer = accept(attribute(27, 3600), attribute(25, 'lango:sub:42'))
  const dialled = await router.dial(njeri)
  if (dialled.outcome !== 'online') return t.fail()

  clock.pass({ seconds: 3599 })
  router.tick()
  t.is(router.sessions.length, 1)
  clock.pass({ seconds: 1 })
  router.tick()
  await router.idle()
  t.is(router.sessions.length, 0)
  t.is(dialled.session.ended_by, 'session_timeout')
  const stop = heard(4).at(-1)!
  t.is(numberOf(stop, '40'), STOP)
  t.is(numberOf(stop, '49'), 5)
  t.is(numberOf(stop, '46'), 3600)
  t.is(textOf(stop, '25'), 'lango:sub:42', 'Class comes back unchanged')
})

test('when the clock jumps past the end, the Stop says how late it is told', async (t) => {
  const { router, server, clock, heard, close } = await openLab()
  t.teardown(close)
  server.answer = accept(attribute(27, 3600))
  await router.dial(njeri)
  clock.pass({ hours: 24 })
  router.tick()
  await router.idle()
  const stop = heard(4).at(-1)!
  t.is(numberOf(stop, '46'), 3600)
  t.is(numberOf(stop, '41'), 23 * 3600)
  t.is(numberOf(stop, '42'), 3600 * 20_000, 'nothing was used after the end')
})

test('Stop of a PPPoE session: counters before the cause, then the clock', async (t) => {
  const { router, heard, close } = await openLab()
  t.teardown(close)
  const dialled = await router.dial(njeri)
  if (dialled.outcome === 'online') router.hangUp(dialled.session)
  await router.idle()
  const stop = heard(4).at(-1)!
  t.is(
    stop.attributes.map(([type]) => type).join(' '),
    '40 6 7 5 61 1 31 30 87 44 8 45 46 42 52 43 53 47 48 49 55 32 41 4',
  )
  t.is(numberOf(stop, '49'), 1, 'User-Request')
})

test('interims come as the Accept says, count at the settable rate, and carry gigawords', async (t) => {
  const { router, server, clock, heard, close } = await openLab()
  t.teardown(close)
  server.answer = accept(attribute(85, 300))
  const wish = { up: 1_000_000, down: 20_000_000 }
  const dialled = await router.dial({ ...njeri, wish })
  if (dialled.outcome !== 'online') return t.fail()
  clock.pass({ seconds: 300 })
  router.tick()
  await router.idle()

  const interim = heard(4).at(-1)!
  t.is(numberOf(interim, '40'), INTERIM)
  t.is(numberOf(interim, '42'), 300_000_000, 'Input is upload')
  t.is(numberOf(interim, '52'), 0)
  t.is(numberOf(interim, '43'), 6_000_000_000 - 4_294_967_296, 'Output is download')
  t.is(numberOf(interim, '53'), 1)
  t.is(dialled.session.output_bytes, 6_000_000_000)

  clock.pass({ seconds: 299 })
  router.tick()
  await router.idle()
  t.is(heard(4).length, 2)
})

test('the rate limit holds usage back: the first figure is the upload', async (t) => {
  const { router, server, clock, close } = await openLab()
  t.teardown(close)
  server.answer = accept(vendorAttribute(14988, 8, '8k/80k 16k/160k 8k/80k 10/10'))
  const dialled = await router.dial({ ...njeri, wish: { up: 1_000_000, down: 1_000_000 } })
  if (dialled.outcome !== 'online') return t.fail()
  clock.pass({ seconds: 10 })
  router.tick()
  t.is(dialled.session.input_bytes, 10_000)
  t.is(dialled.session.output_bytes, 100_000)
})

test('the grammar of Mikrotik-Rate-Limit', (t) => {
  t.deepEqual(readRateLimit('128k', 'unlimited'), { up: 128_000, down: 128_000 })
  t.deepEqual(readRateLimit('5M/10M 8M/16M 4M/8M 10/10 8 1M/2M', 'unlimited'), {
    up: 5_000_000,
    down: 10_000_000,
  })
  t.deepEqual(readRateLimit('0/5M', 'unlimited'), { up: null, down: 5_000_000 })
  t.is(readRateLimit('0/5M', 'refused'), undefined)
  for (const wrong of ['', '5m', '1G', '5M/', '5M/5M/5M', '1M 1M 1M 1 9', 'fast']) {
    t.is(readRateLimit(wrong, 'unlimited'), undefined, wrong)
  }
})

test('a data limit ends the session with cause 10, and idleness with 4', async (t) => {
  const { router, server, clock, heard, close } = await openLab()
  t.teardown(close)
  // 1 gigaword and 10 bytes.
  server.answer = accept(vendorAttribute(14988, 17, 10), vendorAttribute(14988, 18, 1))
  await router.dial({ ...guest, wish: { up: 0, down: 4_294_967_300 } })
  clock.pass({ seconds: 1 })
  router.tick()
  t.is(router.sessions.length, 1)
  clock.pass({ seconds: 1 })
  router.tick()
  await router.idle()
  t.is(numberOf(heard(4).at(-1)!, '49'), 10)

  server.answer = accept(attribute(28, 60))
  await router.dial({ ...guest, wish: { up: 0, down: 0 } })
  clock.pass({ seconds: 60 })
  router.tick()
  await router.idle()
  t.is(numberOf(heard(4).at(-1)!, '49'), 4)
})

test('the address is the Accept’s, unless it means “from the pool”', async (t) => {
  const { router, server, close } = await openLab()
  t.teardown(close)
  server.answer = accept(attribute(8, address('100.64.0.10')))
  const given = await router.dial(njeri)
  t.is(given.outcome === 'online' && given.session.framed_ip, '100.64.0.10')
  server.answer = accept(attribute(8, address('255.255.255.254')))
  const pooled = await router.dial({ ...njeri, mac: '4C:5E:0C:AA:BB:02' })
  t.regex(pooled.outcome === 'online' ? pooled.session.framed_ip : '', /^100\.\d+\.\d+\.\d+$/)
})

test('Port-Limit holds on the hotspot; PPPoE leaves simultaneous use to the server', async (t) => {
  const { router, server, close } = await openLab()
  t.teardown(close)
  server.answer = accept(attribute(62, 1))
  t.is((await router.dial(guest)).outcome, 'online')
  t.like(await router.dial({ ...guest, mac: 'BC:24:11:EB:56:4E' }), {
    outcome: 'rejected',
    error: 'no more sessions are allowed for user 0712345678',
  })
  t.is((await router.dial(njeri)).outcome, 'online')
  t.is((await router.dial({ ...njeri, mac: '4C:5E:0C:AA:BB:02' })).outcome, 'online')
})

test('F46 a reboot says nothing; the next session carries the next boot digit', async (t) => {
  const { router, heard, close } = await openLab({ boot_digit: 15 })
  t.teardown(close)
  await router.dial(njeri)
  await router.idle()
  router.reboot()
  await router.dial(njeri)
  await router.idle()
  t.deepEqual(
    heard(4).map((one) => [numberOf(one, '40'), textOf(one, '44')]),
    [
      [1, '81f00001'],
      [1, '81000001'],
    ],
  )
})

test('a PPPoE client that dials again ends its old session first', async (t) => {
  const { router, heard, close } = await openLab()
  t.teardown(close)
  await router.dial(njeri)
  await router.dial(njeri)
  await router.idle()
  t.is(router.sessions.length, 1)
  const stops = heard(4).filter((one) => numberOf(one, '40') === STOP)
  t.deepEqual(
    stops.map((one) => valueOf(one, '44')!.toString()),
    ['81100001'],
  )
})
