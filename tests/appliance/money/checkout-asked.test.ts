// Somebody was asked by a prompt, and the money came another way: typed by hand, late, or to an account that is paused.

import test from 'ava'
import { readCheckout } from '../../../appliance/money/checkout-file.ts'
import { retryCheckout } from '../../../appliance/money/checkouts.ts'
import { makeVouchers, redeemVoucher } from '../../../appliance/money/vouchers.ts'
import { cents } from '../../../appliance/money.ts'
import { suspend } from '../../../appliance/people/suspensions.ts'
import type { Checkout } from '../../../appliance/tables.ts'
import {
  addPlan,
  appliance,
  ask,
  checkout,
  clock,
  creditsOf,
  day,
  db,
  deviceOf,
  newMac,
  newPhone,
  noon,
  paymentsOf,
  prompted,
  router,
  safe,
  settleAll,
  work,
} from './hotspot.ts'
import { answer, confirm, moneyOf, pullFinds } from './safaricom-says.ts'

test.after.always(() => appliance.close())
test.beforeEach(() => clock.set(noon))

const accountOf = async ({ subscriber_id }: Checkout) =>
  (await db('subscribers').where({ id: subscriber_id }).first())!.account_no

const stageOf = async ({ merchant_reference }: Checkout) =>
  (await readCheckout(db, merchant_reference, clock.now()))!.stage

for (const service_no of ['-1', '']) {
  test.serial(`S1-15: paid by hand as the page says, account${service_no}: open`, async (t) => {
    const mac = newMac()
    const plan = await addPlan({ price_cents: cents(35_00), term_count: 2 })
    const { checkout: opened, push } = await prompted({ mac, plan })
    await answer(push, '1037')
    const typed = `${await accountOf(opened)}${service_no}`
    const money = moneyOf(push, { typed })
    await confirm(money)
    await pullFinds(money)
    await settleAll()
    const credits = await creditsOf(opened)
    t.is(credits.length, 1)
    t.like(credits[0], { plan_id: plan.id })
    t.is(credits[0]!.starts_at.until(credits[0]!.ends_at).total('hours'), 2)
    t.is((await deviceOf(mac)).service_id, opened.service_id)
    t.is((await checkout(opened.id)).state, 'paid')
    t.is(await stageOf(opened), 'paid')
    const [payment] = await paymentsOf(opened)
    t.is((await db('receipts').where({ payment_id: payment!.id })).length, 1)
  })
}

test.serial(
  'another amount by hand is the account’s money, and the request stays open',
  async (t) => {
    const { checkout: opened, push } = await prompted()
    await answer(push, '1037')
    const money = moneyOf(push, { typed: await accountOf(opened), amount_cents: 500 })
    await pullFinds(money)
    await settleAll()
    t.is((await checkout(opened.id)).state, 'open')
    t.is(await stageOf(opened), 'failed')
  },
)

test.serial('late money for one pass takes the device off no other that runs', async (t) => {
  const mac = newMac()
  const { checkout: late, push } = await prompted({ mac, msisdn: newPhone() })
  clock.pass({ minutes: 3 })
  const [code] = await work((unit) =>
    makeVouchers(unit, safe, { plan: day, count: 1, made_by: null }),
  )
  const typed = { code: code!, mac, router, language: 'en', source_address: '10.0.0.9' } as const
  const running = (await work((unit) => redeemVoucher(unit, safe, typed)))!
  await answer(push, 'paid')
  await settleAll()
  t.not(running.service_id, late.service_id)
  t.is((await creditsOf(late)).length, 1, 'its time runs all the same')
  t.is((await deviceOf(mac)).service_id, running.service_id)
})

test.serial('a paused account is asked for no money', async (t) => {
  const wish = { mac: newMac(), msisdn: newPhone() }
  const { checkout: opened, push } = await prompted(wish)
  await answer(push, '1032')
  const by = { staff: null, source_address: null }
  const account_no = await accountOf(opened)
  await work((unit) => suspend(unit, account_no, null, by))
  clock.pass({ minutes: 2 })
  const again = work((unit) => retryCheckout(unit, opened.merchant_reference, null))
  await t.throwsAsync(again, { code: 'subscriber_paused' })
  await t.throwsAsync(ask({ ...wish, plan: day }), { code: 'subscriber_paused' })
})
