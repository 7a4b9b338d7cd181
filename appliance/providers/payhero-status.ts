// Asking PayHero how a payment stands. Its long form names M-Pesa's receipt; its short form says SUCCESS and no more. A
// word that we do not know is no end.

import { z } from 'zod'
import { readStkResult, type StkFailure } from './daraja-stk-results.ts'
import { plain, readAmountOrNull, readTime, squeezeKeys, text } from './fields.ts'
import { readMessage } from './message.ts'
import { payHero, payHeroProblem, type PayHeroRequest } from './payhero.ts'
import { problemByStatus, readMpesaCode, type PromptReading } from './prompts.ts'

/** By PayHero's own reference; where that was never told, by ours, which it may know. */
export function payHeroStatusRequest(reference: string): PayHeroRequest {
  return { path: `/api/v2/transaction-status?reference=${encodeURIComponent(reference)}` }
}

const answered = z.object({
  success: z.unknown().optional(),
  status: text,
  reference: text,
  checkoutrequestid: text,
  externalreference: text,
  providerreference: text,
  amount: text,
  transactiondate: text,
  resultcode: text,
  resultdesc: text,
  message: text,
})

/**
 * Reads any answer about the payment of `asked`; one that names another reference, or another checkout than the prompt's, is
 * about another payment and says nothing of this one. Never throws.
 */
export function readPayHeroStatus(
  http_status: number,
  body: Uint8Array,
  asked: { reference: string; checkout_request_id: string | null },
): PromptReading {
  const message = readMessage(body)
  if (!('fields' in message)) {
    const words = `PayHero answered ${http_status} with something that is not JSON.`
    const problem = problemByStatus(payHero, http_status, 'not_json', words)
    return { outcome: 'refused', problem: { ...problem, action: 'outcome_unknown' } }
  }
  if (http_status === 404) return { outcome: 'unknown_there' }
  if (http_status < 200 || http_status >= 300)
    return { outcome: 'refused', problem: payHeroProblem(http_status, message.fields) }

  const answer = answered.parse(squeezeKeys(message.fields))
  if (isOfAnother(answer, asked)) {
    const words = 'PayHero answered about another payment than asked.'
    const problem = problemByStatus(payHero, 500, 'answer_of_another', words)
    return { outcome: 'refused', problem }
  }
  const status = answer.status.trim().toUpperCase()
  if (status === 'FAILED')
    return {
      outcome: 'failed',
      result: payHeroFailure(answer.resultcode, answer.resultdesc || answer.message),
    }
  if (status !== 'SUCCESS' || answer.success === false) return { outcome: 'pending' }
  return {
    outcome: 'paid',
    proof: {
      receipt_code: readMpesaCode(answer.providerreference),
      amount_cents: readAmountOrNull(answer.amount),
      paid_at: readPayHeroTime(answer.transactiondate),
    },
  }
}

// The long form gives a UUID as its reference: then the checkout is what can be compared.
function isOfAnother(
  answer: { reference: string; checkoutrequestid: string; externalreference: string },
  asked: { reference: string; checkout_request_id: string | null },
): boolean {
  const checkout = plain(answer.checkoutrequestid)
  if (checkout !== '' && asked.checkout_request_id !== null)
    return checkout !== asked.checkout_request_id
  const names = [plain(answer.reference), plain(answer.externalreference)].filter(Boolean)
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
  return (
    names.length > 0 && !names.includes(asked.reference) && !names.some((name) => uuid.test(name))
  )
}

/**
 * How it ended, by Safaricom's code where PayHero passes it on; the new platform sends its words alone. Pure.
 */
export function payHeroFailure(code: string, words: string): StkFailure {
  const told = plain(code)
  const named = told !== '' && !/^0+$/.test(told) ? told : codeOf(words)
  const result = readStkResult(named, words)
  return result.state === 'paid' ? { ...result, state: 'failed_soft', reason: 'unknown' } : result
}

const byWords: [RegExp, string][] = [
  [/cancel/i, '1032'],
  [/insufficient|balance/i, '1'],
  [/timeout|cannot be reached|no response/i, '1037'],
  [/expired/i, '1019'],
  [/initiator|wrong pin|invalid pin/i, '2001'],
]

function codeOf(words: string): string {
  return byWords.find(([test]) => test.test(words))?.[1] ?? 'payhero_failed'
}

/** "2026-06-30T00:44:53Z": whether it is Greenwich's is not known, so it is shown and never compared. */
export function readPayHeroTime(words: string): Temporal.Instant | null {
  try {
    return Temporal.Instant.from(words.trim())
  } catch {
    return readTime(words)
  }
}
