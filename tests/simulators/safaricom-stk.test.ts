// The simulator of Safaricom: a push is checked field by field, accepted, and asked about afterwards.

import test from 'ava'
import { asTill, credentials, guest, openStkTrial, paybill, store } from './safaricom-api.ts'

test('S1-04 a push is accepted in the documented words, and lies on the phone', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const accepted = await trial.push()
  t.is(accepted.status, 200)
  t.deepEqual(Object.entries(accepted.body).slice(2), [
    ['ResponseCode', '0'],
    ['ResponseDescription', 'Success. Request accepted for processing'],
    ['CustomerMessage', 'Success. Request accepted for processing'],
  ])
  t.deepEqual(Object.keys(accepted.body).slice(0, 2), ['MerchantRequestID', 'CheckoutRequestID'])
  // "2654-4b64-97ff-b827b542881d3130"; "ws_CO_27112025133814625708374149".
  t.regex(String(accepted.body['MerchantRequestID']), /^(\w{4}-){3}[0-9a-f]{12}\d{4}$/)
  t.is(accepted.body['CheckoutRequestID'], 'ws_CO_211120261432000708374149')

  const prompt = await trial.safaricom.promptOn(guest)
  t.is(prompt.text, 'Do you want to pay KES 50 to KILIMA NET account 9133574KQXR?')
  t.like(prompt, { state: 'open', amount_cents: 5000, party_a: guest, description: 'Internet' })
  t.is(accepted.body['MerchantRequestID'], prompt.merchant_request_id)
})

const wrong: [Record<string, unknown>, string][] = [
  [{ BusinessShortCode: '12' }, 'BusinessShortCode'],
  [{ Password: undefined }, 'Password'],
  [{ Timestamp: '2026-11-21 14:32' }, 'Timestamp'],
  [{ Timestamp: '20261121113200' }, 'Timestamp'], // UTC
  [{ TransactionType: 'PayBill' }, 'TransactionType'],
  [{ Amount: '50.50' }, 'Amount'],
  [{ Amount: '50.00' }, 'Amount'],
  [{ Amount: 0 }, 'Amount'],
  [{ Amount: -1 }, 'Amount'],
  [{ PartyA: '0708374149' }, 'PartyA'],
  [{ PartyB: 'KILIMA' }, 'PartyB'],
  [{ PhoneNumber: '+254708374149' }, 'PhoneNumber'],
  [{ PhoneNumber: '254208374149' }, 'PhoneNumber'],
  [{ CallBackURL: undefined }, 'CallBackURL'],
  [{ CallBackURL: 'http://pay.kilima.co.ke/hooks' }, 'CallBackURL'],
  [{ CallBackURL: 'https://example.com/hooks' }, 'CallBackURL'],
  [{ CallBackURL: 'https://pay.kilima.co.ke/my hooks' }, 'CallBackURL'],
  [{ CallBackURL: 'https://pay.kilima.co.ke/mpesa/callback' }, 'CallBackURL'],
  [{ CallBackURL: 'https://pay.kilima.co.ke/Query' }, 'CallBackURL'],
  [{ AccountReference: '9133574KQXR12' }, 'AccountReference'],
  [{ AccountReference: '' }, 'AccountReference'],
  [{ TransactionDesc: undefined }, 'Remarks'],
  [{ TransactionDesc: 'Internet for a day' }, 'Remarks'],
]

test('S3-02 every field is checked, and the first wrong one is named', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  for (const [instead, field] of wrong) {
    const refused = await trial.push(instead)
    t.is(refused.status, 400, field)
    t.deepEqual(Object.keys(refused.body), ['requestId', 'errorCode', 'errorMessage'])
    t.like(refused.body, {
      errorCode: '400.002.02',
      errorMessage: `Bad Request - Invalid ${field}`,
    })
  }
  t.is(trial.safaricom.prompts.length, 0)
})

test('a number may be a number, and a reference may have twelve signs', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const numbers = { BusinessShortCode: 600966, Amount: 1, PartyA: 254110123456, PartyB: 600966 }
  t.is((await trial.push({ ...numbers, AccountReference: '123456789012' })).status, 200)
})

test('without the JSON header the error misleads', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const answer = await fetch(`${trial.safaricom.url}/mpesa/stkpush/v1/processrequest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await trial.token()}`, 'content-type': 'text/plain' },
    body: JSON.stringify(trial.request()),
  })
  t.is(answer.status, 400)
  t.regex(await answer.text(), /Invalid BusinessShortCode/)
})

test('http on loopback is called back in the sandbox, while the switch allows it', async (t) => {
  const trial = await openStkTrial({ switches: { loopback_callbacks: false } })
  const production = await openStkTrial({ mode: 'production' })
  t.teardown(trial.close)
  t.teardown(production.close)
  t.is((await trial.push()).body['errorMessage'], 'Bad Request - Invalid CallBackURL')
  t.is((await production.push()).status, 400)
  const https = { CallBackURL: 'https://pay.kilima.co.ke/hooks/9f3c' }
  t.is((await trial.push(https)).status, 200)
  t.is((await production.push(https)).status, 200)
})

test('S3-01 the merchant is a store, not its till, and its password is its own', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const said = async (instead: Record<string, unknown>) => {
    const { status, body } = await trial.push(instead)
    return [status, body['errorCode'], body['errorMessage']]
  }
  const unknown = [500, '500.001.1001', 'Merchant does not exist']
  const forged = [500, '500.001.1001', 'Wrong credentials']

  t.deepEqual(await said({ BusinessShortCode: '600000' }), unknown)
  t.deepEqual(await said({ ...asTill(trial), BusinessShortCode: store.till }), unknown)
  const stranger = { ...paybill, passkey: 'another' }
  t.deepEqual(await said(credentials(trial, stranger)), forged)
  t.deepEqual(await said({ Timestamp: '20261121143159' }), forged, 'not the one in the password')
  trial.safaricom.switches.old_prefixes = true
  t.is((await said({ Password: 'x' }))[2], '[MerchantValidate] - Wrong credentials')
  t.is((await trial.push(asTill(trial))).status, 200)
})

test('S3-01 a till mixed up with its store fails after it was accepted', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const CustomerPayBillOnline = { TransactionType: 'CustomerPayBillOnline' }
  await trial.push({ ...asTill(trial), PartyB: store.shortcode })
  await trial.push({ ...asTill(trial), ...CustomerPayBillOnline })
  await trial.push({ PartyB: '600000' })
  await trial.safaricom.idle()
  t.deepEqual(
    trial.callbacks().map(({ ResultCode, ResultDesc }) => [ResultCode, ResultDesc]),
    [
      ['SFC_IC0003', 'The operator does not exist.'],
      [2028, 'The request is not permitted according to product assignment.'],
      [2028, 'The request is not permitted according to product assignment.'],
    ],
  )
  t.is(trial.safaricom.findPrompt(guest)?.state, 'failed', 'the phone never rang')
})

test('one phone has one prompt: a second is refused until the first has ended', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  await trial.push()
  const second = await trial.push({ Amount: '100' })
  t.is(second.status, 500)
  t.like(second.body, {
    errorCode: '500.001.1001',
    errorMessage:
      'Unable to lock subscriber, a transaction is already in process for the current subscriber',
  })
  t.is((await trial.push({ PhoneNumber: '254110123456' })).status, 200, 'another phone is free')
  trial.clock.pass({ seconds: 60 })
  t.is((await trial.push({ Amount: '100' })).status, 200, 'the first has lapsed')
})

test('the same amount from the same phone within two minutes is rule limited', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, clock, push } = trial
  const codeOf = async () => {
    await push()
    await safaricom.idle()
    return safaricom.findPrompt(guest)?.result?.code
  }
  await push()
  await safaricom.answerPrompt(guest, 'cancel')
  await push()
  await safaricom.answerPrompt(guest, 'approve')
  t.is(await codeOf(), 17, 'paid just now; a cancelled one did not count')
  t.is(trial.callbacks().at(-1)?.ResultCode, 17)
  await push({ PhoneNumber: '254110123456' })
  t.is(safaricom.findPrompt('254110123456')?.state, 'open', 'another phone is not limited')
  await push({ Amount: '51' })
  t.is(safaricom.findPrompt(guest)?.state, 'open')
  await safaricom.answerPrompt(guest, 'cancel')
  safaricom.switches.repeat_rule = 'off'
  t.is(await codeOf(), undefined)
  await safaricom.answerPrompt(guest, 'cancel')
  safaricom.switches.repeat_rule = 'asked'
  clock.pass({ seconds: 119 })
  t.is(await codeOf(), 17, 'asked 119 s ago')
  clock.pass({ minutes: 2 })
  t.is(await codeOf(), undefined)
})

test('a prompt of more than 182 signs does not reach the phone', async (t) => {
  const organisation = 'K'.repeat(140)
  const trial = await openStkTrial({ shortcodes: [{ ...paybill, organisation }] })
  t.teardown(trial.close)
  await trial.push()
  await trial.safaricom.idle()
  t.like(trial.callbacks()[0], {
    ResultCode: 1025,
    ResultDesc: 'An error occurred while sending a push request.',
  })
})

test('F31 F37 pushes and queries meet the standing faults of every API', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, push, query } = trial
  for (const [fault, status] of [
    ['html_503', 503],
    ['spike_429', 429],
    ['busy_500', 500],
    ['empty_400', 400],
    ['invalid_token', 404],
    ['html_200', 200],
  ] as const) {
    Object.assign(safaricom.faults.api.push, { fault, times: 1 })
    Object.assign(safaricom.faults.api.query, { fault, times: 1 })
    t.is((await push()).status, status, fault)
    t.is((await query('ws_CO_1')).status, status, fault)
  }
  t.is(safaricom.prompts.length, 0, 'none of them was accepted')
  safaricom.faults.api.push.fault = 'reset'
  await t.throwsAsync(push())
})
