// SMS through Africa's Talking (developers.africastalking.com, SMS). A request that is taken is 201; each recipient
// has a code of its own inside. One recipient a request.

import { cents, type Cents } from '../../appliance/money.ts'
import type { Delivery, SmsAccount } from '../../appliance/people/messages.ts'
import { askOnInternet } from './internet-only.ts'

const totalMilliseconds = 10_000
// 100 Processed, 101 Sent, 102 Queued. Of the refusals only these may pass by themselves.
const taken = new Set([100, 101, 102])
const passing = new Set([500, 501])

interface Answer {
  SMSMessageData?: {
    Message?: string
    Recipients?: { statusCode?: number; status?: string; messageId?: string; cost?: string }[]
  }
}

/** Never throws. Where no answer came the SMS may be on its way: it is tried again all the same, since silence is worse. */
export async function sendSms(
  account: SmsAccount,
  { msisdn, text }: { msisdn: string; text: string },
): Promise<Delivery> {
  const form = new URLSearchParams({
    username: account.username,
    to: `+${msisdn}`,
    message: text,
    bulkSMSMode: '1',
    enqueue: '1',
    ...(account.sender && { from: account.sender }),
  })
  try {
    const { status, text: told } = await askOnInternet(new URL('/version1/messaging', account.base_url), {
      method: 'POST',
      headers: { apiKey: account.api_key, Accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
      body: String(form),
      milliseconds: totalMilliseconds,
    }) // prettier-ignore
    return readAnswer(status, told)
  } catch {
    return { outcome: 'refused', error: 'The SMS gateway does not answer.', again: true }
  }
}

/** What the gateway said of one message. */
export function readAnswer(http_status: number, body: string): Delivery {
  if (http_status !== 201 && http_status !== 200) {
    const again = http_status >= 500 || http_status === 429
    return { outcome: 'refused', error: `HTTP ${http_status}: ${body.slice(0, 120)}`, again }
  }
  const data = readJson(body)?.SMSMessageData
  const recipient = data?.Recipients?.[0]
  const code = Number(recipient?.statusCode)
  if (recipient && taken.has(code))
    return {
      outcome: 'sent',
      gateway_id: recipient.messageId ?? null,
      cost_cents: readCost(recipient.cost),
    }
  const error = recipient ? `${recipient.status ?? ''} (${code})` : (data?.Message ?? 'unreadable')
  return { outcome: 'refused', error, again: passing.has(code) }
}

/** "KES 0.8000" in cents, a part of one as a whole one; null for another currency, or no words. */
export function readCost(words: unknown): Cents | null {
  const match =
    typeof words === 'string' ? /^KES (\d{1,4})\.(\d{2})(\d*)$/.exec(words.trim()) : null
  if (!match) return null
  const [, whole, part, rest = ''] = match
  return cents(Number(whole! + part!) + (/[1-9]/.test(rest) ? 1 : 0))
}

function readJson(body: string): Answer | undefined {
  try {
    return JSON.parse(body) as Answer
  } catch {
    return undefined
  }
}

/** The account's balance in the gateway's words, "KES 1785.50": a question that costs nothing, to try the key with. */
export async function readBalance(
  account: SmsAccount,
): Promise<{ balance: string } | { error: string }> {
  const url = new URL('/version1/user', account.base_url)
  url.searchParams.set('username', account.username)
  try {
    const { status, text: body } = await askOnInternet(url, {
      headers: { apiKey: account.api_key, Accept: 'application/json' },
      milliseconds: totalMilliseconds,
    })
    const user =
      status >= 200 && status < 300
        ? (JSON.parse(body) as { UserData?: { balance?: unknown } })
        : {}
    const balance = user.UserData?.balance
    if (typeof balance === 'string') return { balance: balance.slice(0, 40) }
    return { error: `HTTP ${status}: ${body.slice(0, 120)}` }
  } catch {
    return { error: 'The SMS gateway does not answer.' }
  }
}
