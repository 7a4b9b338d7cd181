// For each kind of message of PayHero, Paystack and the old service: what our readers make of it, in the manifest's words.

import assert from 'node:assert/strict'
import { cents } from '../../../appliance/money.ts'
import { parseMsisdn } from '../../../appliance/msisdn.ts'
import { isFromService, readIpn, readIpnForm } from '../../../appliance/providers/ipn.ts'
import { readMpesaText } from '../../../appliance/providers/mpesa-text.ts'
import {
  payHeroPaymentRequest,
  readPayHeroPayment,
  readPayHeroWallet,
} from '../../../appliance/providers/payhero.ts'
import { readPayHeroCallback } from '../../../appliance/providers/payhero-callback.ts'
import {
  payHeroStatusRequest,
  readPayHeroStatus,
} from '../../../appliance/providers/payhero-status.ts'
import {
  paystackChargeRequest,
  readPaystackCharge,
  readPaystackVerify,
} from '../../../appliance/providers/paystack.ts'
import { readPaystackEvent } from '../../../appliance/providers/paystack-event.ts'
import { paystackRefundRequest, readPaystackRefund } from '../../../appliance/providers/paystack-refund.ts' // prettier-ignore
import type {
  OtherNews,
  PromptAnswer,
  PromptNews,
  PromptReading,
} from '../../../appliance/providers/prompts.ts'
import type { Unreadable } from '../../../appliance/providers/message.ts'
import { nairobi, type Instant } from '../../../appliance/time.ts'
import type { Check, Reading } from './shared-messages.ts'

type Said = Record<string, unknown>
const json = (body: Buffer) => JSON.parse(body.toString()) as Said

export const collectorChecks: Record<string, Check> = {
  'payhero.request': (body) => {
    const said = json(body)
    const wish = {
      msisdn: parseMsisdn(String(said['phone_number'])),
      amount_cents: cents(Number(said['amount']) * 100),
      account_reference: String(said['external_reference']),
      merchant_reference: '-',
      description: '-',
      callback_url: String(said['callback_url']),
    }
    const keys = { api_username: 'a', api_password: 'b', channel_id: String(said['channel_id']) }
    const made = payHeroPaymentRequest(wish, keys)
    const { customer_name: _, ...expected }: Said = { ...said, phone_number: wish.msisdn }
    assert.equal(made.path, '/api/v2/payments')
    assert.deepEqual(made.body, expected)
    return { is: {} }
  },
  'payhero.response': (body, { http }) => answered(readPayHeroPayment(http?.status ?? 200, body)),
  'payhero.error': (body, { http }) => answered(readPayHeroPayment(http?.status ?? 400, body)),
  'payhero.callback': (body) => {
    const read = readPayHeroCallback(body)
    return news(read, { externalReference: 'our_reference' in read && read.our_reference })
  },
  'payhero.status': (body, { http }) => {
    const reference = String(json(body)['reference'])
    assert.match(payHeroStatusRequest(reference).path, new RegExp(`=${reference}$`))
    const asked = { reference, checkout_request_id: String(json(body)['CheckoutRequestID']) }
    const another = readPayHeroStatus(200, body, { ...asked, checkout_request_id: 'ws_CO_another' })
    assert.equal(another.outcome, 'refused')
    return standing(readPayHeroStatus(http?.status ?? 200, body, asked))
  },
  'payhero.wallet': (body) => {
    const read = readPayHeroWallet(200, body)
    assert(read.outcome === 'wallet')
    assert.equal(read.balance_cents, Math.round(Number(json(body)['available_balance']) * 100))
    return { is: {} }
  },

  'paystack.request': (body) => {
    const said = json(body)
    const mobile = said['mobile_money'] as Said
    if (mobile['provider'] !== 'mpesa') return { is: {} } // Ways of Paystack's that we do not use.
    const made = paystackChargeRequest(
      {
        msisdn: parseMsisdn(String(mobile['phone'])),
        amount_cents: cents(Number(said['amount'])),
        account_reference: 'A1',
        merchant_reference: String(said['reference']),
        description: '-',
        callback_url: '-',
      },
      { secret_key: 'sk', payer_email: String(said['email']) },
    )
    const { metadata: _, ...sent } = made.body
    assert.deepEqual(sent, said)
    return { is: {} }
  },
  'paystack.response': (body, { http }) => {
    const { reference } = json(body)['data'] as { reference: string }
    const { currency } = json(body)['data'] as { currency?: string }
    if (currency && currency !== 'KES') {
      const read = readPaystackVerify(200, body, reference)
      assert(read.outcome === 'refused' && read.problem.code === 'currency_of_another')
      return { is: { state: 'PAID but currency GHS: reject for a KES invoice' } }
    }
    return answered(readPaystackCharge(http?.status ?? 200, body, reference))
  },
  'paystack.error': (body, { http }) => {
    const read = readPaystackCharge(http?.status ?? 400, body, 'ours')
    assert(read.outcome === 'refused' && read.sent === 'no')
    return { is: {} }
  },
  'paystack.verify': (body) => {
    const { reference, currency } = json(body)['data'] as Record<string, string>
    assert.equal(readPaystackVerify(200, body, 'another').outcome, 'refused')
    const read = readPaystackVerify(200, body, reference!)
    const { is } = standing(read)
    return {
      is: { ...is, state: is['state'] === 'PAID_NO_RECEIPT' ? 'PAID' : is['state'], currency },
    }
  },
  'paystack.refund': (body, { http }) => {
    if (http?.path) {
      const { transaction, amount, merchant_note } = json(body)
      const wish = {
        merchant_reference: String(transaction),
        amount_cents: cents(Number(amount)),
        note: String(merchant_note),
      }
      const { path, body: sent } = paystackRefundRequest(wish)
      assert.equal(path, '/refund')
      assert.deepEqual({ ...sent, customer_note: json(body)['customer_note'] }, json(body))
      return { is: {} }
    }
    const read = readPaystackRefund(http?.status ?? 200, body)
    assert(read.outcome === 'refund')
    const { id, currency } = json(body)['data'] as Said
    assert.equal(read.refund.id, String(id))
    assert.equal(read.refund.amount_cents === null, currency !== 'KES')
    return { is: { state: read.refund.state.toUpperCase() } }
  },
  'paystack.webhook': (body) => {
    const { currency } = json(body)['data'] as { currency?: string }
    const read = readPaystackEvent(body)
    if ('refund_of' in read) {
      const { transaction_reference, status } = json(body)['data'] as Said
      assert.equal(read.refund_of, transaction_reference)
      assert.equal(read.processed, status === 'processed')
    }
    if ('result' in read && read.paid && currency !== 'KES') {
      assert.equal(read.paid.amount_cents, null)
      return { is: { state: 'PAID but GHS' } }
    }
    const { is } = news(read, { currency })
    return { is: { ...is, signature: 'must be checked on raw bytes' } }
  },

  'ipn.request': (body, { expect }) => {
    const form = readIpnForm(body)
    if (expect?.['state'] === 'REJECTED') {
      assert(!isFromService(form, { user: 'default', pass: 'default' }))
      return { is: { reply: 'FAIL|...', state: 'REJECTED' } }
    }
    const text = readMpesaText(form.text)
    if (text?.reverses) {
      const read = readIpn(body)
      assert('unreadable' in read && read.unreadable === 'says_reversed')
      return { is: { kind: 'REVERSAL', original: text.reverses } }
    }
    const read = readIpn(body)
    assert(!('unreadable' in read))
    return {
      is: {
        receipt: read.receipt_code,
        amountCents: read.amount_cents,
        account: read.account_typed.trim().toUpperCase(),
        msisdn: read.msisdn,
        time: timeOf(read.paid_at),
        name: read.payer_name,
      },
      elsewhere: ['effect'],
    }
  },
  'sms.text': (body) => {
    const read = readMpesaText(body.toString())
    if (!read) return { is: { kind: 'NOT_A_PAYMENT' } }
    return {
      is: {
        kind: read.reverses ? 'REVERSAL' : 'PAYMENT',
        receipt: read.receipt_code,
        original: read.reverses,
        amountCents: read.amount_cents,
        account: read.account,
        msisdn: read.msisdn,
        time: timeOf(read.paid_at),
        name: read.payer_name,
      },
      elsewhere: ['policy', 'balanceCents'],
    }
  },
}

function answered(answer: PromptAnswer): Reading {
  if (answer.outcome === 'accepted') return { is: { state: 'PENDING' } }
  assert.equal(answer.sent, 'no')
  const empty = answer.problem.code === 'service_wallet_empty'
  return {
    is: {
      state: 'FAILED_TO_START',
      ...(empty && { action: 'alert the operator: top up the PayHero wallet' }),
    },
  }
}

function news(read: PromptNews | OtherNews | Unreadable, more: Said): Reading {
  if (!('result' in read)) {
    assert('other' in read, JSON.stringify(read))
    return { is: {} }
  }
  const { paid } = read
  if (!paid) return { is: { state: 'FAILED', reason: read.result.reason, ...more } }
  return {
    is: {
      state: 'PAID',
      receipt: paid.receipt_code,
      amountCents: paid.amount_cents,
      msisdn: paid.msisdn,
      ...more,
    },
  }
}

function standing(read: PromptReading): Reading {
  if (read.outcome !== 'paid') return { is: { state: read.outcome.toUpperCase() } }
  const { receipt_code, amount_cents } = read.proof
  return {
    is: {
      state: receipt_code === null ? 'PAID_NO_RECEIPT' : 'PAID',
      receipt: receipt_code,
      amountCents: amount_cents,
    },
  }
}

function timeOf(at: Instant | null): string | null {
  return at?.toZonedDateTimeISO(nairobi).toString({ timeZoneName: 'never' }) ?? null
}
