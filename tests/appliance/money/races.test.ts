// Many at once, on one row: whoever comes second finds it done.

import test from 'ava'
import { randomUUID } from 'node:crypto'
import type { Work } from '../../../appliance/appliance.ts'
import { endCredit } from '../../../appliance/money/expiry.ts'
import { walletOf } from '../../../appliance/money/ledger.ts'
import { recordPayment } from '../../../appliance/money/payments.ts'
import { settlePayment } from '../../../appliance/money/settlement.ts'
import { cents } from '../../../appliance/money.ts'
import { reinstate, suspend } from '../../../appliance/people/suspensions.ts'
import { freshAppliance, testClock } from '../../support/database.ts'
import { addCustomer, drawReceipt, openShop, paybill } from '../../support/factories.ts'

const clock = testClock('2026-11-21T11:32:00Z')
const appliance = await freshAppliance(clock)
const { db, work } = appliance

test.before(() => openShop(appliance))
test.after.always(() => appliance.close())

const crowd = 64
const rounds = 3

/** One door's report of a payment: a pull of its own, as different processes would make. */
async function report(unit: Work, receipt_code: string, account_typed: string, shillings: number) {
  const amount_cents = cents(shillings * 100)
  const [inquiry] = await unit
    .db('inquiries')
    .insert({
      merchant_reference: randomUUID(),
      shortcode: paybill,
      kind: 'pull',
      asked_at: unit.now,
    })
    .returning('id')
  return recordPayment(
    unit,
    {
      receipt_code,
      shortcode: paybill,
      amount_cents,
      account_typed,
      payer_msisdn: null,
      payer_msisdn_raw: null,
      payer_name: null,
      customer_money: true,
      paid_at: null,
      heard_at: unit.now,
      proved_by: 'pull',
    },
    {
      source: 'pull',
      callback_id: null,
      inquiry_id: inquiry!.id,
      amount_cents,
      account_typed,
      paid_at: null,
    },
  )
}

test.serial('T08: one receipt reported by 64 doors at one instant is one payment', async (t) => {
  for (let round = 0; round < rounds; round++) {
    const receipt = drawReceipt()
    const outcomes = await Promise.all(
      Array.from({ length: crowd }, () => work((unit) => report(unit, receipt, '5721575', 100))),
    )
    t.is(outcomes.filter((outcome) => outcome === 'recorded').length, 1)
    t.is((await db('payments').where({ receipt_code: receipt })).length, 1)
  }
})

test.serial(
  'F20, F21: 64 workers on one payment, or one whose time ran out while it worked: one credit',
  async (t) => {
    for (let round = 0; round < rounds; round++) {
      const { subscriber, service } = await addCustomer(appliance)
      const receipt = drawReceipt()
      await work((unit) => report(unit, receipt, subscriber.account_no, 1500))
      const { id } = (await db('payments').where({ receipt_code: receipt }).first())!
      const outcomes = await Promise.all(
        Array.from({ length: crowd }, () => work((unit) => settlePayment(unit, id))),
      )
      t.is(outcomes.filter(({ outcome }) => outcome === 'settle').length, 1)
      t.is((await db('credits').where({ service_id: service.id })).length, 1)
      t.is(await walletOf(db, subscriber.id), cents(0))
    }
  },
)

test.serial(
  'S0-13: a second payment is money, not a duplicate: it buys the next month',
  async (t) => {
    const { subscriber, service } = await addCustomer(appliance)
    const ids = await Promise.all(
      [drawReceipt(), drawReceipt()].map(async (receipt) => {
        await work((unit) => report(unit, receipt, subscriber.account_no, 1500))
        return (await db('payments').where({ receipt_code: receipt }).first())!.id
      }),
    )
    await Promise.all(ids.map((id) => work((unit) => settlePayment(unit, id))))
    const credits = await db('credits').where({ service_id: service.id }).orderBy('starts_at')
    t.is(credits.length, 2)
    t.true(credits[1]!.starts_at.equals(credits[0]!.ends_at))
  },
)

test.serial(
  'payments of one subscriber, twenty at once: none waits for another for ever, and every cent is there',
  async (t) => {
    const { subscriber } = await addCustomer(appliance)
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const receipt = drawReceipt()
        await work((unit) => report(unit, receipt, subscriber.account_no, 1000))
        return (await db('payments').where({ receipt_code: receipt }).first())!.id
      }),
    )
    await Promise.all(ids.map((id) => work((unit) => settlePayment(unit, id))))
    const bought = await db('credits')
      .join('services', 'services.id', 'credits.service_id')
      .where({ subscriber_id: subscriber.id })
    const spent = bought.length * 1500_00
    t.is(spent + (await walletOf(db, subscriber.id)), 20 * 1000_00)
  },
)

test.serial(
  'F17, F24: the end of a credit dealt with twice at once: renewed once from the wallet',
  async (t) => {
    const { subscriber, service } = await addCustomer(appliance)
    for (const shillings of [1500, 1600]) {
      const receipt = drawReceipt()
      await work((unit) => report(unit, receipt, subscriber.account_no, shillings))
      const { id } = (await db('payments').where({ receipt_code: receipt }).first())!
      await work((unit) => settlePayment(unit, id))
    }
    const [first] = await db('credits').where({ service_id: service.id }).orderBy('starts_at')
    await t.notThrowsAsync(
      work((unit) => endCredit(unit, first!.id)),
      'Before its time nothing happens.',
    )
    t.truthy((await db('credits').where({ id: first!.id }).first())!.due_at)

    clock.set(first!.ends_at.toString())
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => work((unit) => endCredit(unit, first!.id))),
    )
    t.deepEqual(outcomes.map(({ outcome }) => outcome).toSorted(), [
      'continues',
      ...Array.from({ length: 7 }, () => 'leave'),
    ])
    clock.set('2026-11-21T11:32:00Z')
  },
)

test.serial(
  'F16: a renewal by the wallet, as late as a job is, goes on unbroken and keeps its day',
  async (t) => {
    clock.set('2026-01-31T09:00:00Z')
    const { subscriber, service } = await addCustomer(appliance)
    const receipt = drawReceipt()
    await work((unit) => report(unit, receipt, subscriber.account_no, 4500))
    const { id } = (await db('payments').where({ receipt_code: receipt }).first())!
    await work((unit) => settlePayment(unit, id))
    for (let month = 0; month < 2; month++) {
      const [last] = await db('credits')
        .where({ service_id: service.id })
        .orderBy('ends_at', 'desc')
        .limit(1)
      clock.set(last!.ends_at.add({ milliseconds: 12 }).toString())
      t.deepEqual(await work((unit) => endCredit(unit, last!.id)), { outcome: 'renewed' })
    }
    const credits = await db('credits').where({ service_id: service.id }).orderBy('starts_at')
    t.deepEqual(
      credits.map(({ ends_at }) => ends_at.toString()),
      ['2026-02-28T09:00:00Z', '2026-03-31T09:00:00Z', '2026-04-30T09:00:00Z'],
    )
  },
)

test.serial('a suspended subscriber’s money is not spent on time that is refused', async (t) => {
  clock.set('2026-11-21T11:32:00Z')
  const { subscriber, service } = await addCustomer(appliance)
  const pays = async (shillings: number) => {
    const receipt = drawReceipt()
    await work((unit) => report(unit, receipt, subscriber.account_no, shillings))
    const { id } = (await db('payments').where({ receipt_code: receipt }).first())!
    await work((unit) => settlePayment(unit, id))
  }
  await pays(3000)
  const by = { staff: null, source_address: null }
  await work((unit) => suspend(unit, subscriber.account_no, null, by))
  const [credit] = await db('credits').where({ service_id: service.id })
  clock.set(credit!.ends_at.toString())
  t.like(await work((unit) => endCredit(unit, credit!.id)), { outcome: 'ended' })
  await pays(1500)
  t.is(await walletOf(db, subscriber.id), cents(3000_00))

  await work((unit) => reinstate(unit, subscriber.account_no, by))
  t.is((await db('credits').where({ service_id: service.id })).length, 2)
  t.is(await walletOf(db, subscriber.id), cents(1500_00))
})
