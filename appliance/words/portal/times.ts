// When, and how long, as a guest reads it: always Nairobi's clock.

import type { Language } from '../../tables.ts'
import { nairobi, type Instant } from '../../time.ts'

const words = {
  en: {
    near: { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' } as Record<number, string>,
    months: 'January February March April May June July August September October November December',
    and: ' ',
    units: { d: (n: number) => `${n} d`, h: (n: number) => `${n} h`, m: (n: number) => `${n} min` },
  },
  sw: {
    near: { '-1': 'jana', 0: 'leo', 1: 'kesho' } as Record<number, string>,
    months: 'Januari Februari Machi Aprili Mei Juni Julai Agosti Septemba Oktoba Novemba Desemba',
    and: ' na ',
    units: {
      d: (n: number) => `siku ${n}`,
      h: (n: number) => `saa ${n}`,
      m: (n: number) => `dakika ${n}`,
    },
  },
} satisfies Record<Language, unknown>

/** "14:32 leo", "14:32 tomorrow", "20 Novemba 14:32", "20 January 2027". */
export function tellMoment(language: Language, at: Instant, now: Instant): string {
  const { near, months } = words[language]
  const then = at.toZonedDateTimeISO(nairobi)
  const today = now.toZonedDateTimeISO(nairobi)
  const clock = then.toPlainTime().toString({ smallestUnit: 'minute' })
  const day = near[today.toPlainDate().until(then.toPlainDate()).days]
  if (day) return `${clock} ${day}`

  const date = `${then.day} ${months.split(' ')[then.month - 1]}`
  return then.year === today.year ? `${date} ${clock}` : `${date} ${then.year}`
}

/** "14:31:08", for the steps of a payment. */
export function tellSecond(at: Instant): string {
  return at.toZonedDateTimeISO(nairobi).toPlainTime().toString({ smallestUnit: 'second' })
}

/** "17 h 4 min", "saa 17 na dakika 4": the two units that matter, rounded up to a minute. */
export function tellLength(language: Language, seconds: number): string {
  const { units, and } = words[language]
  const minutes = Math.max(1, Math.ceil(seconds / 60))
  const [d, h, m] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60]
  const parts = d > 0 ? [units.d(d), h && units.h(h)] : [h && units.h(h), m && units.m(m)]
  return parts.filter((part) => part !== 0).join(and)
}
