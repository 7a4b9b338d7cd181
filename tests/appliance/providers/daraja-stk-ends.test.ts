// How a prompt ended, as a query or a callback tells it: every code by its name, and "still being processed" never
// a failure.

import test from 'ava'
import { readStkCallback } from '../../../appliance/providers/daraja-stk-callback.ts'
import { readStkQueryAnswer } from '../../../appliance/providers/daraja-stk-query.ts'
import { readStkResult, type StkReason } from '../../../appliance/providers/daraja-stk-results.ts'
import { bytes, message, shown } from './read.ts'

const reasons: [code: string, reason: StkReason, state: string][] = [
  ['1', 'not_enough_money', 'failed'],
  ['2', 'below_minimum', 'failed'],
  ['3', 'above_maximum', 'failed'],
  ['4', 'daily_limit', 'failed'],
  ['8', 'our_wallet_full', 'failed'],
  ['17', 'same_again_too_soon', 'failed_soft'],
  ['26', 'mpesa_busy', 'failed_soft'],
  ['1001', 'phone_busy', 'failed_soft'],
  ['1019', 'expired', 'failed'],
  ['1025', 'prompt_not_sent', 'failed'],
  ['9999', 'prompt_error', 'failed_soft'],
  ['1032', 'cancelled', 'failed'],
  ['1036', 'phone_unreachable', 'failed_soft'],
  ['1037', 'no_answer', 'failed_soft'],
  ['2001', 'wrong_pin', 'failed'],
  ['2028', 'product_not_assigned', 'failed_config'],
  ['SFC_IC0003', 'operator_unknown', 'failed_config'],
  ['sfc_ic0003', 'operator_unknown', 'failed_config'],
  ['8006', 'pin_locked', 'failed'],
  ['E3008', 'unknown', 'failed'],
  ['other', 'unknown', 'failed_soft'],
  ['constructor', 'unknown', 'failed_soft'],
  ['', 'unknown', 'failed_soft'],
]
for (const [code, reason, state] of reasons) {
  test(`S2-64: result code "${code}" is ${reason}, ${state}`, (t) => {
    t.deepEqual(readStkResult(code, 'Words.'), {
      code,
      description: 'Words.',
      state,
      reason,
    } as never)
  })
}

test('S2-64: nought in any spelling is paid, and their words are kept without phone numbers', (t) => {
  for (const code of ['0', '00', '00000000', ' 0 ']) t.is(readStkResult(code, '').state, 'paid')
  t.is(readStkResult('1037', 'No 254722903114').description, 'No 0722 ••• 114')
})

const asked = JSON.parse(message('prompt-asked-paid.json').toString()) as object
const query = (more: object, status = 200) =>
  readStkQueryAnswer(status, bytes({ ...asked, ...more }))

test('U06: “still being processed” is pending in all its forms, and never a failure', (t) => {
  const words = 'The transaction is still under processing'
  for (const more of [
    { ResultCode: '4999', ResultDesc: words },
    { ResultCode: 4999, ResultDesc: '' },
    { ResultCode: '1', ResultDesc: words },
    { ResultCode: 1037, ResultDesc: 'The transaction is being processed' },
    { ResultCode: '0', ResultDesc: words },
  ]) {
    t.deepEqual(query(more), { outcome: 'pending' })
  }
  for (const status of [500, 200]) {
    const errorMessage = 'The transaction is being processed'
    const body = bytes({ requestId: 'ws_CO_1', errorCode: '500.001.1001', errorMessage })
    t.deepEqual(readStkQueryAnswer(status, body), { outcome: 'pending' })
  }
})

test('U06: other errors of the same code are no pending', (t) => {
  for (const [errorMessage, action] of [
    ['Wrong credentials', 'configuration'],
    ['Unable to lock subscriber, a transaction is already in process', 'retry_later'],
    ['Something else', 'outcome_unknown'],
  ]) {
    const read = readStkQueryAnswer(500, bytes({ errorCode: '500.001.1001', errorMessage }))
    t.like(read, { outcome: 'refused', problem: { action } })
  }
})

test('T17: only a whole answer proves that a prompt was paid', (t) => {
  t.deepEqual(query({}), {
    outcome: 'paid',
    merchant_request_id: '7071-4170-a0e4-8345632bad8c2',
    checkout_request_id: 'ws_CO_21112026143108512722903114',
  })
  t.is(query({ ResultCode: 0, ResponseCode: '00000000' }).outcome, 'paid')
  const odd = { outcome: 'refused', problem: { action: 'outcome_unknown' } }
  t.like(query({ ResponseCode: '1' }), odd)
  t.like(query({ ResponseCode: null }), odd)
  t.like(query({ CheckoutRequestID: '' }), odd)
  t.like(query({ ResultCode: '' }), odd)
  t.like(query({ ResultCode: [0] }), odd)
  t.like(query({}, 500), odd)
  // What our own doors answer to Safaricom is no proof.
  t.like(readStkQueryAnswer(200, bytes({ ResultCode: 0, ResultDesc: 'Accepted' })), odd)
})

test('a failed prompt is told by code, number or text', (t) => {
  for (const ResultCode of [1032, '1032']) {
    t.like(query({ ResultCode, ResultDesc: 'Request Cancelled by user.' }), {
      outcome: 'failed',
      result: { code: '1032', reason: 'cancelled', state: 'failed' },
    })
  }
})

test('a paid callback is read whole', (t) => {
  const read = readStkCallback(message('prompt-paid.json'))
  t.like(read, {
    merchant_request_id: '7071-4170-a0e4-8345632bad8c2',
    checkout_request_id: 'ws_CO_21112026143108512722903114',
    result: { code: '0', state: 'paid', reason: null },
  })
  t.deepEqual('paid' in read && read.paid && shown(read.paid), {
    receipt_code: 'UKL2STKAA1',
    amount_cents: 50_00,
    msisdn: '254722903114',
    msisdn_raw: '254722903114',
    paid_at: '2026-11-21T11:31:31Z',
  })
})

test('a masked phone is kept as it came and read as none; a failure has nothing paid', (t) => {
  t.like(readStkCallback(message('prompt-paid-the-phone-is-masked.json')), {
    paid: { msisdn: null, msisdn_raw: '2547 ***** 114' },
  })
  t.like(readStkCallback(message('prompt-paid-without-items.json')), {
    paid: { receipt_code: null, amount_cents: null, msisdn: null, msisdn_raw: null, paid_at: null },
  })
  t.like(readStkCallback(message('prompt-cancelled.json')), { paid: null })
})

test('a callback that is none says what it lacks', (t) => {
  for (const [body, unreadable] of [
    ['', 'not_json'],
    ['[]', 'not_an_object'],
    ['{}', 'stk_callback_missing'],
    ['{"Body":{"stkCallback":[]}}', 'stk_callback_missing'],
    ['{"Body":{"stkCallback":{"ResultCode":null}}}', 'result_code_missing'],
  ] as const) {
    t.like(readStkCallback(bytes(body)), { unreadable })
  }
})
