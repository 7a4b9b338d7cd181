// SMS through Africa's Talking (developers.africastalking.com, SMS). A request that is taken is 201; each recipient
// has a code of its own inside. One recipient a request.

import type { Delivery, SmsAccount } from '../../appliance/people/messages.ts'

const totalMilliseconds = 10_000
// 100 Processed, 101 Sent, 102 Queued. Of the refusals only these may pass by themselves.
const taken = new Set([100, 101, 102])
const passing = new Set([500, 501])

interface Answer {
  SMSMessageData?: {
    Message?: string
    Recipients?: { statusCode?: number; status?: string; messageId?: string }[]
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
    const response = await fetch(new URL('/version1/messaging', account.base_url), {
      method: 'POST',
      headers: { apiKey: account.api_key, Accept: 'application/json' },
      body: form,
      redirect: 'manual',
      signal: AbortSignal.timeout(totalMilliseconds),
    })
    return readAnswer(response.status, await response.text())
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
    return { outcome: 'sent', gateway_id: recipient.messageId ?? null }
  const error = recipient ? `${recipient.status ?? ''} (${code})` : (data?.Message ?? 'unreadable')
  return { outcome: 'refused', error, again: passing.has(code) }
}

function readJson(body: string): Answer | undefined {
  try {
    return JSON.parse(body) as Answer
  } catch {
    return undefined
  }
}
