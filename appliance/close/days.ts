// Days of Nairobi: "2026-11-21", from midnight to midnight.

import { nairobi, type Instant } from '../time.ts'

export interface Stretch {
  from: Instant
  until: Instant
}

/** Null for what is no day. */
export function readDay(words: string): Temporal.PlainDate | null {
  if (!/^20\d{2}-\d{2}-\d{2}$/.test(words)) return null
  try {
    return Temporal.PlainDate.from(words, { overflow: 'reject' })
  } catch {
    return null
  }
}

export function stretchOf(day: Temporal.PlainDate): Stretch {
  const at = (one: Temporal.PlainDate) => one.toZonedDateTime(nairobi).toInstant()
  return { from: at(day), until: at(day.add({ days: 1 })) }
}

export function dayOf(at: Instant): Temporal.PlainDate {
  return at.toZonedDateTimeISO(nairobi).toPlainDate()
}
