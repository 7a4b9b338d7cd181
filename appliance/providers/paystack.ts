// Paystack asks Kenyan phones for M-Pesa money on its own paybill and settles it to a bank later. Amounts are in subunits:
// KES 1 is 100. The answer's outer "status": true says that the call was understood; data.status says how the money stands.
// paystack.com/docs/api/charge, /docs/api/transaction.

import { z } from 'zod'
import { Invalid } from '../errors.ts'
import { cents, type Cents } from '../money.ts'
import { wholeShillings } from './daraja-stk.ts'
import { readStkResult, type StkFailure } from './daraja-stk-results.ts'
import { amountMax, plain, squeezeKeys, text } from './fields.ts'
import { isFields, readMessage, type Fields, type Json } from './message.ts'
import {
  problemByStatus,
  readMpesaCode,
  type Problem,
  type PromptAnswer,
  type PromptReading,
  type PromptWish,
} from './prompts.ts'
import { redactWords } from './redaction.ts'

export const paystackAddress = 'https://api.paystack.co'
export const paystack = 'Paystack'

export interface PaystackKeys {
  secret_key: string
  /** Paystack wants an address with every charge; guests have none, so it is the house's. */
  payer_email: string
}

/** Asks one phone to pay, under our own reference: the same one again is refused there, never charged twice. */
export function paystackChargeRequest(
  { msisdn, amount_cents, account_reference, merchant_reference }: PromptWish,
  { payer_email }: PaystackKeys,
): { path: string; body: Readonly<Record<string, unknown>> } {
  if (!/^[^\s@]+@[^\s@]+$/.test(payer_email))
    throw new Invalid('email_unreadable', 'Paystack wants an e-mail address with every charge.')
  wholeShillings(amount_cents) // M-Pesa moves whole shillings, whoever asks.
  return {
    path: '/charge',
    body: {
      email: payer_email,
      amount: Number(amount_cents),
      currency: 'KES',
      reference: merchant_reference,
      metadata: { account_reference },
      mobile_money: { phone: `+${msisdn}`, provider: 'mpesa' },
    },
  }
}

// The answers after which the payer still has something to do, somewhere else than with us: no card, no PIN, no code of
// theirs ever comes to a page of ours.
const underWay = new Set([
  'pay_offline', 'pending', 'ongoing', 'processing', 'queued', 'success', 'failed', 'abandoned',
  'send_otp', 'send_pin', 'send_phone', 'send_birthday', 'send_address', 'open_url',
]) // prettier-ignore

const outer = z.object({ status: z.unknown().optional(), message: text, code: text })
const inner = z.object({
  status: text,
  reference: text,
  amount: text,
  currency: text,
  receiptnumber: text,
  paidat: text,
  gatewayresponse: text,
  message: text,
})

/** Reads any answer to a charge. A reference that is known there was sent before: verify says how it stands. Never throws. */
export function readPaystackCharge(
  http_status: number,
  body: Uint8Array,
  merchant_reference: string,
): PromptAnswer {
  const found = read(body)
  if (!found) return { outcome: 'refused', problem: notJson(http_status), sent: 'perhaps' }
  const { said, data } = found
  const accepted = {
    outcome: 'accepted' as const,
    merchant_request_id: '',
    checkout_request_id: merchant_reference,
  }
  const good = http_status >= 200 && http_status < 300 && said.status === true
  const ours = data.reference === merchant_reference
  if (good && ours && underWay.has(data.status.trim().toLowerCase())) return accepted
  const words = `${said.code} ${said.message}`
  if (/duplicate_?reference|duplicate transaction reference/i.test(words)) return accepted
  const problem = paystackProblem(http_status, said)
  const sure = !good && http_status >= 400 && http_status < 500 && http_status !== 408
  const phone = sure && /phone/i.test(said.message) ? { phone: 'refused' as const } : {}
  return { outcome: 'refused', problem, sent: sure ? 'no' : 'perhaps', ...phone }
}

/** The truth about one reference of ours. */
export function paystackVerifyRequest(merchant_reference: string): { path: string } {
  return { path: `/transaction/verify/${encodeURIComponent(merchant_reference)}` }
}

/**
 * Reads any answer of verify. Paid is what is a success, in shillings, under our reference; a success in another currency is
 * refused as `currency_of_another`, for a person. Never throws.
 */
export function readPaystackVerify(
  http_status: number,
  body: Uint8Array,
  merchant_reference: string,
): PromptReading {
  const found = read(body)
  if (!found) return { outcome: 'refused', problem: notJson(http_status) }
  const { said, data } = found
  const good = http_status >= 200 && http_status < 300 && said.status === true
  if (!good) {
    const unknown = http_status === 404 || /not found|reference is invalid/i.test(said.message)
    if (unknown) return { outcome: 'unknown_there' }
    return { outcome: 'refused', problem: paystackProblem(http_status, said) }
  }
  if (data.reference !== merchant_reference)
    return refused('answer_of_another', 'another reference')
  switch (data.status.trim().toLowerCase()) {
    case 'success': {
      const amount_cents = readSubunits(data.amount)
      if (data.currency.trim().toUpperCase() !== 'KES' || amount_cents === null)
        return refused('currency_of_another', `${plain(data.amount)} ${plain(data.currency)}`)
      const proof = {
        receipt_code: readMpesaCode(data.receiptnumber),
        amount_cents,
        paid_at: readInstant(data.paidat),
      }
      return { outcome: 'paid', proof }
    }
    case 'failed':
    case 'abandoned':
    case 'reversed':
      return { outcome: 'failed', result: paystackFailure(data) }
    default:
      return { outcome: 'pending' }
  }
}

function refused(code: string, words: string): PromptReading {
  const message = `Paystack answered about ${words}.`
  return { outcome: 'refused', problem: { action: 'configuration', code, message, advice: '' } }
}

/** Why it ended, in M-Pesa's codes where the words give one. Pure. */
export function paystackFailure(data: {
  status: string
  gatewayresponse: string
  message: string
}): StkFailure {
  const words = plain(data.gatewayresponse || data.message || data.status)
  const result = readStkResult(codeOf(`${words} ${data.status}`), words)
  return result.state === 'paid' ? { ...result, state: 'failed_soft', reason: 'unknown' } : result
}

const byWords: [RegExp, string][] = [
  [/cancel/i, '1032'],
  [/insufficient|balance/i, '1'],
  [/wrong pin|invalid pin|initiator/i, '2001'],
  [/timeout|unreachable|abandoned|no response/i, '1037'],
]

function codeOf(words: string): string {
  return byWords.find(([test]) => test.test(words))?.[1] ?? 'paystack_failed'
}

/** Subunits are our cents: a whole number, as number or text. Null for anything else. */
export function readSubunits(words: string): Cents | null {
  if (!/^\d{1,9}(\.0+)?$/.test(words.trim())) return null
  const amount = Number(words.trim().replace(/\.0+$/, ''))
  return amount > 0 && amount <= amountMax ? cents(amount) : null
}

export function readInstant(words: string): Temporal.Instant | null {
  try {
    return Temporal.Instant.from(words.trim())
  } catch {
    return null
  }
}

export const paystackBalancePath = '/balance'

/** A question that costs nothing, to try the key with: whether it is taken, and whether it has shillings. */
export function readPaystackBalance(
  http_status: number,
  body: Uint8Array,
): { outcome: 'balance'; currencies: string[] } | { outcome: 'refused'; problem: Problem } {
  const message = readMessage(body)
  if (!('fields' in message)) return { outcome: 'refused', problem: notJson(http_status) }
  const said = outer.parse(squeezeKeys(message.fields))
  if (http_status !== 200 || said.status !== true)
    return { outcome: 'refused', problem: paystackProblem(http_status, said) }
  const data = message.fields['data']
  const rows: readonly Json[] = Array.isArray(data) ? data : []
  const currencies = rows.flatMap((row) =>
    isFields(row) && typeof row['currency'] === 'string' ? [plain(row['currency'])] : [],
  )
  return { outcome: 'balance', currencies }
}

export function paystackProblem(
  http_status: number,
  { message, code }: { message: string; code: string },
): Problem {
  const words = redactWords(plain(message).slice(0, 300))
  return problemByStatus(paystack, http_status, plain(code), words)
}

export function notJson(http_status: number): Problem {
  const message = `Paystack answered ${http_status} with something that is not JSON.`
  return { action: 'outcome_unknown', code: 'not_json', message, advice: '' }
}

function read(body: Uint8Array) {
  const message = readMessage(body)
  if (!('fields' in message)) return undefined
  return { said: outer.parse(squeezeKeys(message.fields)), data: readData(message.fields) }
}

/** `data`, with its fields as text: null, lists and maps where text should be are empty. */
export function readData(fields: Fields): z.infer<typeof inner> {
  return inner.parse(squeezeKeys(fields['data']))
}
