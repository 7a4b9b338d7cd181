// A very small Daraja for the odd cases: it answers what the test says, and remembers what it was asked. The
// whole of Safaricom is in tests/simulators.

import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ExecutionContext } from 'ava'
import { openDaraja, type Daraja, type DarajaAccount } from '../../../jobs/providers/daraja.ts'
import type { Limits } from '../../../jobs/providers/daraja-exchange.ts'
import type { StoredToken, TokenStore } from '../../../jobs/providers/daraja-token.ts'

export interface Asked {
  path: string
  method: string
  headers: IncomingHttpHeaders
  body: string
}

export interface SmallAnswer {
  status?: number
  headers?: Record<string, string>
  body?: string | object
  /** Never answer. */
  silent?: boolean
}

export interface SmallDaraja {
  daraja: Daraja
  asked: Asked[]
  /** What was asked beside tokens. */
  questions(): Asked[]
  tokensFetched(): number
  stored: { token?: StoredToken }
}

export const noon = Temporal.Instant.from('2026-11-21T12:00:00+03:00')

export const keys = {
  consumer_key: 'kq7ConsumerKeyOfTheTest',
  consumer_secret: 'sZ3ConsumerSecretOfTheTest',
  initiator_name: 'lango-api',
  security_credential: 'bm90LWEtcmVhbC1jcmVkZW50aWFsLWJ1dC1sb25nLWVub3VnaA==',
}

/** `answer` and `answerToken` are given what was asked and the how-manieth of its kind it is, from 1. */
export async function smallDaraja(
  t: ExecutionContext,
  answer: (asked: Asked, nth: number) => SmallAnswer,
  more: {
    answerToken?: (nth: number) => SmallAnswer
    now?: () => Temporal.Instant
    limits?: Partial<Limits>
    account?: Partial<DarajaAccount>
  } = {},
): Promise<SmallDaraja> {
  const { answerToken = freshToken } = more
  const asked: Asked[] = []
  const isToken = ({ path }: Asked) => path.startsWith('/oauth/')
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const { url = '', method = '', headers } = request
    const question = { path: url, method, headers, body: Buffer.concat(parts).toString() }
    asked.push(question)

    const nth = asked.filter((other) => isToken(other) === isToken(question)).length
    const given = isToken(question) ? answerToken(nth) : answer(question, nth)
    if (given.silent) return
    const body = typeof given.body === 'object' ? JSON.stringify(given.body) : (given.body ?? '')
    response.writeHead(given.status ?? 200, {
      'content-type': 'application/json',
      ...given.headers,
    })
    response.end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })

  const stored: SmallDaraja['stored'] = {}
  const tokens: TokenStore = {
    read: () => Promise.resolve(stored.token),
    write: (token, expires_at) => Promise.resolve(void (stored.token = { token, expires_at })),
  }
  const { port } = server.address() as AddressInfo
  const account = { base_url: `http://127.0.0.1:${port}`, ...keys, ...more.account }
  const parts = { pace: { turn: () => Promise.resolve() }, limits: more.limits ?? {} }
  return {
    daraja: openDaraja(account, tokens, more.now ?? (() => noon), parts),
    asked,
    questions: () => asked.filter((question) => !isToken(question)),
    tokensFetched: () => asked.filter(isToken).length,
    stored,
  }
}

function freshToken(nth: number): SmallAnswer {
  return { body: { access_token: `Tk${nth}aVeryLongTokenForTheTest${nth}`, expires_in: '3599' } }
}

/** Where our hooks are in these tests; the path is secret. */
export const hook = 'http://lango.example/hooks/00112233445566778899aabbccddeeff0011223344556677'

export const question = {
  receipt_code: 'UKL8WANJA1',
  shortcode: '4087120',
  result_url: `${hook}/result`,
  timeout_url: `${hook}/timeout`,
  occasion: 'callback 71',
}

export const accepted: SmallAnswer = {
  body: { ConversationID: 'AG_1', OriginatorConversationID: '5118-1', ResponseCode: '0' },
}

/** An error in the words of the portal. */
export function said(status: number, errorCode: string, errorMessage: string): SmallAnswer {
  return { status, body: { requestId: '1', errorCode, errorMessage } }
}
