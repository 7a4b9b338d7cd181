// The HTTP door of a simulator: a list of routes on node:http, on loopback addresses only.

import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** What a form or a JSON object said. Empty when the body was neither. */
  readonly fields: Readonly<Record<string, unknown>>
}

export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
  readonly location?: string
  /** How long the answer is held back, in real milliseconds. */
  readonly slow_ms?: number
}

/** Never answered; or the connection is thrown away. */
export type NoAnswer = 'hang' | 'reset'

export interface Route {
  readonly method: 'GET' | 'POST'
  readonly path: string
  answer(asked: Asked): Answer | NoAnswer | Promise<Answer | NoAnswer>
}

export interface Door {
  readonly url: string
  close(): Promise<void>
}

interface Place {
  readonly host: string
  readonly port: number
  /** What answers when no route does. */
  readonly otherwise?: (asked: Asked) => Answer | NoAnswer | Promise<Answer | NoAnswer>
}

const LARGEST_BODY_BYTES = 1_000_000

export async function openDoor(routes: readonly Route[], place: Place): Promise<Door> {
  assert.match(place.host, /^127\./, 'A simulator listens on loopback only')

  const server = createServer((message, response) => {
    answerOne(routes, place, message, response).catch((problem: unknown) => {
      if (!response.headersSent) send(response, text(500, `The simulator failed: ${problem}`))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(place.port, place.host, resolve)
  })

  return {
    url: `http://${place.host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections() // A fault may be holding one for ever.
      }),
  }
}

async function answerOne(
  routes: readonly Route[],
  place: Place,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = await read(message)
  const route = routes.find(({ method, path }) => method === asked.method && path === asked.path)
  const answer = isForeign(asked)
    ? text(403, 'This page takes orders from its own forms only.')
    : route
      ? await route.answer(asked)
      : ((await place.otherwise?.(asked)) ?? text(404, 'There is nothing here.'))

  if (answer === 'hang') return
  if (answer === 'reset') return void message.socket.destroy()
  if (answer.slow_ms) await pause(answer.slow_ms, undefined, { ref: false })
  send(response, answer)
}

async function read(message: IncomingMessage): Promise<Asked> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of message) {
    bytes += (part as Buffer).length
    if (bytes <= LARGEST_BODY_BYTES) parts.push(part as Buffer)
  }

  const url = new URL(message.url ?? '/', 'http://here')
  const body = Buffer.concat(parts).toString('utf8')
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: message.headers,
    body,
    fields: readFields(message.headers['content-type'] ?? '', body),
  }
}

function readFields(type: string, body: string): Record<string, unknown> {
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return Object.fromEntries(new URLSearchParams(body))
  }
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
  } catch {
    return {}
  }
}

/** A page elsewhere must not be able to move money here, even the simulated kind. */
function isForeign({ method, headers }: Asked): boolean {
  const { origin, host } = headers
  return method !== 'GET' && origin !== undefined && origin !== `http://${host}`
}

function send(response: ServerResponse, { status, type, body, location }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'cache-control': 'no-store',
    ...(location === undefined ? {} : { location }),
  })
  response.end(body)
}

export function json(status: number, value: unknown): Answer {
  return { status, type: 'application/json', body: JSON.stringify(value) }
}

export function htmlPage(body: string, status = 200): Answer {
  return { status, type: 'text/html; charset=utf-8', body }
}

export function text(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body }
}

/** After a form: look at the page again, so that reloading repeats nothing. */
export function seeOther(location: string): Answer {
  return { status: 303, type: 'text/plain', body: '', location }
}
