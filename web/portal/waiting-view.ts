// What the waiting page says of a checkout: pure, so that every state is told without a browser. Only what we know is
// said; nothing promises what M-Pesa decides.

import type { PortalPlace } from '../../appliance/access/portal.ts'
import type { CheckoutFile } from '../../appliance/money/checkout-file.ts'
import { waitSeconds } from '../../appliance/money/checkouts.ts'
import { formatShillings } from '../../appliance/money.ts'
import { maskMsisdn } from '../../appliance/msisdn.ts'
import type { Language } from '../../appliance/tables.ts'
import type { Instant } from '../../appliance/time.ts'
import { portalWords, type PortalWords } from '../../appliance/words/portal/words.ts'
import { wordsFor } from '../../appliance/words/words.ts'
import { portalPaths, withQuery } from '../paths.ts'
import { carriedBy, carryTo } from './visit.ts'
import { tellSteps, type Step } from './waiting-steps.ts'

/** Everything but what was paid: that has a page of its own. */
export type WaitingStage = Exclude<CheckoutFile['stage'], 'paid'>

/** Its parts change in place; from and to the others the whole page changes. */
const live: ReadonlySet<string> = new Set(['sending', 'waiting', 'checking', 'failed'])

export function isLive(stage: string): boolean {
  return live.has(stage)
}

/** Names what the page shows: portal.js sends it back, and is told when it is old. "waiting-2-sent". */
export function seenKey({
  stage,
  push,
}: {
  stage: CheckoutFile['stage']
  push: { attempt: number; state: string } | null
}): string {
  return [stage, push?.attempt ?? 0, push?.state ?? 'none'].join('-')
}

/** Of the countdown, by our clock: what a page that was reloaded, or opened again, goes on from. */
export function secondsLeft(
  { wait_until }: Pick<CheckoutFile, 'wait_until'>,
  now: Instant,
): number {
  const seconds = Math.ceil(now.until(wait_until).total('seconds'))
  return Math.min(waitSeconds, Math.max(0, seconds))
}

export interface NowView {
  left: number
  ask: string
  title: string
  text: string
  ring: { gone: number } | null
  retry: { action: string; label: string } | null
  steps: Step[]
  have_message: string | null
  start_again: string | null
}

export function tellNow(file: CheckoutFile, language: Language, now: Instant): NowView {
  const { stage, merchant_reference, push, place } = file
  const words = portalWords(language)
  const left = secondsLeft(file, now)
  const running = (stage === 'sending' || stage === 'waiting') && left > 0
  const amount = formatShillings(file.amount_cents)
  const hopeless = push?.result?.state === 'failed_config'
  const plans = plansLink(file, language)
  return {
    left: running ? left : 0,
    ask: withQuery('', { seen: seenKey(file), lang: language }),
    ...tellStage(file, language),
    ring: running ? { gone: waitSeconds - left } : null,
    retry:
      stage === 'failed' && !hopeless
        ? { action: portalPaths.attempts(merchant_reference), label: words.waiting.retry(amount) }
        : null,
    steps: tellSteps(file, language, now),
    have_message:
      place && ['checking', 'failed', 'abandoned'].includes(stage) ? `${plans}#already` : null,
    start_again: place && stage === 'abandoned' ? plans : null,
  }
}

/** The one sentence, and what it means; the same as in the SMS where there is one (S2-61 to S2-65). */
function tellStage(file: CheckoutFile, language: Language): { title: string; text: string } {
  const { stage, msisdn, push, payment, amount_cents } = file
  const { waiting } = portalWords(language)
  const { payment: told, failure } = wordsFor(language)
  const amount = formatShillings(amount_cents)
  switch (stage) {
    case 'sending':
      return waiting.sending
    case 'waiting':
      return plain(told.requested({ amount, phone: maskMsisdn(msisdn) }))
    case 'checking':
      return plain(told.pending({ amount }))
    case 'failed':
      return plain(told.failed(failure[push?.result?.reason ?? 'unknown']))
    case 'in_review': {
      const received = formatShillings(payment?.amount_cents ?? amount_cents)
      return plain(told.in_review({ amount: received, receipt_code: payment?.receipt_code ?? '' }))
    }
    case 'abandoned':
      return waiting.abandoned
    default:
      return waiting.confirmed
  }
}

/** Amounts and numbers stay on one line. */
function plain({ title, text }: { title: string; text: string }): { title: string; text: string } {
  return {
    title,
    text: text.replace(/KES (?=\d)|(?<=\d) (?=•)|(?<=•) (?=\d)/g, (blank) =>
      blank.replace(' ', '\u00a0'),
    ),
  }
}

/** Back to choosing, with all that the router handed over. */
export function plansLink(
  { place, device, hand_off }: Pick<CheckoutFile, 'place' | 'device' | 'hand_off'>,
  language: Language,
): string {
  const carried = carriedBy(device?.mac ?? null, hand_off)
  const path = place ? portalPaths.plans(place.router.portal_key) : '/p/'
  return carryTo(path, { carried, language }, { choose: '1' })
}

interface Line {
  name: string
  value: string
  /** What a screen reader says of its button. */
  label: string
}

const unseenPrompts: ReadonlySet<string> = new Set(['no_answer', 'phone_unreachable', 'expired'])

/** Whether "I see no request on the phone" could be what they think. */
export function maySeeNone({ stage, push }: CheckoutFile): boolean {
  return stage === 'failed' ? unseenPrompts.has(push?.result?.reason ?? '') : isLive(stage)
}

/** How to pay without a prompt; null where nobody can, and for a till: what is paid there names nobody. */
export function tellByHand(file: CheckoutFile, words: PortalWords): ByHand | null {
  return byHandLines({ ...file, paybill: file.place?.paybill ?? null }, words)
}

interface ByHand {
  how: string
  lines: Line[]
}

export function byHandLines(
  {
    paybill,
    account_no,
    service_no,
    amount_cents,
  }: Pick<CheckoutFile, 'account_no' | 'service_no' | 'amount_cents'> & {
    paybill: PortalPlace['paybill']
  },
  { kes, waiting }: PortalWords,
): ByHand | null {
  if (!paybill?.by_hand) return null
  const { by_hand } = waiting
  const line = (name: string, value: string) => ({ name, value, label: `${by_hand.copy}: ${name}` })
  const amount = line(by_hand.amount, kes(formatShillings(amount_cents)))
  const account = line(by_hand.account_no, `${account_no}-${service_no}`)
  return {
    how: by_hand.paybill,
    lines: [line(by_hand.business_no, paybill.by_hand), account, amount],
  }
}
