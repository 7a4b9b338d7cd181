// What finance asks of each payment, and the messages behind it.

import test from 'ava'
import { messagesSince, searchMessages } from '../../../appliance/people/message-search.ts'
import { decideAmount } from '../../../appliance/people/payment-answers.ts'
import { readPaymentList, type WantedPayments } from '../../../appliance/people/payment-register.ts'
import { freshAppliance, testClock } from '../../support/database.ts'
import { openKilima } from '../../web/kilima.ts'

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

test.serial('S2-34: payments are narrowed by how they came, each way by itself', async (t) => {
  t.true((await codes({ channel: 'paybill' })).length > 5)
  t.deepEqual(await codes({ channel: 'cash' }), [])
})

test.serial(
  'S2-35, S2-37 to S2-42: each payment answers who, what for, how much, which record, receipt, review',
  async (t) => {
    const { page } = await list({})
    const of = (code: string) => page.rows.find(({ receipt_code }) => receipt_code === code)!
    t.like(of('UKB4N0QQ7C'), {
      payer_name: 'NJERI MWANGI',
      bought: 'Home 10',
      expected_cents: 1500_00,
      service: null,
      exception_kind: null,
      reconciliation: 'matched',
    })
    t.truthy(of('UKB4N0QQ7C').receipt_no)
    t.like(of('UKL4T8M2QX'), {
      amount_cents: 1000_00,
      expected_cents: 1500_00,
      bought: null,
      exception_kind: 'paid_less',
      reconciliation: 'exception',
    })
    t.like(of('UKK2V7N9RA'), {
      receipt_no: null,
      expected_cents: null,
      reconciliation: 'exception',
    })
    t.is(decideAmount(of('UKB4N0QQ7C')), 'exact')
    t.is(decideAmount(of('UKL4T8M2QX')), 'short')
    t.is(decideAmount(of('UKK2V7N9RA')), null)
    const excepted = await codes({ recon: 'exception' })
    t.deepEqual(excepted.toSorted(), ['UKK2V7N9RA', 'UKL4T8M2QX', 'UKL9C1ZB6N'])
    t.false((await codes({ recon: 'matched' })).includes('UKK2V7N9RA'))
  },
)

test.serial('S2-36: whoever looks after a payment finds it among theirs', async (t) => {
  const owner_id = (
    await db('staff')
      .insert({
        email: 'grace@kilima.co.ke',
        name: 'Grace',
        role: 'finance',
        password_hash: 'none',
        added_at: now,
      })
      .returning('id')
  )[0]!.id
  const { id } = (await db('payments').where({ receipt_code: 'UKK2V7N9RA' }).first('id'))!
  await db('exceptions').where({ payment_id: id }).update({ owner_id })
  t.deepEqual(await codes({ keeper: 'me', viewer_id: owner_id }), ['UKK2V7N9RA'])
  t.false((await codes({ keeper: 'nobody' })).includes('UKK2V7N9RA'))
  t.is((await list({ keeper: 'me', viewer_id: owner_id })).page.rows[0]!.keeper, 'Grace')
})

test.serial(
  'S2-71: messages are found by the code, in and out, as far back as is set',
  async (t) => {
    const found = await searchMessages(db, 'ukk2 v7n9ra', messagesSince(24, now))
    t.deepEqual(
      found.map(({ way, kind }) => `${way} ${kind}`),
      ['out pull', 'in confirmation'],
    )
    const later = now.add({ hours: 24 * 62 })
    t.deepEqual(await searchMessages(db, 'UKK2V7N9RA', messagesSince(2, later)), [])
    t.is((await searchMessages(db, 'UKK2V7N9RA', messagesSince(3, later))).length, 2)
    t.deepEqual(await searchMessages(db, "' or true --", messagesSince(24, now)), [])
  },
)
