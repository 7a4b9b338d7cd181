// What the second gateway (TextSMS and its family) says of one message, read; and what is sent to it.

import test from 'ava'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readCost } from '../../../jobs/providers/africas-talking.ts'
import { readBalance, sendSms } from '../../../jobs/providers/sms.ts'
import { readAnswer } from '../../../jobs/providers/textsms.ts'

const said = (more: object) => JSON.stringify({ responses: [{ mobile: '254711000111', ...more }] })

for (const [what, status, body, expected] of [
  [
    'sent',
    200,
    said({ 'response-code': 200, messageid: '8290843' }),
    { outcome: 'sent', gateway_id: '8290843' },
  ],
  [
    'sent, in its other spelling',
    200,
    said({ 'respose-code': 200, messageid: 77 }),
    { outcome: 'sent', gateway_id: '77' },
  ],
  [
    'wrong keys, with HTTP 200',
    200,
    '{"response-code":1006,"response-description":"Invalid credentials"}',
    { outcome: 'refused', error: 'Invalid credentials (1006)', again: false },
  ],
  [
    'a wrong number',
    200,
    said({
      'response-code': 1003,
      'response-description': '254254797842377 is a invalid phone number',
    }),
    { outcome: 'refused', again: false },
  ],
  ['too busy', 200, said({ 'response-code': 4091 }), { outcome: 'refused', again: true }],
  ['away', 503, '<html>', { outcome: 'refused', again: true }],
  ['a page', 200, '<html>', { outcome: 'refused', again: false }],
  ['nothing', 200, 'null', { outcome: 'refused', again: false }],
  ['an empty list', 200, '{"responses":[]}', { outcome: 'refused', again: false }],
] as const) {
  test(`TextSMS says: ${what}`, (t) => t.like(readAnswer(status, body), expected as never))
}

test('S2-61: it is asked as its page says, by the gateway that is chosen', async (t) => {
  const heard: [string | undefined, unknown][] = []
  const server = createServer(async (asked, answer) => {
    let body = ''
    for await (const part of asked) body += String(part)
    heard.push([asked.url, JSON.parse(body)])
    answer.end(
      asked.url!.includes('balance')
        ? '{"response-code":200,"credit":"800.00","partner-id":"77"}'
        : said({ 'response-code': 200, messageid: '1' }),
    )
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const base_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const account = {
    provider: 'textsms' as const,
    base_url,
    username: '77',
    api_key: 'k',
    sender: 'KILIMA',
  }
  t.deepEqual(await sendSms(account, { msisdn: '254711000111', text: 'Asante' }), {
    outcome: 'sent',
    gateway_id: '1',
  })
  t.deepEqual(await readBalance(account), { balance: '800.00' })
  t.deepEqual(heard, [
    [
      '/api/services/sendsms/',
      {
        apikey: 'k',
        partnerID: '77',
        message: 'Asante',
        shortcode: 'KILIMA',
        mobile: '254711000111',
      },
    ],
    ['/api/services/getbalance/', { apikey: 'k', partnerID: '77' }],
  ])
  t.like(
    await sendSms(
      { ...account, base_url: 'http://127.0.0.1:9' },
      { msisdn: '254711000111', text: 'x' },
    ),
    { outcome: 'refused', again: true },
  )
})

for (const [words, cost_cents] of [
  ['KES 0.8000', 80],
  ['KES 0.8001', 81],
  ['KES 12.00', 1200],
  ['0', null],
  ['UGX 30.0000', null],
  [undefined, null],
] as const) {
  test(`what an SMS cost: ${words}`, (t) => t.is(readCost(words) as number | null, cost_cents))
}
