// The Daraja API's front: which path is which, who may ask, and what misbehaves before anything is read.

import { json, text, type Answer, type Asked, type NoAnswer, type Route } from '../door.ts'
import type { Books } from './books.ts'
import { meetFault, type Api } from './faults.ts'
import { payPhone, reversePayment } from './payouts.ts'
import { queryPull, registerPull } from './pull-transactions.ts'
import { failedAnswer, refusal, wrongMethod, wrongPath, type Family } from './refusals.ts'
import { registerUrls, simulatePayment } from './registrations.ts'
import type { Tokens } from './tokens.ts'
import { sendMessages, tellBalance } from './sms-gateway.ts'
import { pushToPhone } from './stk-push.ts'
import { queryPush } from './stk-query.ts'
import { queryStatus } from './transaction-status.ts'

const KEPT_CALLS = 1000
const SPIKE_CALLS = 5
const SPIKE_SECONDS = 3

interface Service {
  readonly path: string
  readonly api: Api
  readonly family: Family
  answer(books: Books, asked: Asked): Answer | NoAnswer | Promise<Answer | NoAnswer>
}

const services: readonly Service[] = [
  {
    path: '/mpesa/c2b/v1/registerurl',
    api: 'register',
    family: 'c2b',
    answer: (books, asked) => registerUrls(books, asked, 'v1'),
  },
  {
    path: '/mpesa/c2b/v2/registerurl',
    api: 'register',
    family: 'c2b',
    answer: (books, asked) => registerUrls(books, asked, 'v2'),
  },
  { path: '/mpesa/c2b/v2/simulate', api: 'simulate', family: 'c2b', answer: simulatePayment },
  { path: '/pulltransactions/v1/register', api: 'pull', family: 'pull', answer: registerPull },
  { path: '/pulltransactions/v1/query', api: 'pull', family: 'pull', answer: queryPull },
  {
    path: '/mpesa/transactionstatus/v1/query',
    api: 'status',
    family: 'command',
    answer: queryStatus,
  },
  { path: '/mpesa/b2c/v3/paymentrequest', api: 'order', family: 'command', answer: payPhone },
  { path: '/mpesa/reversal/v1/request', api: 'order', family: 'command', answer: reversePayment },
  { path: '/mpesa/stkpush/v1/processrequest', api: 'push', family: 'c2b', answer: pushToPhone },
  { path: '/mpesa/stkpushquery/v1/query', api: 'query', family: 'c2b', answer: queryPush },
]

const TOKEN_PATH = '/oauth/v1/generate'
const SMS_PATH = '/version1/messaging'

export function darajaRoutes(books: Books, tokens: Tokens): Route[] {
  const posts = services.map(({ path, api, family, answer }): Route => ({
    method: 'POST',
    path,
    answer: (asked) =>
      moody(books, asked, api, family, () => {
        const refused = tokens.refuse(asked, family)
        return refused ?? readable(asked, (read) => answer(books, read))
      }),
  }))
  const token: Route = {
    method: 'GET',
    path: TOKEN_PATH,
    answer: (asked) => moody(books, asked, 'token', 'c2b', () => tokens.issue(asked)),
  }
  const sms: Route = {
    method: 'POST',
    path: SMS_PATH,
    answer: (asked) => moody(books, asked, 'sms', 'sms', () => sendMessages(books, asked)),
  }
  const balance: Route = {
    method: 'GET',
    path: '/version1/user',
    answer: (asked) => moody(books, asked, 'sms', 'sms', () => tellBalance(books, asked)),
  }
  return [token, ...posts, sms, balance]
}

/** Answers in the mood that this API is in, and notes the call. */
async function moody(
  books: Books,
  asked: Asked,
  api: Api,
  family: Family,
  answer: () => Answer | NoAnswer | Promise<Answer | NoAnswer>,
): Promise<Answer | NoAnswer> {
  const mood = books.faults.api[api]
  const { slow_ms } = mood
  const fault = family !== 'sms' && isSpike(books) ? 'spike_429' : meetFault(mood)
  const token = (asked.headers.authorization ?? '').replace(/^Bearer /, '')
  const given = failedAnswer(fault, family, token) ?? (await answer())
  noteCall(books, asked, typeof given === 'string' ? null : given.status)
  if (typeof given === 'string') return given

  const body =
    fault === 'truncated' ? given.body.slice(0, Math.ceil(given.body.length / 2)) : given.body
  return { ...given, body, slow_ms }
}

/** Without the JSON header nothing is read, and the error names the first field as if it were wrong. */
function readable(asked: Asked, answer: (asked: Asked) => ReturnType<Service['answer']>) {
  const isJson = asked.headers['content-type']?.startsWith('application/json') ?? false
  if (!isJson) return answer({ ...asked, fields: {} })
  if (!isJsonObject(asked.body)) return refusal(400, '400.002.05', 'Invalid Request Payload')
  return answer(asked)
}

function isJsonObject(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

function isSpike({ switches, calls, now }: Books): boolean {
  if (!switches.spike_arrest) return false
  const since = now().subtract({ seconds: SPIKE_SECONDS })
  const recent = calls.filter(({ at }) => Temporal.Instant.compare(at, since) > 0)
  return recent.length >= SPIKE_CALLS
}

function noteCall({ calls, now }: Books, { method, path }: Asked, status: number | null): void {
  calls.push({ at: now(), method, path, status })
  if (calls.length > KEPT_CALLS) calls.shift()
}

/** A path or a method that Daraja does not have. */
export function refuseRoute(books: Books, asked: Asked): Answer {
  const { path, method } = asked
  if (!/^\/(mpesa|oauth|pulltransactions)\//.test(path)) {
    return path.startsWith('/control/') ? json(404, {}) : text(404, 'There is nothing here.')
  }
  const isKnown = path === TOKEN_PATH || services.some((service) => service.path === path)
  const answer = isKnown ? wrongMethod(method) : wrongPath()
  noteCall(books, asked, answer.status)
  return answer
}
