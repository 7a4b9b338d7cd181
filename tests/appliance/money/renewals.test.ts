import test from 'ava'
import * as fc from 'fast-check'
import type { Renewable } from '../../../appliance/money/renewables.ts'
import { chooseService, decideRenewal } from '../../../appliance/money/renewals.ts'
import { cents } from '../../../appliance/money.ts'
import { addTerm, nairobi, type Instant } from '../../../appliance/time.ts'

const noon = Temporal.Instant.from('2026-01-31T09:00:00Z') // 12:00 in Nairobi.

function line(
  paid_until: Instant | null,
  more: Partial<Renewable['plan'] & { anchor_day: number }> = {},
): Renewable {
  const { anchor_day = null, ...plan } = more
  return {
    service: { id: 1, service_no: 1, anchor_day },
    plan: {
      id: 5,
      name: 'Home 10',
      price_cents: cents(1500_00),
      term_count: 1,
      term_unit: 'month',
      data_bytes: null,
      ...plan,
    },
    paid_until,
  }
}

test('a wallet that does not reach says by how much', (t) => {
  const renewal = decideRenewal(cents(1000_00), line(null), noon)
  t.deepEqual(renewal, { outcome: 'short', service_id: 1, short_cents: cents(500_00) })
})

test('a subscriber without a service buys nothing', (t) => {
  t.deepEqual(decideRenewal(cents(1000_00), undefined, noon), { outcome: 'nothing' })
})

for (const [given, paid_until, starts, ends] of [
  ['the first time', null, '2026-01-31T09:00:00Z', '2026-02-28T09:00:00Z'],
  [
    'early: added to the end',
    '2026-02-10T09:00:00Z',
    '2026-02-10T09:00:00Z',
    '2026-03-10T09:00:00Z',
  ],
  ['late: from now', '2026-01-01T09:00:00Z', '2026-01-31T09:00:00Z', '2026-02-28T09:00:00Z'],
  [
    'at the very end: unbroken',
    '2026-01-31T09:00:00Z',
    '2026-01-31T09:00:00Z',
    '2026-02-28T09:00:00Z',
  ],
] as const) {
  test(`S0-10: a month bought ${given}`, (t) => {
    const renewal = decideRenewal(
      cents(1500_00),
      line(paid_until && Temporal.Instant.from(paid_until)),
      noon,
    )
    t.is(renewal.outcome, 'buy')
    if (renewal.outcome !== 'buy') return
    t.is(renewal.purchase.starts_at.toString(), starts)
    t.is(renewal.purchase.ends_at.toString(), ends)
  })
}

test('F16: an unbroken line of months keeps its day: 31 January, 28 February, 31 March', (t) => {
  let paid_until: Instant | null = null
  let anchor_day: number | undefined
  const ends: string[] = []
  for (let month = 0; month < 4; month++) {
    const renewal = decideRenewal(
      cents(1500_00),
      line(paid_until, anchor_day ? { anchor_day } : {}),
      noon,
    )
    if (renewal.outcome !== 'buy') return t.fail()
    ;({ anchor_day, ends_at: paid_until } = renewal.purchase)
    ends.push(paid_until.toString().slice(0, 10))
  }
  t.deepEqual(ends, ['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31'])
})

test('invariant 25: a purchase never shortens, never overlaps, never leaves a gap in what is paid', (t) => {
  const hour = fc.integer({ min: -20_000, max: 20_000 })
  const term = fc.record({
    term_count: fc.integer({ min: 1, max: 24 }),
    term_unit: fc.constantFrom('hour' as const, 'day' as const, 'month' as const),
  })
  fc.assert(
    fc.property(
      fc.option(hour),
      hour,
      term,
      fc.integer({ min: 1, max: 31 }),
      (end, at, terms, anchor_day) => {
        const paid_until = end === null ? null : noon.add({ hours: end })
        const now = noon.add({ hours: at })
        const renewal = decideRenewal(
          cents(1500_00),
          line(paid_until, { ...terms, anchor_day }),
          now,
        )
        if (renewal.outcome !== 'buy') return false
        const { starts_at, ends_at } = renewal.purchase
        const later = paid_until && Temporal.Instant.compare(paid_until, now) > 0 ? paid_until : now
        return starts_at.equals(later) && Temporal.Instant.compare(ends_at, starts_at) > 0
      },
    ),
    { numRuns: 5000 },
  )
  t.pass()
})

test('money serves the service it names, else the one that ends first, a never-paid one before all', (t) => {
  const at = (hours: number) => noon.add({ hours })
  const [one, two, three] = [line(at(5)), line(at(1)), line(null)].map((renewable, index) => ({
    ...renewable,
    service: { ...renewable.service, id: index + 1, service_no: index + 1 },
  }))
  t.is(chooseService([one!, two!], null), two)
  t.is(chooseService([one!, two!], 1), one)
  t.is(chooseService([one!, two!, three!], null), three)
  t.is(chooseService([], null), undefined)
})

test('F16: over all days of 2024–2040, early adds to the end, late starts now, and a line of months keeps its day', (t) => {
  const wrong: string[] = []
  const last = Temporal.PlainDate.from('2040-12-31')
  const plans = [
    { term_count: 1, term_unit: 'month' },
    { term_count: 30, term_unit: 'day' },
    { term_count: 6, term_unit: 'hour' },
  ] as const
  for (let day = Temporal.PlainDate.from('2024-01-01'); !day.equals(last); day = day.add({ days: 1 })) {
    const now = day.toZonedDateTime({ timeZone: nairobi, plainTime: '21:07:03' }).toInstant()
    for (const term of plans) {
      const plan = { id: 1, price_cents: cents(100), data_bytes: null, ...term }
      const bought = (paid_until: Temporal.Instant | null, anchor_day: number | null) => {
        const renewable = { service: { id: 1, anchor_day }, plan, paid_until } as never
        const renewal = decideRenewal(cents(100), renewable, now)
        if (renewal.outcome !== 'buy') throw new Error(renewal.outcome)
        return renewal.purchase
      }
      const ends = (from: Temporal.Instant, anchor: number) => addTerm(from, term, anchor)
      const first = bought(null, null)
      const early = bought(first.ends_at, first.anchor_day)
      const late = bought(now.subtract({ hours: 30 }), 31)
      const fine =
        first.starts_at.equals(now) && first.ends_at.equals(ends(now, day.day)) &&
        early.starts_at.equals(first.ends_at) && early.ends_at.equals(ends(first.ends_at, day.day)) &&
        early.anchor_day === day.day && Temporal.Instant.compare(early.ends_at, first.ends_at) > 0 &&
        late.starts_at.equals(now) && late.ends_at.equals(first.ends_at) // It begins a new line, of this day.
      if (!fine) wrong.push(`${day} ${term.term_unit}`)
    }
  }
  t.deepEqual(wrong, [])
}) // prettier-ignore
