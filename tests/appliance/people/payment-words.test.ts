// The register of payments is searched over all its days, and answers from indexes however many there are.

import test from 'ava'
import { readPaymentList } from '../../../appliance/people/payment-register.ts'
import { isAside, listLargeScans, listenToQueries } from '../../bench/page-queries.ts'
import { freshAppliance, testClock } from '../../support/database.ts'
import { openShop, paybill } from '../../support/factories.ts'

const clock = testClock('2026-11-21T11:32:00Z')
const appliance = await freshAppliance(clock)
const { db } = appliance
const everybody = { id: 0, role: 'owner', site_id: null } as const
await openShop(appliance)
test.after.always(() => appliance.close())

test.before(async () => {
  const site_id = (await db('sites').first('id'))!.id
  const now = clock.now() as never
  await db.raw(
    `insert into subscribers (account_no, name, msisdn, site_id, joined_at)
     select (4000000 + n)::text, 'Person ' || md5(n::text), '2547' || lpad(n::text, 8, '0'), :site_id, :now from generate_series(1, 11000) n`,
    { site_id, now },
  )
  // A few at a time: a statement has five seconds.
  for (let first = 1; first < 60_000; first += 2000) {
    await db.raw(
      `insert into payments (merchant_reference, rail, channel, receipt_code, shortcode, amount_cents, account_typed, payer_msisdn,
       payer_name, customer_money, paid_at, heard_at, proved_at, proved_by, state, due_at)
     select gen_random_uuid(), 'mpesa', 'paybill', upper(substr(md5('code' || n), 1, 10)), :paybill, (100 + n % 5000) * 100,
       (4000000 + n % 6000)::text, '2547' || lpad((n % 6000)::text, 8, '0'), 'PAYER ' || upper(md5('name' || n)), true,
       :now::timestamptz - n * interval '10 minutes', :now::timestamptz - n * interval '10 minutes', :now, 'pull', 'unsettled', :now
     from generate_series(:first::int, :first::int + 1999) n`,
      { paybill, now, first },
    )
  }
  await db.raw('analyze subscribers')
  await db.raw('analyze payments')
})

const words = {
  'a code': 'A3F0',
  'a whole code': 'A3F01BC2D9',
  'a phone': '0700 000 777',
  'the end of a phone': '7771',
  'an account': '4000777',
  'what was typed': '4001234',
  'an amount': '1500',
  'a name': 'abc12',
  'two letters': 'ab',
  'two digits': '15',
}

for (const [what, q] of Object.entries(words)) {
  test.serial(`U72, S2-70: payments of all days are found by ${what} without reading them all`, async (t) => {
    const asked = listenToQueries(db)
    const any = { channel: 'any', recon: 'any', keeper: 'anybody', viewer_id: 0 } as const
    const wanted = { q, days: 'ever', state: 'any', shortcode: '', before: null, ...any } as const
    await readPaymentList(db, wanted, clock.now())
    const { asked: many, scans } = await listLargeScans(appliance, everybody, asked())
    t.true(many >= 2)
    t.deepEqual(scans.filter((scan) => !isAside(scan)), [])
  }) // prettier-ignore
}

test.serial('S1-18: each way finds what it should, and no more', async (t) => {
  const count = async (q: string) => {
    const any = { channel: 'any', recon: 'any', keeper: 'anybody', viewer_id: 0 } as const
    const wanted = { q, days: 'ever', state: 'any', shortcode: '', before: null, ...any } as const
    const { totals } = await readPaymentList(db, wanted, clock.now())
    return totals.reduce((sum, one) => sum + one.count, 0)
  }
  t.is(await count('0700000777'), 10)
  t.is(await count('4000777'), 10, 'typed')
  const one = (await db('payments').orderBy('id').first('receipt_code', 'payer_name'))!
  t.is(await count(one.receipt_code!.toLowerCase()), 1)
  t.is(await count(one.payer_name!.slice(0, 20)), 1)
  t.is(await count('%'), 0, 'a sign of LIKE is a plain sign')
})
