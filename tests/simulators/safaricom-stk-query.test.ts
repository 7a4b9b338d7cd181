// The simulator of Safaricom: the STK query says how a push stands, in every form that has been met.

import test from 'ava'
import { asTill, guest, openStkTrial } from './safaricom-api.ts'

const still = 'The transaction is still under processing'

test('U06 still being processed has three forms', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { CheckoutRequestID, MerchantRequestID } = (await trial.push()).body
  const { switches } = trial.safaricom

  const now = await trial.query(CheckoutRequestID)
  t.is(now.status, 200)
  t.deepEqual(Object.entries(now.body), [
    ['ResponseCode', '0'],
    ['ResponseDescription', 'The service request has been accepted successsfully'],
    ['MerchantRequestID', MerchantRequestID],
    ['CheckoutRequestID', CheckoutRequestID],
    ['ResultCode', '4999'],
    ['ResultDesc', still],
  ])
  switches.pending = 'error_500'
  const old = await trial.query(CheckoutRequestID)
  t.is(old.status, 500)
  t.deepEqual(Object.entries(old.body), [
    ['requestId', CheckoutRequestID],
    ['errorCode', '500.001.1001'],
    ['errorMessage', 'The transaction is being processed'],
  ])
  switches.pending = 'code_1'
  t.deepEqual((await trial.query(CheckoutRequestID)).body, { ResultCode: '1', ResultDesc: still })
})

test('the query says the result, and no receipt, amount or phone', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, push, query } = trial
  const paid = (await push()).body
  await safaricom.answerPrompt(guest, 'approve')
  const told = await query(paid['CheckoutRequestID'])
  t.deepEqual(told.body, {
    ResponseCode: '0',
    ResponseDescription: 'The service request has been accepted successsfully',
    MerchantRequestID: paid['MerchantRequestID'],
    CheckoutRequestID: paid['CheckoutRequestID'],
    ResultCode: '0',
    ResultDesc: 'The service request is processed successfully.',
  })
  safaricom.switches.query_result_code = 'number'
  t.is((await query(paid['CheckoutRequestID'])).body['ResultCode'], 0)
})

test('the query says every way to fail, as a string', async (t) => {
  const trial = await openStkTrial({ switches: { repeat_rule: 'off' } })
  t.teardown(trial.close)
  const { safaricom, clock, push, query } = trial
  for (const [act, code, words] of [
    ['wrong_pin', '2001', 'The initiator information is invalid.'],
    ['cancel', '1032', 'Request Cancelled by user.'],
    ['no_balance', '1', 'The balance is insufficient for the transaction.'],
    ['phone_off', '1037', 'DS timeout user cannot be reached.'],
    ['ignore', '1037', 'No response from user.'],
  ] as const) {
    const { CheckoutRequestID } = (await push()).body
    await safaricom.answerPrompt(guest, act)
    if (code === '1037') {
      t.is((await query(CheckoutRequestID)).body['ResultCode'], '4999', 'until it lapses')
      clock.pass({ seconds: 60 })
    }
    const { body } = await query(CheckoutRequestID)
    t.like(body, { ResponseCode: '0', ResultCode: code, ResultDesc: words })
  }
  await push()
  await safaricom.answerPrompt(guest, { result_code: 'SFC_IC0003' })
  const last = await query(safaricom.prompts.at(-1)!.checkout_request_id)
  t.is(last.body['ResultCode'], 'SFC_IC0003')
})

test('an id that nobody knows, or no longer, is being processed; or it is refused', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { safaricom, clock, push, query } = trial
  t.is((await query('ws_CO_260520211133524545')).body['ResultCode'], '4999')
  safaricom.switches.unknown_checkout = 'invalid'
  const refused = await query('ws_CO_260520211133524545')
  t.is(refused.status, 400)
  t.is(refused.body['errorMessage'], 'Bad Request - Invalid CheckoutRequestID')
  t.is((await query(undefined)).status, 400)

  const { CheckoutRequestID } = (await push()).body
  const others = asTill(trial)
  t.is((await query(CheckoutRequestID, others)).status, 400, 'another shortcode’s push')
  await safaricom.answerPrompt(guest, 'approve')
  clock.pass({ hours: 72 })
  t.is((await query(CheckoutRequestID)).body['ResultCode'], '0')
  clock.pass({ seconds: 1 })
  t.is((await query(CheckoutRequestID)).status, 400, 'forgotten')
})

test('the query wants the password of this minute', async (t) => {
  const trial = await openStkTrial()
  t.teardown(trial.close)
  const { CheckoutRequestID } = (await trial.push()).body
  const forged = await trial.query(CheckoutRequestID, { Password: 'x' })
  t.is(forged.body['errorMessage'], 'Wrong credentials')
  const stale = await trial.query(CheckoutRequestID, { Timestamp: '20261121113200' })
  t.is(stale.body['errorMessage'], 'Bad Request - Invalid Timestamp')
})

test('F39 the query lies: it failed, it was paid, it is being processed for ever', async (t) => {
  const trial = await openStkTrial({ switches: { repeat_rule: 'off' } })
  t.teardown(trial.close)
  const { safaricom, push, query } = trial
  for (const [lie, act, truth, said] of [
    ['failed', 'approve', 0, '1032'],
    ['pending', 'approve', 0, '4999'],
    ['success', 'cancel', 1032, '0'],
  ] as const) {
    Object.assign(safaricom.faults.push, { fault: { query: lie }, times: 1 })
    const { CheckoutRequestID } = (await push()).body
    await safaricom.answerPrompt(guest, act)
    t.is(trial.callbacks().at(-1)?.ResultCode, truth)
    t.is((await query(CheckoutRequestID)).body['ResultCode'], said)
  }
  await push()
  await safaricom.answerPrompt(guest, 'cancel')
  const honest = await query(safaricom.prompts.at(-1)!.checkout_request_id)
  t.is(honest.body['ResultCode'], '1032', 'once is once')
})
