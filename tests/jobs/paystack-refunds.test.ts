// Money that goes back by Paystack, whose orders have no idempotency: it leaves once, whatever happens to answers and events, and
// nothing of it is believed but what Paystack answers when we ask.

import test from 'ava'
import { createHmac, randomUUID } from 'node:crypto'
import { balanceOf } from '../../appliance/money/ledger.ts'
import { savePayoutSettings } from '../../appliance/money/payout-settings.ts'
import { decideWay } from '../../appliance/money/payouts.ts'
import { retryRefund } from '../../appliance/money/refund-acts.ts'
import { askRefund } from '../../appliance/money/refunds.ts'
import { cents } from '../../appliance/money.ts'
import type { By } from '../../appliance/people/approval-asks.ts'
import { decideApproval } from '../../appliance/people/approvals.ts'
import type { AskFault } from '../simulators/collectors/asking.ts'
import type { RefundEnd, Refunds } from '../simulators/collectors/paystack-refunds.ts'
import { phone } from '../support/factories.ts'
import { openPaystackTown, paystackKeys } from './collector-town.ts'

const at = await openPaystackTown()
const { paystack, town, shortcode } = at
const { refunds } = paystack
const { db, work, safe } = town.appliance
const [asker, decider] = [await hire('finance'), await hire('owner')]
test.after.always(() => at.close())
test.beforeEach(() => Object.assign(refunds, { fault: 'none', silent: false }))
let payers = 800

async function hire(role: 'owner' | 'finance'): Promise<By> {
  const email = `${randomUUID()}@kilima.example`
  const row = { email, name: 'Grace', role, password_hash: 'none', added_at: town.clock.now() }
  const [added] = await db('staff').insert(row).returning('id')
  return { staff: { id: added!.id, role }, source_address: null }
}

const allow = (shillings: number) =>
  work((unit) =>
    savePayoutSettings(
      unit,
      safe,
      {
        shortcode,
        b2c_shortcode: null,
        reverses: true,
        daily_cap_cents: cents(shillings * 100),
        credentials: {},
      },
      decider,
    ),
  )

async function pays(fault: AskFault = {}) {
  const msisdn = phone((payers += 1))
  const checkout = await town.ask({ msisdn, mac: `02:00:00:00:0F:${(payers % 90) + 10}` })
  paystack.asking.setHabit(msisdn, { act: 'approve', after_seconds: 5 })
  paystack.asking.mood = { fault, times: 1 }
  await at.work()
  await at.pass(20, 10)
  const payment = (await db('payments').where({ service_id: checkout.service_id }).first())!
  return { checkout, payment, prompt: paystack.asking.find(msisdn)! }
}

/** Somebody pays KES 100 too much, and gets it back: asked by one, agreed by another. */
async function refunded() {
  const { payment, prompt } = await pays({ status: 'other_amount' })
  const more = (await db('exceptions').where({ payment_id: payment.id, kind: 'paid_more' }).first())! // prettier-ignore
  const asked = await work((unit) => askRefund(unit, more.id, 'Too much', asker))
  const own = work((unit) => decideApproval(unit, asked, { approved: true, why: '' }, asker))
  const refusal = await own.catch((error: { code?: string }) => error.code)
  if (refusal !== 'second_person_needed') throw new Error(`The asker’s own yes: ${String(refusal)}`)
  await work((unit) => decideApproval(unit, asked, { approved: true, why: '' }, decider))
  const refund = (await db('refunds').where({ payment_id: payment.id }).first())!
  return { payment, refund_id: refund.id, prompt }
}

async function standing(id: number) {
  const refund = (await db('refunds').where({ id }).first())!
  const payouts = await db('payouts').where({ refund_id: id }).orderBy('id')
  const stuck = await db('exceptions').where({ kind: 'refund_stuck', subject: `refund:${id}`, resolved_at: null }) // prettier-ignore
  return { refund: refund.state, how: refund.paid_how, payouts: payouts.map(({ state }) => state), stuck: stuck.length } // prettier-ignore
}

const owed = () => balanceOf(db, { kind: 'refunds' })
const paid = { refund: 'paid', how: 'paystack', payouts: ['paid'], stuck: 0 }

for (const [given, fault, silent, minutes] of [
  ['told of at once', 'none', false, 1],
  ['its events are lost', 'none', true, 180],
  ['the order’s answer hangs', 'hang', false, 30],
  ['the order’s answer is cut off', 'truncated', true, 200],
  ['the order’s answer is a page of another machine', 'html_503', false, 30],
  ['Paystack is busy first', 'busy', false, 30],
] as [string, Refunds['fault'], boolean, number][])
  test.serial(`S2-23, F31, F34: a refund by Paystack leaves once: ${given}`, async (t) => {
    await allow(10_000)
    const was = await owed()
    const ordered = refunds.list.length
    const { refund_id, prompt } = await refunded()
    t.is(await owed(), cents(was + 100_00))
    await at.pass(9 * 60, 180)
    t.is(refunds.list.length, ordered, 'the ten minutes of the undo pass first')
    Object.assign(refunds, { fault, silent })
    await at.pass(2 * 60, 60)
    refunds.fault = 'none'
    if (fault === 'busy') await at.pass(12 * 60, 240)
    const [one, ...more] = refunds.list.slice(ordered)
    t.deepEqual([one!.prompt, one!.amount, more.length], [prompt, 100_00, 0])
    t.like(await standing(refund_id), { refund: 'approved', stuck: 0 }, 'pending is not given back')
    await refunds.end(one!, 'processed')
    await at.pass(minutes * 60, minutes * 20)
    t.deepEqual(await standing(refund_id), paid)
    t.is(refunds.list.length, ordered + 1, 'never twice')
    t.is(await owed(), was, 'set aside no more')
  })

for (const [how, words, state] of [
  ['failed', /Paystack says: failed/, 'failed'],
  ['needs-attention', /on its own page/, 'sent'],
] as [RefundEnd, RegExp, string][])
  test.serial(`S2-23: a refund that ends "${how}" is put before a person, and may still be paid`, async (t) => {
    await allow(10_000)
    const { refund_id, payment } = await refunded()
    await at.pass(12 * 60, 240)
    await refunds.end(refunds.list.at(-1)!, how)
    await at.work()
    t.like(await standing(refund_id), { refund: 'approved', payouts: [state], stuck: 1 })
    const told = await db('exceptions').where({ subject: `refund:${refund_id}`, resolved_at: null }).first() // prettier-ignore
    t.regex(String(told!.details['reason']), words)
    const failed = refunds.list.at(-1)!
    if (state === 'failed') {
      await work((unit) => retryRefund(unit, refund_id, asker))
      await at.work()
      t.is(refunds.list.at(-1)!.prompt, failed.prompt)
      t.not(refunds.list.at(-1), failed)
    }
    await refunds.end(refunds.list.at(-1)!, 'processed')
    await at.pass(60, 60)
    t.like(await standing(refund_id), { refund: 'paid', how: 'paystack', stuck: 0 })
    const { paid_receipt } = (await db('refunds').where({ id: refund_id }).first())!
    t.is(paid_receipt, String(refunds.list.at(-1)!.id))
    t.is((await db('payments').where({ id: payment.id }).first())!.state, 'settled')
  }) // prettier-ignore

test.serial('T25: a refund that Paystack refuses, or past the cap of a day, waits for a person', async (t) => {
  await allow(10_000)
  const one = await refunded()
  refunds.fault = 'refused'
  await at.pass(12 * 60, 240)
  t.like(await standing(one.refund_id), { payouts: ['failed'], stuck: 1 })
  refunds.fault = 'none'
  await allow(0)
  const ordered = refunds.list.length
  const capped = await refunded()
  await at.pass(30 * 60, 900)
  t.like(await standing(capped.refund_id), { refund: 'approved', payouts: ['created'], stuck: 1 })
  t.is(refunds.list.length, ordered)
}) // prettier-ignore

test.serial('T01, S1-12: an event of a refund that nobody gave, signed or not, pays nothing', async (t) => {
  await allow(10_000)
  const { refund_id, prompt } = await refunded()
  await at.pass(12 * 60, 240)
  const body = JSON.stringify({
    event: 'refund.processed',
    data: { status: 'processed', transaction_reference: prompt.reference, amount: 10000, currency: 'KES' },
  }) // prettier-ignore
  const post = (signature: string) =>
    fetch(paystack.webhook_url, { method: 'POST', body, headers: { 'x-paystack-signature': signature } }) // prettier-ignore
  t.is((await post('0'.repeat(128))).status, 401)
  const signed = createHmac('sha512', paystackKeys.secret_key).update(body).digest('hex')
  t.is((await post(signed)).status, 200, 'as if the key had leaked')
  await at.work()
  t.like(await standing(refund_id), { refund: 'approved', payouts: ['sent'], stuck: 0 })
}) // prettier-ignore

test.serial('S2-23: given back on Paystack’s own page: asked about, and the pass and the money are taken back', async (t) => {
  const { payment, checkout, prompt } = await pays()
  const refund = await refunds.orderThere(prompt)
  await refunds.end(refund, 'failed')
  await at.work()
  t.is((await db('payments').where({ id: payment.id }).first())!.state, 'settled', 'it failed there')
  await refunds.end(refund, 'processed')
  await at.work()
  t.is((await db('payments').where({ id: payment.id }).first())!.state, 'reversed')
  const credit = (await db('credits').where({ service_id: checkout.service_id }).first())!
  t.true(Temporal.Instant.compare(credit.ends_at, town.clock.now()) <= 0, 'no time is left')
  t.is((await db('payment_doubts').where({ payment_id: payment.id }).first())!.ended_as, 'reversed')
}) // prettier-ignore

test('a refund goes by Paystack where it took the payment and the owner said so', (t) => {
  const payment = { rail: 'mpesa', receipt_code: 'UKL1111111', amount_cents: cents(20_00), stk_push_id: 1 } as const // prettier-ignore
  const part = { amount_cents: cents(5_50), msisdn: null }
  const settings = { reverses: true, b2c_shortcode: null }
  t.is(decideWay(settings, payment, part, 'paystack'), 'paystack', 'a part as well')
  t.is(decideWay({ ...settings, reverses: false }, payment, part, 'paystack'), null)
  t.is(decideWay(undefined, payment, part, 'paystack'), null)
  t.is(decideWay(settings, { ...payment, stk_push_id: null }, part, 'paystack'), null)
  t.is(decideWay(settings, payment, { ...part, amount_cents: cents(20_00) }, 'payhero'), null)
  t.is(decideWay(settings, payment, { ...part, amount_cents: cents(20_00) }, 'daraja'), 'reversal')
})
