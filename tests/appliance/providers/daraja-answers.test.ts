// What Daraja answers at once: rows, errors, tokens; how a question is asked; and what is kept of all that.

import test from 'ava'
import { constants, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import { securityCredential, statusRequest } from '../../../appliance/providers/daraja-command.ts'
import { readError } from '../../../appliance/providers/daraja-errors.ts'
import { readPullAnswer } from '../../../appliance/providers/daraja-pull.ts'
import { readTokenAnswer } from '../../../appliance/providers/daraja.ts'
import { redact, redactWords } from '../../../appliance/providers/redaction.ts'
import { bytes, message } from './read.ts'

test('“success” without rows is not “none”: they may have renamed the key', (t) => {
  const renamed = readPullAnswer(200, message('pull-success-without-rows-is-not-none.json'))
  t.like(renamed, { outcome: 'refused', problem: { action: 'outcome_unknown' } })
})

test('“no transactions” is none in either half of its sentence', (t) => {
  for (const errorMessage of [
    'Failed to retrieve transactions.',
    'The short code does not have any available transactions.',
  ]) {
    t.is(readPullAnswer(500, bytes({ errorCode: '500', errorMessage })).outcome, 'none')
  }
})

test('a pulled row is read whole', (t) => {
  const answer = readPullAnswer(200, message('pull-rows-in-a-nest.json'))
  t.deepEqual(answer.outcome === 'rows' && answer.rows, [
    {
      receipt_code: 'UKL8PULL01',
      amount_cents: 1500_00 as never,
      account_typed: '4182735',
      account_key: '4182735',
      msisdn: '254722903114' as never,
      sender: 'WANJIRU KAMAU',
      paid_at_raw: '2026-11-21T06:30:12Z',
      transaction_type: 'c2b-pay-bill-debit',
      organization: 'Nyumba Net',
    },
    {
      receipt_code: 'UKL8PULL02',
      amount_cents: 43_10 as never,
      account_typed: '',
      account_key: '',
      msisdn: null,
      sender: 'WANJIRU KAMAU',
      paid_at_raw: '2026-11-21T06:30:12Z',
      transaction_type: 'c2b-pay-bill-debit',
      organization: 'Nyumba Net',
    },
  ])
})

for (const Response of [
  '5',
  '"5"',
  '[["[[1]]"]]',
  '[[[[[{"transactionId":1}]]]]]',
  'null',
  'true',
  '{}',
]) {
  test(`rows of ${Response} are survived`, (t) => {
    t.notThrows(() => readPullAnswer(200, bytes(`{"ResponseCode":"1000","Response":${Response}}`)))
  })
}

test('the credential opens with the private key to the plain password', (t) => {
  const publicKeyEncoding = { type: 'spki', format: 'pem' } as const
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding,
    privateKeyEncoding,
  })
  const credential = securityCredential('Str0ng#Pass&1', publicKey)
  t.is(credential.length, 344)
  // Taken apart by hand, since Node opens this padding only with a mode of its own.
  const padding = constants.RSA_NO_PADDING
  const block = privateDecrypt({ key: privateKey, padding }, Buffer.from(credential, 'base64'))
  t.deepEqual([...block.subarray(0, 2)], [0, 2], 'PKCS#1 v1.5, block type 2')
  t.is(block.subarray(block.indexOf(0, 2) + 1).toString(), 'Str0ng#Pass&1')
  t.throws(() => securityCredential('x', 'no certificate'), { code: 'certificate_unreadable' })
})

test('a question about a receipt does not name what it does not know', (t) => {
  const ask = {
    initiator: 'lango-api',
    security_credential: 'c2VhbGVk',
    shortcode: '4087120',
    result_url: 'https://pay.example.co.ke/r',
    timeout_url: 'https://pay.example.co.ke/t',
    occasion: '',
  }
  t.false('TransactionID' in statusRequest({ ...ask, receipt_code: null }).body)
  t.false('OriginalConversationID' in statusRequest({ ...ask, receipt_code: 'UKL8WANJA1' }).body)
})

test('errors keep Daraja’s words, but never the token it repeats', (t) => {
  const { code, message: words } = readError(401, '', message('token-refused-and-repeated.json'))
  t.is(code, '401.002.01')
  t.is(words, 'Error Occurred - Invalid Access Token - •••')
  const { message: kept } = readError(401, '', message('product-not-enabled.json'))
  t.regex(kept, /no apiproduct match found$/)
})

for (const [status, body, action] of [
  [401, '', 'new_token'],
  [401, '{}', 'new_token'],
  [429, '', 'slow_down'],
  [429, '<html>', 'slow_down'],
  [403, '<html>', 'outcome_unknown'],
  [400, '', 'outcome_unknown'],
  [400, '{}', 'configuration'],
  [408, '{}', 'outcome_unknown'],
  [502, '{}', 'outcome_unknown'],
  [200, '', 'outcome_unknown'],
] as const) {
  test(`HTTP ${status} with "${body}" asks for ${action}`, (t) => {
    t.is(readError(status, 'text/html; charset=utf-8', bytes(body)).action, action)
  })
}

test('a token with a blank or a line break is no token', (t) => {
  for (const access_token of ['', 'two words', 'a\r\nX-Evil: 1', null, 7 * 1e300]) {
    const answer = readTokenAnswer(200, '', bytes({ access_token, expires_in: 3599 }))
    t.is(answer.outcome, access_token === 7 * 1e300 ? 'token' : 'refused')
  }
})

test('S3-13: what is kept of a call has no secrets and no whole phone numbers', (t) => {
  const kept = redact({
    SecurityCredential: 'c2VhbGVk',
    Password: 'x',
    access_token: 'y',
    ResultURL: 'https://pay.example.co.ke/hooks/c2b/00112233445566778899aabbccddeeff0011/result',
    MSISDN: 254722903114,
    NominatedNumber: '0722903114',
    PartyA: '4087120',
    PhoneNumber: '',
    BillRefNumber: '0722903114',
    CheckoutRequestID: 'ws_CO_21112026063012722903114',
    ConversationID: 'AG_20261121_70301a449f86436c583e3f',
    Response: [
      [{ transactionId: 'UKL8PULL01', msisdn: '2547****114', sender: '254722903114 - W' }],
    ],
    ok: true,
    none: null,
  })
  t.deepEqual(kept, {
    SecurityCredential: '•••',
    Password: '•••',
    access_token: '•••',
    ResultURL: 'https://pay.example.co.ke/hooks/c2b/•••/result',
    MSISDN: '0722 ••• 114',
    NominatedNumber: '0722 ••• 114',
    PartyA: '4087120',
    PhoneNumber: '',
    BillRefNumber: '0722 ••• 114',
    CheckoutRequestID: 'ws_CO_•••',
    ConversationID: 'AG_20261121_70301a449f86436c583e3f',
    Response: [[{ transactionId: 'UKL8PULL01', msisdn: '•••', sender: '0722 ••• 114 - W' }]],
    ok: true,
    none: null,
  })
  t.is(redactWords('Bearer abc'), 'Bearer •••')
})
