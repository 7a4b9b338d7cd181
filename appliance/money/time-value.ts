// What a stretch of time is worth at a plan's price: for time that is given, lent, or given back unused. Pure; whole cents,
// the half cent to the nearest, and never nothing for something.

import { cents, type Cents } from '../money.ts'
import type { Plan } from '../tables.ts'
import { addTerm, anchorDay, type Instant } from '../time.ts'

type Sold = Pick<Plan, 'price_cents' | 'term_count' | 'term_unit'>

/**
 * From `from` to `until`, as a part of the term that begins at `begins`: a day of February is worth a little more. Time that
 * takes the place of other time is measured by the term that one began in.
 */
export function valueOfTime(
  plan: Sold,
  { from, until, begins = from }: { from: Instant; until: Instant; begins?: Instant },
): Cents {
  const term_ends = addTerm(begins, plan, anchorDay(begins))
  return shareOf(plan.price_cents, lengthOf(from, until), lengthOf(begins, term_ends))
}

/** What is left at `now` of something worth `worth_cents` that runs from `starts_at` to `ends_at`. */
export function valueLeft(
  worth_cents: number,
  { starts_at, ends_at }: { starts_at: Instant; ends_at: Instant },
  now: Instant,
): Cents {
  const from = Temporal.Instant.compare(starts_at, now) > 0 ? starts_at : now
  if (worth_cents === 0) return cents(0)
  return shareOf(worth_cents, lengthOf(from, ends_at), lengthOf(starts_at, ends_at))
}

/** `whole` × part / length, at least 1 where there is a part. */
export function shareOf(whole: number, part: bigint, length: bigint): Cents {
  if (part <= 0n || whole <= 0) return cents(0)
  const share = (2n * BigInt(whole) * part + length) / (2n * length)
  return cents(Math.max(1, Number(share)))
}

/** In milliseconds: a price times a century of them is still exact. */
export function lengthOf(from: Instant, until: Instant): bigint {
  return BigInt(until.epochMilliseconds) - BigInt(from.epochMilliseconds)
}
