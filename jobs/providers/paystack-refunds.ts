// Our side of the line to Paystack where money goes back: one refund, how it stands, and whether one of ours is there already.

import { Invalid, Refusal } from '../../appliance/errors.ts'
import type { Ordered } from '../../appliance/money/payouts.ts'
import { paystack, paystackVerifyRequest, type PaystackKeys } from '../../appliance/providers/paystack.ts' // prettier-ignore
import {
  paystackRefundPath,
  paystackRefundRequest,
  paystackRefundsPath,
  readPaystackRefund,
  readPaystackRefunds,
  readPaystackTransaction,
  type RefundStanding,
  type RefundWish,
} from '../../appliance/providers/paystack-refund.ts'
import { exchange, darajaLimits, neverLeft, type CallRecord, type Limits, type Question } from './daraja-exchange.ts' // prettier-ignore
import { refusalOf } from './prompter.ts'

export interface PaystackRefunds {
  readonly records: CallRecord[]
  /** Asks for one. After `perhaps` it must be looked for before it is asked for again. Never throws a refusal. */
  order(wish: RefundWish): Promise<Ordered>
  /** How it stands: by its number, or by its note where that was never told. Undefined: none is there. Throws as refusalOf. */
  find(id: string | null, wish: RefundWish): Promise<RefundStanding | undefined>
  /** Whether all of a payment went back, whoever ordered it. Throws as refusalOf. */
  isReversed(merchant_reference: string): Promise<boolean>
}

export function openPaystackRefunds(
  { base_url, keys }: { base_url: string; keys: PaystackKeys },
  given: Partial<Limits> = {},
): PaystackRefunds {
  const records: CallRecord[] = []
  const line = {
    who: paystack,
    base_url,
    authorization: `Bearer ${keys.secret_key}`,
    limits: { ...darajaLimits, ...given },
  }
  const send = (request: Question['request']) => exchange({ ...line, request }, records)

  async function verify(merchant_reference: string) {
    const { http_status, body } = await send(paystackVerifyRequest(merchant_reference))
    const read = readPaystackTransaction(http_status, body, merchant_reference)
    if (read.outcome === 'refused') throw refusalOf(paystack, read.problem)
    return read
  }

  return {
    records,
    order: async (wish) => {
      try {
        const { http_status, body } = await send(paystackRefundRequest(wish))
        const read = readPaystackRefund(http_status, body)
        if (read.outcome === 'refund')
          return { outcome: 'accepted', conversation_id: read.refund.id }
        const refusal = refusalOf(paystack, read.problem)
        const { message: words } = refusal
        if (read.sent === 'perhaps') return { outcome: 'perhaps', words }
        return { outcome: refusal instanceof Invalid ? 'refused' : 'not_sent', words }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return { outcome: neverLeft(error) ? 'not_sent' : 'perhaps', words: error.message }
      }
    },
    find: async (id, wish) => {
      if (id !== null) {
        const { http_status, body } = await send({ path: paystackRefundPath(id) })
        const read = readPaystackRefund(http_status, body)
        if (read.outcome === 'refund') return read.refund
        throw refusalOf(paystack, read.problem)
      }
      const transaction = await verify(wish.merchant_reference)
      if (transaction.id === null)
        throw new Invalid('transaction_unnamed', `${paystack} gives this payment no number.`)
      const { http_status, body } = await send({ path: paystackRefundsPath(transaction.id) })
      const read = readPaystackRefunds(http_status, body, wish.note)
      if (read.outcome === 'refused') throw refusalOf(paystack, read.problem)
      return read.outcome === 'refund' ? read.refund : undefined
    },
    isReversed: async (merchant_reference) => (await verify(merchant_reference)).reversed,
  }
}
