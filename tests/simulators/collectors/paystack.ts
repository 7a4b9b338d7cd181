// Paystack, as far as we see it: a mobile-money charge, verify, events signed over their bytes, a balance, refunds. It shares
// no code with Lango.

import { createHmac } from 'node:crypto'
import { json, openDoor, type Answer, type Asked, type NoAnswer } from '../door.ts'
import { openAsking, type AskedPrompt, type Asking } from './asking.ts'
import { spoiled } from './payhero.ts'
import { openRefunds, type Refunds } from './paystack-refunds.ts'

export interface PaystackOptions {
  now: () => Temporal.Instant
  secret_key: string
  /** Where events are posted: typed on Paystack's own page. */
  webhook_url?: string
  host?: string
  port?: number
}

export interface Paystack {
  readonly url: string
  readonly asking: Asking
  readonly refunds: Refunds
  readonly calls: string[]
  secret_key: string
  webhook_url: string
  currencies: string[]
  tick(): Promise<void>
  idle(): Promise<void>
  close(): Promise<void>
}

export async function openPaystack(options: PaystackOptions): Promise<Paystack> {
  const asking = openAsking(options.now, newsOf)
  const numberOf = (prompt: AskedPrompt) => 4_321_876_543 + asking.prompts.indexOf(prompt)
  const refunds = openRefunds(asking.prompts, numberOf, (event, data) =>
    asking.outbox.post({ ...signed({ event, data }), timeout_ms: 30_000 }),
  )
  const calls: string[] = []

  async function answer(asked: Asked): Promise<Answer | NoAnswer> {
    calls.push(asked.path)
    if (asking.busy) return json(429, { status: false, message: 'Too many requests' })
    if (asked.headers.authorization !== `Bearer ${simulator.secret_key}`)
      return json(401, { status: false, message: 'Invalid key' })
    if (asked.method === 'POST' && asked.path === '/charge') return charge(asked)
    const ofRefund = refunds.answer(asked)
    if (ofRefund) return ofRefund
    if (asked.path === '/balance') return balance()
    if (asked.path.startsWith('/transaction/verify/')) return verify(asked.path)
    return json(404, { status: false, message: 'Entity not found' })
  }

  const door = await openDoor([{ method: 'POST', path: '/charge', answer }], {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    otherwise: answer,
  })
  const polling = setInterval(() => void asking.outbox.tick(), 100)
  polling.unref()

  const simulator: Paystack = {
    url: door.url,
    asking,
    refunds,
    calls,
    secret_key: options.secret_key,
    webhook_url: options.webhook_url ?? '',
    currencies: ['KES'],
    tick: () => asking.outbox.tick(),
    idle: () => asking.outbox.idle(),
    async close() {
      clearInterval(polling)
      asking.outbox.close()
      await door.close()
    },
  }
  return simulator

  async function charge({ fields }: Asked): Promise<Answer | NoAnswer> {
    const { email, amount, currency, reference, mobile_money } = fields
    const { phone, provider } = (mobile_money ?? {}) as Record<string, unknown>
    const no = (message: string) => json(400, { status: false, message })
    if (!/^\S+@\S+$/.test(String(email))) return no('Invalid Email Address Passed')
    if (currency !== 'KES') return no('Currency not supported by merchant')
    if (typeof amount !== 'number' || amount < 100 || amount % 100 !== 0)
      return no('Invalid amount')
    if (provider !== 'mpesa' || !/^\+254[17]\d{8}$/.test(String(phone)))
      return no('Phone number is not valid')
    if (!/^[A-Za-z0-9.=-]+$/.test(String(reference))) return no('Transaction reference is invalid')
    if (asking.prompts.some((one) => one.reference === reference))
      return json(400, {
        status: false,
        message: 'Duplicate Transaction Reference',
        meta: { nextStep: 'Ensure that the reference is unique' },
        type: 'validation_error',
        code: 'duplicate_reference',
      })
    const prompt = await asking.ask({
      phone: String(phone).slice(1),
      shillings: amount / 100,
      reference: String(reference),
      callback_url: simulator.webhook_url,
    })
    const status = prompt.fault.shape ?? 'pay_offline'
    const data = {
      reference,
      status,
      display_text: 'Please complete authorization process on your mobile phone',
    }
    return spoiled(prompt, json(200, { status: true, message: 'Charge attempted', data }))
  }

  function balance(): Answer {
    const data = simulator.currencies.map((currency) => ({ currency, balance: 1785_00 }))
    return json(200, { status: true, message: 'Balances retrieved', data })
  }

  function verify(path: string): Answer {
    const reference = decodeURIComponent(path.slice('/transaction/verify/'.length))
    const prompt = asking.prompts.find((one) => one.reference === reference)
    if (!prompt) return json(404, { status: false, message: 'Transaction reference not found.' })
    const { fault } = prompt
    const words = {
      open: 'ongoing',
      paid: 'success',
      failed: prompt.code === 1037 ? 'abandoned' : 'failed',
    }
    const lies = {
      pending: 'processing',
      failed: 'failed',
      other_amount: 'success',
      other_reference: 'success',
    }
    const reversed = refunds.isReversed(prompt) && prompt.state === 'paid'
    const status = fault.status ? lies[fault.status] : reversed ? 'reversed' : words[prompt.state]
    const data = dataOf(prompt, numberOf(prompt), status, fault.status === 'other_amount' ? 100 : 0)
    if (fault.status === 'other_reference') data.reference = 'somebody-elses'
    return json(200, { status: true, message: 'Verification successful', data })
  }

  function newsOf(prompt: AskedPrompt) {
    const { fault } = prompt
    const paid = fault.says ? fault.says !== 'failed' : prompt.state === 'paid'
    const data = dataOf(
      prompt,
      numberOf(prompt),
      paid ? 'success' : 'failed',
      fault.says === 'amount' ? 100 : 0,
    )
    return signed({ event: paid ? 'charge.success' : 'charge.failed', data })
  }

  function signed(news: object) {
    // With a solidus escaped and a dash as \\u2013, as Paystack writes them: whoever writes it again writes other bytes.
    const body = JSON.stringify(news).replaceAll('/', '\\/').replaceAll('–', '\\u2013')
    const signature = createHmac('sha512', simulator.secret_key).update(body).digest('hex')
    return { url: simulator.webhook_url, body, headers: { 'x-paystack-signature': signature } }
  }
}

function dataOf(prompt: AskedPrompt, id: number, status: string, more: number) {
  const paid = status === 'success'
  const at = prompt.ended_at?.toString({ smallestUnit: 'millisecond' }) ?? null
  return {
    id, domain: 'test', status, reference: prompt.reference,
    receipt_number: paid ? prompt.receipt || 'ZZZ0FORGED' : null,
    amount: (prompt.shillings + more) * 100, message: 'Malipo ya WI–FI',
    gateway_response: paid ? 'Approved' : prompt.words || 'Pending',
    paid_at: paid ? at : null, channel: 'mobile_money', currency: 'KES', metadata: '', log: null,
    fees: paid ? 450 : null,
    authorization: {
      authorization_code: 'AUTH_9q100f8qle', bank: 'M-PESA', country_code: 'KE', brand: 'M-pesa',
      mobile_money_number: `0${prompt.phone.slice(3)}`,
    },
    plan: null, split: {}, callback: 'https://x.co/y',
  } // prettier-ignore
}
