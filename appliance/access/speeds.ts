// How fast a session is at this moment, and until when: the plan's speed, another one at night or on the weekend, or the
// slower one of whoever has used more than a fair share.

import { nairobi, type Instant } from '../time.ts'

/** Kilobits a second, as the subscriber sees them. */
export interface Speed {
  readonly down_kbps: number
  readonly up_kbps: number
  /** RouterOS lets a line go faster until its mean over `seconds` passes the threshold. */
  readonly burst: Burst | null
  /** 1 to 8; null where the router's own holds. */
  readonly priority: number | null
}

export interface Burst {
  readonly down_kbps: number
  readonly up_kbps: number
  readonly threshold_down_kbps: number
  readonly threshold_up_kbps: number
  readonly seconds: number
}

/** When a speed holds: on these days, from a time of Nairobi's clock until another. */
export interface TimedSpeed {
  /** 1 is Monday. Of the day it begins on. */
  readonly weekdays: readonly number[]
  /** "HH:MM:SS". Until is past midnight where it is earlier, and a day later where it is the same. */
  readonly from_time: string
  readonly until_time: string
  readonly down_kbps: number
  readonly up_kbps: number
}

export interface FairUse {
  readonly after_bytes: number
  readonly used_bytes: number
  readonly down_kbps: number
  readonly up_kbps: number
}

export interface SpeedFacts extends Speed {
  readonly timed: readonly TimedSpeed[]
  readonly fair_use: FairUse | null
}

/** Pure. Whoever has had a fair share is slowed at night too. A burst is of the plan's own speed only. */
export function decideSpeed(facts: SpeedFacts, now: Instant): Speed {
  const { down_kbps, up_kbps, burst, priority, fair_use } = facts
  if (fair_use && fair_use.used_bytes >= fair_use.after_bytes)
    return { down_kbps: fair_use.down_kbps, up_kbps: fair_use.up_kbps, burst: null, priority }
  const timed = facts.timed.find((each) => holds(each, now))
  if (timed) return { down_kbps: timed.down_kbps, up_kbps: timed.up_kbps, burst: null, priority }
  return { down_kbps, up_kbps, burst, priority }
}

function holds({ weekdays, from_time, until_time }: TimedSpeed, now: Instant): boolean {
  const at = now.toZonedDateTimeISO(nairobi)
  const time = at.toPlainTime()
  const { compare, from } = Temporal.PlainTime
  const isPast = compare(time, from(from_time)) >= 0
  const isBefore = compare(time, from(until_time)) < 0
  if (compare(from(from_time), from(until_time)) < 0)
    return isPast && isBefore && weekdays.includes(at.dayOfWeek)
  // Past midnight: the evening of its day, or the morning after it.
  const yesterday = at.dayOfWeek === 1 ? 7 : at.dayOfWeek - 1
  return (isPast && weekdays.includes(at.dayOfWeek)) || (isBefore && weekdays.includes(yesterday))
}
