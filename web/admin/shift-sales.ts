// Sales of a shift: vouchers drawn and printed on the spot, printed ones by their numbers, and undoing one.

import { Conflict } from '../../appliance/errors.ts'
import { readVoucherCount } from '../../appliance/people/voucher-register.ts'
import { readShift } from '../../appliance/shop/shifts.ts'
import { readSlips } from '../../appliance/shop/slips.ts'
import {
  askToUndoSale,
  readNumbers,
  sellFresh,
  sellStock,
  undoSale,
} from '../../appliance/shop/voucher-sales.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { readForm } from '../forms.ts'
import { paths } from '../paths.ts'
import { readSaleId, readShiftId, showShiftPage } from './shift.ts'
import { readWhy } from './voucher-batch.ts'
import { showSlips } from './voucher-slips.ts'
import { readBatchKey, readId } from './vouchers.ts'

/** Answers with the slips. */
export async function createSale(ctx: Ctx): Promise<void> {
  const shift_id = readShiftId(ctx)
  const form = readForm(ctx, { plan: readId, count: readVoucherCount, batch: readBatchKey })
  if (!form.ok) {
    ctx.status = 422
    const { count, plan, batch } = form.problems
    return showShiftPage(ctx, { sale: form.typed, wrong: { count: count ?? plan ?? batch } })
  }
  const { work, safe } = ctx.state.appliance
  const by = actorOf(ctx)
  const { plan: plan_id, count, batch } = form.values
  const slips = await work(async (unit) => {
    const ids = await sellFresh(unit, safe, { shift_id, plan_id, count, batch }, by)
    return readSlips(unit.db, safe, ids)
  })
  await showSlips(ctx, { slips, back: paths.shift(shift_id), paper: 'roll58' })
}

export async function createStockSale(ctx: Ctx): Promise<void> {
  const shift_id = readShiftId(ctx)
  const form = readForm(ctx, { numbers: readNumbers })
  const { numbers } = form.typed
  if (!form.ok) {
    ctx.status = 422
    return showShiftPage(ctx, { numbers, wrong: form.problems })
  }
  try {
    const by = actorOf(ctx)
    const asked = { shift_id, ...form.values.numbers }
    await ctx.state.appliance.work((work) => sellStock(work, asked, by))
  } catch (error) {
    if (!(error instanceof Conflict) || error.code !== 'not_for_sale') throw error
    ctx.status = 409
    return showShiftPage(ctx, { numbers, wrong: { numbers: error.message } })
  }
  seeOther(ctx, paths.shift(shift_id))
}

export async function deleteSale(ctx: Ctx): Promise<void> {
  const asked = { shift_id: readShiftId(ctx), sale_id: readSaleId(ctx) }
  const form = readForm(ctx, { why: readWhy })
  if (!form.ok) return sayWhy(ctx)
  const by = { ...actorOf(ctx), why: form.values.why }
  await ctx.state.appliance.work((work) => undoSale(work, asked, by))
  seeOther(ctx, paths.shift(asked.shift_id))
}

export async function createUndoing(ctx: Ctx): Promise<void> {
  const asked = { shift_id: readShiftId(ctx), sale_id: readSaleId(ctx) }
  const form = readForm(ctx, { why: readWhy })
  if (!form.ok) return sayWhy(ctx)
  const { db, work } = ctx.state.appliance
  await readShift(db, asked.shift_id, staffOf(ctx)) // Somebody else's is not there.
  const by = { ...actorOf(ctx), why: form.values.why }
  await work((unit) => askToUndoSale(unit, asked, by))
  seeOther(ctx, paths.shift(asked.shift_id))
}

async function sayWhy(ctx: Ctx): Promise<void> {
  ctx.status = 422
  await showShiftPage(ctx, {})
}
