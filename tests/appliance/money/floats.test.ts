// A reseller's float: paid for before it is sold from, and never sold beyond.

import test from 'ava'
import { randomUUID } from 'node:crypto'
import { payBackFloat, topUpFloat, type AskedMove } from '../../../appliance/money/float-moves.ts'
import { creditFromFloat, supplyVouchers } from '../../../appliance/money/float-sales.ts'
import { balanceOf, post } from '../../../appliance/money/ledger.ts'
import { takePayment } from '../../../appliance/money/manual-payments.ts'
import { voidPayment } from '../../../appliance/money/voids.ts'
import { cents } from '../../../appliance/money.ts'
import type { By } from '../../../appliance/people/approval-asks.ts'
import { closeShift, openShift } from '../../../appliance/shop/shifts.ts'
import { replaceVoucher, voidBatch, voidVoucher } from '../../../appliance/shop/voucher-acts.ts'
import { addCustomer } from '../../support/factories.ts'
import { appliance, creditsOf, db, work } from './paying.ts'
import { approve, hire } from './staffing.ts'

const { safe } = appliance
const owner = await hire('owner')
const finance = await hire('finance')
const dayPass = {
  kind: 'hotspot',
  name: 'Day pass',
  price_cents: cents(50_00),
  term_count: 1,
  term_unit: 'day',
  down_kbps: 5000,
  up_kbps: 5000,
} as const
const [day] = await db('plans').insert(dayPass).returning('id')
test.after.always(() => appliance.close())

function move(reseller: By, shillings: number, more: Partial<AskedMove> = {}): AskedMove {
  return {
    form_no: randomUUID(),
    staff_id: reseller.staff.id,
    rail: 'cash',
    amount_cents: cents(shillings * 100),
    code: '',
    proof: 'Book 9',
    why: '',
    ...more,
  }
}
const topUp = (asked: AskedMove, by = owner) => work((unit) => topUpFloat(unit, asked, by))
const floatOf = async ({ staff }: By): Promise<number> =>
  balanceOf(db, { kind: 'float', staff_id: staff.id })
const credit = (by: By, account_no: string, shillings: number, form_no: string = randomUUID()) =>
  work((unit) =>
    creditFromFloat(unit, { form_no, account_no, amount_cents: cents(shillings * 100) }, by),
  )
const supply = (by: By, count: number, batch: string = randomUUID()) =>
  work((unit) => supplyVouchers(unit, safe, { plan_id: day!.id, count, batch }, by))
const codeOf = (error: unknown) => (error as { code?: string }).code

/** A reseller with so much in their float. */
async function resellerWith(shillings: number): Promise<By> {
  const reseller = await hire('reseller')
  if (shillings > 0) await topUp(move(reseller, shillings))
  return reseller
}

test.serial('T23: what is brought is in the float, and a form pressed twice is one', async (t) => {
  const reseller = await hire('reseller')
  const [cash, bank] = [
    await balanceOf(db, { kind: 'cash' }),
    await balanceOf(db, { kind: 'bank' }),
  ]
  const asked = move(reseller, 2000)
  const [first, again] = await Promise.all([topUp(asked), topUp(asked)])
  t.deepEqual(first, again)
  await topUp(move(reseller, 500, { rail: 'bank', code: 'EQ77' }))
  t.is(await floatOf(reseller), 2500_00)
  t.is((await balanceOf(db, { kind: 'cash' })) - cash, -2000_00)
  t.is((await balanceOf(db, { kind: 'bank' })) - bank, -500_00)
  const act = await db('audit').where({ action: 'float.topped_up', subject: `float:${reseller.staff.id}` }) // prettier-ignore
  t.like(act[0], { staff_id: owner.staff.id, before: { float_cents: 0 }, after: { float_cents: 2000_00 } }) // prettier-ignore
})

test.serial('T23, T21: a bank’s reference counts once, whoever’s money it was', async (t) => {
  const reseller = await hire('reseller')
  const { subscriber } = await addCustomer(appliance)
  const bank = { rail: 'bank', code: 'EQ88' } as const
  await topUp(move(reseller, 100, bank))
  await t.throwsAsync(topUp(move(reseller, 100, bank)), { code: 'code_used' })
  const given = { ...bank, form_no: randomUUID(), account_no: subscriber.account_no, amount_cents: cents(100_00), proof: '', why: '' } // prettier-ignore
  await t.throwsAsync(
    work((unit) => takePayment(unit, given, owner)),
    { code: 'code_used' },
  )
  await work((unit) => takePayment(unit, { ...given, code: 'EQ89' }, owner))
  await t.throwsAsync(topUp(move(reseller, 100, { rail: 'bank', code: 'EQ89' })), { code: 'code_used' }) // prettier-ignore
  await t.throwsAsync(topUp(move(reseller, 100, { rail: 'bank' })), { code: 'code_missing' })
})

test.serial('T23, T21: past the cap of a role a second person says yes', async (t) => {
  const reseller = await hire('reseller')
  t.deepEqual(await topUp(move(reseller, 50_001), finance), { outcome: 'asked' })
  t.is(await floatOf(reseller), 0)
  const subject = `float:${reseller.staff.id}`
  const { id } = (await db('approvals').where({ kind: 'float_top_up', subject }).first('id'))!
  await t.throwsAsync(approve(id, finance), { code: 'second_person_needed' })
  await approve(id, owner)
  t.is(await floatOf(reseller), 50_001_00)
  t.like(await db('float_moves').where({ staff_id: reseller.staff.id }).first(), { moved_by: finance.staff.id }) // prettier-ignore
})

test.serial('T23: only resellers have one, and nobody fills their own', async (t) => {
  await t.throwsAsync(topUp(move(finance, 10)), { code: 'reseller_unknown' })
  const reseller = await hire('reseller')
  await t.throwsAsync(topUp(move(reseller, 10), reseller), { code: 'own_float' })
  await db('staff').where({ id: reseller.staff.id }).update({ disabled_at: appliance.now() as never })
  await t.throwsAsync(topUp(move(reseller, 10)), { code: 'reseller_left' })
}) // prettier-ignore

test.serial(
  'T23: what a reseller credits leaves their float and opens the line in the same moment',
  async (t) => {
    const reseller = await resellerWith(2000)
    const { subscriber, service } = await addCustomer(appliance)
    const form_no = randomUUID()
    const payment = await credit(reseller, subscriber.account_no, 1500, form_no)
    t.like(payment, { rail: 'float', channel: 'float', state: 'settled', taken_by: reseller.staff.id })
    t.regex(payment.receipt_code!, /^R\d{6}$/)
    t.is((await creditsOf(service.id)).length, 1)
    t.truthy(await db('receipts').where({ payment_id: payment.id }).first())
    t.is(await floatOf(reseller), 500_00)
    t.is((await credit(reseller, subscriber.account_no, 1500, form_no)).id, payment.id)
    t.is(await floatOf(reseller), 500_00)
    await t.throwsAsync(credit(reseller, subscriber.account_no, 501), { code: 'float_short' })
    t.is(await floatOf(reseller), 500_00)
  },
) // prettier-ignore

test.serial('T23, T21: a void puts it back into the float, and one’s own account is refused', async (t) => {
  const reseller = await resellerWith(2000)
  const { subscriber } = await addCustomer(appliance)
  const { id } = await credit(reseller, subscriber.account_no, 1500)
  t.is(await work((unit) => voidPayment(unit, id, 'Wrong person', reseller)), 'voided')
  t.is(await floatOf(reseller), 2000_00)
  await db('subscribers').where({ id: subscriber.id }).update({ staff_id: reseller.staff.id })
  await t.throwsAsync(credit(reseller, subscriber.account_no, 10), { code: 'own_account' })
}) // prettier-ignore

/** The same form again, as long as the house is too busy to look at it: eight connections serve all of them. */
async function pressed(sale: () => Promise<unknown>): Promise<unknown> {
  try {
    return await sale()
  } catch (error) {
    if (codeOf(error) !== 'database_away') throw error
    return pressed(sale)
  }
}

test.serial('T23: of 64 sales at once as many go through as the float pays for', async (t) => {
  const reseller = await resellerWith(1000)
  const customers = await Promise.all(Array.from({ length: 8 }, () => addCustomer(appliance)))
  const tries = Array.from({ length: 64 }, (_, at) => {
    const form = randomUUID()
    const { account_no } = customers[at % 8]!.subscriber
    const draws = at % 4 === 0
    return pressed(() => (draws ? supply(reseller, 2, form) : credit(reseller, account_no, 100, form))) // prettier-ignore
  })
  const ended = await Promise.allSettled(tries)
  const sold = ended.filter(({ status }) => status === 'fulfilled')
  const refused = ended.filter((one) => one.status === 'rejected')
  t.deepEqual([...new Set(refused.map(({ reason }) => codeOf(reason)))], ['float_short'])
  t.is(sold.length, 10)
  t.is(await floatOf(reseller), 0)
  const { rows } = await db.raw<{ rows: { unbalanced: number }[] }>(
    `select count(*)::int as unbalanced from (select transfer_id from entries group by 1 having sum(amount_cents) <> 0) x`,
  )
  t.is(rows[0]!.unbalanced, 0)
})

test.serial('T23: the database itself lets no float below nothing, whoever posts', async (t) => {
  const reseller = await resellerWith(100)
  const overdraw = (shillings: number) =>
    work((unit) =>
      post(unit, {
        kind: 'supply',
        from: { kind: 'float', staff_id: reseller.staff.id },
        to: { kind: 'vouchers' },
        amount_cents: cents(shillings * 100),
        reason: 'Around the house’s own check',
      }),
    )
  await t.throwsAsync(overdraw(101), { message: /float \d+ would be -100 cents/ })
  const ended = await Promise.allSettled(Array.from({ length: 16 }, () => overdraw(20)))
  t.is(ended.filter(({ status }) => status === 'fulfilled').length, 5)
  t.is(await floatOf(reseller), 0)
})

test.serial('T23: vouchers are paid for when they are drawn, and void ones are paid back', async (t) => {
  const reseller = await resellerWith(500)
  const before: number = await balanceOf(db, { kind: 'vouchers' })
  const batch = randomUUID()
  const { ids, batch_id } = await supply(reseller, 4, batch)
  t.is(await floatOf(reseller), 300_00)
  t.is((await balanceOf(db, { kind: 'vouchers' })) - before, 200_00)
  await t.throwsAsync(supply(reseller, 4, batch), { code: 'vouchers_made' })
  await t.throwsAsync(supply(reseller, 7), { code: 'float_short' })
  t.is((await db('vouchers').where({ made_by: reseller.staff.id })).length, 4, 'none was drawn')

  const act = { staff: { id: owner.staff.id, role: 'owner' }, source_address: null, why: 'Lost' } as const
  await work((unit) => voidVoucher(unit, ids[0]!, act))
  t.is(await floatOf(reseller), 350_00)
  const fresh = await work((unit) => replaceVoucher(unit, safe, ids[1]!, act))
  t.is(await floatOf(reseller), 350_00, 'a new code for the old one costs nothing')
  await work((unit) => voidVoucher(unit, fresh, act))
  t.is(await floatOf(reseller), 400_00)
  await work((unit) => voidBatch(unit, batch_id, act))
  t.is(await floatOf(reseller), 500_00)
  t.is<number, number>(await balanceOf(db, { kind: 'vouchers' }), before)
}) // prettier-ignore

test.serial('T25: what comes back out of a float needs a second person, and no more than is there', async (t) => {
  const reseller = await resellerWith(700)
  const back = (shillings: number) =>
    work((unit) => payBackFloat(unit, move(reseller, shillings, { why: 'Leaves us' }), owner))
  await t.throwsAsync(back(701), { code: 'float_short' })
  t.deepEqual(await back(700), { outcome: 'asked' })
  t.is(await floatOf(reseller), 700_00)
  const { id } = (await db('approvals').where({ kind: 'float_pay_back', decision: null }).first('id'))!
  await supply(reseller, 1)
  await t.throwsAsync(approve(id, finance), { code: 'float_short' })
  await topUp(move(reseller, 50))
  await approve(id, finance)
  t.is(await floatOf(reseller), 0)
}) // prettier-ignore

test.serial('S2-71: cash that goes into a float is in the drawer that is counted', async (t) => {
  const reseller = await hire('reseller')
  const counter = await hire('finance')
  const by = { staff: { ...counter.staff, site_id: null }, source_address: null }
  const id = await work((unit) => openShift(unit, cents(1000_00), by))
  await topUp(move(reseller, 300), counter)
  await topUp(move(reseller, 200, { rail: 'bank', code: 'EQ90' }), counter)
  await work((unit) => closeShift(unit, id, { counted_cents: cents(1300_00), note: '' }, by))
  t.like(await db('shifts').where({ id }).first(), { expected_cents: 1300_00 })
})
