// Asking a phone to pay, over the line: once, at most; what is thrown says whether the prompt may be on the phone;
// and what is kept has neither passkey nor phone number.

import test from 'ava'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { Invalid, NotFound, Unavailable } from '../../../appliance/errors.ts'
import { cents } from '../../../appliance/money.ts'
import { parseMsisdn } from '../../../appliance/msisdn.ts'
import { recordsOf } from '../../../jobs/providers/daraja.ts'
import { hook, noon, said, smallDaraja, type SmallAnswer } from './small-daraja.ts'

const passkey = '0f1e2d3c4b5a69788796a5b4c3d2e1f0'
const push = {
  business_short_code: '4087120',
  party_b: '4087120',
  kind: 'paybill',
  passkey,
  msisdn: parseMsisdn('0722903114'),
  amount_cents: cents(50_00),
  account_reference: '9133574KQXR',
  description: 'Internet',
  callback_url: `${hook}/prompt/1b4e28ba-2fa1-4d3b-883f-0016d3cca427`,
} as const
const id = 'ws_CO_21112026143108512722903114'
const accepted: SmallAnswer = {
  body: { MerchantRequestID: '7071-1', CheckoutRequestID: id, ResponseCode: '0' },
}
const question = { business_short_code: '4087120', passkey, checkout_request_id: id }
const told = (more: object): SmallAnswer => ({
  body: { ResponseCode: '0', MerchantRequestID: '7071-1', CheckoutRequestID: id, ...more },
})
const refusedToken = said(404, '404.001.03', 'Invalid Access Token')

test('S3-04: a phone is asked once, and the prompt is told by both its ids', async (t) => {
  const { daraja, questions } = await smallDaraja(t, () => accepted)
  const { answer, records } = await daraja.pushStk(push)
  t.like(answer, {
    outcome: 'accepted',
    merchant_request_id: '7071-1',
    checkout_request_id: id,
  })
  t.is(records.length, 2)
  const [asked, ...more] = questions()
  t.deepEqual(more, [])
  t.is(asked!.path, '/mpesa/stkpush/v1/processrequest')
  t.is(asked!.headers['content-type'], 'application/json')
  t.like(JSON.parse(asked!.body), {
    Amount: '50',
    PhoneNumber: '254722903114',
    Timestamp: '20261121120000',
  })
})

test('S3-13: what is kept of a prompt and its query has no passkey, password or phone', async (t) => {
  const { daraja, questions } = await smallDaraja(t, ({ path }) =>
    path.includes('stkpushquery') ? told({ ResultCode: '0' }) : accepted,
  )
  const { records } = await daraja.pushStk(push)
  records.push(...(await daraja.queryStk(question)).records)
  const words = JSON.stringify(records)
  for (const { body } of questions()) {
    const { Password } = JSON.parse(body) as { Password: string }
    t.false(words.includes(Password))
  }
  for (const secret of [passkey, '722903114', hook.slice(-48)])
    t.false(words.includes(secret), secret)
  for (const kept of ['9133574KQXR', '0722 ••• 114', 'ws_CO_•••', '7071-1', '20261121120000']) {
    t.true(words.includes(kept), kept)
  }
})

for (const [what, answer, Kind, code, cause] of [
  ['busy', said(500, '500.003.02', 'System is busy.'), Unavailable, 'stk_not_sent', 'daraja_busy'],
  [
    'too fast',
    said(429, '500.003.02', 'Spike Arrest Violation'),
    Unavailable,
    'stk_not_sent',
    'daraja_slow_down',
  ],
  [
    'another prompt is open',
    said(500, '500.001.1001', 'Unable to lock subscriber, a transaction is already in process'),
    Unavailable,
    'stk_phone_busy',
  ],
  [
    'no phone',
    said(400, '400.002.02', 'Bad Request - Invalid PhoneNumber'),
    Invalid,
    'stk_phone_refused',
  ],
  [
    'a wrong passkey',
    said(500, '500.001.1001', 'Wrong credentials'),
    Invalid,
    'daraja_configuration',
  ],
  [
    'an error of theirs',
    said(500, '500.003.1001', 'Internal Server Error'),
    Unavailable,
    'stk_outcome_unknown',
  ],
  ['a page', { status: 503, body: '<html>' }, Unavailable, 'stk_outcome_unknown'],
  ['nothing', {}, Unavailable, 'stk_outcome_unknown', 'upstream_unreadable'],
  [
    '2 MiB',
    { body: `{"a":"${'x'.repeat(2 ** 21)}"}` },
    Unavailable,
    'stk_outcome_unknown',
    'upstream_unreadable',
  ],
] as [string, SmallAnswer, typeof Unavailable | typeof Invalid, string, string?][]) {
  test(`F31: a prompt is answered with ${what}: ${code}, asked once`, async (t) => {
    const { daraja, questions } = await smallDaraja(t, () => answer)
    const error = await t.throwsAsync(daraja.pushStk(push), { instanceOf: Kind, code })
    t.is(questions().length, 1)
    t.is(recordsOf(error).length, 2)
    if (cause) t.like(error!.cause, { code: cause })
  })
}

test('F31: a prompt that gets no answer may be on the phone; one that had no line is not', async (t) => {
  const quiet = await smallDaraja(t, () => ({ silent: true }), { limits: { total_ms: 200 } })
  const silence = await t.throwsAsync(quiet.daraja.pushStk(push), { code: 'stk_outcome_unknown' })
  t.like(silence!.cause, { code: 'daraja_timeout' })
  t.like(recordsOf(silence).at(-1), { http_status: null })
  t.is(quiet.questions().length, 1)

  const account = { base_url: 'http://127.0.0.1:1' }
  const stored = { token: 'ATokenOfAnHourAgo22', expires_at: noon.add({ hours: 1 }) }
  const closed = await smallDaraja(t, () => accepted, { account })
  closed.stored.token = stored
  const refused = await t.throwsAsync(closed.daraja.pushStk(push), { code: 'stk_not_sent' })
  t.like(refused!.cause, { code: 'daraja_unreachable' })
  t.is(recordsOf(refused).length, 1)
})

test('F31: a line that breaks after it was taken up may have carried the prompt', async (t) => {
  const rude = createServer((socket) => socket.once('data', () => socket.destroy()))
  rude.listen(0, '127.0.0.1')
  await once(rude, 'listening')
  t.teardown(() => rude.close())
  const account = { base_url: `http://127.0.0.1:${(rude.address() as AddressInfo).port}` }
  const { daraja, stored } = await smallDaraja(t, () => accepted, { account })
  stored.token = { token: 'ATokenOfAnHourAgo22', expires_at: noon.add({ hours: 1 }) }
  await t.throwsAsync(daraja.pushStk(push), { code: 'stk_outcome_unknown' })
})

test('F31: a line that never speaks TLS carried nothing', async (t) => {
  const mute = createServer().listen(0, '127.0.0.1')
  await once(mute, 'listening')
  t.teardown(() => mute.close())
  const account = { base_url: `https://127.0.0.1:${(mute.address() as AddressInfo).port}` }
  const limits = { connect_ms: 100, total_ms: 60_000 }
  const { daraja, stored } = await smallDaraja(t, () => accepted, { account, limits })
  stored.token = { token: 'ATokenOfAnHourAgo22', expires_at: noon.add({ hours: 1 }) }
  await t.throwsAsync(daraja.pushStk(push), { code: 'stk_not_sent' })
})

test('F37: a refused token is replaced once, and no prompt was sent before', async (t) => {
  const once = await smallDaraja(t, (_, nth) => (nth === 1 ? refusedToken : accepted))
  t.is((await once.daraja.pushStk(push)).answer.outcome, 'accepted')
  t.is(once.questions().length, 2)

  const twice = await smallDaraja(t, () => refusedToken)
  const error = await t.throwsAsync(twice.daraja.pushStk(push), { code: 'stk_not_sent' })
  t.like(error!.cause, { code: 'daraja_token_refused' })
  t.is(twice.questions().length, 2)

  const lost = await smallDaraja(t, (_, nth) => (nth === 1 ? refusedToken : { silent: true }), {
    limits: { total_ms: 200 },
  })
  await t.throwsAsync(lost.daraja.pushStk(push), { code: 'stk_outcome_unknown' })
})

test('F37: without a token, nothing is sent', async (t) => {
  for (const answerToken of [() => ({ status: 503, body: '<html>' }), () => ({ silent: true })]) {
    const limits = { total_ms: 200 }
    const { daraja, questions } = await smallDaraja(t, () => accepted, { answerToken, limits })
    await t.throwsAsync(daraja.pushStk(push), { code: 'stk_not_sent' })
    t.is(questions().length, 0)
  }
  const broken = await smallDaraja(t, (_, nth) => (nth === 1 ? refusedToken : accepted), {
    answerToken: (nth) =>
      nth === 1
        ? { body: { access_token: 'ATokenOfTheTest1', expires_in: 3599 } }
        : { silent: true },
    limits: { total_ms: 200 },
  })
  await t.throwsAsync(broken.daraja.pushStk(push), { code: 'stk_not_sent' })
  t.is(broken.questions().length, 1)
})

test('U17, S3-04: what can’t be asked is refused before a token is fetched', async (t) => {
  const { daraja, asked } = await smallDaraja(t, () => accepted)
  for (const [more, code] of [
    [{ amount_cents: cents(50_50) }, 'amount_not_whole'],
    [{ callback_url: 'http://lango.example/query' }, 'callback_url_refused'],
  ] as const) {
    await t.throwsAsync(daraja.pushStk({ ...push, ...more }), { instanceOf: Invalid, code })
  }
  t.is(asked.length, 0)
})

test('S3-04: a prompt tells the time at which it is sent, not the one at which it was asked for', async (t) => {
  let now = noon
  const { daraja, questions } = await smallDaraja(t, () => accepted, {
    now: () => now,
    answerToken: () => {
      now = noon.add({ seconds: 40 })
      return { body: { access_token: 'ATokenThatTookLong1', expires_in: 3599 } }
    },
  })
  await daraja.pushStk(push)
  t.like(JSON.parse(questions()[0]!.body), { Timestamp: '20261121120040' })
})

test('U06: a query tells paid, failed, and pending in both its forms', async (t) => {
  const answers = [
    told({ ResultCode: '0', ResultDesc: 'The service request is processed successfully.' }),
    told({ ResultCode: 1032, ResultDesc: 'Request Cancelled by user.' }),
    told({ ResultCode: '4999', ResultDesc: 'The transaction is still under processing' }),
    said(500, '500.001.1001', 'The transaction is being processed'),
  ]
  const { daraja, questions } = await smallDaraja(t, (_, nth) => answers[nth - 1]!)
  const outcomes = []
  for (const _ of answers) outcomes.push((await daraja.queryStk(question)).answer.outcome)
  t.deepEqual(outcomes, ['paid', 'failed', 'pending', 'pending'])
  t.is(questions()[0]!.path, '/mpesa/stkpushquery/v1/query')
})

test('T17: an answer about another prompt is none; an unknown prompt is not found', async (t) => {
  const other = told({ ResultCode: '0', CheckoutRequestID: 'ws_CO_21112026143108999722903114' })
  const unknown = said(400, '400.002.02', 'Bad Request - Invalid CheckoutRequestID')
  const { daraja } = await smallDaraja(t, (_, nth) => (nth === 1 ? other : unknown))
  await t.throwsAsync(daraja.queryStk(question), {
    instanceOf: Unavailable,
    code: 'stk_answer_of_another',
  })
  await t.throwsAsync(daraja.queryStk(question), {
    instanceOf: NotFound,
    code: 'daraja_none_found',
  })
})
