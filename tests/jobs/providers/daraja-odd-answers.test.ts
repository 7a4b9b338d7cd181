// What comes back from Daraja when it is unwell: each is named, asked once, and never taken for an answer.

import test from 'ava'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { Conflict, Invalid, Unavailable } from '../../../appliance/errors.ts'
import { recordsOf } from '../../../jobs/providers/daraja.ts'
import { accepted, question, said, smallDaraja, type SmallAnswer } from './small-daraja.ts'

const page = '<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>'
const html = { 'content-type': 'text/html' }

type Kind = typeof Unavailable | typeof Invalid | typeof Conflict

const oddAnswers: [what: string, answer: SmallAnswer, Kind: Kind, code: string][] = [
  [
    'a page with 503',
    { status: 503, headers: html, body: page },
    Unavailable,
    'upstream_unreadable',
  ],
  ['a page with 200', { headers: html, body: page }, Unavailable, 'upstream_unreadable'],
  ['200 with nothing', {}, Unavailable, 'upstream_unreadable'],
  [
    'half an answer',
    { body: '{"ConversationID":"AG_1","Resp' },
    Unavailable,
    'upstream_unreadable',
  ],
  ['2 MiB', { body: `{"a":"${'x'.repeat(2 ** 21)}"}` }, Unavailable, 'upstream_unreadable'],
  [
    'busy',
    said(500, '500.003.02', 'System is busy. Please try again in few minutes.'),
    Unavailable,
    'daraja_busy',
  ],
  ['busy with 200', said(200, '500.003.02', 'System is busy.'), Unavailable, 'daraja_busy'],
  [
    'too fast',
    said(500, '500.003.02', 'Error Occurred: Spike Arrest Violation'),
    Unavailable,
    'daraja_slow_down',
  ],
  [
    'an error of theirs',
    said(500, '500.003.1001', 'Internal Server Error'),
    Unavailable,
    'daraja_outcome_unknown',
  ],
  ['a code of nobody’s', { body: { ResponseCode: '77' } }, Unavailable, 'daraja_outcome_unknown'],
  [
    'a wrong field',
    said(400, '400.002.02', 'Bad Request - Invalid PartyA'),
    Invalid,
    'daraja_configuration',
  ],
  [
    'sent before',
    said(500, '500.002.1001', 'Duplicate OriginatorConversationID.'),
    Conflict,
    'daraja_already_submitted',
  ],
]
for (const [what, answer, Kind, code] of oddAnswers) {
  test(`F38: ${what}: ${code}`, async (t) => {
    const { daraja, questions } = await smallDaraja(t, () => answer)
    const error = await t.throwsAsync(daraja.queryTransactionStatus(question), {
      instanceOf: Kind,
      code,
    })
    t.is(questions().length, 1, 'asked once')
    t.false(error!.message.includes('<'))
    t.is(recordsOf(error).length, 2)
  })
}

for (const [what, answer, Kind, code] of [
  ['keys of the other environment', { status: 400 }, Invalid, 'daraja_configuration'],
  [
    'wrong keys',
    said(400, '400.008.01', 'Invalid Authentication passed'),
    Invalid,
    'daraja_configuration',
  ],
  ['a page with 200', { headers: html, body: page }, Unavailable, 'upstream_unreadable'],
  [
    'a token with a line break',
    { body: { access_token: 'a\r\nb' } },
    Unavailable,
    'daraja_outcome_unknown',
  ],
] as [string, SmallAnswer, Kind, string][]) {
  test(`asking for a token: ${what}: ${code}`, async (t) => {
    const { daraja, questions, stored } = await smallDaraja(t, () => accepted, {
      answerToken: () => answer,
    })
    const error = await t.throwsAsync(daraja.queryTransactionStatus(question), {
      instanceOf: Kind,
      code,
    })
    t.is(questions().length, 0)
    t.is(stored.token, undefined)
    t.like(recordsOf(error)[0], { method: 'GET', request_redacted: null })
  })
}

test('a redirect is an answer, not a way: the token goes to one host only', async (t) => {
  const location = '/elsewhere'
  const { daraja, questions } = await smallDaraja(t, () => ({ status: 302, headers: { location } }))
  await t.throwsAsync(daraja.queryTransactionStatus(question), { code: 'upstream_unreadable' })
  t.deepEqual(
    questions().map(({ path }) => path),
    ['/mpesa/transactionstatus/v1/query'],
  )
})

test('F37: silence ends at the limit, a closed port at once', async (t) => {
  const quiet = await smallDaraja(t, () => ({ silent: true }), { limits: { total_ms: 200 } })
  const error = await t.throwsAsync(quiet.daraja.queryTransactionStatus(question), {
    instanceOf: Unavailable,
    code: 'daraja_timeout',
  })
  t.like(recordsOf(error)[1], { http_status: null })

  const closed = await smallDaraja(t, () => accepted, {
    account: { base_url: 'http://127.0.0.1:1' },
  })
  await t.throwsAsync(closed.daraja.queryTransactionStatus(question), {
    code: 'daraja_unreachable',
  })
})

test('F37: a line that is taken up but never speaks TLS ends at the connection’s limit', async (t) => {
  const mute = createServer().listen(0, '127.0.0.1')
  await once(mute, 'listening')
  const sockets: Socket[] = []
  mute.on('connection', (socket) => sockets.push(socket))
  t.teardown(() => {
    mute.close()
    for (const socket of sockets) socket.destroy()
  })
  const base_url = `https://127.0.0.1:${(mute.address() as AddressInfo).port}`
  const { daraja } = await smallDaraja(t, () => accepted, {
    account: { base_url },
    limits: { connect_ms: 100, total_ms: 60_000 },
  })
  await t.throwsAsync(daraja.queryTransactionStatus(question), { code: 'daraja_timeout' })
})
