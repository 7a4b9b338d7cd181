// Nairobi's calendar. Instants are stored; days, months and "until when" are reckoned here and only here.

import { Invalid } from './errors.ts'

export type Instant = Temporal.Instant
export const nairobi = 'Africa/Nairobi'

/**
 * Since 1970. What PostgreSQL and our clocks tell are whole microseconds, which a float holds exactly until the year 2255. For
 * what is compared at every login: comparing Instants takes many times as long.
 */
export function microsecondsOf(at: Instant): number {
  if (at !== latest) {
    latest = at
    latest_us = Math.round(Number(at.epochNanoseconds) / 1000)
  }
  return latest_us
}

let latest: Instant | undefined // Packets of one breath share it, and each asks several times.
let latest_us = 0

export type TermUnit = 'hour' | 'day' | 'month'
export interface Term {
  term_count: number
  term_unit: TermUnit
}

/** The day of the month a month-plan falls on, 1–31: the day it was first bought, kept through short months. */
export function anchorDay(at: Instant): number {
  return at.toZonedDateTimeISO(nairobi).day
}

/**
 * When a term that starts at `from` ends. Hours and days are plain lengths (a day pass is 24 hours); months
 * keep the anchor day: from 31 January to 28 February to 31 March. The time of day stays.
 */
export function addTerm(from: Instant, term: Term, anchor_day: number): Instant {
  if (term.term_unit !== 'month') {
    const hours = term.term_unit === 'hour' ? term.term_count : term.term_count * 24
    return from.add({ hours })
  }
  const start = from.toZonedDateTimeISO(nairobi)
  const month = start.with({ day: 1 }).add({ months: term.term_count })
  return month.with({ day: Math.min(anchor_day, month.daysInMonth) }).toInstant()
}

/** Daraja's YYYYMMDDHHmmss, which is Nairobi's clock. Throws Invalid `time_unreadable`. */
export function parseDarajaTime(words: string | number): Instant {
  // Temporal would read second 60 as 59: two spellings of one time.
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})([0-5]\d)$/.exec(String(words).trim())
  const text = match && `${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}`
  try {
    return Temporal.PlainDateTime.from(text ?? '', { overflow: 'reject' })
      .toZonedDateTime(nairobi)
      .toInstant()
  } catch (cause) {
    throw new Invalid('time_unreadable', `"${words}" is not a time of Daraja's.`, { cause })
  }
}

/**
 * Pull Transactions' "2020-08-05T10:13:00Z", read as Nairobi's clock in spite of its Z, as all other Daraja
 * times are; null for anything else. Unverified: shown to people, never compared.
 */
export function parsePullTime(words: string): Instant | null {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)/.exec(words.trim())
  try {
    return (
      match &&
      Temporal.PlainDateTime.from(`${match[1]}T${match[2]}`).toZonedDateTime(nairobi).toInstant()
    )
  } catch {
    return null
  }
}

/** YYYYMMDDHHmmss in Nairobi, as Daraja wants it. */
export function formatDarajaTime(at: Instant): string {
  return at
    .toZonedDateTimeISO(nairobi)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' })
    .replace(/\D/g, '')
}

/** The instant a Nairobi day begins. */
export function dayBegins(at: Instant): Instant {
  return at.toZonedDateTimeISO(nairobi).startOfDay().toInstant()
}

const months =
  'January February March April May June July August September October November December'.split(' ')

/**
 * "14:32 today", "13:47 yesterday", "20 November 14:32", "20 November 2025"; for timelines always with the clock
 * and its seconds.
 */
export function formatMoment(
  at: Instant,
  now: Instant,
  precision: 'minute' | 'second' = 'minute',
): string {
  const then = at.toZonedDateTimeISO(nairobi)
  const today = now.toZonedDateTimeISO(nairobi)
  const clock = then.toPlainTime().toString({ smallestUnit: precision })
  const days = then.toPlainDate().until(today.toPlainDate()).days
  if (days === 0) return `${clock} today`
  if (days === 1) return `${clock} yesterday`
  if (days === -1) return `${clock} tomorrow`

  const day = `${then.day} ${months[then.month - 1]}`
  if (then.year === today.year) return `${day} ${clock}`
  return precision === 'second' ? `${day} ${then.year} ${clock}` : `${day} ${then.year}`
}

/** "17 h 4 min", "6 d 10 h", "40 s": the two units that matter. */
export function formatLength(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  const [d, h, m] = [
    Math.floor(whole / 86400),
    Math.floor(whole / 3600) % 24,
    Math.floor(whole / 60) % 60,
  ]
  if (d > 0) return h > 0 ? `${d} d ${h} h` : `${d} d`
  if (h > 0) return m > 0 ? `${h} h ${m} min` : `${h} h`
  return `${m} min`
}
