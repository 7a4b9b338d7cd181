// Nairobi's calendar: terms that keep their day, Daraja's clock, and words for moments.

import test from 'ava'
import * as fc from 'fast-check'
import {
  addTerm,
  anchorDay,
  dayBegins,
  formatDarajaTime,
  formatLength,
  formatMoment,
  nairobi,
  parseDarajaTime,
  parsePullTime,
} from '../../appliance/time.ts'

const at = (words: string) => Temporal.Instant.from(`${words}+03:00`)
const months = (term_count: number) => ({ term_count, term_unit: 'month' as const })

for (const [from, count, until] of [
  ['2026-01-31T14:32:07', 1, '2026-02-28T14:32:07'],
  ['2028-01-31T00:00:00', 1, '2028-02-29T00:00:00'],
  ['2026-01-31T23:59:59', 2, '2026-03-31T23:59:59'],
  ['2026-11-30T08:00:00', 3, '2027-02-28T08:00:00'],
  ['2024-02-29T08:00:00', 12, '2025-02-28T08:00:00'],
  ['2024-02-29T08:00:00', 48, '2028-02-29T08:00:00'],
] as const) {
  test(`F16: ${count} months from ${from} end on ${until}`, (t) => {
    t.is(String(addTerm(at(from), months(count), anchorDay(at(from)))), String(at(until)))
  })
}

test('F16: from 28 February the anchor day leads back to 31 March', (t) => {
  t.is(String(addTerm(at('2026-02-28T09:00:00'), months(1), 31)), String(at('2026-03-31T09:00:00')))
})

test('F16: over all days of 2024–2040 and 1–24 months, terms keep their day and never overlap', (t) => {
  const last = Temporal.PlainDate.from('2040-12-31')
  let wrong: string[] = []
  for (let day = Temporal.PlainDate.from('2024-01-01'); ; day = day.add({ days: 1 })) {
    const from = day.toZonedDateTime({ timeZone: nairobi, plainTime: '21:07:03' }).toInstant()
    const anchor = anchorDay(from)
    let step = from
    for (let count = 1; count <= 24; count++) {
      const ends = addTerm(from, months(count), anchor)
      const there = ends.toZonedDateTimeISO(nairobi)
      const next = addTerm(step, months(1), anchor)
      const due = day.toPlainYearMonth().add({ months: count })
      const kept =
        there.day === Math.min(anchor, due.daysInMonth) &&
        there.toPlainDate().toPlainYearMonth().equals(due) &&
        there.toPlainTime().equals('21:07:03')
      // Bought at once or month by month: the same end. Each month ends after the one before.
      if (!kept || !next.equals(ends) || Temporal.Instant.compare(ends, step) <= 0) {
        wrong.push(`${day} + ${count}`)
      }
      step = ends
    }
    if (day.equals(last)) break
  }
  t.deepEqual(wrong, [])
})

test('F16: who pays a day later never ends earlier', (t) => {
  for (
    let day = Temporal.PlainDate.from('2027-12-01');
    day.year < 2029;
    day = day.add({ days: 1 })
  ) {
    const ends = [day, day.add({ days: 1 })].map((start) => {
      const from = start.toZonedDateTime(nairobi).toInstant()
      return addTerm(from, months(1), start.day)
    })
    t.true(Temporal.Instant.compare(ends[0]!, ends[1]!) <= 0, String(day))
  }
})

test('hours and days are plain lengths: a day pass is 24 hours', (t) => {
  const from = at('2026-02-28T23:30:00')
  t.is(
    String(addTerm(from, { term_count: 3, term_unit: 'hour' }, 28)),
    String(from.add({ hours: 3 })),
  )
  t.is(
    String(addTerm(from, { term_count: 2, term_unit: 'day' }, 28)),
    String(at('2026-03-02T23:30:00')),
  )
})

const instants = fc
  .integer({ min: 1_170_000_000, max: 4_000_000_000 })
  .map((seconds) => Temporal.Instant.fromEpochMilliseconds(seconds * 1000))

test('Daraja’s time is Nairobi’s clock, there and back', (t) => {
  t.is(String(parseDarajaTime('20261121063012')), '2026-11-21T03:30:12Z')
  t.is(String(parseDarajaTime(20191219102115)), '2019-12-19T07:21:15Z')
  fc.assert(
    fc.property(instants, (instant) => {
      t.true(parseDarajaTime(formatDarajaTime(instant)).equals(instant))
    }),
    { numRuns: 3000 },
  )
})

test('fractions of a second are cut, not rounded into the next', (t) => {
  t.is(formatDarajaTime(Temporal.Instant.from('2026-12-31T20:59:59.999Z')), '20261231235959')
})

for (const words of [
  '',
  '2026112106301',
  '202611210630122',
  '20260230120000',
  '20251321120000',
  '20251121240000',
  '20251121236000',
  '20251121235960',
  '2026-11-21 06:30:12',
  '2026112106301x',
  'null',
]) {
  test(`"${words}" is no time of Daraja's`, (t) => {
    t.throws(() => String(parseDarajaTime(words)), { code: 'time_unreadable' })
  })
}

test('a pulled time is read as Nairobi’s in spite of its Z, and is nothing when it is no time', (t) => {
  t.is(String(parsePullTime('2026-11-21T06:30:12Z')), '2026-11-21T03:30:12Z')
  t.is(String(parsePullTime(' 2026-11-21 06:30:12 ')), '2026-11-21T03:30:12Z')
  for (const words of ['', '2026-02-30T06:30:12Z', '20261121063012', 'null']) {
    t.is(parsePullTime(words), null)
  }
})

test('a day begins at midnight in Nairobi, three hours before London', (t) => {
  t.is(String(dayBegins(at('2026-11-21T02:59:00'))), '2026-11-20T21:00:00Z')
})

test('moments are told as people tell them', (t) => {
  const now = at('2026-11-21T14:32:05')
  t.is(formatMoment(now, now), '14:32 today')
  t.is(formatMoment(now, now, 'second'), '14:32:05 today')
  t.is(formatMoment(at('2026-11-20T23:59:00'), now), '23:59 yesterday')
  t.is(formatMoment(at('2026-11-22T00:01:00'), now), '00:01 tomorrow')
  t.is(formatMoment(at('2026-11-03T09:05:00'), now), '3 November 09:05')
  t.is(formatMoment(at('2025-11-20T09:05:00'), now), '20 November 2025')
  t.is(formatMoment(at('2025-11-20T09:05:07'), now, 'second'), '20 November 2025 09:05:07')
})

test('lengths name the two units that matter', (t) => {
  t.is(formatLength(40), '40 s')
  t.is(formatLength(-5), '0 s')
  t.is(formatLength(59.6), '1 min')
  t.is(formatLength(17 * 3600 + 4 * 60 + 59), '17 h 4 min')
  t.is(formatLength(3600), '1 h')
  t.is(formatLength(6 * 86400 + 10 * 3600), '6 d 10 h')
  t.is(formatLength(86400), '1 d')
})
