// Money that leaves by Daraja: a payment to a phone (B2C v3) or a reversal of what somebody paid. Both are only acknowledged;
// the result comes later, to an address of its own, or never. Daraja's own spelling is kept: Occassion, RecieverIdentifierType.

import { z } from 'zod'
import { Invalid } from '../errors.ts'
import { formatShillings, type Cents } from '../money.ts'
import type { Msisdn } from '../msisdn.ts'
import type { DarajaRequest } from './daraja.ts'
import { listOf, plain, readReceiptCode, squeeze, squeezeKeys, text } from './fields.ts'
import { readMessage } from './message.ts'

interface Order {
  /** The API operator who may, and their sealed password. */
  initiator: string
  security_credential: string
  amount_cents: Cents
  result_url: string
  timeout_url: string
}

export interface B2cOrder extends Order {
  /** Ours, and taken once: the only idempotency that Daraja has. A second one is answered 500.002.1001. */
  reference: string
  /** The B2C shortcode that pays. */
  shortcode: string
  msisdn: Msisdn
}

export interface ReversalOrder extends Order {
  receipt_code: string
  shortcode: string
}

const remarks = 'Refund'

/** POST /mpesa/b2c/v3/paymentrequest. v1 has no idempotency and is not used. Throws Invalid `amount_not_whole`. */
export function b2cRequest(order: B2cOrder): DarajaRequest {
  return {
    path: '/mpesa/b2c/v3/paymentrequest',
    body: {
      OriginatorConversationID: order.reference,
      InitiatorName: order.initiator,
      SecurityCredential: order.security_credential,
      CommandID: 'BusinessPayment',
      Amount: wholeShillings(order.amount_cents),
      PartyA: order.shortcode,
      PartyB: order.msisdn,
      Remarks: remarks,
      QueueTimeOutURL: order.timeout_url,
      ResultURL: order.result_url,
      Occassion: remarks,
    },
  }
}

/** POST /mpesa/reversal/v1/request. The correctly spelled ReceiverIdentifierType is refused. */
export function reversalRequest(order: ReversalOrder): DarajaRequest {
  return {
    path: '/mpesa/reversal/v1/request',
    body: {
      Initiator: order.initiator,
      SecurityCredential: order.security_credential,
      CommandID: 'TransactionReversal',
      TransactionID: order.receipt_code,
      Amount: wholeShillings(order.amount_cents),
      ReceiverParty: order.shortcode,
      RecieverIdentifierType: '11',
      ResultURL: order.result_url,
      QueueTimeOutURL: order.timeout_url,
      Remarks: remarks,
      Occasion: remarks,
    },
  }
}

function wholeShillings(amount_cents: Cents): string {
  if (amount_cents % 100 === 0 && amount_cents > 0)
    return formatShillings(amount_cents).replaceAll(',', '')
  throw new Invalid('amount_not_whole', 'M-Pesa moves whole shillings only.')
}

export interface PayoutResult {
  /**
   * `paid`: the money moved. `failed`: Safaricom says it did not and will not. `unknown`: neither, whatever was sent; it is asked
   * about again.
   */
  outcome: 'paid' | 'failed' | 'unknown'
  result_code: string
  result_words: string
  conversation_id: string
  receipt_code: string | null
}

const said = z.object({
  resultcode: text,
  resultdesc: text,
  conversationid: text,
  transactionid: text,
})
const item = z.object({ key: text, name: text, value: text })

// By code alone: an old sample shows 21 with the words of a success.
const alreadyReversed = /^R0*1$/i
/** Ours to mend, or the payer's account; no money moved. */
const definite = /^(1|2|3|4|8|11|21|2001|2006|2028|2040|8006|R0*2|SFC_IC0003)$/i

/**
 * Reads anything that comes to a payout's address: a result, the status of one (we ask where none came), a time-out, garbage.
 * Never throws.
 */
export function readPayoutResult(body: Uint8Array): PayoutResult {
  const message = readMessage(body)
  const top = squeezeKeys('fields' in message ? message.fields : undefined)
  const result = squeezeKeys(top['result'])
  const { resultcode, resultdesc, conversationid, transactionid } = said.parse(result)
  const code = plain(resultcode)
  const parameters = new Map(
    listOf(squeezeKeys(result['resultparameters'])['resultparameter']).map((one) => {
      const { key, name, value } = item.parse(squeezeKeys(one))
      return [squeeze(plain(key) || plain(name)), plain(value)]
    }),
  )
  const status = parameters.get('transactionstatus')?.toLowerCase()
  const receipt = readReceiptCode(parameters.get('transactionreceipt') ?? parameters.get('receiptno') ?? plain(transactionid)) // prettier-ignore
  const told = {
    result_code: code,
    result_words: plain(resultdesc),
    conversation_id: plain(conversationid),
    receipt_code: typeof receipt === 'string' ? null : receipt.receipt_code,
  }
  if (status !== undefined) {
    if (!/^0+$/.test(code)) return { outcome: 'unknown', ...told }
    if (status === 'completed') return { outcome: 'paid', ...told }
    const over = /^(cancelled|canceled|declined|expired|failed)$/.test(status)
    return { outcome: over ? 'failed' : 'unknown', ...told, result_words: status }
  }
  if (/^0+$/.test(code) || alreadyReversed.test(code)) return { outcome: 'paid', ...told }
  // A time-out comes with code 1, too, and with other words.
  const timedOut = /timed? ?out/i.test(told.result_words)
  return { outcome: definite.test(code) && !timedOut ? 'failed' : 'unknown', ...told }
}
