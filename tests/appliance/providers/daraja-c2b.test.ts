// A payment as Safaricom announces it: whole readings, what makes one unreadable, and our exact answers.

import test from 'ava'
import {
  confirmationReply,
  readConfirmation,
  readValidation,
  validationReply,
} from '../../../appliance/providers/daraja-c2b.ts'
import { bytes, message, shown } from './read.ts'

test('S4-01: every field of a confirmation is read', (t) => {
  t.deepEqual(shown(readConfirmation(message('a-paybill-payment.json'))), {
    receipt_code: 'UKL8WANJA1',
    amount_cents: 1500_00,
    paid_at: '2026-11-21T03:30:12Z',
    paid_at_raw: '20261121063012',
    shortcode: '4087120',
    account_typed: '4182735',
    account_key: '4182735',
    msisdn: null,
    msisdn_hash: null,
    msisdn_hash_prefix: null,
    msisdn_hash_suffix: null,
    msisdn_raw: '2547 ***** 114',
    payer_name: 'WANJIRU KAMAU',
    transaction_type: 'Pay Bill',
    customer_money: true,
    third_party_trans_id: '',
    org_balance_cents: 82_150_00,
    reverses: null,
  })
})

test('numbers are read from their literal: 43.10 is 4,310 cents, and a balance may be negative', (t) => {
  const reading = shown(readConfirmation(message('numbers-where-text-was.json')))
  t.like(reading, {
    amount_cents: 43_10,
    msisdn: '254722903114',
    shortcode: '4087120',
    account_typed: '4182735',
    org_balance_cents: -12_50,
  })
})

test('money is never dropped for the rest: a receipt code and an amount are a confirmation', (t) => {
  const reading = readConfirmation(message('nulls-and-missing-fields.json'))
  t.like(shown(reading), {
    receipt_code: 'UKL8NULL07',
    amount_cents: 10_00,
    paid_at: null,
    account_typed: '',
    account_key: '',
    msisdn: null,
    payer_name: null,
    transaction_type: '',
    org_balance_cents: null,
  })
  const oddTime = readConfirmation(message('a-time-that-does-not-exist.json'))
  t.like(shown(oddTime), { paid_at: null, paid_at_raw: '20260230061500' })
})

test('a name in another alphabet of bytes does not hide its payment', (t) => {
  const latin1 = Buffer.from(
    '{"TransID":"UKL8LATIN1","TransAmount":"5","FirstName":"ZO\xcb"}',
    'latin1',
  )
  t.like(readConfirmation(latin1), { receipt_code: 'UKL8LATIN1', amount_cents: 5_00 })
  const marked = Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), message('a-paybill-payment.json')])
  t.like(readConfirmation(marked), { receipt_code: 'UKL8WANJA1' })
})

const whole = { TransID: 'UKL8WANJA1', TransAmount: '1500.00' }
for (const [what, over, reason] of [
  ['no TransID', { TransID: undefined }, 'receipt_code_missing'],
  ['a blank TransID', { TransID: '  ' }, 'receipt_code_missing'],
  ['the word null', { TransID: 'null' }, 'receipt_code_missing'],
  ['zeros', { TransID: '0000' }, 'receipt_code_missing'],
  ['a truth', { TransID: true }, 'receipt_code_missing'],
  ['a list', { TransID: ['UKL8WANJA1'] }, 'receipt_code_missing'],
  ['blanks inside', { TransID: 'UKL8 WANJA1' }, 'receipt_code_odd'],
  ['65 signs', { TransID: 'U'.repeat(65) }, 'receipt_code_odd'],
  ['Cyrillic letters', { TransID: 'UKL8WАNJA1' }, 'receipt_code_odd'],
  ['no amount', { TransAmount: '' }, 'amount_missing'],
  ['nothing', { TransAmount: 0 }, 'amount_not_positive'],
  ['less than nothing', { TransAmount: -5 }, 'amount_not_positive'],
  ['minus zero', { TransAmount: '-0.00' }, 'amount_not_positive'],
  ['words', { TransAmount: 'KES 5' }, 'amount_unreadable'],
  ['one cent too many', { TransAmount: '1,000,000.01' }, 'amount_too_large'],
  ['a digit too many', { TransAmount: 1e12 }, 'amount_unreadable'],
] as const) {
  test(`T16: with ${what} it is ${reason}`, (t) => {
    const reading = readConfirmation(bytes({ ...whole, ...over }))
    t.like(reading, { unreadable: reason })
    t.true('detail' in reading && reading.detail.length < 140)
  })
}

for (const [what, body, reason] of [
  ['nothing', '', 'not_json'],
  ['a page', '<html></html>', 'not_json'],
  ['half a message', '{"TransID":"UKL8WANJA1","TransAm', 'not_json'],
  ['NaN', '{"TransID":"UKL8WANJA1","TransAmount":NaN}', 'not_json'],
  ['text', '"UKL8WANJA1"', 'not_an_object'],
  ['null', 'null', 'not_an_object'],
  ['30,000 brackets', '['.repeat(30_000), 'too_deep'],
  ['seventeen levels', `{"a":${'['.repeat(16)}${']'.repeat(16)}}`, 'too_deep'],
] as const) {
  test(`T16: ${what} is ${reason}`, (t) => {
    t.like(readConfirmation(bytes(body)), { unreadable: reason })
  })
}

test('T16: UTF-16 is not read as something else', (t) => {
  const utf16 = Buffer.from(`\ufeff${JSON.stringify(whole)}`, 'utf16le')
  t.like(readConfirmation(utf16), { unreadable: 'not_json' })
})

test('T16: sixteen levels are read, and brackets in text are no levels', (t) => {
  const deep = `{"TransID":"UKL8WANJA1","TransAmount":"5","a":${'['.repeat(15)}${']'.repeat(15)}}`
  t.like(readConfirmation(bytes(deep)), { amount_cents: 5_00 })
  const quoted = { ...whole, BillRefNumber: '"[{'.repeat(40) }
  t.like(readConfirmation(bytes(quoted)), { amount_cents: 1500_00 })
})

test('T16: a key named __proto__ changes nothing, here or elsewhere', (t) => {
  const reading = readConfirmation(message('a-key-named-proto-and-one-twice.json'))
  t.like(reading, { receipt_code: 'UKL8LAST16', amount_cents: 20_00 })
  t.is(Object.getPrototypeOf(reading), Object.prototype)
  t.false('TransID' in {})
  const only = readConfirmation(bytes('{"__proto__":{"TransID":"FORGED0001","TransAmount":"5"}}'))
  t.like(only, { unreadable: 'receipt_code_missing' })
})

test('a body cannot pass itself off as unreadable, or as read', (t) => {
  t.like(readConfirmation(bytes({ ...whole, unreadable: 'trust_me', detail: 'x' })), {
    receipt_code: 'UKL8WANJA1',
  })
  t.like(
    readConfirmation(bytes({ receipt_code: 'UKL8WANJA1', amount_cents: 500, fields: whole })),
    {
      unreadable: 'receipt_code_missing',
    },
  )
})

for (const [typed, key] of [
  ['4182735', '4182735'],
  [' 418 2735 ', '4182735'],
  ['gv-a1#10mbps', 'GV-A1#10MBPS'],
  ["o'brien/2", "O'BRIEN/2"],
  ['o’brien', "O'BRIEN"],
  ['4182735–2', '4182735-2'],
  ['４１８２７３５', '4182735'],
  ['acc: 4182735, asante!', 'ACC4182735ASANTE'],
  ['\u200b4182735\u0000', '4182735'],
  ['🙏', ''],
] as const) {
  test(`S0-03: ${JSON.stringify(typed)} typed as the account is compared as "${key}"`, (t) => {
    const reading = readConfirmation(bytes({ ...whole, BillRefNumber: typed }))
    t.like(reading, { account_key: key, account_typed: typed.replace('\u0000', '') })
  })
}

for (const [type, ours] of [
  ['Pay Bill', true],
  ['PAY  BILL ', true],
  ['Buy Goods', true],
  ['Customer Merchant Payment', true],
  ['CustomerPayBillOnline', true],
  ['', true],
  ['Organization To Organization Transfer', false],
  ['OD Payment Transfer', false],
  ['Pay Bill Reversal', false],
] as const) {
  test(`"${type}" is ${ours ? 'a customer’s money' : 'for staff to look at'}`, (t) => {
    t.like(readConfirmation(bytes({ ...whole, TransactionType: type })), { customer_money: ours })
  })
}

test('a masked number is never a number, whatever is left of it', (t) => {
  for (const MSISDN of [
    '2547 ***** 114',
    '25472290****3114',
    '2******4',
    '25472290311*',
    '254722903***722903114',
    '',
    null,
  ]) {
    const reading = readConfirmation(bytes({ ...whole, MSISDN }))
    t.like(reading, { msisdn: null, msisdn_hash: null, msisdn_hash_prefix: null })
  }
})

test('T27: a payer’s name is one line of plain letters', (t) => {
  const FirstName = 'a\u0000\u001b[31m\u202e<b>'
  const reading = readConfirmation(bytes({ ...whole, FirstName, LastName: 'x'.repeat(9000) }))
  t.true('payer_name' in reading && reading.payer_name?.startsWith('a[31m<b> xxx'))
  t.true('payer_name' in reading && reading.payer_name?.length === 200)
})

test('a validation is read like a confirmation', (t) => {
  t.like(readValidation(message('validation-of-a-payment.json')), {
    receipt_code: 'UKL8VALI28',
    amount_cents: 1500_00,
    org_balance_cents: null,
  })
})

test('our answers are the documented ones, byte for byte', (t) => {
  t.is(JSON.stringify(confirmationReply()), '{"ResultCode":0,"ResultDesc":"Success"}')
  t.is(JSON.stringify(validationReply('accept')), '{"ResultCode":"0","ResultDesc":"Accepted"}')
  t.is(
    JSON.stringify(validationReply('unknown_account')),
    '{"ResultCode":"C2B00012","ResultDesc":"Rejected"}',
  )
  t.is(
    JSON.stringify(validationReply('accept', '90210')),
    '{"ResultCode":"0","ResultDesc":"Accepted","ThirdPartyTransID":"90210"}',
  )
})
