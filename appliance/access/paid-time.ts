// The time that is paid for, from this moment on: which credit runs, and how long one session may go on.

import type { Instant } from '../time.ts'
import type { CreditFacts } from './access.ts'
import { findClosing } from './hours.ts'

export type PaidTime =
  /** The credit of this moment, and when a session that begins now must end. */
  | { open: true; current: CreditFacts; ends_at: Instant }
  /** Paid for, and closed at this hour. */
  | { open: false; current: CreditFacts }

/**
 * Pure; undefined where nothing is paid for. A session goes on through all credits that follow without a gap, so that an
 * early renewal does not drop the line; and no further than its plan's closing time.
 */
export function findPaidTime(credits: readonly CreditFacts[], now: Instant): PaidTime | undefined {
  const at = credits.findIndex(
    ({ starts_at, ends_at }) => !isBefore(now, starts_at) && isBefore(now, ends_at),
  )
  const current = credits[at]
  if (!current) return undefined

  let last = current
  for (let next = at + 1; next < credits.length && goesOn(last, credits[next]!); next++)
    last = credits[next]!
  if (current.hours === null) return { open: true, current, ends_at: last.ends_at }
  const closing = findClosing(current.hours, now)
  if (!closing) return { open: false, current }
  const closesFirst = isBefore(closing, last.ends_at)
  return { open: true, current, ends_at: closesFirst ? closing : last.ends_at }
}

/**
 * Whether a session of one credit may go on into the next. It keeps what it began with, so it ends where data with a limit
 * begins, ends or counts another way, where other hours hold, and where a fair share is counted anew.
 */
function goesOn(one: CreditFacts, next: CreditFacts): boolean {
  const joins = !isBefore(one.ends_at, next.starts_at)
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

/** By the numbers: Temporal.Instant.compare costs four times as much, and every login asks. */
function isBefore(one: Instant, other: Instant): boolean {
  return one.epochNanoseconds < other.epochNanoseconds
}
