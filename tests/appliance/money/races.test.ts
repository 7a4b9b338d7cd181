// Many at once, on one row: whoever comes second finds it done.

import test from 'ava'
import { endCredit } from '../../../appliance/money/expiry.ts'
import { walletOf } from '../../../appliance/money/ledger.ts'
import { settlePayment } from '../../../appliance/money/settlement.ts'
import { cents } from '../../../appliance/money.ts'
import { reinstate, suspend } from '../../../appliance/people/suspensions.ts'
import { addCustomer, drawReceipt } from '../../support/factories.ts'
import { appliance, clock, db, report, work } from './paying.ts'

test.after.always(() => appliance.close())

const crowd = 64
const rounds = 3

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
