// The breaker before a provider: asks whether its line may be used, and writes down how each call went. What a provider says
// is an answer, also a "no"; only silence, nonsense and "try later" are failures.

import type { Appliance } from '../../appliance/appliance.ts'
import { Refusal, Unavailable } from '../../appliance/errors.ts'
import { warn } from '../../appliance/log.ts'
import {
  noteLine,
  takeLine,
  type CallKind,
  type LineNews,
} from '../../appliance/money/provider-lines.ts'
import type { CheckStep } from '../../appliance/tables.ts'
import type { Daraja } from './daraja.ts'
import type { Prompter } from './prompter.ts'

const patientCodes = new Set([
  'daraja_slow_down', // We were too fast.
  'stk_phone_busy',
  'stk_answer_of_another',
  'provider_out',
])

/** What a call's error says of the line; undefined: nothing. Keys that are refused are a failure too: nothing works with them. */
export function readNews(error: unknown): LineNews | undefined {
  if (!(error instanceof Refusal)) return undefined
  const cause = error.cause instanceof Refusal ? error.cause : error
  const { code } = cause
  if (patientCodes.has(code) || patientCodes.has(error.code)) return undefined
  if (cause instanceof Unavailable) return { kind: 'failed', code }
  return { kind: 'answered' }
}

type Call<Ask extends unknown[], Answer> = (...ask: Ask) => Promise<Answer>
type Books = Pick<Appliance, 'work'>

/** The same client behind its breaker. While the line is out it throws Unavailable `provider_out`, and nothing leaves. */
export function guardLine(books: Books, shortcode: string, daraja: Daraja): Daraja {
  const guard = openGuard(books, shortcode)
  return {
    registerUrls: guard('question', daraja.registerUrls),
    registerPull: guard('question', daraja.registerPull),
    pullTransactions: guard('question', daraja.pullTransactions),
    queryTransactionStatus: guard('question', daraja.queryTransactionStatus),
    // Money that leaves is ordered again under the same reference: it waits as any question does.
    payPhone: guard('question', daraja.payPhone),
    reversePayment: guard('question', daraja.reversePayment),
    pushStk: guard('prompt', daraja.pushStk),
    queryStk: guard('question', daraja.queryStk),
  }
}

/** The same for whoever asks phones for us. Its self-test goes through, and tells how the line is. */
export function guardPrompter(books: Books, shortcode: string, prompter: Prompter): Prompter {
  const guard = openGuard(books, shortcode)
  return {
    push: guard('prompt', prompter.push),
    mayAsk: prompter.mayAsk,
    ask: guard('question', prompter.ask),
    check: prompter.check,
  }
}

/** A self-test that passed says that the line is well; one that failed says nothing of it. */
export async function noteCheck(
  { work }: Books,
  shortcode: string,
  steps: readonly CheckStep[],
): Promise<void> {
  if (steps.length === 0 || steps.some(({ outcome }) => outcome === 'failed')) return
  await work((unit) => noteLine(unit, shortcode, { kind: 'answered' }))
}

function openGuard({ work }: Books, shortcode: string) {
  async function note(news: LineNews | undefined): Promise<void> {
    if (!news) return
    // How it went is known all the same: the breaker's books must not turn an answer into none.
    await work((unit) => noteLine(unit, shortcode, news)).catch((error: unknown) =>
      warn('provider.not_noted', { shortcode, error }),
    )
  }
  return <Ask extends unknown[], Answer>(kind: CallKind, call: Call<Ask, Answer>) =>
    async (...ask: Ask): Promise<Answer> => {
      if (!(await work((unit) => takeLine(unit, shortcode, kind))))
        throw new Unavailable('provider_out', 'M-Pesa does not answer just now.')
      try {
        const answer = await call(...ask)
        await note({ kind: 'answered' })
        return answer
      } catch (error) {
        await note(readNews(error))
        throw error
      }
    }
}
