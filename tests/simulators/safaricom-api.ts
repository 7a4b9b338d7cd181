// A Safaricom and a receiver for a test, with the calls that every test makes.

import { seededDice } from './dice.ts'
import { openSafaricom, type Safaricom, type SafaricomOptions } from './safaricom/safaricom.ts'
import { settableClock, type SettableClock } from './settable-clock.ts'
import { openReceiver, type Receiver } from './stand-in-receiver.ts'

export interface Trial {
  readonly clock: SettableClock
  readonly safaricom: Safaricom
  readonly lango: Receiver
  token(): Promise<string>
  /** Posts with a fresh token, unless one is given. */
  call(path: string, body: unknown, token?: string): Promise<Replied>
  register(version?: 'v1' | 'v2', response_type?: string): Promise<Replied>
  close(): Promise<void>
}

export interface Replied {
  readonly status: number
  readonly body: Record<string, unknown>
  readonly text: string
}

export const shortcode = '600966'

export const bill = {
  shortcode,
  amount_cents: 1500_00,
  bill_ref: '4821072',
  msisdn: '254705912645',
  first_name: 'NICHOLAS',
}

export async function openTrial(options: Partial<SafaricomOptions> = {}): Promise<Trial> {
  const clock = settableClock()
  const lango = await openReceiver()
  const safaricom = await openSafaricom({
    now: clock.now,
    consumer_key: 'key',
    consumer_secret: 'secret',
    random: seededDice(7),
    ...options,
  })

  async function token(): Promise<string> {
    const path = '/oauth/v1/generate?grant_type=client_credentials'
    const authorization = `Basic ${Buffer.from('key:secret').toString('base64')}`
    const answer = await fetch(safaricom.url + path, { headers: { authorization } })
    return ((await answer.json()) as { access_token: string }).access_token
  }

  async function call(path: string, body: unknown, given?: string): Promise<Replied> {
    const answer = await fetch(safaricom.url + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${given ?? (await token())}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    })
    return readReply(answer)
  }

  return {
    clock,
    safaricom,
    lango,
    token,
    call,
    register: (version = 'v2', response_type = 'Completed') =>
      call(`/mpesa/c2b/${version}/registerurl`, {
        ShortCode: shortcode,
        ResponseType: response_type,
        ConfirmationURL: `${lango.url}/hooks/confirm`,
        ValidationURL: `${lango.url}/hooks/validate`,
      }),
    async close() {
      await safaricom.close()
      await lango.close()
    },
  }
}

export async function readReply(answer: Response): Promise<Replied> {
  const text = await answer.text()
  try {
    return { status: answer.status, text, body: JSON.parse(text) as Record<string, unknown> }
  } catch {
    return { status: answer.status, text, body: {} }
  }
}

/** An object's keys as text, in order: what a body promises. */
export function keysOf(json: string): string[] {
  return Object.keys(JSON.parse(json) as object)
}
