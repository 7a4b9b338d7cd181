import test from 'ava'
import { findPaymentFile } from '../../../appliance/people/payment-file.ts'
import {
  readPaymentList,
  spanOf,
  type WantedPayments,
} from '../../../appliance/people/payment-register.ts'
import { readToday } from '../../../appliance/people/today.ts'
import { freshAppliance, testClock } from '../../support/database.ts'
import { paybill } from '../../support/factories.ts'
import { openKilima } from '../../web/kilima.ts'
import { pay } from '../../web/past.ts'

const clock = testClock('2026-11-21T11:32:00Z')
const appliance = await freshAppliance(clock)
const { db } = appliance
await openKilima(appliance, clock)
const now = appliance.now()
test.after.always(() => appliance.close())

async function list(wanted: Partial<WantedPayments>) {
  const any = { channel: 'any', recon: 'any', keeper: 'anybody', viewer_id: 0 } as const
  const all = { q: '', days: 'ever', state: 'any', shortcode: '', before: null, ...any } as const
  return readPaymentList(db, { ...all, ...wanted }, now)
}
async function codes(wanted: Partial<WantedPayments>): Promise<string[]> {
  const { page } = await list(wanted)
  return page.rows.map(({ receipt_code }) => receipt_code)
}

for (const [what, q] of [
  ['code', 'UKL4T8M2QX'],
  ['part of the code, in small letters', 'ukl4t8'],
  ['account', '4821072'],
  ['name of the subscriber', 'otieno'],
  ['amount', '1000'],
] as const) {
  test.serial(`S1-18: a payment is found by ${what}`, async (t) => {
    t.true((await codes({ q })).includes('UKL4T8M2QX'))
    t.false((await codes({ q })).includes('UKL9C1ZB6N'))
  })
}

test.serial(
  'S1-18: a payment is found by the phone that paid, and by its last digits',
  async (t) => {
    t.is((await codes({ q: '0710000318' })).length, 4)
    t.is((await codes({ q: '318' })).length, 4)
    t.is((await codes({ q: '0710000319' })).length, 0)
  },
)

test.serial(
  'S2-72: count and sum are those of the rows, by state and day of Nairobi',
  async (t) => {
    for (const days of ['today', 'yesterday', 'week', 'month', 'ever'] as const) {
      const { from, until } = spanOf(days, now)
      const { rows } = await db.raw(
        `select state, count(*) as count, sum(amount_cents) as amount_cents from payments
       where heard_at >= :from and heard_at < :until group by state order by state`,
        { from, until },
      )
      const { totals } = await list({ days })
      t.deepEqual(
        totals.toSorted((one, other) => (one.state < other.state ? -1 : 1)),
        rows,
        days,
      )
    }
    t.is(String(spanOf('today', now).from), '2026-11-20T21:00:00Z')
    t.is(String(spanOf('yesterday', now).until), '2026-11-20T21:00:00Z')
  },
)

test.serial(
  'S2-70: a row says who told of it, in the order they did, and what still needs a person',
  async (t) => {
    const { page, claims } = await list({ state: 'excepted' })
    t.deepEqual(
      page.rows.map(({ receipt_code }) => receipt_code),
      ['UKL9C1ZB6N', 'UKK2V7N9RA'],
    )
    t.deepEqual(page.rows[0]!.sources, ['callback', 'pull'])
    t.truthy(page.rows[0]!.exception_id)
    t.deepEqual(
      claims.map(({ claim }) => claim.receipt_code),
      ['UKL2N8GZ5V'],
    )
  },
)

test.serial(
  'S2-50: one payment’s file has its reports, its ledger that sums to zero, and what it bought',
  async (t) => {
    const file = await findPaymentFile(db, 'mpesa', 'UJL7H3WP0D')
    t.like(file.payment, { account_no: '4821072', subscriber: 'Otieno Ouma', shortcode: paybill })
    t.deepEqual(
      file.sightings.map(({ source, differs }) => [source, differs]),
      [
        ['callback', false],
        ['pull', false],
      ],
    )
    t.is(
      file.ledger.reduce((sum, { amount_cents }) => sum + amount_cents, 0),
      0,
    )
    t.deepEqual(
      file.ledger.map(({ account_kind }) => account_kind),
      ['paybill', 'wallet'],
    )
    t.like(file.bought[0], { plan: 'Home 10', user_name: 'otieno.ouma', price_cents: 1500_00 })
    await t.throwsAsync(findPaymentFile(db, 'mpesa', `x' or 1=1`), { code: 'payment_unknown' })
  },
)

test.serial('S2-80: every figure of Today is that of the rows its link leads to', async (t) => {
  const viewer = { id: 0, role: 'finance', site_id: null } as const
  const today = await readToday(appliance, viewer, { money: true, now })
  const money = today.money!
  const rows = await codes({ days: 'today' })
  t.is(money.count, rows.length)
  t.is(Number(money.amount_cents), 3500_00)
  t.is(
    money.by_hour.reduce((sum, cents) => sum + cents, 0),
    3500_00,
  )
  t.is(Number(money.by_hour[14]), 1000_00)
  t.is(money.median_ms, 2178)
  t.deepEqual(
    today.wellness.routers.map(({ name, online, paid }) => [name, online, paid]),
    [
      ['githurai-1', 1, 1],
      ['kasarani-1', 1, 1],
    ],
  )
  t.deepEqual(
    today.ending.rows.map(({ name }) => name),
    ['Halima Abdi'],
  )
  t.like(today.ending, { count: 1, short: 1 })
  t.deepEqual(today.wellness.late, [])
  const open = await db('exceptions').whereNull('resolved_at').pluck('kind')
  t.deepEqual(today.kinds.map(({ kind }) => kind).sort(), [...new Set(open)].sort())
  t.is(
    today.kinds.reduce((sum, { count }) => sum + count, 0),
    open.length,
  )
})

test.serial('work that is late is counted, and support sees lines only', async (t) => {
  const late = await readToday(
    appliance,
    { id: 0, role: 'support', site_id: null },
    { money: false, now: now.add({ hours: 24 * 30 }) },
  )
  t.deepEqual(
    late.kinds.map(({ kind }) => kind),
    ['still_online'],
  )
  t.true(late.wellness.late.some(({ kind }) => kind === 'credit'))
})

test.serial('the list goes on page by page, every payment once, newest first', async (t) => {
  for (let count = 0; count < 60; count++) {
    const at = `2026-09-01T0${Math.floor(count / 10)}:0${count % 10}:00Z`
    await pay(
      { appliance, clock: testClock(at) },
      {
        at,
        code: `UI1PAGE${String(count).padStart(3, '0')}`,
        amount: 50,
        typed: 'nobody',
        name: 'PAGE',
      },
    )
  }
  const first = await list({ q: 'page' })
  t.is(first.page.rows.length, 50)
  const second = await list({ q: 'page', before: first.page.next })
  const seen = [...first.page.rows, ...second.page.rows].map(({ receipt_code }) => receipt_code)
  t.is(new Set(seen).size, 60)
  t.is(second.page.next, null)
  t.deepEqual(seen, seen.toSorted().toReversed())
  await t.throwsAsync(list({ before: '2026~x' }), { code: 'place_unreadable' })
})
