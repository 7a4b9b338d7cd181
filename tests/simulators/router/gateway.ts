// A phone's way into the network: an HTTP listener on loopback. Whatever host the browser asks for, it asks here.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface GatewayAsked {
  readonly method: string
  /** As the browser wrote it, port and all, in small letters. */
  readonly host: string
  readonly url: URL
  /** The query's and the form's; the form wins. */
  readonly fields: URLSearchParams
  readonly bytes: number
}

export interface GatewayAnswer {
  readonly status: number
  readonly reason?: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Gateway {
  readonly url: string
  /** Every connection at once. */
  cut(): void
  close(): Promise<void>
}

interface Behind {
  /** A phone out of reach gets no answer at all. */
  isThere(): boolean
  answer(asked: GatewayAsked): Promise<GatewayAnswer>
}

const LARGEST_FORM_BYTES = 64_000

export async function openGateway(port: number, behind: Behind): Promise<Gateway> {
  const server = createServer((message, response) => {
    if (!behind.isThere()) return void message.socket.destroy()
    answerOne(behind, message, response).catch((problem: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' })
      response.end(`The simulator failed: ${problem}`)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => server.closeAllConnections(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answerOne(
  behind: Behind,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = await read(message)
  const answer = asked ? await behind.answer(asked) : badRequest
  const { status, reason, headers, body } = answer
  const all = { 'cache-control': 'no-cache', ...headers }
  if (reason === undefined || reason === '') response.writeHead(status, all)
  else response.writeHead(status, reason, all)
  response.end(message.method === 'HEAD' ? undefined : body)
}

const badRequest: GatewayAnswer = {
  status: 400,
  headers: { 'content-type': 'text/plain' },
  body: 'Bad request',
}

/** Undefined when there is no making sense of it. */
async function read(message: IncomingMessage): Promise<GatewayAsked | undefined> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of message) {
    bytes += (part as Buffer).length
    if (bytes <= LARGEST_FORM_BYTES) parts.push(part as Buffer)
  }
  const host = (message.headers.host ?? '').toLowerCase()
  const path = message.url?.startsWith('/') ? message.url : '/'
  // A host name is a guest's words, too: no address is made of odd ones.
  const url = /^[\w.-]+(:\d{1,5})?$/.test(host) ? URL.parse(`http://${host}${path}`) : null
  if (!url) return undefined

  const fields = new URLSearchParams(url.search)
  const isForm = message.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  if (isForm) {
    const form = new URLSearchParams(Buffer.concat(parts).toString('utf8'))
    for (const [name, value] of form) fields.set(name, value)
  }
  return { method: message.method ?? 'GET', host, url, fields, bytes: bytes + REQUEST_BYTES }
}

/** About what a browser's headers weigh. */
const REQUEST_BYTES = 400
