// What Paystack posts to us: signed with HMAC-SHA512 over the very bytes, under the secret key. Paystack's own sample signs
// JSON that was parsed and written again, which other bytes may be; ours are the raw ones.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { readMsisdn } from '../msisdn.ts'
import { asTyped, plain, squeezeKeys, text } from './fields.ts'
import { readMessage, unreadable, type Unreadable } from './message.ts'
import { paystackFailure, readData, readInstant, readSubunits } from './paystack.ts'
import { readMpesaCode, type OtherNews, type PromptNews } from './prompts.ts'
import type { RefundNews } from './paystack-refund.ts'
import { z } from 'zod'

/** Whether one of these secrets signed these bytes. Compared in constant time, whichever it is; a missing one signs nothing. */
export function isSigned(body: Uint8Array, signature: string, secrets: readonly string[]): boolean {
  const shown = Buffer.alloc(64)
  const whole = /^[0-9a-f]{128}$/i.test(signature)
  if (whole) shown.write(signature, 'hex')
  let signed = false
  for (const secret of secrets) {
    const made = createHmac('sha512', secret).update(body).digest()
    if (timingSafeEqual(made, shown) && whole && secret !== '') signed = true
  }
  return signed
}

const event = z.object({ event: text })
const refund = z.object({ transactionreference: text, transaction: text })
const payer = z.object({ mobilemoneynumber: text })

/** Reads an event: of a charge, or another, which is kept by its name. `event_missing`. Never throws. */
export function readPaystackEvent(
  body: Uint8Array,
): PromptNews | OtherNews | RefundNews | Unreadable {
  const message = readMessage(body)
  if ('unreadable' in message) return message
  const name = plain(event.parse(message.fields).event).toLowerCase()
  if (name === '') return unreadable('event_missing', 'The message names no event.')
  if (name.startsWith('refund.')) {
    const of = refund.parse(squeezeKeys(message.fields['data']))
    return {
      other: `event_${name}`.slice(0, 60),
      refund_of: plain(of.transactionreference || of.transaction).slice(0, 100),
      processed: name === 'refund.processed',
    }
  }
  if (!name.startsWith('charge.') || name.startsWith('charge.dispute'))
    return { other: `event_${name}`.slice(0, 60) }

  const data = readData(message.fields)
  const { mobilemoneynumber } = payer.parse(
    squeezeKeys(squeezeKeys(message.fields['data'])['authorization']),
  )
  const paid = name === 'charge.success' && data.status.trim().toLowerCase() === 'success'
  return {
    merchant_request_id: '',
    checkout_request_id: plain(data.reference),
    our_reference: plain(data.reference),
    result: paid
      ? { code: '0', description: plain(data.gatewayresponse), state: 'paid', reason: null }
      : paystackFailure(data),
    paid: paid
      ? {
          receipt_code: readMpesaCode(data.receiptnumber),
          // Another currency's amount is no amount.
          amount_cents: data.currency === 'KES' ? readSubunits(data.amount) : null,
          msisdn: readMsisdn(mobilemoneynumber) ?? null,
          msisdn_raw: asTyped(mobilemoneynumber) || null,
          paid_at: readInstant(data.paidat),
        }
      : null,
  }
}
