// The simulator of Safaricom: the news of a payment, as badly delivered as it can be.

import test from 'ava'
import { bill, openTrial } from './safaricom-api.ts'

test('F33 lost: the money moves and nobody is told', async (t) => {
  const { register, safaricom, lango, clock, close } = await openTrial()
  t.teardown(close)
  await register()
  const paid = await safaricom.pay(bill, { lost: true })
  clock.pass({ hours: 72 })
  await safaricom.tick()
  t.is(paid.state, 'completed')
  t.is(lango.posted.length, 0)
})

test('F36 late: told when the clock is there, as of the hour it was paid', async (t) => {
  const { register, safaricom, lango, clock, close } = await openTrial()
  t.teardown(close)
  await register()
  await safaricom.pay(bill, { late_seconds: 259_200 })
  clock.pass({ hours: 71 })
  await safaricom.tick()
  t.is(lango.posted.length, 0)
  clock.pass({ hours: 1 })
  await safaricom.tick()
  t.is(lango.posted.length, 1)
  t.is((JSON.parse(lango.posted[0]!.body) as { TransTime: string }).TransTime, '20261121143200')
})

test('late by real milliseconds, without any clock', async (t) => {
  const { register, safaricom, lango, close } = await openTrial()
  t.teardown(close)
  await register()
  await safaricom.pay(bill, { late_ms: 20 })
  t.is(lango.posted.length, 0)
  await safaricom.idle()
  t.is(lango.posted.length, 1)
})

test('F34 a hundred copies arrive together and are the same', async (t) => {
  const { register, safaricom, lango, close } = await openTrial()
  t.teardown(close)
  await register()
  const paid = await safaricom.pay(bill, { copies: 100 })
  t.is(lango.posted.length, 100)
  t.is(new Set(lango.posted.map(({ body }) => body)).size, 1)
  t.is(paid.deliveries.length, 100)
})

test('F35 the confirmation overtakes the answer of the validation', async (t) => {
  const { register, safaricom, lango, close } = await openTrial({ validation_deadline_ms: 100 })
  t.teardown(close)
  await register()
  safaricom.shortcode(bill.shortcode).validation = true
  lango.answer = ({ path }) =>
    path === '/hooks/validate' ? 'never' : { status: 200, body: '{"ResultCode":0}' }
  const paid = await safaricom.pay(bill, { order: 'before_validation' })
  t.is(lango.at('/hooks/confirm').length, 1)
  t.is(paid.validation?.verdict, 'silence')
  t.is(paid.state, 'completed')
})

test('F35 two payments are told of in the wrong order', async (t) => {
  const { register, safaricom, lango, close } = await openTrial()
  t.teardown(close)
  await register()
  const first = await safaricom.pay(bill, { order: 'after_next' })
  t.is(lango.posted.length, 0)
  const second = await safaricom.pay(bill)
  const told = lango.posted.map(({ body }) => (JSON.parse(body) as { TransID: string }).TransID)
  t.deepEqual(told, [second.trans_id, first.trans_id])
})

test('F38 the body trickles, ends early, or the line drops', async (t) => {
  const { register, safaricom, lango, close } = await openTrial()
  t.teardown(close)
  await register()
  const slow = await safaricom.pay(bill, { slow_ms: 80 })
  t.true(slow.deliveries[0]!.milliseconds >= 70)
  t.notThrows(() => JSON.parse(lango.posted[0]!.body))

  await safaricom.pay(bill, { truncated: 'body' })
  t.true(lango.posted[1]!.whole)
  t.throws(() => JSON.parse(lango.posted[1]!.body))

  const cut = await safaricom.pay(bill, { truncated: 'connection' })
  t.is(cut.deliveries[0]!.status, null)
  t.true(lango.posted.slice(2).every(({ whole }) => !whole))
})

test('an answer that is not 200 is kept, and only a claimed habit posts again', async (t) => {
  const { register, safaricom, lango, clock, close } = await openTrial()
  t.teardown(close)
  await register()
  lango.answer = () => ({ status: 503, body: 'later' })
  const paid = await safaricom.pay(bill)
  t.like(paid.deliveries[0], { status: 503, body: 'later' })
  clock.pass({ hours: 1 })
  await safaricom.tick()
  t.is(lango.posted.length, 1, 'M-PESA does not retry')

  Object.assign(safaricom.switches, { redeliveries: 2, redelivery_seconds: 60 })
  lango.answer = () => ({ status: 500, body: '' })
  const again = await safaricom.pay(bill)
  for (let minute = 0; minute < 4; minute += 1) {
    clock.pass({ minutes: 1 })
    await safaricom.tick()
  }
  t.is(again.deliveries.length, 3)
})

test('an answer that does not come is waited for so long, and no longer', async (t) => {
  const { register, safaricom, lango, close } = await openTrial({ answer_timeout_ms: 50 })
  t.teardown(close)
  await register()
  lango.answer = () => 'never'
  const hung = await safaricom.pay(bill)
  t.is(hung.deliveries[0]!.problem, 'no answer within 50 ms')
})

test('a standing fault meets every payment that brings none', async (t) => {
  const { register, safaricom, lango, close } = await openTrial()
  t.teardown(close)
  await register()
  safaricom.faults.payment = { copies: 2 }
  await safaricom.pay(bill)
  await safaricom.pay(bill, {})
  t.is(lango.posted.length, 3)
})
