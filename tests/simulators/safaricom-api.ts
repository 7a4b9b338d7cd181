// A Safaricom and a receiver for a test, with the calls that every test makes.

import { inNairobi } from './words.ts'
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

/** A paybill and a till that may ask phones to pay. */
export const paybill = { shortcode, organisation: 'KILIMA NET', passkey: 'bfb279f9aa9bdbcf' }
export const store = {
  shortcode: '7241360',
  kind: 'till' as const,
  till: '5241234',
  organisation: 'KILIMA SHOP',
  passkey: '0123456789abcdef',
}

export const guest = '254708374149'

type Fields = Record<string, unknown>

export interface StkTrial extends Trial {
  /** A good request of the paybill for KES 50, with what is given instead; undefined leaves a field out. */
  request(instead?: Fields): Fields
  push(instead?: Fields): Promise<Replied>
  query(checkout_request_id: unknown, instead?: Fields): Promise<Replied>
  /** What was posted to the CallBackURL, read. */
  callbacks(): StkCallback[]
}

export interface StkCallback {
  readonly MerchantRequestID: string
  readonly CheckoutRequestID: string
  readonly ResultCode: number | string
  readonly ResultDesc: string
  readonly CallbackMetadata?: { Item: { Name: string; Value?: unknown }[] }
}

export async function openStkTrial(options: Partial<SafaricomOptions> = {}): Promise<StkTrial> {
  const trial = await openTrial({ shortcodes: [paybill, store], ...options })
  const { lango, call } = trial
  const request = (instead: Fields = {}): Fields => ({
    ...credentials(trial, paybill),
    TransactionType: 'CustomerPayBillOnline',
    Amount: '50',
    PartyA: guest,
    PartyB: paybill.shortcode,
    PhoneNumber: guest,
    CallBackURL: `${lango.url}/hooks/prompt`,
    AccountReference: '9133574KQXR',
    TransactionDesc: 'Internet',
    ...instead,
  })

  return {
    ...trial,
    request,
    push: (instead) => call('/mpesa/stkpush/v1/processrequest', request(instead)),
    query: (id, instead = {}) =>
      call('/mpesa/stkpushquery/v1/query', {
        ...credentials(trial, paybill),
        CheckoutRequestID: id,
        ...instead,
      }),
    callbacks: () =>
      lango
        .at('/hooks/prompt')
        .map(({ body }) => (JSON.parse(body) as { Body: { stkCallback: StkCallback } }).Body)
        .map(({ stkCallback }) => stkCallback),
  }
}

/** The fields that prove a shortcode at this minute. */
export function credentials(
  { clock }: Trial,
  { shortcode, passkey }: { shortcode: string; passkey: string },
): Fields {
  const at = inNairobi(clock.now()).toPlainDateTime().toString({ smallestUnit: 'second' })
  const Timestamp = at.replaceAll(/\D/g, '')
  const Password = Buffer.from(shortcode + passkey + Timestamp).toString('base64')
  return { BusinessShortCode: shortcode, Password, Timestamp }
}

/** The fields in which a till's push differs. */
export function asTill(trial: Trial): Fields {
  const TransactionType = 'CustomerBuyGoodsOnline'
  return { ...credentials(trial, store), TransactionType, PartyB: store.till }
}
