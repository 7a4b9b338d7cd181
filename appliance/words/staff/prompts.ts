// What staff read of a prompt on a phone: how it stands, why it brought no money, whether M-Pesa called back. The
// sentences for reasons are those that the guest reads.

import { maskMsisdn } from '../../msisdn.ts'
import { decideReason, type PromptReason, type ToldPrompt } from '../../people/prompts.ts'
import type { Instant } from '../../time.ts'
import { en } from '../en.ts'
import { countOf, formatMilliseconds, kes } from '../figures.ts'
import { sentence, type Sentence } from '../sentence.ts'
import type { State, Tone } from './states.ts'

/** A few words each, for lists and bars. */
export const prompt_reasons: Record<PromptReason, string> = {
  cancelled: 'cancelled on the phone',
  wrong_pin: 'wrong PIN',
  not_enough_money: 'not enough money',
  no_answer: 'no answer from the phone',
  expired: 'the time ran out',
  phone_unreachable: 'phone not reached',
  phone_busy: 'another request on the phone',
  same_again_too_soon: 'same payment again too soon',
  daily_limit: 'over the limit of the day',
  below_minimum: 'less than M-Pesa takes',
  above_maximum: 'more than M-Pesa takes at once',
  pin_locked: 'PIN is locked',
  mpesa_busy: 'M-Pesa was busy',
  prompt_error: 'M-Pesa failed while sending',
  prompt_not_sent: 'M-Pesa could not send it',
  our_wallet_full: 'our M-Pesa account is full',
  product_not_assigned: 'our number is not set up for prompts',
  operator_unknown: 'M-Pesa does not know our number',
  not_sent: 'not sent to M-Pesa',
  no_trace: 'no answer when sending, and no trace of it',
  unanswered: 'M-Pesa did not say for 48 hours',
  unknown: 'M-Pesa did not say why',
}

/** Not the guest's doing: somebody of ours must look. */
const ours: ReadonlySet<PromptReason> = new Set([
  'prompt_not_sent',
  'our_wallet_full',
  'product_not_assigned',
  'operator_unknown',
  'not_sent',
  'unanswered',
])

export function promptTone(reason: PromptReason): Tone {
  return ours.has(reason) ? 'bad' : 'over'
}

export function promptState(prompt: ToldPrompt): State {
  const reason = decideReason(prompt)
  if (reason) return { word: prompt_reasons[reason], tone: promptTone(reason) }
  switch (prompt.state) {
    case 'paid':
      return { word: 'paid', tone: 'good' }
    case 'sent':
      return { word: 'on the phone', tone: 'wait' }
    case 'unknown':
      return { word: 'perhaps on the phone', tone: 'wait' }
    default:
      return { word: 'being sent', tone: 'wait' }
  }
}

/** "Prompt: KES 50 asked of 0723 ••• 951 for Day pass". */
export function tellPromptTitle({ amount_cents, msisdn, plan }: ToldPrompt): Sentence {
  const phone = maskMsisdn(msisdn).replaceAll(' ', '\u00A0') // Never broken over two lines.
  return sentence`Prompt: ${kes(amount_cents)} asked of ${phone} for ${plan}`
}

/** Attempt, how it ended, whether a callback was heard, whether M-Pesa answered: each with how long after. */
export function tellPrompt(prompt: ToldPrompt): string {
  const parts = [
    `Attempt ${prompt.attempt}`,
    tellEnd(prompt),
    tellCallback(prompt),
    tellQuery(prompt),
  ]
  return parts.join(' · ')
}

function tellEnd(prompt: ToldPrompt): string {
  const reason = decideReason(prompt)
  switch (reason) {
    case null:
      return promptState(prompt).word
    case 'not_sent':
      return `not sent: ${prompt.result_words || 'M-Pesa did not take it'}`
    case 'no_trace':
    case 'unanswered':
      return prompt_reasons[reason]
    default:
      return `“${en.failure[reason].reason}”`
  }
}

export function tellCallback(prompt: ToldPrompt): string {
  const heard = tellHeard(prompt)
  return heard === null ? 'no callback heard' : `callback heard ${heard}`
}

/** "5.0 s later, 2 times in all": of the callback, after the prompt was sent; null where none was heard. */
export function tellHeard(prompt: ToldPrompt): string | null {
  const { callbacks, callback_heard_at } = prompt
  if (callback_heard_at === null) return null
  const more = callbacks > 1 ? `, ${countOf(callbacks, 'time')} in all` : ''
  return `${after(prompt, callback_heard_at)}${more}`
}

export function tellQuery(prompt: ToldPrompt): string {
  const { queries, answered_at } = prompt
  if (queries === 0) return 'M-Pesa not asked about it'
  const asked = `asked M-Pesa ${queries === 1 ? 'once' : countOf(queries, 'time')}`
  return answered_at === null
    ? `${asked}, no final answer`
    : `${asked}, final answer ${after(prompt, answered_at)}`
}

function after({ made_at, sent_at }: ToldPrompt, at: Instant): string {
  return `${formatMilliseconds(at.since(sent_at ?? made_at).total('milliseconds'))} later`
}
