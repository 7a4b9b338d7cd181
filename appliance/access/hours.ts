// The hours of a day at which a plan opens: a night pass, an office line.

import { nairobi, type Instant } from '../time.ts'

/** Of Nairobi's clock, "HH:MM:SS". Past midnight where it closes earlier than it opens. */
export interface Hours {
  readonly opens_at: string
  readonly closes_at: string
}

/** When it closes next; undefined where it is closed. It opens on the second and is closed on the second. Pure. */
export function findClosing({ opens_at, closes_at }: Hours, now: Instant): Instant | undefined {
  const { compare, from } = Temporal.PlainTime
  const here = now.toZonedDateTimeISO(nairobi)
  const [time, opens, closes] = [here.toPlainTime(), from(opens_at), from(closes_at)]
  const hasOpened = compare(opens, time) <= 0
  const isBeforeClosing = compare(time, closes) < 0
  const isOvernight = compare(closes, opens) <= 0
  const isOpen = isOvernight ? hasOpened || isBeforeClosing : hasOpened && isBeforeClosing
  if (!isOpen) return undefined

  const day = here.toPlainDate().add({ days: isBeforeClosing ? 0 : 1 })
  return day.toZonedDateTime({ timeZone: nairobi, plainTime: closes }).toInstant()
}
