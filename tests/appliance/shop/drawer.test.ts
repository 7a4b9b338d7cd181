// What is sold over the counter stands in the ledger: cash in the drawer against what is owed to whoever holds the paper, until
// it is used; and the count says what the cash is.

import { randomInt, randomUUID } from 'node:crypto'
import test from 'ava'
import * as fc from 'fast-check'
import { balanceOf } from '../../../appliance/money/ledger.ts'
import { takePayment } from '../../../appliance/money/manual-payments.ts'
import { redeemVoucher } from '../../../appliance/money/vouchers.ts'
import { cents, type Cents } from '../../../appliance/money.ts'
import { decideApproval } from '../../../appliance/people/approvals.ts'
import { closeShift, openShift, type ShiftAct } from '../../../appliance/shop/shifts.ts'
import { askToUndoSale, sellFresh, undoSale } from '../../../appliance/shop/voucher-sales.ts'
import { addCustomer } from '../../support/factories.ts'
import { appliance, clock, day, db, hour, newMac, router, safe, work } from '../money/hotspot.ts'

async function hire(role: 'cashier' | 'owner'): Promise<ShiftAct> {
  const row = { email: `${randomUUID()}@kilima.example`, name: 'Peter', role, password_hash: 'none', added_at: clock.now() }
  const [staff] = await db('staff').insert(row).returning('id')
  return { staff: { id: staff!.id, role, site_id: null }, source_address: '127.0.0.1' }
} // prettier-ignore
const daniel = await hire('owner')
test.after.always(() => appliance.close())

const cash = async () => cents(-(await balanceOf(db, { kind: 'cash' })))
const owed = () => balanceOf(db, { kind: 'vouchers' })
const differences = () => balanceOf(db, { kind: 'drawer_differences' })

async function openDrawer() {
  const by = await hire('cashier')
  return { by, shift_id: await work((unit) => openShift(unit, cents(500_00), by)) }
}
type Drawer = Awaited<ReturnType<typeof openDrawer>>

async function sellOne({ by, shift_id }: Drawer, plan = day) {
  const asked = { shift_id, plan_id: plan.id, count: 1, batch: randomUUID() }
  const [voucher_id] = await work((unit) => sellFresh(unit, safe, asked, by))
  const sale = (await db('voucher_sales').where({ voucher_id: voucher_id! }).first())!
  return { voucher_id: voucher_id!, sale }
}

async function use(voucher_id: number) {
  const { code_sealed } = (await db('vouchers').where({ id: voucher_id }).first())!
  const code = safe.open(code_sealed, 'vouchers.code')
  const source_address = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`
  const redemption = { code, mac: newMac(), router, language: 'en', source_address } as const
  return work((unit) => redeemVoucher(unit, safe, redemption))
}

const undo = ({ by, shift_id }: Drawer, sale_id: number) =>
  work((unit) => undoSale(unit, { shift_id, sale_id }, { why: 'Wrong plan', ...by }))

async function undoLater({ by, shift_id }: Drawer, sale_id: number) {
  await work((unit) => askToUndoSale(unit, { shift_id, sale_id }, { why: 'Came back', ...by }))
  const asked = (await db('approvals')
    .where({ subject: `sale:${sale_id}` })
    .first())!
  await work((unit) => decideApproval(unit, asked.id, { approved: true, why: '' }, daniel))
}

const count = ({ by, shift_id }: Drawer, counted_cents: Cents) =>
  work((unit) => closeShift(unit, shift_id, { counted_cents, note: 'Counted twice' }, by))

test.serial('N18: a voucher sold is cash in the drawer and owed to its holder; used, it is income', async (t) => {
  const drawer = await openDrawer()
  const before = { cash: await cash(), owed: await owed(), sales: await balanceOf(db, { kind: 'sales' }) }
  const { voucher_id, sale } = await sellOne(drawer)
  t.is((await cash()) - before.cash, 50_00)
  t.is((await owed()) - before.owed, 50_00)
  t.like(await db('transfers').where({ id: sale.transfer_id }).first(), { kind: 'receive', reason: /* by its number, not its code */ `Voucher V${String(voucher_id).padStart(6, '0')} sold` })
  await use(voucher_id)
  t.is((await cash()) - before.cash, 50_00)
  t.is((await owed()) - before.owed, 0)
  t.is((await balanceOf(db, { kind: 'sales' })) - before.sales, 50_00)
}) // prettier-ignore

test.serial('T21: a sale that is undone is undone in the ledger, once, in the shift or after it', async (t) => {
  const drawer = await openDrawer()
  const before = { cash: await cash(), owed: await owed() }
  const now = await sellOne(drawer)
  const later = await sellOne(drawer)
  await undo(drawer, now.sale.id)
  await t.throwsAsync(undo(drawer, now.sale.id), { code: 'sale_undone' })
  t.is((await cash()) - before.cash, 50_00)
  await count(drawer, cents(550_00))
  await undoLater(drawer, later.sale.id)
  t.deepEqual({ cash: await cash(), owed: await owed() }, before)
}) // prettier-ignore

test.serial('N18: what the count finds over or short is in the ledger, and none where it agrees', async (t) => {
  for (const over of [-20_00, 0, 35_00]) {
    const drawer = await openDrawer()
    const before = { cash: await cash(), differences: await differences() }
    await sellOne(drawer)
    await count(drawer, cents(550_00 + over))
    t.is((await cash()) - before.cash, 50_00 + over)
    t.is((await differences()) - before.differences, over)
    const shift = (await db('shifts').where({ id: drawer.shift_id }).first())!
    t.is(shift.transfer_id === null, over === 0)
  }
}) // prettier-ignore

type Deed = 'sell' | 'sell an hour' | 'use' | 'undo' | 'cash payment'
const deeds: Deed[] = ['sell', 'sell an hour', 'use', 'undo', 'cash payment']

test.serial('N18, invariant 3: whatever a shift does, counted cash, sales and the ledger agree to the cent', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const deed = fc.record({ deed: fc.constantFrom(...deeds), which: fc.nat({ max: 9 }) })
  const shift = fc.record({ work: fc.array(deed, { maxLength: 9 }), over: fc.constantFrom(0, -10_00, 7_50), undoAfter: fc.boolean() })
  await fc.assert(fc.asyncProperty(shift, async (plan) => {
    const drawer = await openDrawer()
    const before = { cash: await cash(), owed: await owed() }
    const sales: { voucher_id: number; id: number; price: number; state: 'held' | 'used' | 'undone' }[] = []
    let taken = 0
    for (const { deed: what, which } of plan.work) {
      const one = sales.length > 0 ? sales[which % sales.length]! : undefined
      if (what.startsWith('sell')) {
        const { voucher_id, sale } = await sellOne(drawer, what === 'sell' ? day : hour)
        sales.push({ voucher_id, id: sale.id, price: sale.price_cents, state: 'held' })
      } else if (what === 'cash payment') {
        const given = { form_no: randomUUID(), account_no: subscriber.account_no, rail: 'cash', amount_cents: cents(30_00), code: '', proof: '', why: '' } as const
        await work((unit) => takePayment(unit, given, drawer.by))
        taken += 30_00
      } else if (one?.state === 'held' && what === 'use') {
        await use(one.voucher_id)
        one.state = 'used'
      } else if (one) {
        const undone = await undo(drawer, one.id).then(() => true, () => false)
        t.is(undone, one.state === 'held')
        if (undone) one.state = 'undone'
      }
    }
    clock.pass({ minutes: 1 })
    const sum = (...states: string[]) => sales.filter(({ state }) => states.includes(state)).reduce((all, { price }) => all + price, 0)
    const expected = 500_00 + sum('held', 'used') + taken
    await count(drawer, cents(expected + plan.over))
    const closed = (await db('shifts').where({ id: drawer.shift_id }).first())!
    t.is(closed.expected_cents, cents(expected))
    t.is((await cash()) - before.cash, closed.counted_cents! - closed.float_cents)
    const held = sales.find(({ state }) => state === 'held')
    if (held && plan.undoAfter) {
      await undoLater(drawer, held.id)
      held.state = 'undone'
      t.is((await cash()) - before.cash, closed.counted_cents! - closed.float_cents - held.price)
    }
    t.is((await owed()) - before.owed, sum('held'), 'owed is what was sold and is not used')
  }), { numRuns: 12 })
  const { rows } = await db.raw<{ rows: { sum: number }[] }>('select sum(amount_cents) as sum from entries')
  t.is(Number(rows[0]!.sum), 0)
}) // prettier-ignore
