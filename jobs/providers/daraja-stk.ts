// Asking a phone to pay over the line to Daraja. The one call that must never be made twice by itself: whoever
// gets no answer has to find out whether the prompt is on the phone.

import { Invalid, Refusal, Unavailable } from '../../appliance/errors.ts'
import type { DarajaProblem } from '../../appliance/providers/daraja-errors.ts'
import type { Environment } from '../../appliance/providers/daraja-register.ts'
import {
  phoneAtFault,
  readStkPushAnswer,
  stkPushRequest,
  wasSent,
  type StkPush,
  type StkPushAnswer,
} from '../../appliance/providers/daraja-stk.ts'
import {
  readStkQueryAnswer,
  stkQueryRequest,
  type StkQueryAnswer,
  type StkQuestion,
} from '../../appliance/providers/daraja-stk-query.ts'
import { neverLeft, type CallRecord } from './daraja-exchange.ts'
import type { Good, Line } from './daraja-line.ts'

/**
 * Sends one prompt; once more only where the token was refused, which is before anything is sent. Throws
 * - Unavailable `stk_outcome_unknown`: the prompt may be on the phone. Never send it again because of this.
 * After every other error nothing was sent:
 * - Unavailable `stk_phone_busy`: another prompt is open on that phone; wait 60 seconds at least.
 * - Unavailable `stk_not_sent`: busy, too fast, unreachable, no token. Its `cause` has the code of `refusalFor`.
 * - Invalid `stk_phone_refused`: M-Pesa does not know the number.
 * - Invalid `daraja_configuration`, or a code of `stkPushRequest`: a person must set something right.
 */
export async function pushStk(
  line: Line,
  environment: Environment,
  push: StkPush,
  now: () => Temporal.Instant,
  records: CallRecord[],
): Promise<Good<StkPushAnswer>> {
  const make = () => stkPushRequest(push, now(), environment)
  const { path } = make() // What can't be asked is refused before a token is fetched for it.
  let problem: DarajaProblem | undefined
  const read = (http_status: number, body: Buffer) => {
    const answer = readStkPushAnswer(http_status, body)
    problem = answer.outcome === 'refused' ? answer.problem : undefined
    return answer
  }

  try {
    return await line.ask(make, read, records)
  } catch (error) {
    const last = records.at(-1)
    const unanswered = last?.path === path && last.http_status === null
    const doubtful = unanswered ? !neverLeft(error) : problem && wasSent(problem) === 'perhaps'
    throw doubtful ? outcomeUnknown(error) : notSent(error, problem)
  }
}

function outcomeUnknown(cause: unknown): Unavailable {
  const words = cause instanceof Refusal ? cause.message : 'Daraja’s answer was lost.'
  return new Unavailable('stk_outcome_unknown', `The prompt may be on the phone. ${words}`, {
    cause,
  })
}

function notSent(error: unknown, problem: DarajaProblem | undefined): unknown {
  if (!(error instanceof Refusal)) return error
  const { message } = error
  const phone = problem && phoneAtFault(problem)
  if (phone === 'refused') return new Invalid('stk_phone_refused', message, { cause: error })
  if (phone === 'busy') return new Unavailable('stk_phone_busy', message, { cause: error })
  return error instanceof Unavailable
    ? new Unavailable('stk_not_sent', message, { cause: error })
    : error
}

/**
 * Asks how a prompt stands; may be asked again at will. `pending` is an answer. Throws what `refusalFor` says
 * (NotFound `daraja_none_found`: Daraja doesn't know the prompt), and Unavailable `stk_answer_of_another` when
 * the answer names another prompt than was asked about.
 */
export async function queryStk(
  line: Line,
  question: StkQuestion,
  now: () => Temporal.Instant,
  records: CallRecord[],
): Promise<Good<StkQueryAnswer>> {
  const answer = await line.ask(() => stkQueryRequest(question, now()), readStkQueryAnswer, records)
  if (answer.outcome === 'pending') return answer
  const { checkout_request_id } = answer
  if (checkout_request_id === '' || checkout_request_id === question.checkout_request_id) {
    return answer
  }
  throw new Unavailable('stk_answer_of_another', 'Daraja answered about another prompt than asked.')
}
