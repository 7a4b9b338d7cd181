// The three steps of paying by phone, as far as they have come: asked, answered, open.

import type { CheckoutFile } from '../../appliance/money/checkout-file.ts'
import type { Language } from '../../appliance/tables.ts'
import type { Instant } from '../../appliance/time.ts'
import { tellMoment, tellSecond } from '../../appliance/words/portal/times.ts'
import { portalWords, type PortalWords } from '../../appliance/words/portal/words.ts'

export interface Step {
  tone: '' | 'good' | 'wait' | 'bad' | 'over'
  mark: string
  title: string
  at: string | null
  more: string | null
  later: boolean
}

type Facts = Pick<CheckoutFile, 'stage' | 'push' | 'payment' | 'review'>

export function tellSteps(file: Facts, language: Language, now: Instant): Step[] {
  const words = portalWords(language)
  const { review } = file
  const who =
    review && words.waiting.review(review.owner, tellMoment(language, review.deadline_at, now))
  return [tellAsked(file, words), tellAnswered(file, words), tellOpen(file, words, who)]
}

function tellAsked({ stage, push, payment }: Facts, words: PortalWords): Step {
  const { steps, attempt } = words.waiting
  const again = push && push.attempt > 1 ? attempt(push.attempt) : null
  if (push?.sent_at) return done(words, steps.sent, tellSecond(push.sent_at), again)
  if (payment) return done(words, steps.sent, null, again)
  if (push?.state === 'unknown') return waits(words, steps.not_sure, steps.not_sure_more)
  if (push?.state === 'failed' || push?.state === 'unanswered' || stage === 'abandoned')
    return { ...done(words, steps.not_sent, null), tone: 'bad', mark: words.marks.no }
  return waits(words, steps.sending, again)
}

function tellAnswered({ stage, push, payment }: Facts, words: PortalWords): Step {
  const { steps } = words.waiting
  switch (stage) {
    case 'sending':
      return later(words, steps.pin)
    case 'waiting':
      return waits(words, steps.pin, steps.pin_more)
    case 'checking':
      return waits(words, steps.no_answer, steps.no_answer_more)
    case 'failed': {
      const at = push?.closed_at ? tellSecond(push.closed_at) : null
      return { ...done(words, steps.failed, at), tone: 'bad', mark: words.marks.no }
    }
    case 'abandoned':
      return { ...done(words, steps.closed, null), tone: 'over', mark: words.marks.no }
    case 'in_review': {
      const at = payment?.paid_at ? tellSecond(payment.paid_at) : null
      return done(words, steps.received, at, payment?.receipt_code ?? null)
    }
    default:
      return done(words, steps.confirmed, null)
  }
}

function tellOpen({ stage }: Facts, words: PortalWords, who: string | null): Step {
  const { steps } = words.waiting
  if (stage === 'in_review') return waits(words, steps.person, who)
  return stage === 'confirmed' ? waits(words, steps.open, null) : later(words, steps.open)
}

function done(
  { marks }: PortalWords,
  title: string,
  at: string | null,
  more: string | null = null,
): Step {
  return { tone: 'good', mark: marks.done, title, at, more, later: false }
}

function waits({ marks }: PortalWords, title: string, more: string | null): Step {
  return { tone: 'wait', mark: marks.now, title, at: null, more, later: false }
}

function later({ marks }: PortalWords, title: string): Step {
  return { tone: '', mark: marks.later, title, at: null, more: null, later: true }
}
