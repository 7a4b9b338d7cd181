// What a change of plan comes to, in money and in time: what is left of the old plan, reckoned against the new one. Pure.

import { cents, type Cents } from '../money.ts'
import type { Credit, Plan, Service } from '../tables.ts'
import type { Instant } from '../time.ts'
import { valueLeft, valueOfTime } from './time-value.ts'

export const whens = ['renewal', 'prorated', 'now'] as const
export type When = (typeof whens)[number]

/** A credit that has not ended, and the budget that paid for it, if one did. */
export interface Stretch extends Pick<
  Credit,
  'id' | 'kind' | 'plan_id' | 'starts_at' | 'ends_at' | 'price_cents' | 'data_bytes' | 'transfer_id'
> {
  budget_id: number | null
}

/** What a stretch is from now on. */
export interface Piece {
  stretch: Stretch
  /** Its beginning, or now where it runs. */
  from: Instant
  /** Of its price, what is not used yet. */
  left_cents: Cents
  price_cents: Cents
}

export type PlanChange =
  | { outcome: 'same' }
  | { outcome: 'at_renewal'; from: Instant | null }
  | {
      outcome: 'at_once'
      until: Instant | null
      pieces: Piece[]
      /** From the wallet; less than nothing: into it. */
      pays_cents: Cents
      /** Back to the budgets that gave time which is cheaper now. */
      back: { budget_id: number; amount_cents: Cents }[]
      /** What the wallet lacks. */
      short_cents: Cents
    }

export interface PlanFacts {
  service: Pick<Service, 'plan_id' | 'next_plan_id'>
  /** In the order of time. */
  stretches: readonly Stretch[]
  wallet_cents: number
}

/** Pure. */
export function decidePlanChange(
  { service, stretches, wallet_cents }: PlanFacts,
  plan: Plan,
  when: When,
  now: Instant,
): PlanChange {
  const until = stretches.at(-1)?.ends_at ?? null
  if (when === 'renewal') {
    const is = service.next_plan_id ?? service.plan_id
    return is === plan.id ? { outcome: 'same' } : { outcome: 'at_renewal', from: until }
  }
  const isAll = stretches.every(({ plan_id }) => plan_id === plan.id)
  if (isAll && service.plan_id === plan.id) return { outcome: 'same' }

  const pieces = stretches.map((stretch) => pieceOf(stretch, plan, when, now))
  let pays = 0
  const back: { budget_id: number; amount_cents: Cents }[] = []
  for (const { stretch, left_cents, price_cents } of pieces) {
    const more = price_cents - left_cents
    // Time that was given is no money of theirs: cheaper, the rest goes back to the budget.
    const isGift = stretch.budget_id !== null && more < 0
    if (isGift) back.push({ budget_id: stretch.budget_id!, amount_cents: cents(-more) })
    else pays += more
  }
  const short_cents = cents(Math.max(0, pays - Math.max(0, wallet_cents)))
  return { outcome: 'at_once', until, pieces, pays_cents: cents(pays), back, short_cents }
}

function pieceOf(stretch: Stretch, plan: Plan, when: When, now: Instant): Piece {
  const { starts_at, ends_at, price_cents, kind } = stretch
  const from = Temporal.Instant.compare(starts_at, now) > 0 ? starts_at : now
  const left_cents = valueLeft(price_cents, stretch, now)
  // Grace is nobody's money yet: the term that covers it is reckoned on the new plan.
  const isFree = when === 'now' || kind === 'grace'
  return {
    stretch,
    from,
    left_cents,
    price_cents: isFree
      ? left_cents
      : valueOfTime(plan, { from, until: ends_at, begins: starts_at }),
  }
}
