// A person says whose money it is, and may think better of it.

import test from 'ava'
import { randomUUID } from 'node:crypto'
import { walletOf } from '../../../appliance/money/ledger.ts'
import { resolveException, undoResolution } from '../../../appliance/money/resolutions.ts'
import { cents } from '../../../appliance/money.ts'
import { addCustomer } from '../../support/factories.ts'
import { appliance, clock, creditsOf, db, exceptionsOf, pay, work } from './paying.ts'

test.after.always(() => appliance.close())

const nobody = { staff: null, source_address: null }

test.serial('a person gives money in suspense to its owner, and may take that back', async (t) => {
  const { subscriber, service } = await addCustomer(appliance)
  const payment = await pay('wifi ya mama', 1500)
  const { id: exception_id } = (await db('exceptions').where({ payment_id: payment.id }).first())!
  const { id: staff_id } = (await addStaffRow())!
  const actor = { staff: { id: staff_id }, source_address: '127.0.0.1' }
  const resolution = { exception_id, account_no: subscriber.account_no, actor, why: 'She rang' }
  await work((unit) => resolveException(unit, resolution))
  t.is((await creditsOf(service.id)).length, 1)
  await t.throwsAsync(
    work((unit) => resolveException(unit, resolution)),
    { message: /Somebody was faster/ },
  )

  clock.pass({ minutes: 9 })
  await work((unit) => undoResolution(unit, { exception_id, actor }))
  t.like(await db('payments').where({ id: payment.id }).first(), {
    state: 'excepted',
    subscriber_id: null,
  })
  t.is(await walletOf(db, subscriber.id), cents(0))
  const [credit] = await creditsOf(service.id)
  t.true(credit!.ends_at.equals(clock.now()))
  t.is((await db('audit').where({ subject: `payment:${payment.id}` })).length, 2)
})

test('giving to a number nobody has is refused in words', async (t) => {
  const { id } = await pay('???', 100)
  const { id: exception_id } = (await db('exceptions').where({ payment_id: id }).first())!
  const resolution = { exception_id, account_no: '1', actor: nobody, why: '' }
  await t.throwsAsync(
    work((unit) => resolveException(unit, resolution)),
    { message: /is a digit wrong/ },
  )
})

async function addStaffRow() {
  const [row] = await db('staff')
    .insert({
      email: `${randomUUID()}@kilima.example`,
      name: 'Grace',
      role: 'finance',
      password_hash: 'none',
      added_at: clock.now(),
    })
    .returning('id')
  return row
}

test('an undo that would leave a hole in paid time is refused, and changes nothing', async (t) => {
  const { subscriber, service } = await addCustomer(appliance)
  const payment = await pay('wifi', 1500)
  const { id: exception_id } = (await db('exceptions').where({ payment_id: payment.id }).first())!
  const actor = { staff: { id: (await addStaffRow())!.id }, source_address: null }
  const { account_no } = subscriber
  await work((unit) => resolveException(unit, { exception_id, account_no, actor, why: '' }))
  await pay(account_no, 1500)
  const undo = work((unit) => undoResolution(unit, { exception_id, actor }))
  await t.throwsAsync(undo, { code: 'paid_since' })
  t.is((await creditsOf(service.id)).length, 2)
  t.like(await db('payments').where({ id: payment.id }).first(), { state: 'settled' })
})

test('what was left over of a resolution is closed with its undo', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const payment = await pay('wifi', 2000)
  const { id: exception_id } = (await db('exceptions').where({ payment_id: payment.id }).first())!
  const actor = { staff: { id: (await addStaffRow())!.id }, source_address: null }
  const { account_no } = subscriber
  await work((unit) => resolveException(unit, { exception_id, account_no, actor, why: '' }))
  t.deepEqual(await exceptionsOf(payment.id), ['paid_more'])
  await work((unit) => undoResolution(unit, { exception_id, actor }))
  t.deepEqual(await exceptionsOf(payment.id), ['missing_reference'])
})
