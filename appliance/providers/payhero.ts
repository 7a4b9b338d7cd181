// PayHero asks phones for a paybill that is a bank's: Safaricom tells PayHero, PayHero tells us, and signs nothing.
// "QUEUED" is not paid; transaction-status is the proof. Two platforms exist, with two shapes of the same news.
// docs.payhero.co.ke, docs.payhero.africa.

import { z } from 'zod'
import { Invalid } from '../errors.ts'
import { wholeShillings } from './daraja-stk.ts'
import { plain, readBalance, squeezeKeys, text } from './fields.ts'
import { readMessage, type Fields } from './message.ts'
import { problemByStatus, type Problem, type PromptAnswer, type PromptWish } from './prompts.ts'
import { redactWords } from './redaction.ts'

export const payHeroAddress = 'https://backend.payhero.co.ke'
export const payHero = 'PayHero'

export interface PayHeroKeys {
  api_username: string
  api_password: string
  /** The number of the payment channel, from PayHero's own page. */
  channel_id: string
}

export interface PayHeroRequest {
  path: string
  body?: Readonly<Record<string, unknown>>
}

/**
 * The value of the Authorization header. What PayHero's page gives to copy is often pasted whole, with or without the word
 * "Basic": as a password it then stands for both.
 */
export function payHeroAuthorization({ api_username, api_password }: PayHeroKeys): string {
  const pasted = api_password.replace(/^basic\s*/i, '')
  if (api_username === '') return `Basic ${pasted}`
  return `Basic ${Buffer.from(`${api_username}:${api_password}`).toString('base64')}`
}

/** Asks one phone to pay. Throws Invalid `amount_not_whole`, `amount_not_positive`, `channel_unreadable`. */
export function payHeroPaymentRequest(wish: PromptWish, keys: PayHeroKeys): PayHeroRequest {
  if (!/^\d{1,9}$/.test(keys.channel_id))
    throw new Invalid('channel_unreadable', 'PayHero’s channel is a number of at most nine digits.')
  return {
    path: '/api/v2/payments',
    body: {
      amount: Number(wholeShillings(wish.amount_cents)),
      phone_number: wish.msisdn,
      channel_id: Number(keys.channel_id),
      provider: 'm-pesa',
      external_reference: wish.account_reference,
      callback_url: wish.callback_url,
    },
  }
}

const answered = z.object({
  success: z.unknown().optional(),
  status: text,
  reference: text,
  checkoutrequestid: text,
  message: text,
  error: text,
  errormessage: text,
  errorcode: text,
})

/** Reads any answer to a payment request; a "no" comes with 200 too. Never throws. */
export function readPayHeroPayment(http_status: number, body: Uint8Array): PromptAnswer {
  const message = readMessage(body)
  if (!('fields' in message))
    return { outcome: 'refused', problem: notJson(http_status), sent: 'perhaps' }
  const answer = answered.parse(squeezeKeys(message.fields))
  const reference = plain(answer.reference)
  const good = http_status >= 200 && http_status < 300
  const queued = /^(queued|success|pending|processing)$/i.test(answer.status.trim())
  if (good && answer.success !== false && queued && reference !== '') {
    return {
      outcome: 'accepted',
      merchant_request_id: reference,
      checkout_request_id: plain(answer.checkoutrequestid) || null,
    }
  }
  const problem = payHeroProblem(http_status, message.fields)
  const words = problem.message
  const refused = good && (answer.success === false || /^failed$/i.test(answer.status.trim()))
  // A "no" that names a payment, and a "yes" that names none, contradict themselves.
  const sure = reference === '' && (refused || (http_status >= 400 && http_status < 500))
  const phone = /phone/i.test(words) && sure ? { phone: 'refused' as const } : {}
  return { outcome: 'refused', problem, sent: sure ? 'no' : 'perhaps', ...phone }
}

/** Why PayHero would not, in its words. An empty service wallet is the one that stops everything. */
export function payHeroProblem(http_status: number, fields: Fields): Problem {
  const { errormessage, errorcode, message, error } = answered.parse(squeezeKeys(fields))
  const said = redactWords(plain(errormessage || message || error).slice(0, 300))
  if (/insufficient|wallet/i.test(said)) {
    const advice = 'The PayHero service wallet is empty: top it up, or no phone is asked.'
    return { action: 'configuration', code: 'service_wallet_empty', message: said, advice }
  }
  const good = http_status >= 200 && http_status < 300
  return problemByStatus(payHero, good ? 400 : http_status, plain(errorcode), said)
}

function notJson(http_status: number): Problem {
  const message = `PayHero answered ${http_status} with something that is not JSON.`
  return { action: 'outcome_unknown', code: 'not_json', message, advice: '' }
}

export const payHeroWalletPath = '/api/v2/wallets?wallet_type=service_wallet'

const wallet = z.object({ availablebalance: text, currency: text })

/** What the service wallet holds, in cents: each prompt costs some of it. */
export function readPayHeroWallet(
  http_status: number,
  body: Uint8Array,
): { outcome: 'wallet'; balance_cents: number } | { outcome: 'refused'; problem: Problem } {
  const message = readMessage(body)
  if (!('fields' in message)) return { outcome: 'refused', problem: notJson(http_status) }
  const balance = readBalance(wallet.parse(squeezeKeys(message.fields)).availablebalance)
  if (http_status === 200 && balance !== null) return { outcome: 'wallet', balance_cents: balance }
  return { outcome: 'refused', problem: payHeroProblem(http_status, message.fields) }
}
