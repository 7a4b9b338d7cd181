// The simulator of Safaricom: tokens, and where to post the news of payments.

import test from 'ava'
import { openTrial, readReply, shortcode } from './safaricom-api.ts'

const generate = '/oauth/v1/generate?grant_type=client_credentials'
const basic = `Basic ${Buffer.from('key:secret').toString('base64')}`

test('a token is given to who knows the secret, with its life as a number or as a string', async (t) => {
  const { safaricom, close } = await openTrial()
  t.teardown(close)
  const ask = async (path: string, authorization: string) =>
    readReply(await fetch(safaricom.url + path, { headers: { authorization } }))

  const given = await ask(generate, basic)
  t.is(given.status, 200)
  t.is(given.body['expires_in'], 3599)
  safaricom.switches.expires_in = 'string'
  t.is((await ask(generate, basic)).body['expires_in'], '3599')

  const refused = await ask(generate, 'Basic bm9ib2R5OnJpZ2h0')
  t.is(refused.status, 400)
  t.deepEqual(Object.keys(refused.body), ['requestId', 'errorCode', 'errorMessage'])
  t.is(refused.body['errorCode'], '400.008.01')
  safaricom.switches.wrong_keys = 'empty_body'
  t.is((await ask(generate, 'Basic bm9ib2R5OnJpZ2h0')).text, '')
  t.is((await ask('/oauth/v1/generate', basic)).body['errorCode'], '400.008.02')
})

test('each new token ends the last, and an hour ends them all', async (t) => {
  const { safaricom, clock, token, call, close } = await openTrial()
  t.teardown(close)
  const query = { ShortCode: shortcode }
  const path = '/mpesa/c2b/v2/registerurl'

  const first = await token()
  const second = await token()
  const ended = await call(path, query, first)
  t.is(ended.status, 404)
  t.is(ended.body['errorCode'], '404.001.03')
  t.is((await call(path, query, second)).body['errorCode'], '400.002.02')
  t.is((await call('/pulltransactions/v1/query', query, first)).body['errorCode'], '401.001')
  const command = await call('/mpesa/transactionstatus/v1/query', query, first)
  t.is(command.status, 401)
  t.is(command.body['errorMessage'], `Error Occurred - Invalid Access Token - ${first}`)

  clock.pass({ hours: 1 })
  t.is((await call(path, query, second)).status, 404)

  safaricom.switches.each_token_ends_the_last = false
  const third = await token()
  await token()
  t.is((await call(path, query, third)).status, 400)
})

test('a path or a method that Daraja does not have is refused in its words', async (t) => {
  const { safaricom, call, close } = await openTrial()
  t.teardown(close)
  t.is((await call('/mpesa/c2b/v3/registerurl', {})).body['errorCode'], '404.001.01')
  const got = await readReply(await fetch(`${safaricom.url}/mpesa/c2b/v2/registerurl`))
  t.is(got.status, 405)
  t.is(got.body['errorMessage'], 'GET Method Not Allowed')
  const bare = await fetch(`${safaricom.url}/mpesa/c2b/v2/registerurl`, { method: 'POST' })
  t.is((await readReply(bare)).body['errorCode'], '404.001.04')
})

test('URLs are registered, and the answer misspells conversation', async (t) => {
  const { register, safaricom, lango, close } = await openTrial()
  t.teardown(close)
  const registered = await register('v1', 'Cancelled')
  t.is(registered.status, 200)
  t.deepEqual(Object.keys(registered.body), [
    'OriginatorCoversationID',
    'ResponseCode',
    'ResponseDescription',
  ])
  t.like(safaricom.shortcode(shortcode).urls, {
    version: 'v1',
    response_type: 'Cancelled',
    confirmation_url: `${lango.url}/hooks/confirm`,
  })
})

test('a URL with a forbidden word, or without TLS in production, is refused', async (t) => {
  const { call, close } = await openTrial()
  const production = await openTrial({ mode: 'production' })
  t.teardown(() => Promise.all([close(), production.close()]))
  const body = (url: string) => ({
    ShortCode: shortcode,
    ResponseType: 'Completed',
    ConfirmationURL: url,
    ValidationURL: 'https://pay.example.co.ke/hooks/validate',
  })
  const path = '/mpesa/c2b/v2/registerurl'

  for (const word of ['mpesa', 'M-Pesa', 'Safaricom', 'execute', 'sqlite', 'cmd', 'query']) {
    const refused = await call(path, body(`https://pay.example.co.ke/${word}/confirm`))
    t.is(refused.body['errorMessage'], 'Bad Request - Invalid ConfirmationURL', word)
  }
  t.is((await call(path, body('http://pay.example.co.ke/hooks'))).status, 200)
  t.is((await production.call(path, body('http://pay.example.co.ke/hooks'))).status, 400)
  t.is((await production.call(path, body('https://127.0.0.1/hooks'))).status, 400)
  t.is((await production.call(path, body('https://pay.example.co.ke/hooks'))).status, 200)

  const misspelt = { ...body('https://pay.example.co.ke/hooks'), ResponseType: 'completed' }
  t.is((await call(path, misspelt)).body['errorMessage'], 'Bad Request - Invalid ResponseType')
})

test('registering again is refused in production, by an error or by a 200 that is none', async (t) => {
  const { register, safaricom, close } = await openTrial()
  t.teardown(close)
  await register()
  t.is((await register()).status, 200, 'the sandbox wants it before each test')

  safaricom.switches.already_registered = 'refuse'
  const refused = await register()
  t.is(refused.status, 500)
  t.like(refused.body, {
    errorCode: '500.003.1001',
    errorMessage: 'Urls are already registered.',
  })

  safaricom.switches.already_registered = 'refuse_with_200'
  t.deepEqual((await register()).body, {
    ConversationID: '',
    OriginatorCoversationID: '',
    ResponseDescription: 'Validation and Confirmation URLs are already registered',
  })
})

test('F37 an API that misbehaves answers as Daraja has been seen to', async (t) => {
  const { safaricom, register, call, token, close } = await openTrial()
  t.teardown(close)
  const mood = safaricom.faults.api.register

  for (const [fault, status, said] of [
    ['html_503', 503, '503 Service Temporarily Unavailable'],
    ['html_403', 403, 'Incapsula'],
    ['html_200', 200, 'Incapsula'],
    ['spike_429', 429, 'policies.ratelimit.SpikeArrestViolation'],
    ['busy_500', 500, '500.003.02'],
    ['maintenance_500', 500, '500.002.1001'],
    ['no_product', 401, 'no apiproduct match found'],
    ['empty_400', 400, ''],
  ] as const) {
    mood.fault = fault
    const answer = await register()
    t.is(answer.status, status, fault)
    t.true(answer.text.includes(said), fault)
  }

  Object.assign(mood, { fault: 'invalid_token', times: 1 })
  t.is((await register()).body['errorCode'], '404.001.03')
  t.is((await register()).status, 200, 'once is once')

  mood.fault = 'truncated'
  const half = (await register()).text
  t.throws(() => JSON.parse(half))
  mood.fault = 'reset'
  await t.throwsAsync(register())
  mood.fault = 'hang'
  const hanging = fetch(`${safaricom.url}/mpesa/c2b/v2/registerurl`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await token()}` },
    signal: AbortSignal.timeout(100),
  })
  await t.throwsAsync(hanging, { name: 'TimeoutError' })

  safaricom.switches.spike_arrest = true
  const calls = [1, 2, 3, 4, 5, 6].map(() => call('/pulltransactions/v1/query', {}, 'x'))
  t.true((await Promise.all(calls)).some(({ status }) => status === 429))
})
