// Refunds at Paystack: queued when they are asked for, ended by hand of whoever runs the simulator, told of by events, looked up
// by number or by transaction. The same order twice is two refunds, as long as there is money of the payment left.

import { json, type Answer, type Asked, type NoAnswer } from '../door.ts'
import type { AskedPrompt } from './asking.ts'
import { spoiled } from './payhero.ts'

export type RefundEnd = 'processed' | 'failed' | 'needs-attention'

export interface SimulatedRefund {
  readonly id: number
  readonly prompt: AskedPrompt
  readonly amount: number
  readonly merchant_note: string
  status: 'pending' | RefundEnd
}

export interface Refunds {
  readonly list: SimulatedRefund[]
  /** Of the next orders: taken in, and its answer is this; or not taken in at all. */
  fault: 'none' | 'hang' | 'truncated' | 'html_503' | 'refused' | 'busy'
  /** Whether its events are posted. */
  silent: boolean
  end(refund: SimulatedRefund, how: RefundEnd): Promise<void>
  /** Ordered on Paystack's own page. */
  orderThere(prompt: AskedPrompt): Promise<SimulatedRefund>
  answer(asked: Asked): Promise<Answer | NoAnswer> | undefined
  isReversed(prompt: AskedPrompt): boolean
}

/** In subunits. One that verify says brought KES 100 more brought so much. */
const tookOf = ({ shillings, fault }: AskedPrompt) =>
  (shillings + (fault.status === 'other_amount' ? 100 : 0)) * 100

export function openRefunds(
  prompts: readonly AskedPrompt[],
  numberOf: (prompt: AskedPrompt) => number,
  tell: (event: string, data: object) => Promise<unknown>,
): Refunds {
  const sumOf = (prompt: AskedPrompt, states: readonly string[]) =>
    refunds.list
      .filter((one) => one.prompt === prompt && states.includes(one.status))
      .reduce((sum, { amount }) => sum + amount, 0)

  const refunds: Refunds = {
    list: [],
    fault: 'none',
    silent: false,
    async end(refund, how) {
      refund.status = how
      await say(refund)
    },
    orderThere: async (prompt) => add(prompt, tookOf(prompt), 'By the owner'),
    isReversed: (prompt) => sumOf(prompt, ['processed']) === tookOf(prompt),
    answer({ method, path, fields, query }) {
      if (path === '/refund' && method === 'POST') return order(fields)
      if (path === '/refund') return Promise.resolve(listed(query.get('transaction')))
      if (!path.startsWith('/refund/')) return undefined
      const found = refunds.list.find(({ id }) => String(id) === path.slice('/refund/'.length))
      return Promise.resolve(
        found
          ? json(200, { status: true, message: 'Refund retrieved', data: dataOf(found) })
          : json(404, { status: false, message: 'Refund not found' }),
      )
    },
  }
  return refunds

  async function order(fields: Record<string, unknown>): Promise<Answer | NoAnswer> {
    const { transaction, amount, currency, merchant_note } = fields
    const no = (message: string) => json(400, { status: false, message })
    if (refunds.fault === 'busy') return json(429, { status: false, message: 'Too many requests' })
    if (refunds.fault === 'refused') return no('Refund cannot be processed for this transaction')
    const prompt = prompts.find(({ reference, state }) => reference === transaction && state === 'paid') // prettier-ignore
    if (!prompt) return json(404, { status: false, message: 'Transaction not found' })
    if (currency !== undefined && currency !== 'KES') return no('Currency does not match')
    const left = tookOf(prompt) - sumOf(prompt, ['pending', 'processed', 'needs-attention'])
    const wanted = Number(amount ?? left)
    if (!(wanted > 0) || wanted > left) return no('Refund amount cannot be more than transaction amount') // prettier-ignore
    const refund = await add(prompt, wanted, String(merchant_note ?? ''))
    const whole = json(200, {
      status: true,
      message: 'Refund has been queued for processing',
      data: {
        ...dataOf(refund),
        transaction: { id: numberOf(prompt), reference: prompt.reference },
      },
    })
    if (refunds.fault === 'none') return whole
    const { fault: answer } = refunds
    return spoiled({ ...prompt, fault: { answer } }, whole)
  }

  async function add(
    prompt: AskedPrompt,
    amount: number,
    merchant_note: string,
  ): Promise<SimulatedRefund> {
    const id = 3_018_284 + refunds.list.length
    const refund: SimulatedRefund = { id, prompt, amount, merchant_note, status: 'pending' }
    refunds.list.push(refund)
    await say(refund)
    return refund
  }

  function listed(transaction: string | null): Answer {
    const rows = refunds.list.filter(({ prompt }) => String(numberOf(prompt)) === transaction)
    return json(200, { status: true, message: 'Refunds retrieved', data: rows.map(dataOf) })
  }

  function dataOf({ id, prompt, amount, merchant_note, status }: SimulatedRefund) {
    return {
      integration: 412829, transaction: numberOf(prompt), dispute: null, settlement: null, id, domain: 'test', currency: 'KES',
      amount, status, customer_note: 'Refund', merchant_note, deducted_amount: amount, fully_deducted: false,
    } // prettier-ignore
  }

  async function say({ id, prompt, amount, status }: SimulatedRefund): Promise<void> {
    if (refunds.silent) return
    await tell(`refund.${status}`, {
      status, transaction_reference: prompt.reference, refund_reference: status === 'pending' ? null : `TRF_${id}`,
      amount: status === 'failed' ? amount : String(amount), // A number in some events, text in others.
      currency: 'KES', processor: 'mpesa_ke', customer: { email: 'customer@email.com' }, integration: 412829, domain: 'test',
    }) // prettier-ignore
  }
}
