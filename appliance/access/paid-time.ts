// The time that is paid for, from this moment on: which credit runs, and how long one session may go on.

import { microsecondsOf, type Instant } from '../time.ts'
import type { CreditFacts } from './access.ts'
import { findClosing } from './hours.ts'

export type PaidTime =
  /** The credit of this moment, and when a session that begins now must end. */
  | { open: true; current: CreditFacts; ends_us: number }
  /** Paid for, and closed at this hour. */
  | { open: false; current: CreditFacts }

/**
 * Pure; undefined where nothing is paid for. A session goes on through all credits that follow without a gap, so that an
 * early renewal does not drop the line; and no further than its plan's closing time.
 */
export function findPaidTime(credits: readonly CreditFacts[], now: Instant): PaidTime | undefined {
  const now_us = microsecondsOf(now)
  let at = 0
  while (at < credits.length && !isOf(credits[at]!, now_us)) at++
  const current = credits[at]
  if (!current) return undefined

  let last = current
  for (let next = at + 1; next < credits.length && goesOn(last, credits[next]!); next++)
    last = credits[next]!
  if (current.hours === null) return { open: true, current, ends_us: last.ends_us }
  const closing = findClosing(current.hours, now)
  if (!closing) return { open: false, current }
  return { open: true, current, ends_us: Math.min(microsecondsOf(closing), last.ends_us) }
}

function isOf({ starts_us, ends_us }: CreditFacts, now_us: number): boolean {
  return starts_us <= now_us && now_us < ends_us
}

/**
 * Whether a session of one credit may go on into the next. It keeps what it began with, so it ends where data with a limit
 * begins, ends or counts another way, where other hours hold, and where a fair share is counted anew.
 */
function goesOn(one: CreditFacts, next: CreditFacts): boolean {
  const joins = next.starts_us <= one.ends_us
  const hasLikeData =
    one.data === null || next.data === null
      ? one.data === next.data
      : one.data_counts === next.data_counts
  const hasNoShare = one.fair_use === null && next.fair_use === null
  return joins && hasLikeData && hasNoShare && hasLikeHours(one, next)
}

function hasLikeHours({ hours: one }: CreditFacts, { hours: other }: CreditFacts): boolean {
  return one?.opens_at === other?.opens_at && one?.closes_at === other?.closes_at
}
