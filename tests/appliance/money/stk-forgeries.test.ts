// Callbacks that lie, at the right address: they make us ask, and change nothing. What they say is only a name for
// what Safaricom proves, and gives way to the name that a pull proves.

import test from 'ava'
import { balanceOf, walletOf } from '../../../appliance/money/ledger.ts'
import { cents } from '../../../appliance/money.ts'
import { addCustomer, drawReceipt, paybill } from '../../support/factories.ts'
import {
  appliance,
  ask,
  checkout,
  clock,
  creditsOf,
  db,
  duePrompts,
  latestPush,
  openExceptions,
  paymentsOf,
  prompted,
  push,
  send,
  settleAll,
} from './hotspot.ts'
import { answer, call, confirm, moneyOf, pullFinds } from './safaricom-says.ts'

test.after.always(() => appliance.close())

const received = () => balanceOf(db, { kind: 'paybill', shortcode: paybill })
const counts = async () => {
  const { rows } = await db.raw(
    'select (select count(*) from payments) payments, (select count(*) from transfers) transfers, (select count(*) from credits) credits',
  )
  return rows[0]
}

test.serial('T07: 300 forged failures change nothing but when we ask', async (t) => {
  const { checkout: opened, push: sent } = await prompted()
  const before = await counts()
  for (let forged = 0; forged < 300; forged += 20)
    await Promise.all(
      Array.from({ length: 20 }, () => call(sent, { code: [1032, 1, 2001, 1037][forged % 4]! })),
    )
  t.like(await push(sent.id), { state: 'sent', result_code: null, closed_at: null })
  t.is((await checkout(opened.id)).state, 'open')
  t.deepEqual(await counts(), before)
  t.deepEqual(await duePrompts(), ['query-push'])

  // Each made us ask at once; the plan of when to ask next is not used up by it.
  for (let asked = 0; asked < 30; asked += 1) await answer(sent, 'pending')
  const next = clock.now().until((await push(sent.id)).due_at!)
  t.true(next.total('seconds') <= 10, `asked again after ${next}`)
  await answer(sent, 'paid')
  await settleAll()
  t.is((await creditsOf(opened)).length, 1)
})

test.serial('F35: news of an end that is known makes us ask once, not for ever', async (t) => {
  const { push: sent } = await prompted()
  await answer(sent, '1032')
  t.is(await call(sent, { code: 1032 }), 'says_cancelled')
  t.deepEqual(await duePrompts(), ['query-push'])
  await answer(sent, '1032')
  t.deepEqual(await duePrompts(), [])
})

test.serial('T07: forged success gives no money and no access without the query', async (t) => {
  const mine = await prompted()
  const other = await prompted()
  const { subscriber } = await addCustomer(appliance)
  const taken = { receipt: drawReceipt(), typed: subscriber.account_no, amount_cents: 20_00 }
  await pullFinds({ ...taken, msisdn: null })
  await settleAll()
  const before = await counts()

  t.is(await call(mine.push, { receipt: drawReceipt() }), 'says_paid')
  t.is(await call(mine.push, { receipt: taken.receipt }), 'says_paid')
  t.is(await call(mine.push, { receipt: drawReceipt(), shillings: 2000 }), 'says_paid')
  const another = other.push.checkout_request_id!
  t.is(await call(mine.push, { receipt: drawReceipt(), id: another }), 'another_prompt')
  await settleAll()
  t.deepEqual(await counts(), before)
  t.like(await push(mine.push.id), { state: 'sent' })
  t.like(await push(other.push.id), { state: 'sent', checkout_request_id: another })
  await answer(mine.push, '1032')
  t.is((await push(mine.push.id)).state, 'failed')
})

test.serial('T01: another subscriber’s receipt named by a forgery stays theirs', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const theirs = { receipt: drawReceipt(), typed: subscriber.account_no, msisdn: null }
  const money = { ...theirs, amount_cents: 1500_00 }
  const before = await received()

  // Known before the forgery.
  const first = await prompted()
  await pullFinds(money)
  await call(first.push, { receipt: money.receipt })
  await answer(first.push, 'paid')
  // Not heard of before the forgery, which is read, then believed as a name, and then proved to be another's.
  const late = { ...money, receipt: drawReceipt() }
  const second = await prompted()
  await confirm(late)
  await call(second.push, { receipt: late.receipt })
  await answer(second.push, 'paid')
  await pullFinds(late)
  await settleAll()

  for (const { checkout: opened } of [first, second]) {
    t.is((await paymentsOf(opened)).length, 1)
    t.is((await paymentsOf(opened))[0]!.receipt_code, null)
    t.is((await creditsOf(opened)).length, 1)
  }
  t.is((await db('payments').where({ subscriber_id: subscriber.id })).length, 2)
  t.is(await received(), cents(before - 3000_00 - 40_00))
  t.deepEqual(await db('callbacks').whereNotIn('state', ['done']), [])
})

test.serial(
  'S0-13: a receipt that a forgery made up is not money beside the true one',
  async (t) => {
    const { checkout: opened, push: sent } = await prompted()
    const before = await received()
    const money = moneyOf(sent)
    await call(sent, { receipt: drawReceipt() })
    await answer(sent, 'paid')
    await call(sent, { receipt: money.receipt })
    await confirm(money)
    await pullFinds(money)
    await pullFinds(money)
    await settleAll()
    const payments = await paymentsOf(opened)
    t.deepEqual(
      payments.map(({ receipt_code }) => receipt_code),
      [money.receipt],
    )
    t.is(await received(), cents(before - 20_00))
    t.deepEqual(await openExceptions({ payment_id: payments[0]!.id }), ['sightings_differ'])
  },
)

test.serial('a forged name for a prompt without one gives way to the true one', async (t) => {
  const opened = await ask()
  const lost = await send(await latestPush(opened), { outcome: 'unknown', words: 'No answer.' })
  t.is(await call(lost, { id: 'ws_CO_forged', receipt: drawReceipt() }), 'says_paid')
  t.is(await call(lost, { id: 'ws_CO_true', receipt: drawReceipt() }), 'says_paid')
  t.is((await push(lost.id)).checkout_request_id, 'ws_CO_true')
})

test.serial('a name that a forgery gave away before its owner had it is taken back', async (t) => {
  const one = await send(await latestPush(await ask()), { outcome: 'unknown', words: 'Nothing.' })
  const other = await latestPush(await ask())
  await call(one, { id: 'ws_CO_others' })
  const sent = await send(other, {
    outcome: 'accepted',
    merchant_request_id: '7071-2',
    checkout_request_id: 'ws_CO_others',
  })
  t.like(sent, { state: 'sent', checkout_request_id: 'ws_CO_others' })
  t.is((await push(one.id)).checkout_request_id, null)
})

test.serial('money of another amount under a prompt’s reference is money of its own', async (t) => {
  const { checkout: opened, push: sent } = await prompted()
  const before = await received()
  await pullFinds(moneyOf(sent, { amount_cents: 5_00 })) // Typed by hand, from what the phone showed.
  t.is((await push(sent.id)).state, 'sent')
  await answer(sent, 'paid')
  await pullFinds(moneyOf(sent, { amount_cents: 7_00 }))
  const money = moneyOf(sent)
  await pullFinds(money)
  await settleAll()
  t.is(await received(), cents(before - 32_00))
  t.is(await walletOf(db, opened.subscriber_id), cents(12_00))
  t.is((await db('payments').where({ stk_push_id: sent.id }).first())!.receipt_code, money.receipt)
  t.is((await creditsOf(opened)).length, 1)
})
