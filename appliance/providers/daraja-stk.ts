// Asking a phone to pay (M-PESA Express, "STK push"): the request, and what Daraja says at once. "Accepted"
// means that a prompt is on its way, never that it was paid.

import { z } from 'zod'
import { Invalid } from '../errors.ts'
import type { Cents } from '../money.ts'
import type { Msisdn } from '../msisdn.ts'
import { formatDarajaTime, type Instant } from '../time.ts'
import type { DarajaRequest } from './daraja.ts'
import { isError, problemIn, readError, type DarajaProblem } from './daraja-errors.ts'
import { refuseBadUrl, type Environment } from './daraja-register.ts'
import { isZero } from './daraja-stk-results.ts'
import { amountMax, plain, squeezeKeys, text } from './fields.ts'
import { readMessage } from './message.ts'

export interface StkPush {
  /** The paybill; for a till, the store or head-office number that the passkey belongs to. */
  business_short_code: string
  /** Who is paid: the paybill again, or the till. */
  party_b: string
  kind: 'paybill' | 'till'
  passkey: string
  /** Who pays, on the phone that is asked. */
  msisdn: Msisdn
  /** Whole shillings: Daraja refuses cents. */
  amount_cents: Cents
  /** 1–12 signs of ASCII. The payer sees it, and a confirmation of the same payment carries it. */
  account_reference: string
  /** 1–13 signs of ASCII. Documented as optional, and refused when missing. */
  description: string
  callback_url: string
}

const referenceMax = 12
const descriptionMax = 13

/**
 * The request of the M-PESA Express page. What we put into the prompt is at most 32 signs (amount 7, reference
 * 12, description 13), so that 150 of the 182 that fit are left to Safaricom's words and the registered name.
 * Throws Invalid `amount_not_whole`, `amount_not_positive`, `amount_too_large`, `account_reference_refused`,
 * `description_refused`, `shortcode_refused`, `passkey_missing`, `callback_url_refused`.
 */
export function stkPushRequest(
  push: StkPush,
  now: Instant,
  environment: Environment = 'production',
): DarajaRequest {
  const { business_short_code, party_b, kind, passkey, msisdn, callback_url } = push
  refuseBadShortcodes(push)
  refuseBadText('account_reference_refused', push.account_reference, referenceMax)
  refuseBadText('description_refused', push.description, descriptionMax)
  refuseBadUrl(callback_url, environment)
  return {
    path: '/mpesa/stkpush/v1/processrequest',
    body: {
      BusinessShortCode: business_short_code,
      ...signature(business_short_code, passkey, now),
      TransactionType: kind === 'till' ? 'CustomerBuyGoodsOnline' : 'CustomerPayBillOnline',
      Amount: wholeShillings(push.amount_cents),
      PartyA: msisdn,
      PartyB: party_b,
      PhoneNumber: msisdn,
      CallBackURL: callback_url,
      AccountReference: push.account_reference,
      TransactionDesc: push.description,
    },
  }
}

/** Password and the Timestamp inside it: one reading of the clock, Nairobi's. Throws Invalid `passkey_missing`. */
export function signature(
  business_short_code: string,
  passkey: string,
  now: Instant,
): { Password: string; Timestamp: string } {
  if (passkey === '') {
    throw new Invalid(
      'passkey_missing',
      'Asking a phone to pay needs the passkey of the shortcode.',
    )
  }
  const Timestamp = formatDarajaTime(now)
  const Password = Buffer.from(business_short_code + passkey + Timestamp).toString('base64')
  return { Password, Timestamp }
}

export function wholeShillings(amount_cents: Cents): string {
  if (amount_cents <= 0) {
    throw new Invalid('amount_not_positive', 'M-Pesa asks for one shilling at least.')
  }
  if (amount_cents > amountMax) {
    throw new Invalid('amount_too_large', 'This is more than M-Pesa moves at once.')
  }
  if (amount_cents % 100 !== 0) {
    throw new Invalid('amount_not_whole', 'M-Pesa asks for whole shillings only.')
  }
  return String(amount_cents).slice(0, -2) // The two noughts of the cents.
}

function refuseBadShortcodes({ business_short_code, party_b, kind }: StkPush): void {
  const numbers = /^\d{5,7}$/.test(business_short_code) && /^\d{5,8}$/.test(party_b)
  if (numbers && (kind === 'till' || party_b === business_short_code)) return
  throw new Invalid(
    'shortcode_refused',
    'A paybill is paid under its own number of 5 to 7 digits; a till under the till’s, asked by its store number.',
  )
}

function refuseBadText(code: string, words: string, max: number): void {
  if (/^[ -~]+$/.test(words) && words.length <= max && words.trim() === words) return
  throw new Invalid(code, `"${plain(words)}" is not 1 to ${max} plain letters, digits and signs.`)
}

export type StkPushAnswer =
  | {
      outcome: 'accepted'
      merchant_request_id: string
      /** Names the prompt in its callback and in every query; ends in digits of the phone. */
      checkout_request_id: string
      customer_message: string
    }
  | { outcome: 'refused'; problem: DarajaProblem }

const answered = z.object({
  responsecode: text,
  responsedescription: text,
  customermessage: text,
  merchantrequestid: text,
  checkoutrequestid: text,
})

/** Reads any answer to the request, also an error that comes with 200. Never throws. */
export function readStkPushAnswer(http_status: number, body: Uint8Array): StkPushAnswer {
  const message = readMessage(body)
  if (!('fields' in message)) return refused(readError(http_status, '', body))

  const answer = answered.parse(squeezeKeys(message.fields))
  const code = plain(answer.responsecode)
  const checkout_request_id = plain(answer.checkoutrequestid)
  const good = http_status >= 200 && http_status < 300 && !isError(message.fields)
  if (good && isZero(code) && checkout_request_id !== '') {
    return {
      outcome: 'accepted',
      merchant_request_id: plain(answer.merchantrequestid),
      checkout_request_id,
      customer_message: plain(answer.customermessage),
    }
  }
  const problem = good
    ? problemIn(http_status, code || 'response_without_code', answer.responsedescription)
    : readError(http_status, '', body)
  // A "no" that names a prompt, or a "yes" that doesn't, contradicts itself.
  const doubtful = checkout_request_id !== '' || isZero(code)
  return refused(doubtful ? { ...problem, action: 'outcome_unknown' } : problem)
}

function refused(problem: DarajaProblem): StkPushAnswer {
  return { outcome: 'refused', problem }
}

/**
 * Whether a refused push may be on the phone all the same. `no` is said only where Daraja refused it in so many
 * words, or a 4xx did; silence, HTML, an empty answer, timeouts and errors of theirs are `perhaps`.
 */
export function wasSent({ action, message }: DarajaProblem): 'no' | 'perhaps' {
  switch (action) {
    case 'configuration':
    case 'new_token':
    case 'slow_down':
      return 'no'
    // "Try again later" alone may be a gateway that gave up waiting for what it had passed on.
    case 'retry_later':
      return /unable to lock|system is busy|under maintenance/i.test(message) ? 'no' : 'perhaps'
    case 'outcome_unknown':
    case 'already_submitted':
    case 'none_found':
      return 'perhaps'
  }
}

/**
 * What a refusal says of the phone: `busy`, somebody's prompt is open on it, so wait a minute at least;
 * `refused`, M-Pesa does not know the number.
 */
export function phoneAtFault({ action, message }: DarajaProblem): 'busy' | 'refused' | undefined {
  if (action === 'retry_later' && /unable to lock subscriber/i.test(message)) return 'busy'
  const refusal = /invalid (phone ?number|party ?a|msisdn)/i
  return action === 'configuration' && refusal.test(message) ? 'refused' : undefined
}
