// Asking a phone to pay: what is sent, what is never sent, and whether a refusal may have reached the phone.

import test from 'ava'
import * as fc from 'fast-check'
import { Invalid } from '../../../appliance/errors.ts'
import { cents } from '../../../appliance/money.ts'
import { parseMsisdn } from '../../../appliance/msisdn.ts'
import {
  phoneAtFault,
  readStkPushAnswer,
  stkPushRequest,
  wasSent,
  type StkPush,
} from '../../../appliance/providers/daraja-stk.ts'
import { stkQueryRequest } from '../../../appliance/providers/daraja-stk-query.ts'
import { parseDarajaTime } from '../../../appliance/time.ts'
import { bytes, message } from './read.ts'

const now = Temporal.Instant.from('2026-11-21T14:31:08+03:00')
const push: StkPush = {
  business_short_code: '4087120',
  party_b: '4087120',
  kind: 'paybill',
  passkey: 'the-passkey',
  msisdn: parseMsisdn('0722 903 114'),
  amount_cents: cents(50_00),
  account_reference: '9133574KQXR',
  description: 'Internet',
  callback_url: 'https://pay.example.co.ke/hooks/00ff/prompt/1b4e28ba',
}
const body = (more: Partial<StkPush> = {}) => stkPushRequest({ ...push, ...more }, now).body

test('S3-04: Safaricom’s own sample of a password is made letter by letter', (t) => {
  // The sandbox's shortcode and passkey, which everybody has.
  const sandbox = {
    business_short_code: '174379',
    party_b: '174379',
    passkey: 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919',
  }
  const at = parseDarajaTime('20210628092408')
  const { Password, Timestamp } = stkPushRequest({ ...push, ...sandbox }, at).body
  t.is(Timestamp, '20210628092408')
  t.is(
    Password,
    'MTc0Mzc5YmZiMjc5ZjlhYTliZGJjZjE1OGU5N2RkNzFhNDY3Y2QyZTBjODkzMDU5YjEwZjc4ZTZiNzJhZGExZWQyYzkxOTIwMjEwNjI4MDkyNDA4',
  )
})

test('S3-01: a paybill is paid under its own number, a till under the till’s, signed by its store', (t) => {
  t.like(body(), {
    TransactionType: 'CustomerPayBillOnline',
    BusinessShortCode: '4087120',
    PartyB: '4087120',
  })
  const till = { business_short_code: '7241360', party_b: '5241234', kind: 'till' } as const
  const asked = body(till)
  t.like(asked, {
    TransactionType: 'CustomerBuyGoodsOnline',
    BusinessShortCode: '7241360',
    PartyB: '5241234',
  })
  t.is(
    Buffer.from(asked['Password']!, 'base64').toString(),
    `7241360the-passkey${asked['Timestamp']}`,
  )
})

test('S3-04: the time is Nairobi’s, and the one inside the password', (t) => {
  const late = Temporal.Instant.from('2026-11-21T21:30:00Z')
  const asked = stkPushRequest(push, late).body
  t.is(asked['Timestamp'], '20261122003000')
  t.is(Buffer.from(asked['Password']!, 'base64').toString(), '4087120the-passkey20261122003000')
  const question = { ...push, checkout_request_id: 'ws_CO_1' }
  t.is(stkQueryRequest(question, late).body['Password'], asked['Password'])
})

for (const [what, more, code] of [
  ['a reference of 13 signs', { account_reference: '9133574KQXRAB' }, 'account_reference_refused'],
  ['no reference', { account_reference: '' }, 'account_reference_refused'],
  ['a description of 14 signs', { description: 'Internet 1 day' }, 'description_refused'],
  ['no description', { description: '' }, 'description_refused'],
  ['a blank description', { description: ' ' }, 'description_refused'],
  ['a sign that costs the prompt its room', { description: 'Siku ’1' }, 'description_refused'],
  ['a line break', { description: 'a\nb' }, 'description_refused'],
  ['a till as a paybill', { party_b: '5241234' }, 'shortcode_refused'],
  ['a phone as a shortcode', { business_short_code: '0722903114' }, 'shortcode_refused'],
  ['no passkey', { passkey: '' }, 'passkey_missing'],
  ['http', { callback_url: 'http://pay.example.co.ke/hooks' }, 'callback_url_refused'],
  ['a forbidden word', { callback_url: 'https://mpesa.example.co.ke/' }, 'callback_url_refused'],
  ['cents', { amount_cents: cents(50_50) }, 'amount_not_whole'],
  ['nothing', { amount_cents: cents(0) }, 'amount_not_positive'],
  ['less than nothing', { amount_cents: cents(-100) }, 'amount_not_positive'],
  ['more than a million', { amount_cents: cents(1_000_001_00) }, 'amount_too_large'],
] as [string, Partial<StkPush>, string][]) {
  test(`S3-02, S3-04, U17: ${what} is not asked for: ${code}`, (t) => {
    t.throws(() => body(more), { instanceOf: Invalid, code })
  })
}

test('S3-02: the longest reference and description that fit are sent as they are', (t) => {
  const asked = body({ account_reference: 'ABCDEFGHIJKL', description: 'Internet siku' })
  t.like(asked, { AccountReference: 'ABCDEFGHIJKL', TransactionDesc: 'Internet siku' })
})

test('S3-02: what we put into a prompt leaves 150 of its 182 signs to Safaricom', (t) => {
  const most = body({
    amount_cents: cents(1_000_000_00),
    account_reference: 'ABCDEFGHIJKL',
    description: 'Internet siku',
  })
  const ours = ['Amount', 'AccountReference', 'TransactionDesc'].map((key) => most[key]).join('')
  t.is(ours.length, 32)
})

test('U17: whole shillings are sent without point or zeros, and nothing else is', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: -1000, max: 1_000_100_00 }), (amount) => {
      const amount_cents = cents(amount)
      if (amount > 0 && amount <= 1_000_000_00 && amount % 100 === 0) {
        t.is(body({ amount_cents })['Amount'], String(amount).replace(/00$/, ''))
      } else t.throws(() => body({ amount_cents }), { instanceOf: Invalid })
    }),
    { numRuns: 500, examples: [[100], [99], [150_000], [1_000_000_00]] },
  )
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (shillings) => {
      t.is(body({ amount_cents: cents(shillings * 100) })['Amount'], String(shillings))
    }),
    { numRuns: 300 },
  )
})

// Daraja's own "no", or nobody knows: the difference between asking again and asking twice.
for (const [what, status, said, sent, fault] of [
  ['a wrong field', 400, error('400.002.02', 'Bad Request - Invalid Timestamp'), 'no'],
  ['no phone', 400, error('400.002.02', 'Bad Request - Invalid PhoneNumber'), 'no', 'refused'],
  ['a wrong passkey', 500, error('500.001.1001', 'Wrong credentials'), 'no'],
  ['no merchant', 500, error('500.001.1001', 'Merchant does not exist'), 'no'],
  ['a dead token', 404, error('404.001.03', 'Invalid Access Token'), 'no'],
  ['too fast', 500, error('500.003.02', 'Error Occurred: Spike Arrest Violation'), 'no'],
  ['another prompt', 500, error('500.001.1001', 'Unable to lock subscriber, a …'), 'no', 'busy'],
  ['busy', 500, error('500.003.02', 'System is busy. Please try again in few minutes.'), 'no'],
  ['busy with 200', 200, error('500.003.02', 'System is busy.'), 'no'],
  ['closed', 500, error('500.002.1001', 'Service is currently under maintenance.'), 'no'],
  ['another prompt, as an answer', 200, answer('1', 'Unable to lock subscriber'), 'no', 'busy'],
  ['a code of nobody’s', 200, answer('77', 'Odd'), 'perhaps'],
  ['a code and no words', 200, { ResponseCode: '1' }, 'perhaps'],
  ['a gateway that gave up', 504, error('504.001', 'Timed out. Please try again later'), 'perhaps'],
  ['a timeout of theirs', 408, error('408.001', 'Request timeout'), 'perhaps'],
  ['an error of theirs', 500, error('500.003.1001', 'Internal Server Error'), 'perhaps'],
  ['under way', 500, error('500.001.1001', 'The transaction is being processed'), 'perhaps'],
  ['a page', 403, '<html>', 'perhaps'],
  ['a page with 200', 200, '<html>', 'perhaps'],
  ['nothing', 200, '', 'perhaps'],
  ['nothing with 503', 503, '', 'perhaps'],
  ['half an answer', 200, '{"ResponseCode":"0","Check', 'perhaps'],
  ['yes without a name', 200, { ResponseCode: '0' }, 'perhaps'],
  ['yes without a name, with 400', 400, { ResponseCode: '0' }, 'perhaps'],
  ['yes with 500', 500, { ...answer('0', 'Success'), CheckoutRequestID: 'ws_CO_1' }, 'perhaps'],
  [
    'no, with a name',
    400,
    { ...error('400.002.02', 'Bad Request'), CheckoutRequestID: 'w' },
    'perhaps',
  ],
] as [string, number, object | string, 'no' | 'perhaps', string?][]) {
  test(`F31: refused with ${what}: sent? ${sent}`, (t) => {
    const read = readStkPushAnswer(status, bytes(said))
    t.is(read.outcome, 'refused')
    if (read.outcome !== 'refused') return
    t.is(wasSent(read.problem), sent)
    t.is(phoneAtFault(read.problem), fault as undefined)
  })
}

test('an accepted prompt is told whole, in any spelling of nought', (t) => {
  const accepted = JSON.parse(message('prompt-accepted.json').toString()) as object
  for (const ResponseCode of ['0', 0, '00000000']) {
    t.deepEqual(readStkPushAnswer(200, bytes({ ...accepted, ResponseCode })), {
      outcome: 'accepted',
      merchant_request_id: '7071-4170-a0e4-8345632bad8c2',
      checkout_request_id: 'ws_CO_21112026143108512722903114',
      customer_message: 'Success. Request accepted for processing',
    })
  }
})

function error(errorCode: string, errorMessage: string): object {
  return { requestId: '1', errorCode, errorMessage }
}

function answer(ResponseCode: string, ResponseDescription: string): object {
  return { ResponseCode, ResponseDescription }
}
