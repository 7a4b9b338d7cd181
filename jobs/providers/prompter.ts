// Whoever asks a phone to pay for us, as the jobs see them: one prompt, one question how it stands, and what a self-test
// tries. A provider more is one file beside this one, and a line in prompters.ts.

import { Conflict, Invalid, NotFound, Refusal, Unavailable } from '../../appliance/errors.ts'
import type {
  Accepted,
  Problem,
  PromptAnswer,
  PromptNames,
  PromptReading,
  PromptStanding,
  PromptWish,
} from '../../appliance/providers/prompts.ts'
import type { CheckStep } from '../../appliance/tables.ts'
import { told, type Told } from './daraja.ts'
import {
  darajaLimits,
  exchange,
  neverLeft,
  type CallRecord,
  type Limits,
  type Question,
} from './daraja-exchange.ts'

export interface Prompter {
  /**
   * Sends one prompt. Throws Unavailable `stk_outcome_unknown` where it may be on the phone: never send it again because of
   * this. After every other refusal nothing was sent: Unavailable `stk_not_sent`, `stk_phone_busy`; Invalid
   * `stk_phone_refused`, and codes of its own where a person must set something right.
   */
  push(wish: PromptWish): Promise<Told<Accepted>>
  /** Whether what is known of a prompt is enough to ask by. */
  mayAsk(names: PromptNames): boolean
  /** May be asked again at will. Throws Unavailable or Invalid; an unanswered question is no "no". */
  ask(names: PromptNames): Promise<Told<PromptStanding>>
  /** Asks only what costs nothing and moves nothing. */
  check(): Promise<CheckStep[]>
}

/** One provider's end of the line, for those that want no token and no pace. */
export interface Line {
  who: string
  base_url: string
  authorization: string
  limits?: Partial<Limits>
}

type Request = Question['request']

/** A prompt over such a line. The answer's reader says whether a refused one may have been sent all the same. */
export function pushOver(
  line: Line,
  request: Request,
  read: (http_status: number, body: Buffer) => PromptAnswer,
): Promise<Told<Accepted>> {
  return told(async (records) => {
    const { http_status, body } = await send(line, request, records).catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error
      throw neverLeft(error) ? notSent(error) : outcomeUnknown(error)
    })
    const answer = read(http_status, body)
    if (answer.outcome === 'accepted') return answer
    const refusal = refusalOf(line.who, answer.problem)
    if (answer.sent === 'perhaps') throw outcomeUnknown(refusal)
    const { message } = refusal
    const cause = { cause: refusal }
    if (answer.phone === 'refused') throw new Invalid('stk_phone_refused', message, cause)
    if (answer.phone === 'busy') throw new Unavailable('stk_phone_busy', message, cause)
    throw refusal instanceof Unavailable ? notSent(refusal) : refusal
  })
}

/** A question over such a line. */
export function askOver(
  line: Line,
  request: Request,
  read: (http_status: number, body: Buffer) => PromptReading,
): Promise<Told<PromptStanding>> {
  return told(async (records) => {
    const { http_status, body } = await send(line, request, records)
    const reading = read(http_status, body)
    if (reading.outcome === 'refused') throw refusalOf(line.who, reading.problem)
    return reading
  })
}

/** Any other question over such a line. */
export async function lookOver<Reading extends { outcome: string }>(
  line: Line,
  request: Request,
  read: (http_status: number, body: Buffer) => Reading | { outcome: 'refused'; problem: Problem },
): Promise<Reading> {
  const { http_status, body } = await send(line, request, [])
  const reading = read(http_status, body)
  if (isRefused(reading)) throw refusalOf(line.who, reading.problem)
  return reading
}

function isRefused(reading: {
  outcome: string
}): reading is { outcome: 'refused'; problem: Problem } {
  return reading.outcome === 'refused'
}

function send(line: Line, request: Request, records: CallRecord[]) {
  const { who, base_url, authorization } = line
  const limits = { ...darajaLimits, ...line.limits }
  return exchange({ who, base_url, authorization, request, limits }, records)
}

function outcomeUnknown(cause: Refusal): Unavailable {
  const words = `The prompt may be on the phone. ${cause.message}`
  return new Unavailable('stk_outcome_unknown', words, { cause })
}

function notSent(cause: Refusal): Unavailable {
  return new Unavailable('stk_not_sent', cause.message, { cause })
}

/** What retrying can cure is Unavailable, what a person must set right is Invalid. */
export function refusalOf(who: string, { action, code, message, advice }: Problem): Refusal {
  const said = [`${who} says: ${message} (${code})`, advice].filter(Boolean).join(' ')
  switch (action) {
    case 'configuration':
    case 'new_token':
      return new Invalid('provider_configuration', said)
    case 'already_submitted':
      return new Conflict('provider_already_submitted', said)
    case 'none_found':
      return new NotFound('provider_none_found', said)
    case 'slow_down':
    case 'retry_later':
      return new Unavailable('provider_busy', said)
    case 'outcome_unknown':
      return new Unavailable('provider_outcome_unknown', said)
  }
}

/** One step of a self-test: what throws a refusal fails it, in its words. */
export async function tryStep(step: string, ask: () => Promise<string>): Promise<CheckStep> {
  try {
    return { step, outcome: 'passed', words: await ask() }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { step, outcome: 'failed', words: error.message.slice(0, 300) }
  }
}
