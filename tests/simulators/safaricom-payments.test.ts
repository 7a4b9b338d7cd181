// The simulator of Safaricom: what it posts when a phone pays, and when it says no.

import test from 'ava'
import { seededDice } from './dice.ts'
import { bill, keysOf, openTrial } from './safaricom-api.ts'
import { spellMsisdn } from './safaricom/messages.ts'
import { mintReceiptCode, receiptDate } from './safaricom/receipt-codes.ts'

/** The documented sample of a v2 confirmation, key by key. */
const documented = {
  TransactionType: 'Pay Bill',
  TransID: 'RKL51ZDR4F',
  TransTime: '20231121121325',
  TransAmount: '5.00',
  BusinessShortCode: '600966',
  BillRefNumber: 'Sample Transaction',
  InvoiceNumber: '',
  OrgAccountBalance: '25.00',
  ThirdPartyTransID: '',
  MSISDN: '2547 ***** 126',
  FirstName: 'NICHOLAS',
  MiddleName: '',
  LastName: '',
}

test('S1-05 a payment is confirmed with the documented body, all strings, in order', async (t) => {
  const { register, safaricom, lango, close } = await openTrial()
  t.teardown(close)
  await register('v2')
  const paid = await safaricom.pay(bill)

  const [confirmation, ...others] = lango.at('/hooks/confirm')
  t.is(others.length, 0)
  t.is(confirmation!.type, 'application/json')
  t.deepEqual(keysOf(confirmation!.body), Object.keys(documented))
  t.deepEqual(JSON.parse(confirmation!.body), {
    ...documented,
    TransID: paid.trans_id,
    TransTime: '20261121143200',
    TransAmount: '1500.00',
    BillRefNumber: '4821072',
    OrgAccountBalance: '1500.00',
    MSISDN: '2547 ***** 645',
  })
  t.is(paid.state, 'completed')
  t.like(paid.deliveries[0], { status: 200, body: '{"ResultCode":0,"ResultDesc":"Success"}' })
  t.is(lango.at('/hooks/validate').length, 0, 'validation is off until Safaricom turns it on')
})

test('the first three characters of a receipt are the Nairobi date', (t) => {
  // Published receipts and their dates.
  for (const [receipt, day] of [
    ['KA65SPBDKD', '2016-01-06'],
    ['LHG31AA5TX', '2017-08-16'],
    ['QAI1S35S7Z', '2022-01-18'],
    ['RKL51ZDR4F', '2023-11-21'],
    ['SKQ96C7K7H', '2024-11-26'],
    ['UFU51A2XO2', '2026-06-30'],
    ['UJ2H08M4M3', '2026-10-02'],
  ] as const) {
    t.is(receiptDate(Temporal.Instant.from(`${day}T12:00:00+03:00`)), receipt.slice(0, 3))
  }
  t.is(receiptDate(Temporal.Instant.from('2026-11-21T21:30:00Z')), 'UKM', 'already the 22nd there')

  const code = mintReceiptCode(
    Temporal.Instant.from('2026-11-21T11:32:00Z'),
    seededDice(1),
    () => false,
  )
  t.regex(code, /^UKL[0-9A-Z]{7}$/)
})

test('v1 hashes the number and v2 masks it; other spellings are switches', (t) => {
  const hash = '7132104d6aae9c3fac82095a42c2817952bca48e09d98d5bf4ac08218982fb90'
  const by = (version: 'v1' | 'v2') => ({ version, msisdn: 'by_version' as const })
  t.is(spellMsisdn('254712345678', by('v1')), hash)
  t.is(spellMsisdn('254712345678', by('v2')), '2547 ***** 678')
  t.is(
    spellMsisdn('254712345678', { version: 'v2', msisdn: 'masked_hash' }),
    '7132104d6aae9c3fac82095a42c2817952 ***** e09d98d5bf4ac08218982fb90',
    'as production once wrote it',
  )
  t.is(spellMsisdn('254712345678', { version: 'v1', msisdn: 'plain' }), '254712345678')
})

test('validation is asked first, and its ThirdPartyTransID comes back', async (t) => {
  const { register, safaricom, lango, close } = await openTrial()
  t.teardown(close)
  await register('v1')
  safaricom.shortcode(bill.shortcode).validation = true
  lango.answer = ({ path }) => ({
    status: 200,
    body:
      path === '/hooks/validate'
        ? '{"ResultCode":"0","ResultDesc":"Accepted","ThirdPartyTransID":"1234567890"}'
        : '{"ResultCode":0,"ResultDesc":"Success"}',
  })
  await safaricom.pay(bill)

  const asked = JSON.parse(lango.posted[0]!.body) as Record<string, string>
  const told = JSON.parse(lango.posted[1]!.body) as Record<string, string>
  t.is(lango.posted[0]!.path, '/hooks/validate')
  t.deepEqual(Object.keys(asked), Object.keys(documented))
  t.is(asked['OrgAccountBalance'], '')
  t.is(asked['MSISDN'], '94c392c311d522da950619227b3361752a42042db7e1e699b26e628305c68a88')
  t.is(told['ThirdPartyTransID'], '1234567890')
  t.is(told['TransID'], asked['TransID'])
})

test('a refusal moves no money, by the new code and by the old', async (t) => {
  const { register, safaricom, lango, close } = await openTrial()
  t.teardown(close)
  await register()
  safaricom.shortcode(bill.shortcode).validation = true
  for (const code of ['"C2B00012"', '1']) {
    lango.answer = () => ({ status: 200, body: `{"ResultCode":${code},"ResultDesc":"Rejected"}` })
    const paid = await safaricom.pay(bill)
    t.is(paid.state, 'cancelled')
    t.is(paid.validation?.verdict, 'refused')
  }
  t.is(lango.at('/hooks/confirm').length, 0)
  t.is(safaricom.shortcode(bill.shortcode).balance_cents, 0)
})

for (const [response_type, state] of [
  ['Completed', 'completed'],
  ['Cancelled', 'cancelled'],
] as const) {
  test(`silence at validation is ${state} when ${response_type} was registered`, async (t) => {
    const { register, safaricom, lango, close } = await openTrial({ validation_deadline_ms: 60 })
    t.teardown(close)
    await register('v2', response_type)
    safaricom.shortcode(bill.shortcode).validation = true
    for (const silence of [
      'never',
      { status: 200, body: 'what?' },
      { status: 500, body: '' },
    ] as const) {
      lango.answer = ({ path }) =>
        path === '/hooks/validate' ? silence : { status: 200, body: '{"ResultCode":0}' }
      const paid = await safaricom.pay(bill)
      t.is(paid.validation?.verdict, 'silence')
      t.is(paid.state, state)
    }
  })
}

test('without registered URLs a payment completes in silence', async (t) => {
  const { safaricom, lango, close } = await openTrial()
  t.teardown(close)
  const paid = await safaricom.pay(bill)
  t.is(paid.state, 'completed')
  t.is(lango.posted.length, 0)
})

test('a till has no account number, and is a Customer Merchant Payment', async (t) => {
  const { register, safaricom, lango, close } = await openTrial()
  t.teardown(close)
  await register()
  safaricom.shortcode(bill.shortcode).kind = 'till'
  await safaricom.pay({ ...bill, middle_name: undefined, last_name: undefined })
  const told = JSON.parse(lango.posted[0]!.body) as Record<string, string>
  t.like(told, { TransactionType: 'Customer Merchant Payment', BillRefNumber: '' })
  t.false('MiddleName' in told, 'keys have been seen missing')
})

test('the sandbox simulates a payment, and repeats its TransID when told to', async (t) => {
  const { register, call, safaricom, lango, close } = await openTrial({
    switches: { sandbox_repeats_trans_id: true },
  })
  t.teardown(close)
  await register()
  const body = {
    ShortCode: 600966,
    CommandID: 'CustomerPayBillOnline',
    Amount: 1,
    Msisdn: 254708374149,
    BillRefNumber: 'Test Ref',
  }
  const accepted = await call('/mpesa/c2b/v2/simulate', body)
  t.deepEqual(Object.keys(accepted.body), [
    'OriginatorCoversationID',
    'ResponseCode',
    'ResponseDescription',
  ])
  await call('/mpesa/c2b/v2/simulate', body)
  await safaricom.idle()
  const codes = lango.posted.map(({ body }) => (JSON.parse(body) as { TransID: string }).TransID)
  t.deepEqual(codes, ['LHG31AA5TX', 'LHG31AA5TX'])
})
