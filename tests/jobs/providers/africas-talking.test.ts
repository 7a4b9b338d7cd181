// What an SMS gateway says of one message, read; and what is sent to it.

import test from 'ava'
import { createServer, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { readAnswer, sendSms } from '../../../jobs/providers/africas-talking.ts'

const recipient = (statusCode: number, more: object = {}) =>
  JSON.stringify({
    SMSMessageData: {
      Message: 'Sent to 1/1 Total Cost: KES 0.8000',
      Recipients: [{ statusCode, status: 'Success', messageId: 'ATXid_1', ...more }],
    },
  })

for (const [what, status, body, expected] of [
  ['sent', 201, recipient(101), { outcome: 'sent', gateway_id: 'ATXid_1' }],
  ['processed', 201, recipient(100), { outcome: 'sent' }],
  ['queued', 201, recipient(102), { outcome: 'sent' }],
  ['sent, without an id', 201, recipient(101, { messageId: undefined }), { gateway_id: null }],
  ['a code as text', 201, recipient('101' as never), { outcome: 'sent' }],
  ['no balance', 201, recipient(405), { outcome: 'refused', again: false }],
  ['an error of theirs', 201, recipient(500), { outcome: 'refused', again: true }],
  [
    'an unknown sender',
    201,
    '{"SMSMessageData":{"Message":"InvalidSenderId","Recipients":[]}}',
    { outcome: 'refused', error: 'InvalidSenderId', again: false },
  ],
  ['a wrong key', 401, 'The supplied authentication is invalid', { again: false }],
  ['too fast', 429, '', { again: true }],
  ['away', 503, '<html>', { again: true }],
  ['a redirect', 302, '', { outcome: 'refused', again: false }],
  ['a page', 200, '<html>', { outcome: 'refused', error: 'unreadable' }],
  ['nothing', 201, '', { outcome: 'refused', error: 'unreadable' }],
  ['null', 201, 'null', { outcome: 'refused', error: 'unreadable' }],
] as const) {
  test(`the gateway says: ${what}`, (t) => t.like(readAnswer(status, body), expected as never))
}

async function gateway(answer: (asked: IncomingMessage, body: string) => string) {
  const server = createServer(async (asked, reply) => {
    const parts: Buffer[] = []
    for await (const part of asked) parts.push(part as Buffer)
    reply.writeHead(201).end(answer(asked, Buffer.concat(parts).toString()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { server, base_url: `http://127.0.0.1:${port}` }
}

test('one recipient, with the key in a header and the sender where there is one', async (t) => {
  const heard: [string | undefined, Record<string, string>][] = []
  const { server, base_url } = await gateway((asked, body) => {
    heard.push([String(asked.headers['apikey']), Object.fromEntries(new URLSearchParams(body))])
    return recipient(101)
  })
  const account = {
    provider: 'africas_talking' as const,
    base_url,
    username: 'lango',
    api_key: 'secret',
    sender: null,
  }
  const message = { msisdn: '254712345678', text: 'Umelipa KES 20 & asante' }
  t.like(await sendSms(account, message), { outcome: 'sent' })
  await sendSms({ ...account, sender: 'LANGO' }, message)
  server.close()
  const common = {
    username: 'lango',
    to: '+254712345678',
    message: message.text,
    bulkSMSMode: '1',
    enqueue: '1',
  }
  t.deepEqual(heard, [
    ['secret', common],
    ['secret', { ...common, from: 'LANGO' }],
  ])
})

test('a gateway that is not there is tried again', async (t) => {
  const account = {
    provider: 'africas_talking' as const,
    base_url: 'http://127.0.0.1:9',
    username: 'l',
    api_key: 'k',
    sender: null,
  }
  t.like(await sendSms(account, { msisdn: '254712345678', text: 'x' }), {
    outcome: 'refused',
    again: true,
  })
})
