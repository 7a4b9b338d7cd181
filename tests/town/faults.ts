// What goes wrong in the town, by name, and how often it has: a fault that never happens shows nothing.

import type { Dice } from '../simulators/dice.ts'

export const faultKinds = [
  // Safaricom's news of a payment by hand
  'news_lost', 'news_late', 'news_days_late', 'news_doubled', 'news_reordered', 'news_before_validation',
  'news_halved', 'news_cut', 'status_lies',
  // its news of a prompt
  'prompt_news_lost', 'prompt_news_late', 'prompt_news_doubled', 'prompt_c2b_first', 'prompt_c2b_lost',
  'prompt_answer_lost', 'prompt_overtaken', 'prompt_says_paid', 'prompt_says_failed', 'prompt_says_more',
  'prompt_query_says_failed', 'prompt_query_pending', 'prompt_odd_shape',
  // what phones do with prompts
  'phone_refuses', 'phone_ignores', 'phone_pays_late',
  // somebody who has our address lies
  'forged_payment', 'forged_copy', 'forged_success', 'forged_failure', 'forged_junk',
  // Safaricom's API
  'api_away', 'api_busy', 'api_stutters', 'results_lost', 'results_doubled',
  // our own machine
  'job_killed_before_commit', 'job_killed_after_commit', 'web_killed_before_commit', 'web_killed_after_commit',
  'job_lost', 'job_doubled', 'job_late', 'queue_emptied', 'database_away', 'radius_restarted',
  // routers
  'router_silent', 'router_refuses', 'router_lies', 'start_lost', 'stop_lost', 'accounting_doubled', 'session_dropped',
  // people
  'pays_late', 'pays_twice', 'pays_less', 'pays_more', 'mistypes', 'types_nothing', 'types_phone', 'types_another',
  'uses_neighbours_phone', 'asks_twice',
  // staff
  'staff_gives', 'staff_closes', 'staff_undoes', 'staff_refunds', 'staff_chooses', 'staff_suspends',
  'staff_changes_plan', 'staff_takes_cash', 'staff_clicks_twice',
] as const // prettier-ignore
export type FaultKind = (typeof faultKinds)[number]
export type FaultCounts = Partial<Record<FaultKind, number>>

export interface Chance {
  readonly counts: FaultCounts
  /** A whole number from 0 up to but not including `below`. */
  below(below: number): number
  /** Whether it happens, once in so many times. */
  oneIn(times: number): boolean
  pick<Value>(values: readonly Value[]): Value
  /** By weight: the name of what happens. */
  weigh<Name extends string>(weights: Readonly<Record<Name, number>>): Name
  /** It happens now. */
  hit(kind: FaultKind): void
  /** Whether it happens now, and counts it if so. */
  strikes(kind: FaultKind, times: number): boolean
  /** From now on no more faults of its own accord: `strikes` is false. */
  calm(): void
  readonly isCalm: boolean
}

export function openChance(dice: Dice): Chance {
  const counts: FaultCounts = {}
  let calm = false
  const below = (limit: number) => Math.floor(dice() * limit)
  const hit = (kind: FaultKind) => void (counts[kind] = (counts[kind] ?? 0) + 1)
  return {
    counts,
    below,
    oneIn: (times) => dice() * times < 1,
    pick: (values) => values[below(values.length)]!,
    weigh: (weights) => {
      const entries = Object.entries(weights) as [keyof typeof weights, number][]
      let at = dice() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [name, weight] of entries) {
        at -= weight
        if (at < 0) return name
      }
      return entries.at(-1)![0]
    },
    hit,
    strikes: (kind, times) => {
      const struck = dice() * times < 1 && !calm
      if (struck) hit(kind)
      return struck
    },
    calm: () => void (calm = true),
    get isCalm() {
      return calm
    },
  }
}
