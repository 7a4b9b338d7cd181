// When a plan with hours of its own opens and closes.

import test from 'ava'
import * as fc from 'fast-check'
import { findClosing } from '../../../appliance/access/hours.ts'

const at = (nairobi: string) => Temporal.Instant.from(`${nairobi}+03:00`)
const night = { opens_at: '18:00:00', closes_at: '06:00:00' }
const office = { opens_at: '08:00:00', closes_at: '17:30:00' }

for (const [hours, now, closes] of [
  [office, '2026-11-21T07:59:59', undefined],
  [office, '2026-11-21T08:00:00', '2026-11-21T17:30:00'],
  [office, '2026-11-21T17:29:59.999999', '2026-11-21T17:30:00'],
  [office, '2026-11-21T17:30:00', undefined],
  [night, '2026-11-21T17:59:59', undefined],
  [night, '2026-11-21T18:00:00', '2026-11-22T06:00:00'],
  [night, '2026-12-31T23:59:59', '2027-01-01T06:00:00'],
  [night, '2027-01-01T00:00:00', '2027-01-01T06:00:00'],
  [night, '2026-11-21T06:00:00', undefined],
  [{ opens_at: '18:00:00', closes_at: '00:00:00' }, '2026-11-21T23:59:59', '2026-11-22T00:00:00'],
  [{ opens_at: '18:00:00', closes_at: '00:00:00' }, '2026-11-22T00:00:00', undefined],
  [{ opens_at: '00:00:00', closes_at: '06:00:00' }, '2026-11-22T00:00:00', '2026-11-22T06:00:00'],
] as const) {
  test(`from ${hours.opens_at} until ${hours.closes_at}, at ${now}: ${closes ?? 'closed'}`, (t) => {
    t.is(findClosing(hours, at(now))?.toString(), closes && at(closes).toString())
  })
}

const daySeconds = 86_400
const clock = (second: number) =>
  Temporal.PlainTime.from('00:00').add({ seconds: second }).toString({ smallestUnit: 'second' })

test('whatever the hours: second by second from the opening it is open, and closes when it says', (t) => {
  const second = fc.integer({ min: 0, max: daySeconds - 1 })
  fc.assert(
    fc.property(second, second, second, (opens, closes, now) => {
      fc.pre(opens !== closes)
      const openFor = (closes - opens + daySeconds) % daySeconds
      const openSince = (now - opens + daySeconds) % daySeconds
      const noted = at('2026-03-01T00:00:00').add({ seconds: now })
      const hours = { opens_at: clock(opens), closes_at: clock(closes) }
      const closing = findClosing(hours, noted)
      const left = closing && closing.since(noted).total('seconds')
      t.is(left, openSince < openFor ? openFor - openSince : undefined)
    }),
    { numRuns: 300 },
  )
})
