// The simulator of Safaricom: prompts that lapse and are paid late, and pushes whose news goes wrong.

import test from 'ava'
import { guest, openStkTrial } from './safaricom-api.ts'

const codes = (callbacks: { ResultCode: unknown }[]) => callbacks.map((one) => one.ResultCode)

test('U07 a prompt lies for a minute, and then nobody answered', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, clock, push, callbacks } = trial
  await push()
  clock.pass({ seconds: 59 })
  await safaricom.tick()
  t.is(safaricom.findPrompt(guest)?.state, 'open')
  clock.pass({ seconds: 1 })
  await safaricom.tick()
  t.like(callbacks()[0], { ResultCode: 1037, ResultDesc: 'No response from user.' })

  safaricom.switches.prompt_seconds = 20
  await push()
  await safaricom.answerPrompt(guest, 'phone_off')
  t.is(callbacks().length, 1, 'Safaricom does not know yet')
  clock.pass({ seconds: 20 })
  await safaricom.tick()
  t.like(callbacks()[1], { ResultCode: 1037, ResultDesc: 'DS timeout user cannot be reached' })
})

test('S1-14 approved late: 1037 is called back, then success for the same push', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, clock, push, callbacks, query } = trial
  const { CheckoutRequestID } = (await push()).body
  await safaricom.answerPrompt(guest, { late_seconds: 420 })
  clock.pass({ seconds: 60 })
  await safaricom.tick()
  t.is((await query(CheckoutRequestID)).body['ResultCode'], '1037')
  clock.pass({ seconds: 419 })
  await safaricom.tick()
  t.deepEqual(codes(callbacks()), [1037])
  clock.pass({ seconds: 1 })
  await safaricom.tick()
  t.deepEqual(codes(callbacks()), [1037, 0])
  t.is(new Set(callbacks().map((one) => one.CheckoutRequestID)).size, 1)
  t.is((await query(CheckoutRequestID)).body['ResultCode'], '0')
})

test('a lapsed prompt can be approved by hand; one that ended otherwise cannot', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, clock, push, callbacks } = trial
  await push()
  clock.pass({ minutes: 5 })
  await t.throwsAsync(safaricom.answerPrompt(guest, 'cancel'), { message: /has ended/ })
  await safaricom.answerPrompt(guest, 'approve')
  t.deepEqual(codes(callbacks()), [1037, 0])
  await t.throwsAsync(safaricom.answerPrompt(guest, 'approve'), { message: /has ended/ })

  await push({ Amount: '60' })
  await safaricom.answerPrompt(guest, 'cancel')
  await t.throwsAsync(safaricom.answerPrompt(guest, 'approve'), { message: /has ended/ })
  await t.throwsAsync(safaricom.answerPrompt('254110123456', 'approve'), { message: /No prompt/ })
  t.is(safaricom.transactions.length, 1)
})

test('F33 F34 F36 F38 the callback is lost, doubled, a day late, or half of it comes', async (t) => {
  const trial = await openStkTrial({ switches: { repeat_rule: 'off' } })
  t.teardown(trial.close)
  const { safaricom, lango, clock, push } = trial
  const posted = () => lango.at('/hooks/prompt')
  const pay = async (fault: typeof safaricom.faults.push.fault) => {
    await push()
    return safaricom.answerPrompt(guest, 'approve', fault)
  }
  t.is((await pay({ lost: true })).state, 'paid')
  t.is(posted().length, 0)
  await pay({ copies: 3 })
  t.is(posted().length, 3)
  t.is(new Set(posted().map(({ body }) => body)).size, 1)
  await pay({ late_seconds: 86_400 })
  clock.pass({ hours: 23 })
  await safaricom.tick()
  t.is(posted().length, 3)
  clock.pass({ hours: 1 })
  await safaricom.tick()
  t.regex(posted()[3]!.body, /"TransactionDate","Value":20261121143200/)
  await pay({ truncated: 'body' })
  t.throws(() => JSON.parse(posted()[4]!.body))
  t.true(posted()[4]!.whole)
  const { callbacks } = await pay({ truncated: 'connection' })
  t.is(callbacks[0]!.status, null)
})

test('F32 the callback comes before the push is answered', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, lango, push, callbacks } = trial
  Object.assign(safaricom.faults.push, { fault: { before_response: 'approve' }, times: 1 })
  let answered = false
  let was_answered = true
  lango.answer = () => {
    was_answered = answered
    return { status: 200, body: '{}' }
  }
  const { body } = await push()
  answered = true
  t.false(was_answered, 'the callback came first')
  t.is(body['CheckoutRequestID'], callbacks()[0]?.CheckoutRequestID)
  t.is(safaricom.findPrompt(guest)?.state, 'paid')
  t.deepEqual(safaricom.faults.push, { fault: {}, times: null })
})

test('F31 a push is accepted, and its answer never comes or is not one', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, push, token, request } = trial
  const give = (answer: 'hang' | 'reset' | 'html_503' | 'busy_500' | 'truncated') =>
    Object.assign(safaricom.faults.push, { fault: { answer }, times: 1 })

  give('hang')
  const held = fetch(`${safaricom.url}/mpesa/stkpush/v1/processrequest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
    body: JSON.stringify(request()),
    signal: AbortSignal.timeout(150),
  })
  await t.throwsAsync(held, { name: 'TimeoutError' })
  t.is((await safaricom.answerPrompt(guest, 'approve')).state, 'paid', 'the phone rang')

  give('reset')
  await t.throwsAsync(push({ Amount: '1' }))
  await safaricom.answerPrompt(guest, 'cancel')
  give('html_503')
  t.is((await push({ Amount: '2' })).status, 503)
  await safaricom.answerPrompt(guest, 'cancel')
  give('busy_500')
  t.is((await push({ Amount: '3' })).body['errorCode'], '500.003.02')
  await safaricom.answerPrompt(guest, 'cancel')
  give('truncated')
  const half = await push({ Amount: '4' })
  t.throws(() => JSON.parse(half.text))
  t.is(safaricom.prompts.length, 5, 'every one was accepted')
})

test('F35 the C2B comes first, or without the callback, or not at all', async (t) => {
  const trial = await openStkTrial({ switches: { repeat_rule: 'off' } })
  t.teardown(trial.close)
  const { safaricom, lango, register, push } = trial
  await register()
  const paths = async (fault: typeof safaricom.faults.push.fault) => {
    const before = lango.posted.length
    await push()
    await safaricom.answerPrompt(guest, 'approve', fault)
    return lango.posted.slice(before).map(({ path }) => path)
  }
  t.deepEqual(await paths({ order: 'c2b_first' }), ['/hooks/confirm', '/hooks/prompt'])
  t.deepEqual((await paths({ order: 'together' })).toSorted(), ['/hooks/confirm', '/hooks/prompt'])
  t.deepEqual(await paths({ lost: true }), ['/hooks/confirm'])
  t.deepEqual(await paths({ c2b: { lost: true } }), ['/hooks/prompt'])
  t.deepEqual(await paths({ lost: true, c2b: { lost: true } }), [])
})

test('F39 T07 the callback lies, and the query knows better', async (t) => {
  const trial = await openStkTrial({ switches: { repeat_rule: 'off' } })
  t.teardown(trial.close)
  const { safaricom, lango, push, query } = trial
  const told = () => lango.at('/hooks/prompt').at(-1)!.body
  const saysOf = async () =>
    (await query(safaricom.prompts.at(-1)!.checkout_request_id)).body['ResultCode']

  await push()
  await safaricom.answerPrompt(guest, 'cancel', { callback_says: 'success' })
  t.regex(told(), /"ResultCode":0.*"Value":50\.00.*"UKL\w{7}"/)
  t.is(await saysOf(), '1032')
  t.is(safaricom.transactions.length, 0)
  await push()
  await safaricom.answerPrompt(guest, 'approve', { callback_says: 'failed' })
  t.regex(told(), /"ResultCode":1032/)
  t.is(await saysOf(), '0')
  await push()
  await safaricom.answerPrompt(guest, 'approve', { callback_says: 'amount' })
  t.regex(told(), /"Amount","Value":150\.00/)
  t.is(safaricom.transactions.at(-1)?.amount_cents, 5000)
})

test('a phone answers by habit, and who waits for a prompt is told of it', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, clock, push } = trial
  safaricom.setHabit('every', { act: 'cancel' })
  safaricom.setHabit(guest, { act: 'approve', after_seconds: 8 })
  const seen = safaricom.promptOn(guest)
  await push()
  t.is((await seen).state, 'open')
  await push({ PhoneNumber: '254110123456' })
  await safaricom.idle()
  t.is(safaricom.findPrompt('254110123456')?.result?.code, 1032)
  clock.pass({ seconds: 8 })
  await safaricom.tick()
  t.is((await seen).state, 'paid')
  safaricom.setHabit(guest, null)
})
