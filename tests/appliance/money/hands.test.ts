// What a person does with money whose owner is not certain: parts, wallet, back to the payer, written off; and back again.

import test from 'ava'
import { balanceOf, walletOf } from '../../../appliance/money/ledger.ts'
import { askRefund } from '../../../appliance/money/refunds.ts'
import {
  resolveException,
  splitPayment,
  undoResolution,
} from '../../../appliance/money/resolutions.ts'
import { askWriteOff } from '../../../appliance/money/write-offs.ts'
import { cents } from '../../../appliance/money.ts'
import { assignException } from '../../../appliance/people/exception-acts.ts'
import { decideApproval } from '../../../appliance/people/approvals.ts'
import { addCustomer, phone } from '../../support/factories.ts'
import { appliance, clock, creditsOf, db, exceptionsOf, pay, work } from './paying.ts'
import { approve, exceptionOf, hire } from './staffing.ts'

const grace = await hire('finance')
const daniel = await hire('owner')
test.after.always(() => appliance.close())

async function paymentOf(id: number) {
  return db('payments').where({ id }).first()
}

test('N3: one payment is split over two accounts, to the cent, and taken back whole', async (t) => {
  const mother = await addCustomer(appliance)
  const son = await addCustomer(appliance)
  const payment = await pay('mama na mtoto', 2500)
  const exception_id = await exceptionOf(payment.id)
  const parts = (first: number, second: number) => [
    { account_no: mother.subscriber.account_no, amount_cents: cents(first) },
    { account_no: son.subscriber.account_no, amount_cents: cents(second) },
  ]
  const split = (first: number, second: number) =>
    work((unit) =>
      splitPayment(unit, {
        exception_id,
        parts: parts(first, second),
        actor: grace,
        why: 'She rang',
      }),
    )
  await t.throwsAsync(split(1500_00, 999_99), { code: 'parts_differ' })
  await t.throwsAsync(split(2500_00, 0), { code: 'parts_differ' })
  await split(1500_00, 1000_00)
  t.is((await creditsOf(mother.service.id)).length, 1)
  t.is(await walletOf(db, mother.subscriber.id), cents(0))
  t.is(await walletOf(db, son.subscriber.id), cents(1000_00))
  t.like(await paymentOf(payment.id), { state: 'settled', subscriber_id: mother.subscriber.id })
  t.deepEqual(await exceptionsOf(payment.id), ['paid_less'])

  await work((unit) => undoResolution(unit, { exception_id, actor: grace }))
  t.is(await walletOf(db, mother.subscriber.id), cents(0))
  t.is(await walletOf(db, son.subscriber.id), cents(0))
  t.like(await paymentOf(payment.id), { state: 'excepted', subscriber_id: null })
  t.deepEqual(await exceptionsOf(payment.id), ['unknown_account'])
  t.is(
    (await db('payment_shares').where({ payment_id: payment.id, taken_back_at: null })).length,
    0,
  )
})

test('a part cannot be given twice to one account', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const { id } = await pay('???', 100)
  const part = { account_no: subscriber.account_no, amount_cents: cents(50_00) }
  const exception_id = await exceptionOf(id)
  const split = work((unit) =>
    splitPayment(unit, { exception_id, parts: [part, part], actor: grace, why: '' }),
  )
  await t.throwsAsync(split, { code: 'account_twice' })
})

test('N3: into the wallet only: nothing is bought, and the next renewal has it', async (t) => {
  const { subscriber, service } = await addCustomer(appliance)
  const { id } = await pay('???', 1500)
  const exception_id = await exceptionOf(id)
  const { account_no } = subscriber
  const kept = { exception_id, account_no, actor: grace, why: '', keep: true }
  await work((unit) => resolveException(unit, kept))
  t.is(await walletOf(db, subscriber.id), cents(1500_00))
  t.is((await creditsOf(service.id)).length, 0)
  t.like(await db('exceptions').where({ id: exception_id }).first(), {
    resolution: `Kept in the wallet of ${account_no}`,
    resolved_as: 'given',
  })
})

test.serial(
  'T25: a refund needs a second person, leaves suspense once, and names no phone but the payer’s',
  async (t) => {
    const payer = phone(811)
    const { id } = await pay('???', 700, { payer_msisdn: payer })
    const exception_id = await exceptionOf(id)
    const asked = await work((unit) => askRefund(unit, exception_id, 'Not ours', grace))
    t.deepEqual(await exceptionsOf(id), ['unknown_account'], 'it waits')
    await t.throwsAsync(approve(asked, grace), { code: 'second_person_needed' })
    const again = work((unit) => askRefund(unit, exception_id, 'Not ours', daniel))
    await t.throwsAsync(again, { code: 'asked_already' })

    const before = await balanceOf(db, { kind: 'refunds' })
    await approve(asked, daniel)
    t.is((await balanceOf(db, { kind: 'refunds' })) - before, 700_00)
    t.like(await paymentOf(id), { state: 'to_refund', subscriber_id: null })
    t.like(await db('refunds').where({ payment_id: id }).first(), {
      amount_cents: 700_00,
      msisdn: payer,
      state: 'approved',
    })
    await t.throwsAsync(approve(asked, daniel), { code: 'decided_already' })

    await work((unit) => undoResolution(unit, { exception_id, actor: daniel }))
    t.is(await balanceOf(db, { kind: 'refunds' }), before)
    t.like(await paymentOf(id), { state: 'excepted' })
    t.like(await db('refunds').where({ payment_id: id }).first(), { state: 'taken_back' })
  },
)

test.serial(
  'what was left over in a wallet is given back from the wallet, and no more than that',
  async (t) => {
    const { subscriber } = await addCustomer(appliance)
    const { id } = await pay(subscriber.account_no, 2100)
    t.deepEqual(await exceptionsOf(id), ['paid_more'])
    const exception_id = await exceptionOf(id)
    const asked = await work((unit) => askRefund(unit, exception_id, 'They asked', grace))
    await approve(asked, daniel)
    t.is(await walletOf(db, subscriber.id), cents(0))
    t.like(await db('refunds').where({ payment_id: id }).first(), {
      amount_cents: 600_00,
      subscriber_id: subscriber.id,
    })
    t.like(await paymentOf(id), { state: 'settled' }, 'time was bought with the rest')
    await work((unit) => undoResolution(unit, { exception_id, actor: daniel }))
    t.is(await walletOf(db, subscriber.id), cents(600_00))
    t.deepEqual(await exceptionsOf(id), ['paid_more'])
  },
)

test.serial(
  'N3: money is written off with a second person’s yes, and its payment stays',
  async (t) => {
    const { id } = await pay('???', 30)
    const exception_id = await exceptionOf(id)
    const asked = await work((unit) => askWriteOff(unit, exception_id, 'Nobody came', grace))
    const no = { approved: false, why: 'Wait a month' }
    await work((unit) => decideApproval(unit, asked, no, daniel))
    t.like(await paymentOf(id), { state: 'excepted' }, 'a no leaves it where it is')
    const anew = await work((unit) => askWriteOff(unit, exception_id, 'A month has passed', grace))
    const before = await balanceOf(db, { kind: 'written_off' })
    await approve(anew, daniel)
    t.is((await balanceOf(db, { kind: 'written_off' })) - before, 30_00)
    t.like(await paymentOf(id), { state: 'written_off', subscriber_id: null })
    await work((unit) => undoResolution(unit, { exception_id, actor: daniel }))
    t.like(await paymentOf(id), { state: 'excepted' })
  },
)

test('what somebody resolved meanwhile is neither given back nor written off', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const { id } = await pay('???', 50)
  const exception_id = await exceptionOf(id)
  const asked = await work((unit) => askWriteOff(unit, exception_id, 'Nobody came', grace))
  const { account_no } = subscriber
  await work((unit) => resolveException(unit, { exception_id, account_no, actor: grace, why: '' }))
  await t.throwsAsync(approve(asked, daniel), { code: 'exception_resolved' })
  t.like(await db('approvals').where({ id: asked }).first(), { decision: null })
})

test('T21: nobody gives money to their own account, whole or in parts', async (t) => {
  const { subscriber } = await addCustomer(appliance, { staff_id: grace.staff.id })
  const { id } = await pay('???', 100)
  const exception_id = await exceptionOf(id)
  const { account_no } = subscriber
  const own = work((unit) =>
    resolveException(unit, { exception_id, account_no, actor: grace, why: '' }),
  )
  await t.throwsAsync(own, { code: 'own_account' })
  const parts = [{ account_no, amount_cents: cents(100_00) }]
  const split = work((unit) => splitPayment(unit, { exception_id, parts, actor: grace, why: '' }))
  await t.throwsAsync(split, { code: 'own_account' })
  await work((unit) => resolveException(unit, { exception_id, account_no, actor: daniel, why: '' }))
  t.like(await paymentOf(id), { state: 'settled' })
})

test('N3: an exception is handed to a colleague who may see it, and to nobody else', async (t) => {
  const brian = await hire('support')
  const ruth = await hire('auditor')
  const { id } = await pay('???', 100)
  const exception_id = await exceptionOf(id)
  for (const other of [brian, ruth])
    await t.throwsAsync(
      work((unit) => assignException(unit, exception_id, other.staff.id, grace)),
      { code: 'staff_unknown' },
    )
  await work((unit) => assignException(unit, exception_id, daniel.staff.id, grace))
  t.is((await db('exceptions').where({ id: exception_id }).first())!.owner_id, daniel.staff.id)
})

test('ten minutes on, nothing of it is undone', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const { id } = await pay('???', 100)
  const exception_id = await exceptionOf(id)
  const given = { exception_id, account_no: subscriber.account_no, actor: grace, why: '' }
  const at = clock.now()
  await work((unit) => resolveException(unit, given))
  clock.pass({ minutes: 11 })
  const undo = work((unit) => undoResolution(unit, { exception_id, actor: grace }))
  await t.throwsAsync(undo, { code: 'too_late_to_undo' })
  clock.set(at.toString())
})
