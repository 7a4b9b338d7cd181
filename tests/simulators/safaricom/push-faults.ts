// How a push to a phone goes wrong after it was accepted: its answer, its callback, its query, its C2B twin.

import { choiceOf, textOf, wholeOf, type Fields } from '../fields.ts'
import type { ApiFault, PaymentFault } from './faults.ts'
import type { PhoneAct } from './prompts.ts'

/** Nothing set: it is answered, called back once, at once and whole, and then confirmed as a C2B payment. */
export interface PushFault {
  /** The callback is never posted. */
  readonly lost?: boolean
  /** The callback is posted that much later, by the simulator's clock. */
  readonly late_seconds?: number
  /** The callback is posted that many times, all at once. */
  readonly copies?: number
  /** The callback trickles over that many real milliseconds. */
  readonly slow_ms?: number
  /** The callback ends early: as a whole request that is not JSON, or with the connection cut. */
  readonly truncated?: 'body' | 'connection'
  /** The callback waits until the C2B confirmation was answered; or both go at once. Else the callback is first. */
  readonly order?: 'c2b_first' | 'together'
  readonly shape?: CallbackShape
  /** The callback lies: money that never moved, a refusal of money that did, KES 100 more. */
  readonly callback_says?: 'success' | 'failed' | 'amount'
  /** The phone does this, and the callback is answered, before the push's own answer is written. */
  readonly before_response?: PhoneAct
  /** The push is accepted, and its answer is this; `hang`: held until the caller gives up. */
  readonly answer?: Exclude<ApiFault, 'none'>
  /** The STK query lies. */
  readonly query?: 'failed' | 'success' | 'pending'
  /** What goes wrong with the C2B confirmation; `lost` leaves it out. */
  readonly c2b?: PaymentFault
}

export type CallbackShape =
  | 'masked_phone'
  | 'strings'
  | 'reordered'
  | 'empty_items'
  | 'integer_amount'
  | 'no_body'

export interface PushMood {
  fault: PushFault
  /** How many pushes it lasts; null is until told otherwise. */
  times: number | null
}

/** What goes wrong with one recipient of an SMS, in a gateway's answer that is a 201 all the same. */
export const smsFaults = [
  'none',
  'no_balance',
  'blacklist',
  'risk_hold',
  'could_not_route',
  'do_not_disturb',
  'internal_error',
  'gateway_error',
  'rejected',
  'lost',
  'accepted_hang',
] as const

export type SmsFault = (typeof smsFaults)[number]

export interface SmsMood {
  fault: SmsFault
  times: number | null
  /** One phone; null is all of them. */
  only: string | null
}

/** The faults that have a name on the page and in the control API. */
export const namedPushFaults: Readonly<Record<string, { words: string; fault: PushFault }>> = {
  none: { words: 'Nothing goes wrong', fault: {} },
  late: { words: 'The callback is late', fault: { late_seconds: 120 } },
  day_late: { words: 'The callback is a day late', fault: { late_seconds: 86_400 } },
  lost: { words: 'The callback is lost', fault: { lost: true } },
  silent: { words: 'Callback and C2B are lost', fault: { lost: true, c2b: { lost: true } } },
  no_c2b: { words: 'The C2B is lost', fault: { c2b: { lost: true } } },
  twice: { words: 'The callback comes twice at once', fault: { copies: 2 } },
  ten_times: { words: 'The callback comes ten times at once', fault: { copies: 10 } },
  c2b_first: { words: 'The C2B comes first', fault: { order: 'c2b_first' } },
  together: { words: 'Callback and C2B come together', fault: { order: 'together' } },
  overtaking: {
    words: 'Approved and called back before the push is answered',
    fault: { before_response: 'approve' },
  },
  held: { words: 'Accepted, but the answer never comes', fault: { answer: 'hang' } },
  answer_reset: { words: 'Accepted, but the line drops', fault: { answer: 'reset' } },
  answer_503: { words: 'Accepted, but answers an HTML 503', fault: { answer: 'html_503' } },
  answer_500: { words: 'Accepted, but answers “busy” 500', fault: { answer: 'busy_500' } },
  answer_half: { words: 'Accepted, with half of the answer', fault: { answer: 'truncated' } },
  slow: { words: 'The callback trickles in over 4 s', fault: { slow_ms: 4000 } },
  truncated: { words: 'Half of the callback, as if whole', fault: { truncated: 'body' } },
  cut: { words: 'The line drops in the middle of it', fault: { truncated: 'connection' } },
  masked_phone: { words: 'Callback: masked phone', fault: { shape: 'masked_phone' } },
  strings: { words: 'Callback: every value a string', fault: { shape: 'strings' } },
  reordered: { words: 'Callback: items in another order', fault: { shape: 'reordered' } },
  empty_items: { words: 'Callback: success without items', fault: { shape: 'empty_items' } },
  no_body: { words: 'Callback: no Body', fault: { shape: 'no_body' } },
  says_success: { words: 'The callback claims success', fault: { callback_says: 'success' } },
  says_failed: { words: 'The callback claims failure', fault: { callback_says: 'failed' } },
  says_amount: { words: 'The callback says KES 100 more', fault: { callback_says: 'amount' } },
  query_failed: { words: 'The query says it failed', fault: { query: 'failed' } },
  query_success: { words: 'The query says it was paid', fault: { query: 'success' } },
  query_pending: { words: 'The query says “processing” for ever', fault: { query: 'pending' } },
}

/** A fault by its name, or spelt out as an object; `late_seconds` beside the name says how late. */
export function readPushFault(fields: Fields, field: string): PushFault | undefined {
  const given = fields[field]
  if (typeof given === 'object' && given !== null) return given as PushFault

  const name = textOf(fields, field)
  const named = name === undefined ? undefined : namedPushFaults[name]?.fault
  const seconds = wholeOf(fields, `${field}_late_seconds`)
  return name === 'late' && seconds !== undefined ? { late_seconds: seconds } : named
}

/** Changes how pushes and SMS go wrong to what the fields say. */
export function changePushFaults(push: PushMood, sms: SmsMood, fields: Fields): void {
  const fault = readPushFault(fields, 'push_fault')
  if (fault) Object.assign(push, { fault, times: wholeOf(fields, 'push_fault_times') ?? null })

  const said = choiceOf(fields, 'sms_fault', smsFaults)
  if (said === undefined) return
  sms.fault = said
  sms.times = wholeOf(fields, 'sms_fault_times') ?? null
  sms.only = textOf(fields, 'sms_fault_only') ?? null
}

/** What this push meets; a fault that lasts a number of pushes is used up by it. */
export function takePushFault(mood: PushMood): PushFault {
  const { fault, times } = mood
  if (times !== null) {
    mood.times = times - 1
    if (times <= 1) Object.assign(mood, { fault: {}, times: null })
  }
  return fault
}
