// Refunds on their way to the payer, before a Safaricom that loses, delays, doubles and contradicts its news: the money leaves
// once, and what is not known is asked about until it is, or put before a person.

import test, { type ExecutionContext } from 'ava'
import { randomUUID } from 'node:crypto'
import { balanceOf } from '../../appliance/money/ledger.ts'
import { savePayoutSettings } from '../../appliance/money/payout-settings.ts'
import { payByHand, retryRefund, takeRefundBack } from '../../appliance/money/refund-acts.ts'
import { askRefund } from '../../appliance/money/refunds.ts'
import { undoResolution } from '../../appliance/money/resolutions.ts'
import { cents } from '../../appliance/money.ts'
import { decideApproval } from '../../appliance/people/approvals.ts'
import type { By } from '../../appliance/people/approval-asks.ts'
import type { PayoutFault } from '../simulators/safaricom/payouts.ts'
import { paybill, phone, safaricomKeys } from '../support/factories.ts'
import { openTown } from './push-town.ts'

const at = await openTown()
const { appliance, safaricom, clock } = at
const { db, work, safe } = appliance
const [asker, decider] = [await hire('finance'), await hire('owner')]
test.after.always(() => at.close())
let payers = 300

async function hire(role: 'owner' | 'finance'): Promise<By> {
  const row = {
    email: `${randomUUID()}@kilima.example`,
    name: 'Grace',
    role,
    password_hash: 'none',
  }
  const [added] = await db('staff')
    .insert({ ...row, added_at: clock.now() })
    .returning('id')
  return { staff: { id: added!.id, role }, source_address: null }
}

type Ways = { reverses: boolean; b2c: boolean; cap?: number }

async function allow({ reverses, b2c, cap = 100_000 }: Ways): Promise<void> {
  await work((unit) =>
    savePayoutSettings(
      unit,
      safe,
      {
        shortcode: paybill,
        b2c_shortcode: b2c ? '600992' : null,
        reverses,
        daily_cap_cents: cents(cap * 100),
        credentials: {
          initiator_name: 'lango',
          initiator_password: 'Gate#2026',
          certificate_pem: safaricomKeys.publicKey,
        },
      },
      decider,
    ),
  )
}

/** Somebody pays an account that nobody has; it is asked for, and agreed, that they get it back. */
async function refunded(shillings = 500) {
  const bill = { shortcode: paybill, amount_cents: shillings * 100, bill_ref: 'MAMA MBOGA', first_name: 'ANN' } // prettier-ignore
  const { trans_id } = await safaricom.pay({ ...bill, msisdn: phone((payers += 1)) })
  await at.work()
  const payment = (await db('payments').where({ receipt_code: trans_id }).first())!
  const exception = (await db('exceptions').where({ payment_id: payment.id }).first())!
  const asked = await work((unit) => askRefund(unit, exception.id, 'Nobody’s', asker))
  const yes = { approved: true, why: '' }
  await t_throws(() => work((unit) => decideApproval(unit, asked, yes, asker)), 'second_person_needed') // prettier-ignore
  await work((unit) => decideApproval(unit, asked, yes, decider))
  const refund_id = (await db('refunds').where({ payment_id: payment.id }).first())!.id
  return { trans_id, payment_id: payment.id, exception_id: exception.id, refund_id }
}

async function t_throws(task: () => Promise<unknown>, code: string): Promise<void> {
  const thrown = await task().then(
    () => undefined,
    (error: { code?: string }) => error.code,
  )
  if (thrown !== code) throw new Error(`threw ${thrown}, not ${code}`)
}

async function standing({ payment_id, refund_id }: { payment_id: number; refund_id: number }) {
  const refund = (await db('refunds').where({ id: refund_id }).first())!
  const payouts = await db('payouts').where({ refund_id }).orderBy('id')
  const stuck = await db('exceptions').where({ kind: 'refund_stuck', subject: `refund:${refund_id}`, resolved_at: null }) // prettier-ignore
  return {
    refund: refund.state,
    how: refund.paid_how,
    payment: (await db('payments').where({ id: payment_id }).first())!.state,
    payouts: payouts.map(({ state }) => state),
    stuck: stuck.length,
  }
}

const owed = () => balanceOf(db, { kind: 'refunds' })
const orders = (from: number) => safaricom.orders.slice(from)

/** Nothing is owed, nothing left twice: whatever happened before. */
async function untouched(t: ExecutionContext, shillings: number, before: number): Promise<void> {
  const left = orders(before).filter(({ state }) => state === 'done')
  t.is(left.reduce((sum, { amount_cents }) => sum + amount_cents, 0), shillings * 100)
} // prettier-ignore

for (const way of ['b2c', 'reversal'] as const)
  for (const [fault, minutes] of [
    ['none', 11],
    ['twice', 11],
    ['late', 60],
    ['lost', 40],
    ['timed_out', 40],
    ['ds_timeout_then_success', 100],
  ] as [PayoutFault, number][])
    test.serial(`S2-23, F34, F36: a refund by ${way} leaves once where the news is "${fault}"`, async (t) => {
      await allow({ reverses: way === 'reversal', b2c: way === 'b2c' })
      const before = safaricom.orders.length
      const was = await owed()
      const one = await refunded()
      t.is(await owed(), cents(was + 500_00))
      await at.pass(9 * 60)
      t.is(safaricom.orders.length, before, 'the ten minutes of the undo pass first')
      safaricom.faults.payout = fault
      await at.pass(2 * 60)
      await at.pass(minutes * 60, 600)
      safaricom.faults.payout = 'none'
      await at.pass(20 * 60)
      t.deepEqual(await standing(one), { refund: 'paid', how: way, payment: 'refunded', payouts: ['paid'], stuck: 0 }) // prettier-ignore
      t.is(await owed(), was, 'set aside no more')
      await untouched(t, 500, before)
      const first = orders(before)[0]!
      t.is(first.way, way)
      if (way === 'b2c') t.is(first.msisdn, (await db('refunds').where({ id: one.refund_id }).first())!.msisdn) // prettier-ignore
      else t.is(first.original, one.trans_id)
    }) // prettier-ignore

for (const fault of ['hang', 'busy_500', 'truncated'] as const)
  test.serial(`F31, F37: an order that is answered by "${fault}" is made again, and paid once`, async (t) => {
    await allow({ reverses: false, b2c: true })
    const before = safaricom.orders.length
    const one = await refunded(300)
    Object.assign(safaricom.faults.api.order, { fault, times: 2 })
    await at.pass(11 * 60)
    await at.pass(34 * 60, 300)
    Object.assign(safaricom.faults.api.order, { fault: 'none', times: null })
    t.like(await standing(one), { refund: 'paid', payouts: ['paid'], stuck: 0 })
    await untouched(t, 300, before)
    t.is(new Set(orders(before).map(({ reference }) => reference)).size, 1)
  }) // prettier-ignore

test.serial('a refund that fails is put before a person, who has it tried again', async (t) => {
  await allow({ reverses: false, b2c: true })
  const before = safaricom.orders.length
  const one = await refunded(200)
  safaricom.faults.payout = 'no_money'
  await at.pass(12 * 60, 360)
  t.like(await standing(one), { refund: 'approved', payouts: ['failed'], stuck: 1 })
  safaricom.faults.payout = 'none'
  await work((unit) => retryRefund(unit, one.refund_id, asker))
  await t.throwsAsync(work((unit) => retryRefund(unit, one.refund_id, asker)), { code: 'refund_on_its_way' }) // prettier-ignore
  await at.pass(60)
  t.like(await standing(one), { refund: 'paid', payouts: ['failed', 'paid'], stuck: 0 })
  await untouched(t, 200, before)
  await t.throwsAsync(work((unit) => takeRefundBack(unit, one.refund_id, asker)), { code: 'refund_over' }) // prettier-ignore
})

test.serial('what Safaricom never tells of is told to a person, and asked about for two days', async (t) => {
  await allow({ reverses: false, b2c: true })
  const one = await refunded(100)
  safaricom.faults.payout = 'silent_failure'
  safaricom.faults.result = 'lost'
  await at.pass(125 * 60, 600)
  t.like(await standing(one), { refund: 'approved', payouts: ['sent'], stuck: 1 })
  await t.throwsAsync(work((unit) => payByHand(unit, one.refund_id, 'UKLAAAAAA1', asker)), { code: 'refund_on_its_way' }) // prettier-ignore
  safaricom.faults.result = 'none'
  await at.pass(70 * 60, 600)
  t.like(await standing(one), { payouts: ['failed'], stuck: 1 }, 'its status says that it failed')
  safaricom.faults.payout = 'none'
  await work((unit) => payByHand(unit, one.refund_id, 'uklaaaaaa1', asker))
  t.deepEqual(await standing(one), { refund: 'paid', how: 'by_hand', payment: 'refunded', payouts: ['failed'], stuck: 0 }) // prettier-ignore
}) // prettier-ignore

test.serial('T25: without the owner’s word nothing leaves; past the cap of a day it waits; the undo withdraws it', async (t) => {
  await db('payout_settings').delete()
  const before = safaricom.orders.length
  const byHand = await refunded(150)
  await at.pass(30 * 60, 900)
  t.like(await standing(byHand), { refund: 'approved', payouts: [] })
  await t.throwsAsync(work((unit) => retryRefund(unit, byHand.refund_id, asker)), { code: 'no_way_back' }) // prettier-ignore
  await work((unit) => takeRefundBack(unit, byHand.refund_id, asker))
  t.like(await standing(byHand), { refund: 'taken_back', payment: 'excepted' })

  await allow({ reverses: true, b2c: true, cap: 100 })
  const capped = await refunded(150)
  await at.pass(30 * 60, 900)
  t.like(await standing(capped), { refund: 'approved', payouts: ['created'], stuck: 1 })

  const undone = await refunded(50)
  await work((unit) => undoResolution(unit, { exception_id: undone.exception_id, actor: decider }))
  t.like(await standing(undone), { refund: 'taken_back', payment: 'excepted', payouts: ['withdrawn'] }) // prettier-ignore
  await at.pass(30 * 60, 900)
  t.is(safaricom.orders.length, before)
}) // prettier-ignore

test.serial('T01: a stranger’s word at the result door neither pays nor fails anything', async (t) => {
  await allow({ reverses: false, b2c: true })
  const one = await refunded(250)
  safaricom.faults.payout = 'silent_failure'
  await at.pass(11 * 60)
  await at.pass(60)
  safaricom.faults.payout = 'none'
  const { result_url, conversation_id } = orders(0).at(-1)!
  const post = (url: string, result: object) =>
    fetch(url, { method: 'POST', body: JSON.stringify({ Result: result }) })
  const guessed = result_url.replace(/orders\/[^/]+/, `orders/${randomUUID()}`)
  const done = { ResultCode: 0, ResultDesc: 'ok', ConversationID: conversation_id, TransactionID: 'UKLAAAAAA9' } // prettier-ignore
  t.is((await post(guessed, done)).status, 200, 'written down, and believed in nothing')
  await post(result_url, { ResultCode: 1, ResultDesc: 'no', ConversationID: 'AG_20261121_another' })
  await at.work()
  t.like(await standing(one), { refund: 'approved', payouts: ['sent'] })
}) // prettier-ignore
