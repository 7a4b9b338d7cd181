// PayHero, as far as we see it: a request to a phone, its news in three shapes, transaction-status in two, a service wallet
// that may be empty, keys that may be wrong. It shares no code with Lango.

import { json, openDoor, text, type Answer, type Asked, type NoAnswer } from '../door.ts'
import { openAsking, type AskedPrompt, type Asking } from './asking.ts'
import { pageRoutes } from './pages.ts'

export interface PayHeroOptions {
  now: () => Temporal.Instant
  username: string
  password: string
  channel_id: number
  wallet_shillings?: string
  host?: string
  port?: number
}

export interface PayHero {
  readonly url: string
  readonly asking: Asking
  /** What the service wallet holds, as PayHero writes it: "15101.36". */
  wallet: string
  /** Every call, by its path. */
  readonly calls: string[]
  password: string
  tick(): Promise<void>
  idle(): Promise<void>
  close(): Promise<void>
}

export async function openPayHero(options: PayHeroOptions): Promise<PayHero> {
  const asking = openAsking(options.now, newsOf)
  const calls: string[] = []

  const guarded =
    (answer: (asked: Asked) => Promise<Answer | NoAnswer> | Answer | NoAnswer) =>
    async (asked: Asked): Promise<Answer | NoAnswer> => {
      calls.push(asked.path)
      if (asking.busy) return json(429, { error_message: 'too many requests' })
      const given = Buffer.from(`${options.username}:${simulator.password}`).toString('base64')
      if (asked.headers.authorization !== `Basic ${given}`)
        return json(401, { error_code: 'UNAUTHORIZED', error_message: 'invalid credentials' })
      return answer(asked)
    }

  const door = await openDoor(
    [
      ...pageRoutes('PayHero', asking),
      { method: 'POST', path: '/api/v2/payments', answer: guarded(take) },
      { method: 'GET', path: '/api/v2/transaction-status', answer: guarded(status) },
      { method: 'GET', path: '/api/v2/wallets', answer: guarded(wallet) },
    ],
    { host: options.host ?? '127.0.0.1', port: options.port ?? 0 },
  )
  const polling = setInterval(() => void asking.outbox.tick(), 100)
  polling.unref()

  const simulator: PayHero = {
    url: door.url,
    asking,
    calls,
    wallet: options.wallet_shillings ?? '15101.36',
    password: options.password,
    tick: () => asking.outbox.tick(),
    idle: () => asking.outbox.idle(),
    async close() {
      clearInterval(polling)
      asking.outbox.close()
      await door.close()
    },
  }
  return simulator

  async function take({ fields }: Asked): Promise<Answer | NoAnswer> {
    const { amount, phone_number, channel_id, provider, external_reference, callback_url } = fields
    const no = (words: string) => json(400, { error_code: '400', error_message: words })
    if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 1)
      return no('invalid amount')
    if (!/^(254|0)[17]\d{8}$/.test(String(phone_number))) return no('invalid phone number')
    if (channel_id !== options.channel_id) return no('invalid channel id')
    if (provider !== 'm-pesa') return no('invalid provider')
    if (!(Number(simulator.wallet) > 0)) {
      const message = 'insufficient balance in service wallet'
      return json(200, { success: false, status: 'FAILED', message })
    }
    const prompt = await asking.ask({
      phone: String(phone_number),
      shillings: amount,
      reference: String(external_reference),
      callback_url: String(callback_url),
    })
    const { own_reference: reference, checkout } = prompt
    const whole = json(201, {
      success: true,
      status: 'QUEUED',
      reference,
      CheckoutRequestID: checkout,
    })
    return spoiled(prompt, whole)
  }

  function status({ query }: Asked): Answer {
    const asked = query.get('reference')
    const prompt = asking.prompts.find(({ own_reference }) => own_reference === asked)
    if (!prompt) return json(404, { error_code: '404', error_message: 'transaction not found' })
    return json(200, statusOf(prompt))
  }

  function wallet(): Answer {
    const body = `{"id":22156,"account_id":22183,"wallet_type":"service_wallet","currency":"KES","available_balance":${simulator.wallet}}`
    return { status: 200, type: 'application/json', body }
  }
}

/** What became of an answer on its way. */
export function spoiled({ fault }: AskedPrompt, whole: Answer): Answer | NoAnswer {
  switch (fault.answer) {
    case 'hang':
    case 'reset':
      return fault.answer
    case 'html_503':
      return { ...text(503, '<html>Service Unavailable</html>'), type: 'text/html' }
    case 'html_200':
      return { ...text(200, '<html>ok</html>'), type: 'text/html' }
    case 'truncated':
      return { ...whole, body: whole.body.slice(0, 20) }
    default:
      return whole
  }
}

function statusOf(prompt: AskedPrompt) {
  const { own_reference, checkout: CheckoutRequestID, receipt, shillings, fault } = prompt
  const reference = fault.status === 'other_reference' ? 'SOMEBODYEL' : own_reference
  const words = { open: 'QUEUED', paid: 'SUCCESS', failed: 'FAILED' }
  const lie = {
    pending: 'PROCESSING',
    failed: 'FAILED',
    other_amount: 'SUCCESS',
    other_reference: 'SUCCESS',
  }
  const status = fault.status ? lie[fault.status] : words[prompt.state]
  if (fault.shape === 'short' || status !== 'SUCCESS') {
    const checkout = fault.status === 'other_reference' ? {} : { CheckoutRequestID }
    return {
      success: true,
      status,
      reference,
      ...checkout,
      ...(status === 'FAILED' && { message: prompt.words }),
    }
  }
  return {
    success: true,
    status,
    reference,
    amount: fault.status === 'other_amount' ? shillings + 100 : shillings,
    currency: 'KES',
    merchant: 'KILIMA NET',
    provider_reference: receipt,
    third_party_reference: fault.status === 'other_reference' ? 'ws_CO_other' : CheckoutRequestID,
    transaction_date: prompt.ended_at?.toString({ smallestUnit: 'second' }) ?? '',
  }
}

function newsOf(prompt: AskedPrompt) {
  const { fault, own_reference, reference, checkout, phone } = prompt
  const paid = fault.says ? fault.says !== 'failed' : prompt.state === 'paid'
  const Amount = prompt.shillings + (fault.says === 'amount' ? 100 : 0)
  const receipt = paid ? prompt.receipt || 'ZZZ0FORGED' : ''
  const failed = fault.says === 'failed' ? 'Request cancelled by user' : prompt.words
  const post = (body: unknown) => ({ url: prompt.callback_url, body: JSON.stringify(body) })
  if (fault.shape === 'new')
    return post(
      paid
        ? {
            success: true, status: 'success', message: 'The service request is processed successfully.',
            reference: own_reference, external_reference: reference, amount: Amount, currency: 'KES',
            transaction_id: '', transaction_date: prompt.ended_at?.toString({ smallestUnit: 'second' }),
            transaction_type: 'inbound_payment', provider_reference: receipt, provider: 'mpesa_dc', callback_urls: null,
          } // prettier-ignore
        : {
            success: false,
            status: 'failed',
            message: failed,
            reference: own_reference,
            external_reference: reference,
          },
    )
  const response = {
    Amount, CheckoutRequestID: checkout, ExternalReference: reference, MerchantRequestID: '3202-70921557-1',
    MpesaReceiptNumber: receipt, Phone: fault.shape === 'flat' ? phone : `+${phone}`,
    ResultCode: paid ? 0 : prompt.code || 1032,
    ResultDesc: paid ? 'The service request is processed successfully.' : failed, Status: paid ? 'Success' : 'Failed',
  } // prettier-ignore
  return post(fault.shape === 'flat' ? response : { forward_url: '', response, status: paid })
}
