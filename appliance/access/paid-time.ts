// The time that is paid for, from this moment on: which credit runs, and how long one session may go on.

import type { Instant } from '../time.ts'
import type { CreditFacts } from './access.ts'
import { findClosing } from './hours.ts'

export type PaidTime =
  /** The credit of this moment, and when a session that begins now must end. */
  | { open: true; current: CreditFacts; ends_at: Instant }
  /** Paid for, and closed at this hour. */
  | { open: false; current: CreditFacts }

const { compare } = Temporal.Instant

/**
 * Pure; undefined where nothing is paid for. A session goes on through all credits that follow without a gap, so that an
 * early renewal does not drop the line; and no further than its plan's closing time.
 */
export function findPaidTime(credits: readonly CreditFacts[], now: Instant): PaidTime | undefined {
  const at = credits.findIndex(
    ({ starts_at, ends_at }) => compare(starts_at, now) <= 0 && compare(now, ends_at) < 0,
  )
  const current = credits[at]
  if (!current) return undefined

  let last = current
  for (const next of credits.slice(at + 1)) {
    if (!goesOn(last, next)) break
    last = next
  }
  if (current.hours === null) return { open: true, current, ends_at: last.ends_at }
  const closing = findClosing(current.hours, now)
  if (!closing) return { open: false, current }
  const closesFirst = compare(closing, last.ends_at) < 0
  return { open: true, current, ends_at: closesFirst ? closing : last.ends_at }
}

/**
 * Whether a session of one credit may go on into the next. It keeps what it began with, so it ends where data with a limit
 * begins, ends or counts another way, where other hours hold, and where a fair share is counted anew.
 */
function goesOn(one: CreditFacts, next: CreditFacts): boolean {
  const joins = compare(next.starts_at, one.ends_at) <= 0
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
