// The purses that time is given from: what one act may cost, what a month may, and that a purse ends.

import test from 'ava'
import { decideSpending } from '../../../appliance/money/budgets.ts'
import { decideGift } from '../../../appliance/money/gifts.ts'
import { cents } from '../../../appliance/money.ts'

const now = Temporal.Instant.from('2026-11-21T11:32:00Z')
const purse = {
  month_cents_max: cents(1000_00),
  ends_on: null,
  closed_at: null,
  spent_cents: cents(400_00),
  caps: { support: 100_00 },
}

test('N17: time is given from a purse: so much an act, so much a month, past a cap with a second person', (t) => {
  t.deepEqual(decideSpending(purse, 'support', 100_00, now), { outcome: 'may' })
  t.deepEqual(decideSpending(purse, 'support', 100_01, now), { outcome: 'second_person' })
  t.deepEqual(decideSpending(purse, 'cashier', 1, now), { outcome: 'second_person' })
  t.deepEqual(decideSpending(purse, 'support', 600_01, now), { outcome: 'month_full', left_cents: cents(600_00) })
}) // prettier-ignore

test('N17: a purse expires: to the end of its last day in Nairobi, and not a minute longer', (t) => {
  const until = { ...purse, ends_on: '2026-11-21' }
  const at = (words: string) => decideSpending(until, 'support', 1, Temporal.Instant.from(words)).outcome
  t.is(at('2026-11-21T20:59:59Z'), 'may')
  t.is(at('2026-11-21T21:00:00Z'), 'ended')
  t.is(decideSpending({ ...purse, closed_at: now }, 'support', 1, now).outcome, 'ended')
}) // prettier-ignore

test('N17: what is given expires: it runs right behind what is paid for, or from now, and is never saved up', (t) => {
  const line = { price_cents: cents(3000_00), term_count: 30, term_unit: 'day', data_bytes: null } as const
  const paid_until = now.add({ hours: 10 })
  t.true(decideGift(line, paid_until, 4, now).ends_at.equals(paid_until.add({ hours: 4 })))
  t.true(decideGift(line, now.subtract({ hours: 90 }), 4, now).ends_at.equals(now.add({ hours: 4 })))
  t.is(decideGift(line, paid_until, 24, now).price_cents, cents(100_00))
}) // prettier-ignore
