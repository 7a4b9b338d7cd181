// Whose pass a checkout buys, which device it opens for, and what becomes of money whose owner has gone meanwhile.

import test from 'ava'
import { walletOf } from '../../../appliance/money/ledger.ts'
import { closeCheckout } from '../../../appliance/money/checkouts.ts'
import { settlePayment } from '../../../appliance/money/settlement.ts'
import { cents } from '../../../appliance/money.ts'
import { reinstate, suspend } from '../../../appliance/people/suspensions.ts'
import type { Checkout } from '../../../appliance/tables.ts'
import { addCustomer } from '../../support/factories.ts'
import {
  appliance,
  clock,
  creditsOf,
  day,
  db,
  deviceOf,
  newMac,
  newPhone,
  noon,
  openExceptions,
  prompted,
  settleAll,
  work,
  type Wish,
} from './hotspot.ts'
import { answer } from './safaricom-says.ts'

test.after.always(() => appliance.close())
test.beforeEach(() => clock.set(noon))

async function buy(wish: Wish): Promise<Checkout> {
  const { checkout, push } = await prompted(wish)
  await answer(push, 'paid')
  await settleAll()
  clock.pass({ minutes: 5 })
  return checkout
}

const messagesOf = async (stk_push_id: number) => {
  const payment = (await db('payments').where({ stk_push_id }).first())!
  return (await db('messages').where({ payment_id: payment.id })).map(({ kind }) => kind)
}

test.serial('S1-10: a device that comes back goes on with its own pass', async (t) => {
  const wish = { mac: newMac(), msisdn: newPhone() }
  const first = await buy(wish)
  const early = await buy(wish)
  const later = await buy({ ...wish, plan: day })
  t.is(early.service_id, first.service_id)
  t.is(later.service_id, first.service_id)
  const credits = await creditsOf(first)
  t.is(credits.length, 3)
  t.true(credits[1]!.starts_at.equals(credits[0]!.ends_at))
  t.true(credits[2]!.starts_at.equals(credits[1]!.ends_at))
  clock.pass({ hours: 7 * 24 })
  t.is((await buy(wish)).service_id, first.service_id, 'and after it ended')
})

test.serial('S2-56: a friend’s phone pays for the pass that this device has', async (t) => {
  const mac = newMac()
  const first = await buy({ mac, msisdn: newPhone() })
  const friend = newPhone()
  const second = await buy({ mac, msisdn: friend })
  t.is(second.service_id, first.service_id)
  t.is((await creditsOf(first)).length, 2)
  t.is((await db('subscribers').where({ msisdn: friend })).length, 0)
})

test.serial('S2-56: a friend pays for a device that has nothing', async (t) => {
  const [mac, friend, theirs] = [newMac(), newPhone(), newMac()]
  const own = await buy({ mac: theirs, msisdn: friend })
  const gift = await buy({ mac, msisdn: friend })
  t.not(gift.service_id, own.service_id)
  t.is((await deviceOf(mac)).service_id, gift.service_id)
  t.is((await deviceOf(theirs)).service_id, own.service_id)
})

test.serial('two devices of one phone, bought at the same time, are two passes', async (t) => {
  const msisdn = newPhone()
  const one = await prompted({ mac: newMac(), msisdn })
  clock.pass({ seconds: 91 })
  const two = await prompted({ mac: newMac(), msisdn })
  t.not(one.checkout.service_id, two.checkout.service_id)
})

test.serial(
  'a pass whose money is proved and not settled yet is not sold to another device',
  async (t) => {
    const msisdn = newPhone()
    const one = await prompted({ mac: newMac(), msisdn })
    await answer(one.push, 'paid')
    clock.pass({ seconds: 91 })
    const two = await prompted({ mac: newMac(), msisdn })
    t.not(one.checkout.service_id, two.checkout.service_id)
    await settleAll()
    await answer(two.push, 'paid')
    await settleAll()
    for (const { checkout } of [one, two]) {
      const device = await db('devices').where({ id: checkout.device_id! }).first()
      t.is(device!.service_id, checkout.service_id)
    }
  },
)

test.serial(
  'somebody with a line at home gets a pass beside it, and the line keeps its plan',
  async (t) => {
    const msisdn = newPhone()
    const { subscriber, service } = await addCustomer(appliance, { msisdn })
    const bought = await buy({ msisdn })
    t.is(bought.subscriber_id, subscriber.id)
    const services = await db('services').where({ subscriber_id: subscriber.id }).orderBy('id')
    t.deepEqual(
      services.map(({ id, service_no }) => [id, service_no]),
      [
        [service.id, 1],
        [bought.service_id, 2],
      ],
    )
    t.is(services[0]!.plan_id, service.plan_id)
    t.is((await db('credits').where({ service_id: service.id })).length, 0)
  },
)

test.serial(
  'F36: closed meanwhile, the money is in suspense before a person, and they are told',
  async (t) => {
    const { checkout, push } = await prompted()
    const { subscriber_id } = checkout
    await db('subscribers').where({ id: subscriber_id }).update({ closed_at: clock.now() })
    await answer(push, 'paid')
    await settleAll()
    const payment = (await db('payments').where({ stk_push_id: push.id }).first())!
    t.like(payment, { state: 'excepted', subscriber_id: null })
    t.deepEqual(await openExceptions({ payment_id: payment.id }), ['account_closed'])
    t.deepEqual(await messagesOf(push.id), ['payment_in_review'])
    t.deepEqual(await creditsOf(checkout), [])
    t.is(await walletOf(db, subscriber_id), cents(0))
  },
)

test.serial('suspended, the money waits in the wallet, and nothing is opened', async (t) => {
  const { checkout, push } = await prompted()
  const { account_no } = (await db('subscribers').where({ id: checkout.subscriber_id }).first())!
  const by = { staff: null, source_address: null }
  await work((unit) => suspend(unit, account_no, null, by))
  await answer(push, 'paid')
  await settleAll()
  t.is(await walletOf(db, checkout.subscriber_id), push.amount_cents)
  t.deepEqual(await creditsOf(checkout), [])
  t.deepEqual(await messagesOf(push.id), ['payment_in_review'])
  const device = await db('devices').where({ id: checkout.device_id! }).first()
  t.is(device!.service_id, null)
  await work((unit) => reinstate(unit, account_no, by))
  t.is(await walletOf(db, checkout.subscriber_id), push.amount_cents)
})

test.serial(
  'F20: 32 workers settle one prompt’s payment: one credit, receipt, device and SMS',
  async (t) => {
    const { checkout, push } = await prompted()
    await answer(push, 'paid')
    const { id } = (await db('payments').where({ stk_push_id: push.id }).first())!
    await Promise.all(Array.from({ length: 32 }, () => work((unit) => settlePayment(unit, id))))
    t.is((await creditsOf(checkout)).length, 1)
    t.is((await db('receipts').where({ payment_id: id })).length, 1)
    t.is((await db('messages').where({ payment_id: id })).length, 1)
  },
)

test.serial('receipts have no gap and no repeat when many settle, and some fail', async (t) => {
  const macs = Array.from({ length: 12 }, newMac)
  const opened = await Promise.all(macs.map((mac) => prompted({ mac })))
  await Promise.all(opened.map(({ push }) => answer(push, 'paid')))
  const payments = await db('payments').where({ state: 'unsettled' })
  await Promise.allSettled(
    payments.map(({ id }, place) =>
      work(async (unit) => {
        await settlePayment(unit, id)
        if (place % 3 === 0) throw new Error('power cut')
      }),
    ),
  )
  await settleAll()
  const numbers = (await db('receipts').orderBy('number')).map(({ number }) => number)
  t.deepEqual(
    numbers,
    numbers.map((_, place) => place + 1),
  )
})

test.serial('S2-16: looked at by the closer while it is paid, it is paid', async (t) => {
  const { checkout, push } = await prompted()
  await answer(push, '1037')
  clock.pass({ hours: 2 })
  await Promise.all([answer(push, 'paid'), work((unit) => closeCheckout(unit, checkout.id))])
  t.is((await db('checkouts').where({ id: checkout.id }).first())!.state, 'paid')
})
