// Cash over the counter, a transfer to the bank: somebody's word, within their cap, never for themselves.

import test from 'ava'
import { randomUUID } from 'node:crypto'
import { balanceOf, walletOf } from '../../../appliance/money/ledger.ts'
import { takePayment, type ManualPayment } from '../../../appliance/money/manual-payments.ts'
import { voidPayment } from '../../../appliance/money/voids.ts'
import { cents } from '../../../appliance/money.ts'
import type { By } from '../../../appliance/people/approval-asks.ts'
import { addCustomer } from '../../support/factories.ts'
import { appliance, clock, creditsOf, db, work } from './paying.ts'
import { approve, hire } from './staffing.ts'

const peter = await hire('cashier')
const grace = await hire('finance')
const daniel = await hire('owner')
test.after.always(() => appliance.close())

function given(account_no: string, shillings: number, more: Partial<ManualPayment> = {}) {
  const cash = { rail: 'cash', code: '', proof: 'Book 4, page 12', why: '' } as const
  return {
    form_no: randomUUID(),
    account_no,
    amount_cents: cents(shillings * 100),
    ...cash,
    ...more,
  }
}
const take = (asked: ManualPayment, by: By) => work((unit) => takePayment(unit, asked, by))
async function taken(asked: ManualPayment, by: By) {
  const taking = await take(asked, by)
  if (taking.outcome !== 'taken') throw new Error(taking.outcome)
  return taking.payment
}

test.serial(
  'S2-34, S2-36: cash opens the line at once, and says who took it and what they go by',
  async (t) => {
    const { subscriber, service } = await addCustomer(appliance)
    const before = await balanceOf(db, { kind: 'cash' })
    const asked = given(subscriber.account_no, 1500)
    const payment = await taken(asked, peter)
    t.like(payment, {
      rail: 'cash',
      channel: 'cash',
      state: 'settled',
      proved_by: 'staff',
      taken_by: peter.staff.id,
      proof: 'Book 4, page 12',
    })
    t.regex(payment.receipt_code!, /^C\d{6}$/)
    t.is((await creditsOf(service.id)).length, 1)
    t.is((await balanceOf(db, { kind: 'cash' })) - before, -1500_00, 'the till holds it for us')
    t.like(
      await db('audit')
        .where({ subject: `payment:${payment.id}` })
        .first(),
      {
        action: 'payment.taken',
        staff_id: peter.staff.id,
      },
    )
    t.truthy(await db('receipts').where({ payment_id: payment.id }).first())
    t.is((await taken(asked, peter)).id, payment.id, 'the form sent again is the same payment')
  },
)

test.serial(
  'T21: past the cap of their role a second person says yes, and not whoever asked',
  async (t) => {
    const { subscriber } = await addCustomer(appliance)
    const asked = await take(given(subscriber.account_no, 5001), peter)
    t.like(asked, { outcome: 'asked', cap_cents: 5000_00 })
    if (asked.outcome !== 'asked') return
    const payments = () => db('payments').where({ subscriber_id: subscriber.id })
    t.is((await payments()).length, 0)
    await t.throwsAsync(approve(asked.approval_id, peter), { code: 'second_person_needed' })
    await approve(asked.approval_id, grace)
    t.like((await payments())[0], { amount_cents: 5001_00, taken_by: peter.staff.id })
    t.is((await take(given(subscriber.account_no, 5000), peter)).outcome, 'taken')
    t.is((await take(given(subscriber.account_no, 900_000), daniel)).outcome, 'taken')
  },
)

test.serial('T21: nobody credits their own account, nor agrees to it', async (t) => {
  const { subscriber } = await addCustomer(appliance, { staff_id: peter.staff.id })
  const { account_no } = subscriber
  await t.throwsAsync(take(given(account_no, 100), peter), { code: 'own_account' })
  const hers = await addCustomer(appliance, { staff_id: grace.staff.id })
  const asked = await take(given(hers.subscriber.account_no, 6000), peter)
  if (asked.outcome !== 'asked') return t.fail()
  await t.throwsAsync(approve(asked.approval_id, grace), { code: 'own_account' })
  t.is(await walletOf(db, hers.subscriber.id), cents(0))
})

test.serial('S2-31: a bank’s reference is money once', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const bank = { rail: 'bank', code: 'FT26325ABC' } as const
  const none = take(given(subscriber.account_no, 1500, { ...bank, code: '' }), grace)
  await t.throwsAsync(none, { code: 'code_missing' })
  const payment = await taken(given(subscriber.account_no, 1500, bank), grace)
  t.is(payment.receipt_code, 'FT26325ABC')
  await t.throwsAsync(take(given(subscriber.account_no, 1500, bank), grace), { code: 'code_used' })
})

test.serial('a slip is voided at once by whoever took it, with the time it bought', async (t) => {
  const { subscriber, service } = await addCustomer(appliance)
  const { id } = await taken(given(subscriber.account_no, 1500), peter)
  clock.pass({ minutes: 5 })
  t.is(await work((unit) => voidPayment(unit, id, 'Wrong person', peter)), 'voided')
  t.is(await walletOf(db, subscriber.id), cents(0))
  const [credit] = await creditsOf(service.id)
  t.true(credit!.ends_at.equals(clock.now()))
  t.like(await db('payments').where({ id }).first(), { state: 'voided' })
  const again = work((unit) => voidPayment(unit, id, 'Again', peter))
  await t.throwsAsync(again, { code: 'not_by_hand' })
})

test.serial('T21: cash taken and voided later needs a second person', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const { id } = await taken(given(subscriber.account_no, 700), peter)
  clock.pass({ minutes: 11 })
  t.is(await work((unit) => voidPayment(unit, id, 'Given back', peter)), 'asked')
  t.like(await db('payments').where({ id }).first(), { state: 'settled' })
  const asked = await db('approvals')
    .where({ kind: 'void_payment', subject: `payment:${id}` })
    .first()
  await t.throwsAsync(approve(asked!.id, peter), { code: 'second_person_needed' })
  await approve(asked!.id, grace)
  t.like(await db('payments').where({ id }).first(), { state: 'voided' })
  t.is(await walletOf(db, subscriber.id), cents(0))
})
