// Each trouble with money has its kind, and raises that kind and no other.

import test from 'ava'
import { walletOf } from '../../../appliance/money/ledger.ts'
import { chooseForDoublePay } from '../../../appliance/money/double-pay-choices.ts'
import { isRepeated } from '../../../appliance/money/double-pays.ts'
import { endCredit } from '../../../appliance/money/expiry.ts'
import { recordCallback, readCallback } from '../../../appliance/money/callbacks.ts'
import { noteNotApplied } from '../../../appliance/money/not-applied.ts'
import { settlePayment } from '../../../appliance/money/settlement.ts'
import { isNoReference } from '../../../appliance/money/matching.ts'
import { undoResolution } from '../../../appliance/money/resolutions.ts'
import { deadlineHours } from '../../../appliance/money/exceptions.ts'
import { cents } from '../../../appliance/money.ts'
import { closeException } from '../../../appliance/people/exception-acts.ts'
import type { ExceptionKind } from '../../../appliance/tables.ts'
import { exception_kinds } from '../../../appliance/words/staff/states.ts'
import { addCustomer, drawReceipt, paybill, phone } from '../../support/factories.ts'
import { appliance, clock, creditsOf, db, exceptionsOf, pay, report, work } from './paying.ts'
import { exceptionOf, hire } from './staffing.ts'

const grace = await hire('finance')
test.after.always(() => appliance.close())

for (const typed of [null, ' ', 'internet', 'Wi-Fi', 'WIFI', 'malipo', 'N/A', '0', 'xxx']) {
  test.serial(`S2-46: "${typed}" is a reference that is missing`, async (t) => {
    t.true(isNoReference(typed))
    t.deepEqual(await exceptionsOf((await pay(typed, 50)).id), ['missing_reference'])
  })
}

test('S2-13: each kind has its deadline, its words for staff, and a test or a rule by its name', (t) => {
  const kinds = Object.keys(exception_kinds) as ExceptionKind[]
  t.deepEqual(Object.keys(deadlineHours).toSorted(), kinds.toSorted())
  t.true(kinds.every((kind) => deadlineHours[kind] > 0 && exception_kinds[kind].length > 5))
  t.is(new Set(Object.values(exception_kinds)).size, kinds.length, 'no two read the same')
}) // prettier-ignore

test.serial('S2-46: a line that is called so is somebody’s all the same', async (t) => {
  const { subscriber } = await addCustomer(appliance, { user_name: 'home' })
  t.like(await pay('home', 1500), { state: 'settled', subscriber_id: subscriber.id })
})

test.serial(
  'S2-45: another subscriber’s phone credits the account that was typed, and is told once',
  async (t) => {
    const payer = phone(945)
    const wife = await addCustomer(appliance)
    await addCustomer(appliance, { name: 'Baraka Mwakio', msisdn: payer })
    const first = await pay(wife.subscriber.account_no, 1500, { payer_msisdn: payer })
    t.like(first, { state: 'settled', subscriber_id: wife.subscriber.id })
    t.is((await creditsOf(wife.service.id)).length, 1)
    t.deepEqual(await exceptionsOf(first.id), ['another_phone'])
    clock.pass({ hours: 1 })
    const next = await pay(wife.subscriber.account_no, 1500, { payer_msisdn: payer })
    t.deepEqual(await exceptionsOf(next.id), [], 'they have paid for her before')
    const stranger = await pay(wife.subscriber.account_no, 1500, { payer_msisdn: phone(946) })
    t.deepEqual(await exceptionsOf(stranger.id), [], 'a friend who is no subscriber')
  },
)

test.serial(
  'S2-48, N12: paid twice within minutes waits in the wallet until somebody chooses',
  async (t) => {
    const { subscriber, service } = await addCustomer(appliance)
    const payer = { payer_msisdn: phone(948) }
    const { account_no } = subscriber
    await pay(account_no, 1500, payer)
    clock.pass({ minutes: 4 })
    const second = await pay(account_no, 1500, payer)
    t.like(second, { state: 'settled', subscriber_id: subscriber.id })
    t.deepEqual(await exceptionsOf(second.id), ['possible_double'])
    t.is((await creditsOf(service.id)).length, 1)
    t.is(await walletOf(db, subscriber.id), cents(1500_00))

    const [credit] = await creditsOf(service.id)
    const before = clock.now()
    clock.set(credit!.ends_at.toString())
    t.is(
      (await work((unit) => endCredit(unit, credit!.id))).outcome,
      'ended',
      'not spent by itself',
    )
    clock.set(before.toString())

    const exception_id = await exceptionOf(second.id)
    const close = work((unit) => closeException(unit, exception_id, 'Fine', grace))
    await t.throwsAsync(close, { code: 'choose_first' })
    const by = { actor: grace, why: 'For next month' }
    await work((unit) => chooseForDoublePay(unit, exception_id, 'spent', by))
    t.is((await creditsOf(service.id)).length, 2)
    t.deepEqual(await exceptionsOf(second.id), [])
    await work((unit) => undoResolution(unit, { exception_id, actor: grace }))
    t.is((await creditsOf(service.id)).length, 1)
    t.deepEqual(await exceptionsOf(second.id), ['possible_double'])
    await work((unit) => chooseForDoublePay(unit, exception_id, 'kept', by))
    t.is(await walletOf(db, subscriber.id), cents(1500_00))
  },
)

test.serial(
  'S2-48: another payer, another amount or another hour is no double payment',
  async (t) => {
    const { subscriber } = await addCustomer(appliance)
    const { account_no } = subscriber
    await pay(account_no, 1500, { payer_msisdn: phone(951) })
    const other = await pay(account_no, 1500, { payer_msisdn: phone(952) })
    const more = await pay(account_no, 3000, { payer_msisdn: phone(951) })
    clock.pass({ minutes: 31 })
    const later = await pay(account_no, 1500, { payer_msisdn: phone(951) })
    for (const { id } of [other, more, later])
      t.false((await exceptionsOf(id)).includes('possible_double'))
  },
)

test.serial('S2-48: two requests of ours are two wishes; one that is paid twice is not', (t) => {
  const asked = { id: 7 }
  t.true(isRepeated({ checkout_id: null, opened_before: false }, undefined))
  t.true(isRepeated({ checkout_id: 7, opened_before: true }, asked))
  t.false(isRepeated({ checkout_id: 6, opened_before: true }, asked))
  t.true(
    isRepeated({ checkout_id: null, opened_before: false }, asked),
    'by hand, while it was asked',
  )
  t.false(isRepeated({ checkout_id: null, opened_before: true }, asked), 'by hand, before that')
})

test.serial('S2-29: what was expected is kept, whatever was paid', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const less = await pay(subscriber.account_no, 49)
  t.like(await db('payments').where({ id: less.id }).first(), {
    amount_cents: 49_00,
    expected_cents: 1500_00,
  })
  t.is((await pay('???', 49)).expected_cents, null)
})

test.serial(
  'S2-47: what was proved and not credited in five minutes is told, and closes by itself',
  async (t) => {
    const { subscriber } = await addCustomer(appliance)
    const receipt_code = drawReceipt()
    await work((unit) => report(unit, receipt_code, subscriber.account_no, 1500))
    const { id } = (await db('payments').where({ receipt_code }).first())!
    await work(noteNotApplied)
    t.deepEqual(await exceptionsOf(id), [])
    clock.pass({ minutes: 6 })
    await work(noteNotApplied)
    await work(noteNotApplied)
    t.deepEqual(await exceptionsOf(id), ['not_applied'])
    await work((unit) => settlePayment(unit, id))
    t.deepEqual(await exceptionsOf(id), [])
  },
)

test.serial('S2-47: a callback that nobody read is told, too', async (t) => {
  const callback = { shortcode: paybill, kind: 'confirmation', headers: {} } as const
  const heard = { body: Buffer.from('{'), source_address: null, heard_at: clock.now() }
  const id = (await work((unit) => recordCallback(unit, { ...callback, ...heard })))!
  clock.pass({ minutes: 6 })
  await work(noteNotApplied)
  const told = () => db('exceptions').where({ kind: 'not_applied', callback_id: id }).first()
  t.is((await told())!.resolved_at, null)
  await work((unit) => readCallback(unit, id))
  t.is((await told())!.resolution, 'It was read after all.')
})
