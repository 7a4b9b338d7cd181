// Messages about prompts as nobody sent them: items in any order and company, any amount, any type in any place.

import test from 'ava'
import * as fc from 'fast-check'
import { readStkPushAnswer } from '../../../appliance/providers/daraja-stk.ts'
import { readStkCallback } from '../../../appliance/providers/daraja-stk-callback.ts'
import { readStkQueryAnswer } from '../../../appliance/providers/daraja-stk-query.ts'
import { bytes, message, shown } from './read.ts'

const callback = (Item: unknown, ResultCode: unknown = 0) =>
  bytes({
    Body: { stkCallback: { CheckoutRequestID: 'ws_CO_1', ResultCode, CallbackMetadata: { Item } } },
  })

test('items are found by name: every order and every company they keep reads the same', (t) => {
  const items = [
    { Name: 'Amount', Value: 1500 },
    { Name: 'MpesaReceiptNumber', Value: 'UKL2STKAA3' },
    { Name: 'Balance' },
    { Name: 'TransactionDate', Value: 20261121143131 },
    { Name: 'PhoneNumber', Value: 254722903114 },
  ]
  const read = (list: unknown) => {
    const found = readStkCallback(callback(list))
    return 'paid' in found && found.paid ? shown(found.paid) : found
  }
  const expected = read(items)
  t.like(expected, { receipt_code: 'UKL2STKAA3', amount_cents: 1500_00 })
  const stranger = fc.oneof(
    fc.constantFrom(null, 'Amount', 7, [], {}, { Name: null, Value: 5 }, { Value: 'UKL2STKAA9' }),
    fc.constantFrom({ Name: 'Fee', Value: 3 }, { Name: 'amount', Value: { of: 9 } }),
  )
  fc.assert(
    fc.property(
      fc.shuffledSubarray(items, { minLength: items.length }),
      fc.array(stranger, { maxLength: 4 }),
      (shuffled, strangers) => t.deepEqual(read([...strangers, ...shuffled]), expected),
    ),
    { numRuns: 300 },
  )
})

test('an amount is read to the cent from number or text, or not at all', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000_00 }), fc.boolean(), (amount, asText) => {
      const literal = `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`
      const item = `{"Name":"Amount","Value":${asText ? `"${literal}"` : literal}}`
      const read = readStkCallback(
        bytes(`{"Body":{"stkCallback":{"ResultCode":0,"CallbackMetadata":{"Item":[${item}]}}}}`),
      )
      t.like(read, { paid: { amount_cents: amount } })
    }),
    { numRuns: 500 },
  )
  for (const Value of [0, -5, '1e3', '1.005', 'NaN', true, null, [50], 1_000_000.01]) {
    t.like(readStkCallback(callback([{ Name: 'Amount', Value }])), { paid: { amount_cents: null } })
  }
})

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    '0',
    4999,
    'SFC_IC0003',
    true,
    [],
    {},
    '__proto__',
    '\u0000',
  ),
  fc.jsonValue({ maxDepth: 2 }),
)
const keys = [
  'ResponseCode',
  'ResponseDescription',
  'ResultCode',
  'ResultDesc',
  'CheckoutRequestID',
  'MerchantRequestID',
  'CallbackMetadata',
  'errorCode',
  'errorMessage',
  'Item',
  'Name',
  'Value',
]
const message_like = fc.dictionary(fc.constantFrom(...keys), odd, { maxKeys: 8 })

test('no type in any place makes a reader throw, and nothing is paid without a nought', (t) => {
  let ended = 0
  fc.assert(
    fc.property(message_like, fc.constantFrom(200, 201, 400, 408, 500, 503), (fields, status) => {
      const pushed = readStkPushAnswer(status, bytes(fields))
      if (pushed.outcome === 'accepted') t.regex(String(fields['ResponseCode']), /^0+$/)
      const queried = readStkQueryAnswer(status, bytes(fields))
      if (queried.outcome === 'paid') t.regex(String(fields['ResultCode']), /^0+$/)
      const called = readStkCallback(bytes({ Body: { stkCallback: fields } }))
      if ('unreadable' in called) return
      ended++
      t.is(called.paid !== null, /^0+$/.test(String(fields['ResultCode']).trim()))
    }),
    { numRuns: 3000 },
  )
  t.true(ended > 200, `only ${ended} were readable`)
})

test('no bytes make a reader throw', (t) => {
  const seeds = ['prompt-paid.json', 'prompt-cancelled.json', 'prompt-asked-paid.json'].map(message)
  const cut = fc.record({ at: fc.nat(600), gone: fc.nat(8), put: fc.uint8Array({ maxLength: 4 }) })
  fc.assert(
    fc.property(fc.constantFrom(...seeds), cut, (seed, { at, gone, put }) => {
      const parts = [seed.subarray(0, at), put, seed.subarray(at + gone)]
      const body = Buffer.concat(parts)
      readStkCallback(body)
      readStkQueryAnswer(200, body)
      readStkPushAnswer(500, body)
    }),
    { numRuns: 3000 },
  )
  t.pass()
})
