// Why the appliance did not do what a guest asked, in the guest's words; what has none here is for the error page.

import { Refusal, TooMany } from '../../appliance/errors.ts'
import { tellMoment } from '../../appliance/words/portal/times.ts'
import type { Ctx } from '../context.ts'
import type { Visit } from './visit.ts'

export interface Notice {
  tone: 'bad' | 'wait'
  title: string
  text: string
}

/** Sets the status too. Throws what is no refusal a guest can do something about. */
export function readRefusal(
  ctx: Ctx,
  error: unknown,
  { words, language }: Pick<Visit, 'words' | 'language'>,
): Notice {
  if (!(error instanceof Refusal)) throw error
  const now = ctx.state.appliance.now()
  const { refused, plans } = words
  ctx.status = error.status
  if (error instanceof TooMany && isLimit(error.code)) {
    const seconds = Math.ceil(now.until(error.again_at).total('seconds'))
    ctx.set('Retry-After', String(Math.max(1, seconds)))
    // A minute is told whole: whoever comes at the time we said is not sent away again.
    const again = tellMoment(language, error.again_at.add({ seconds: 59 }), now)
    return { tone: 'wait', title: refused.wait, text: refused[error.code](again) }
  }
  if (error.code === 'plan_unknown')
    return { tone: 'bad', title: refused.title, text: refused.plan_unknown }
  if (error.code === 'subscriber_paused') return { tone: 'bad', ...refused.subscriber_paused }
  if (error.code === 'no_paybill') {
    ctx.status = 409
    return { tone: 'bad', ...plans.no_paybill }
  }
  throw error
}

const limits = [
  'prompt_open', 'other_number_asked', 'too_many_prompts', 'too_many_prompts_here', 'too_many_tries',
] as const // prettier-ignore

function isLimit(code: string): code is (typeof limits)[number] {
  return limits.some((limit) => limit === code)
}
