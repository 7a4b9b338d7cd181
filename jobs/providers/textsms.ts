// SMS through TextSMS and its family (Advanta, Celcom): one JSON call a message. A refusal comes with HTTP 200 and a code of
// its own, spelt "respose-code" by some of them.

import { askOnInternet } from './internet-only.ts'
import type { Delivery, SmsAccount } from '../../appliance/people/messages.ts'

const totalMilliseconds = 10_000
// 1006 wrong keys, 1004 no credit, 1003 invalid number…: a person's. These pass by themselves.
const passing = new Set([1005, 1007, 4090, 4091, 4092, 4093])

/** Never throws. Where no answer came the SMS may be on its way: it is tried again all the same, since silence is worse. */
export async function sendSms(
  account: SmsAccount,
  { msisdn, text }: { msisdn: string; text: string },
): Promise<Delivery> {
  const told = await call(account, '/api/services/sendsms/', {
    message: text,
    shortcode: account.sender ?? '',
    mobile: msisdn,
  })
  return 'error' in told
    ? { outcome: 'refused', error: told.error, again: true }
    : readAnswer(told.http_status, told.body)
}

type Json = Record<string, unknown>

/** What the gateway said of one message. */
export function readAnswer(http_status: number, body: string): Delivery {
  const said = readJson(body)
  if (!said || http_status < 200 || http_status >= 300) {
    const again = http_status >= 500 || http_status === 429
    return { outcome: 'refused', error: `HTTP ${http_status}: ${body.slice(0, 120)}`, again }
  }
  const { responses } = said
  const one = (Array.isArray(responses) ? (responses[0] ?? {}) : said) as Json
  const code = Number(one['response-code'] ?? one['respose-code'])
  if (code === 200) {
    const id = one['messageid']
    const gateway_id = typeof id === 'string' || typeof id === 'number' ? String(id) : null
    return { outcome: 'sent', gateway_id }
  }
  const words = typeof one['response-description'] === 'string' ? one['response-description'] : ''
  return { outcome: 'refused', error: `${words} (${code})`.slice(0, 160), again: passing.has(code) }
}

/** What is left on the account, to try the key with: a question that costs nothing. */
export async function readBalance(
  account: SmsAccount,
): Promise<{ balance: string } | { error: string }> {
  const told = await call(account, '/api/services/getbalance/', {})
  if ('error' in told) return told
  const said = readJson(told.body)
  const credit = said?.['credit']
  if (
    Number(said?.['response-code']) === 200 &&
    (typeof credit === 'string' || typeof credit === 'number')
  )
    return { balance: String(credit).slice(0, 40) }
  const delivery = readAnswer(told.http_status, told.body)
  return { error: delivery.outcome === 'refused' ? delivery.error : 'It says no balance.' }
}

async function call(
  { base_url, api_key, username }: SmsAccount,
  path: string,
  more: Json,
): Promise<{ http_status: number; body: string } | { error: string }> {
  try {
    const { status, text } = await askOnInternet(new URL(path, base_url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ apikey: api_key, partnerID: username, ...more }),
      milliseconds: totalMilliseconds,
    })
    return { http_status: status, body: text }
  } catch {
    return { error: 'The SMS gateway does not answer.' }
  }
}

function readJson(body: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Json) : undefined
  } catch {
    return undefined
  }
}
