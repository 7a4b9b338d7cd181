// How Safaricom misbehaves: for one payment, or for every call of a kind until told otherwise.

import { choiceOf, textOf, wholeOf, type Fields } from '../fields.ts'
import { payoutFaults, type PayoutFault } from './payouts.ts'
import { changePushFaults, type PushMood, type SmsMood } from './push-faults.ts'

/** What goes wrong with one payment's news. Nothing set: it is delivered once, at once and whole. */
export interface PaymentFault {
  /** The confirmation is never posted: only pull, status and statement know. */
  readonly lost?: boolean
  /** Posted that much later, by the simulator's clock. */
  readonly late_seconds?: number
  /** Posted that much later, in real milliseconds. */
  readonly late_ms?: number
  /** Posted that many times, all at once. */
  readonly copies?: number
  /** The confirmation overtakes the validation's answer, or waits for the next payment's to go first. */
  readonly order?: 'before_validation' | 'after_next'
  /** The body trickles over that many real milliseconds. */
  readonly slow_ms?: number
  /** The body ends early: as a whole request that is not JSON, or with the connection cut. */
  readonly truncated?: 'body' | 'connection'
  /** Transaction Status says another amount, or that it failed. */
  readonly liar?: 'amount' | 'failed'
}

/** How an API of ours answers while told to misbehave. */
export const apiFaults = [
  'none',
  'html_503',
  'html_403',
  'html_200',
  'spike_429',
  'busy_500',
  'maintenance_500',
  'internal_500',
  'empty_400',
  'invalid_token',
  'no_product',
  'truncated',
  'hang',
  'reset',
] as const

export type ApiFault = (typeof apiFaults)[number]

export const apis = [
  'token',
  'register',
  'simulate',
  'pull',
  'status',
  'push',
  'query',
  'order',
  'sms',
] as const

export type Api = (typeof apis)[number]

export interface ApiMood {
  fault: ApiFault
  /** How many calls it lasts; null is until told otherwise. */
  times: number | null
  slow_ms: number
}

/** What becomes of the results of Transaction Status, which come after the answer. */
export const resultFaults = [
  'none',
  'lost',
  'twice',
  'liar_amount',
  'liar_failed',
  'timed_out',
] as const

export type ResultFault = (typeof resultFaults)[number]

export interface StandingFaults {
  /** For every payment that brings no fault of its own. */
  payment: PaymentFault
  /** For every push, or for the next few. */
  readonly push: PushMood
  readonly sms: SmsMood
  readonly api: Record<Api, ApiMood>
  result: ResultFault
  result_late_seconds: number
  /** What becomes of money that is ordered to leave, and of its news. */
  payout: PayoutFault
}

export function noFaults(): StandingFaults {
  const calm = (api: Api): [Api, ApiMood] => [api, { fault: 'none', times: null, slow_ms: 0 }]
  return {
    payment: {},
    push: { fault: {}, times: null },
    sms: { fault: 'none', times: null, only: null },
    api: Object.fromEntries(apis.map(calm)) as Record<Api, ApiMood>,
    result: 'none',
    result_late_seconds: 0,
    payout: 'none',
  }
}

/** The faults that have a name on the page and in the control API. */
export const namedFaults: Readonly<Record<string, { words: string; fault: PaymentFault }>> = {
  none: { words: 'Nothing goes wrong', fault: {} },
  late: { words: 'The news is late', fault: { late_seconds: 120 } },
  lost: { words: 'The news is lost', fault: { lost: true } },
  twice: { words: 'The news comes twice at once', fault: { copies: 2 } },
  ten_times: { words: 'The news comes ten times at once', fault: { copies: 10 } },
  overtaking: {
    words: 'Confirmed before validation is answered',
    fault: { order: 'before_validation' },
  },
  swapped: { words: 'Waits until the next payment has gone first', fault: { order: 'after_next' } },
  slow: { words: 'The news trickles in over 4 s', fault: { slow_ms: 4000 } },
  truncated: { words: 'Half of the news, as if it were whole', fault: { truncated: 'body' } },
  cut: { words: 'The line drops in the middle of the news', fault: { truncated: 'connection' } },
  liar_amount: { words: 'Status says another amount', fault: { liar: 'amount' } },
  liar_failed: { words: 'Status says it failed', fault: { liar: 'failed' } },
}

/** A fault by its name, or spelt out as an object; `late_seconds` beside the name says how late. */
export function readPaymentFault(fields: Fields): PaymentFault | undefined {
  const { fault } = fields
  if (typeof fault === 'object' && fault !== null) return fault as PaymentFault

  const name = textOf(fields, 'fault')
  if (name === undefined) return undefined
  const named = namedFaults[name]?.fault ?? {}
  const seconds = wholeOf(fields, 'late_seconds')
  return named.late_seconds !== undefined && seconds !== undefined
    ? { late_seconds: seconds }
    : named
}

/** Changes the standing faults to what the fields say; what they do not name stays. */
export function changeFaults(standing: StandingFaults, fields: Fields): void {
  standing.payment = readPaymentFault(fields) ?? standing.payment
  changePushFaults(standing.push, standing.sms, fields)
  standing.result = choiceOf(fields, 'result', resultFaults) ?? standing.result
  standing.payout = choiceOf(fields, 'payout', payoutFaults) ?? standing.payout
  standing.result_late_seconds =
    wholeOf(fields, 'result_late_seconds') ?? standing.result_late_seconds

  for (const api of apis) {
    const mood = standing.api[api]
    const fault = choiceOf(fields, api, apiFaults)
    if (fault !== undefined) {
      mood.fault = fault
      mood.times = wholeOf(fields, `${api}_times`) ?? null
    }
    mood.slow_ms = wholeOf(fields, `${api}_slow_ms`) ?? mood.slow_ms
  }
}

/** What this call meets; a fault that lasts a number of calls is used up by it. */
export function meetFault(mood: ApiMood): ApiFault {
  const { fault, times } = mood
  if (fault === 'none' || times === null) return fault
  mood.times = times - 1
  if (times <= 1) Object.assign(mood, { fault: 'none', times: null })
  return fault
}
