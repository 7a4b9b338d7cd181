// What set a payment off, what it is attached to, and that a late word of it ends where a prompt one does.

import test from 'ava'
import { randomUUID } from 'node:crypto'
import { takePayment } from '../../../appliance/money/manual-payments.ts'
import { requestPayment } from '../../../appliance/money/payment-requests.ts'
import { makeVouchers, redeemVoucher } from '../../../appliance/money/vouchers.ts'
import { cents } from '../../../appliance/money.ts'
import type { Payment } from '../../../appliance/tables.ts'
import { addCustomer } from '../../support/factories.ts'
import { report } from './hand-reports.ts'
import {
  appliance,
  clock,
  creditsOf,
  db,
  hireOwner,
  hour,
  latestPush,
  newMac,
  newPhone,
  noon,
  prompted,
  router,
  safe,
  send,
  settleAll,
  work,
} from './hotspot.ts'
import { answer } from './safaricom-says.ts'

const by = await hireOwner()
test.after.always(() => appliance.close())
test.beforeEach(() => clock.set(noon))

/** As the ledger's reader finds it out: a prompt's checkout says whether the portal or somebody of the staff asked. */
async function triggerOf({ channel, stk_push_id, taken_by }: Payment): Promise<string> {
  if (stk_push_id === null) return taken_by === null ? channel : `${channel} by staff`
  const asked = await db('stk_pushes as p').join('checkouts as k', 'k.id', 'p.checkout_id').where('p.id', stk_push_id).first('k.payment_request_id')
  return asked!.payment_request_id === null ? 'portal' : 'staff request'
} // prettier-ignore
const latest = async () => (await db('payments').orderBy('id', 'desc').first())!

test.serial('S2-07: each payment says what set it off: portal, request, paybill, voucher, counter', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const { account_no } = subscriber
  const { push } = await prompted()
  await answer(push, 'paid')
  t.is(await triggerOf(await latest()), 'portal')

  const form_no = randomUUID()
  await work((unit) => requestPayment(unit, { form_no, account_no, msisdn: newPhone(), amount_cents: cents(300_00), about: 'Rest' }, by))
  const request = (await db('payment_requests').where({ form_no }).first('id'))!
  const checkout = (await db('checkouts').where({ payment_request_id: request.id }).first())!
  await answer(await send(await latestPush(checkout)), 'paid')
  t.is(await triggerOf(await latest()), 'staff request')

  t.is(await triggerOf(await report(account_no, 10)), 'paybill')
  const [code] = await work((unit) => makeVouchers(unit, safe, { plan: hour, count: 1, made_by: null }))
  await work((unit) => redeemVoucher(unit, safe, { code: code!, mac: newMac(), router, language: 'en', source_address: null }))
  t.is(await triggerOf(await latest()), 'voucher')
  await work((unit) => takePayment(unit, { form_no: randomUUID(), account_no, rail: 'cash', amount_cents: cents(50_00), code: '', proof: 'p. 4', why: '' }, by))
  t.is(await triggerOf(await latest()), 'cash by staff')
  await settleAll()
}) // prettier-ignore

test.serial('S2-08: a payment is on an account, or says that it is on none; never neither', async (t) => {
  const { subscriber, service } = await addCustomer(appliance)
  const owned = await report(subscriber.account_no, 1500)
  t.like(owned, { state: 'settled', subscriber_id: subscriber.id })
  t.is((await creditsOf({ service_id: service.id })).length, 1)
  const nobodys = await report('nobody at all', 10)
  t.like(nobodys, { state: 'excepted', subscriber_id: null })
  t.is((await db('exceptions').where({ payment_id: nobodys.id })).length, 1)
  await t.throwsAsync(db('payments').where({ id: owned.id }).update({ subscriber_id: null }), { message: /payments_owned/ })
}) // prettier-ignore

for (const [when, minutes] of [
  ['at once', 0],
  ['5 minutes', 5],
  ['7 minutes', 7],
  ['2 hours', 120],
  ['the next day', 26 * 60],
] as const) {
  // prettier-ignore
  test.serial(`S2-11, S2-52: confirmed late, ${when}: it ends as a prompt one does`, async (t) => {
    const { checkout, push } = await prompted()
    clock.pass({ minutes })
    await answer(push, 'paid')
    await settleAll()
    const payment = (await db('payments').where({ stk_push_id: push.id }).first())!
    t.like(payment, { state: 'settled', amount_cents: cents(20_00), subscriber_id: checkout.subscriber_id })
    const [credit, more] = await creditsOf(checkout)
    t.is(more, undefined)
    t.is(credit!.ends_at.since(credit!.starts_at).total('minutes'), 60)
    t.true(credit!.ends_at.equals(clock.now().add({ hours: 1 })), 'the hour they paid for, from now')
    t.is((await db('checkouts').where({ id: checkout.id }).first())!.state, 'paid')
    const told = await db('messages').where({ payment_id: payment.id })
    t.deepEqual(told.map(({ kind }) => kind), ['payment_confirmed'])
    t.is((await db('receipts').where({ payment_id: payment.id })).length, 1)
  }) // prettier-ignore
}
