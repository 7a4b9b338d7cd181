// What we ask Daraja, how it is told, and what is kept of it.

import test from 'ava'
import { Invalid } from '../../../appliance/errors.ts'
import { parseMsisdn } from '../../../appliance/msisdn.ts'
import { recordsOf } from '../../../jobs/providers/daraja.ts'
import {
  accepted,
  hook,
  keys,
  noon,
  question,
  said,
  smallDaraja,
  type SmallAnswer,
} from './small-daraja.ts'

const window = { shortcode: '4087120', from: noon.subtract({ hours: 2 }), to: noon }

test('a question carries the token and is told by both its ids', async (t) => {
  const { daraja, asked, stored } = await smallDaraja(t, () => accepted)
  const { answer, records } = await daraja.queryTransactionStatus(question)
  t.deepEqual(answer, {
    outcome: 'accepted',
    conversation_id: 'AG_1',
    originator_conversation_id: '5118-1',
  })
  const [token, status] = asked
  t.is(
    token!.headers.authorization,
    `Basic ${btoa(`${keys.consumer_key}:${keys.consumer_secret}`)}`,
  )
  t.is(token!.path, '/oauth/v1/generate?grant_type=client_credentials')
  t.is(status!.headers.authorization, `Bearer ${stored.token!.token}`)
  t.is(status!.headers['content-type'], 'application/json')
  t.is(String(stored.token!.expires_at), String(noon.add({ seconds: 3599 })))
  t.deepEqual(
    records.map(({ method, http_status }) => [method, http_status]),
    [
      ['GET', 200],
      ['POST', 200],
    ],
  )
})

test('S3-13: records tell what was said, without secrets, tokens, hook paths or phones', async (t) => {
  const { daraja, stored } = await smallDaraja(t, ({ headers }) => ({
    status: 401,
    body: {
      errorCode: '401.002.01',
      errorMessage: `Error Occurred - Invalid Access Token - ${headers.authorization!.slice(7)}`,
      MSISDN: 254722903114,
    },
  }))
  const error = await t.throwsAsync(daraja.queryTransactionStatus(question))
  const records = recordsOf(error)
  t.is(records.length, 4)
  const { method, path, http_status } = records[3]!
  t.deepEqual([method, path, http_status], ['POST', '/mpesa/transactionstatus/v1/query', 401])
  t.true(records.every(({ took_ms }) => Number.isInteger(took_ms)))

  const words = JSON.stringify(records) + error?.message
  for (const kept of ['UKL8WANJA1', '401.002.01', '0722 ••• 114', 'lango-api', '/result']) {
    t.true(words.includes(kept), kept)
  }
  const { consumer_key, consumer_secret, security_credential } = keys
  const secrets = [consumer_key, consumer_secret, security_credential, stored.token!.token]
  for (const secret of [...secrets, hook.slice(-48), '254722903114']) {
    t.false(words.includes(secret), secret)
  }
})

test('without an operator, nothing is asked', async (t) => {
  const account = { initiator_name: '', security_credential: '' }
  const { daraja, asked } = await smallDaraja(t, () => accepted, { account })
  await t.throwsAsync(daraja.queryTransactionStatus(question), {
    instanceOf: Invalid,
    code: 'daraja_operator_missing',
  })
  t.is(asked.length, 0)
})

test('an address that Safaricom would refuse is not sent', async (t) => {
  const { daraja, asked } = await smallDaraja(t, () => accepted)
  const refused = { instanceOf: Invalid, code: 'callback_url_refused', message: /"query"/ }
  await t.throwsAsync(
    daraja.queryTransactionStatus({ ...question, result_url: 'https://lango.example/query' }),
    refused,
  )
  t.is(asked.length, 0)
})

test('registering says what was registered, and that it was before', async (t) => {
  const answers: SmallAnswer[] = [
    {
      body: {
        OriginatorCoversationID: '7619-1',
        ResponseCode: '0',
        ResponseDescription: 'Success',
      },
    },
    said(500, '500.003.1001', 'Urls are already registered.'),
  ]
  const { daraja, questions } = await smallDaraja(t, (_, nth) => answers[nth - 1]!)
  const addresses = {
    shortcode: '4087120',
    confirmation_url: `${hook}/confirmation`,
    validation_url: `${hook}/validation`,
    when_silent: 'Completed',
    version: 'v1',
  } as const
  t.deepEqual((await daraja.registerUrls(addresses)).answer, {
    outcome: 'registered',
    originator_conversation_id: '7619-1',
  })
  t.like((await daraja.registerUrls(addresses)).answer, { outcome: 'already_registered' })
  t.is(questions()[0]!.path, '/mpesa/c2b/v1/registerurl')
})

test('registering for pulls sends the number as people write it', async (t) => {
  const { daraja, questions } = await smallDaraja(t, () => ({ body: { ResponseStatus: '1001' } }))
  const nominated = parseMsisdn('254722903114')
  const ask = { shortcode: '4087120', nominated, callback_url: `${hook}/pull` }
  const { answer, records } = await daraja.registerPull(ask)
  t.is(answer.outcome, 'already_registered')
  t.is(
    (JSON.parse(questions()[0]!.body) as Record<string, string>)['NominatedNumber'],
    '0722903114',
  )
  t.false(JSON.stringify(records).includes('0722903114'))
})

const row = (nth: number) => ({
  transactionId: `UKL8PULL${nth}`,
  amount: `${nth}.00`,
  msisdn: 254722903114,
})
const rows = (...found: object[]): SmallAnswer => ({
  body: { ResponseCode: '1000', ResponseMessage: 'Success', Response: [found] },
})
const none = said(500, '500', 'Failed to retrieve transactions.')

test('F33: a pull goes from page to page until one brings nothing new', async (t) => {
  const pages = [rows(row(1), row(2), { amount: '5' }), rows(row(2), row(3)), rows(row(3))]
  const { daraja, questions } = await smallDaraja(t, (_, nth) => pages[nth - 1]!)
  const { answer, records } = await daraja.pullTransactions(window)
  t.deepEqual(
    answer.rows.map(({ receipt_code, amount_cents }) => [receipt_code, Number(amount_cents)]),
    [
      ['UKL8PULL1', 100],
      ['UKL8PULL2', 200],
      ['UKL8PULL3', 300],
    ],
  )
  t.is(answer.unreadable.length, 1)
  t.true(answer.complete)
  const asked = questions().map(({ body }) => JSON.parse(body) as Record<string, string>)
  t.deepEqual(
    asked.map((body) => body['OffSetValue']),
    ['0', '3', '5'],
  )
  t.like(asked[0], { StartDate: '2026-11-21 10:00:00', EndDate: '2026-11-21 12:00:00' })
  t.false(JSON.stringify(records).includes('254722903114'))
})

test('a pull of nothing is none, in each of its forms', async (t) => {
  for (const answer of [none, rows(), { body: { ResponseCode: '1001', Transaction: '[[]]' } }]) {
    const { daraja } = await smallDaraja(t, () => answer)
    const pulled = await daraja.pullTransactions(window)
    t.deepEqual(pulled.answer, { outcome: 'pulled', rows: [], unreadable: [], complete: true })
  }
})

test('a page of which nothing can be read does not pass for the last', async (t) => {
  const { daraja } = await smallDaraja(t, () => rows({ odd: true }))
  const { answer } = await daraja.pullTransactions(window)
  t.like(answer, { rows: [], complete: false })
  t.is(answer.unreadable.length, 1)
})

test('more than 48 hours at once are not asked for', async (t) => {
  const { daraja, asked } = await smallDaraja(t, () => none)
  for (const from of [noon, noon.subtract({ hours: 49 })]) {
    await t.throwsAsync(daraja.pullTransactions({ ...window, from }), { code: 'pull_window_wrong' })
  }
  t.is(asked.length, 0)
})
