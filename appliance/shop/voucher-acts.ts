// What becomes of vouchers that were lost or spoilt: voided, one or a whole batch, or replaced by a new code.

import type { Work } from '../appliance.ts'
import { Conflict, NotFound } from '../errors.ts'
import { returnToFloat } from '../money/float-sales.ts'
import { drawCode, keepVouchers, voucherNumber } from '../money/vouchers.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import { notePrints } from '../people/voucher-register.ts'
import type { Safe } from '../secrets.ts'
import type { Voucher } from '../tables.ts'

export interface VoucherAct extends Actor {
  staff: NonNullable<Actor['staff']>
  why: string
}

/** Locked. Throws NotFound `voucher_unknown`, Conflict `voucher_used`, `voucher_void`. */
async function holdUsable(work: Work, id: number): Promise<Voucher> {
  const voucher = await work.db('vouchers').where({ id }).forUpdate().first()
  if (!voucher) throw new NotFound('voucher_unknown', 'There is no such voucher.')
  const number = voucherNumber(id)
  if (voucher.redeemed_at)
    throw new Conflict('voucher_used', `${number} was used already: whoever typed it is online by it.`)
  if (voucher.voided_at) throw new Conflict('voucher_void', `${number} is void already.`)
  return voucher
} // prettier-ignore

/** Not for one that was sold: its sale is undone, in its shift, so that the drawer agrees. */
export async function voidVoucher(work: Work, id: number, { why, ...by }: VoucherAct): Promise<void> {
  await holdUsable(work, id)
  const sold = await work.db('voucher_sales').where({ voucher_id: id }).first('shift_id')
  if (sold)
    throw new Conflict(
      'voucher_sold',
      `${voucherNumber(id)} was sold: undo the sale in its shift, or replace it by a new code.`,
    )
  await markVoid(work, [id], { why, ...by })
  await returnToFloat(work, [id])
  await recordAct(work, { ...by, action: 'voucher.voided', subject: `voucher:${id}`, why })
} // prettier-ignore

export async function markVoid(
  work: Work,
  ids: readonly number[],
  { why, staff }: VoucherAct,
): Promise<void> {
  const columns = { voided_at: work.now, voided_by: staff.id, void_why: why }
  await work.db('vouchers').whereIn('id', ids).update(columns)
}

/** All that are left of it and not sold. Returns how many. Throws NotFound `batch_unknown`, Conflict `batch_over`. */
export async function voidBatch(
  work: Work,
  batch_id: number,
  { why, ...by }: VoucherAct,
): Promise<number> {
  const batch = await work.db('voucher_batches').where({ id: batch_id }).first('id')
  if (!batch) throw new NotFound('batch_unknown', 'There is no such batch.')
  const left = await work
    .db('vouchers')
    .where({ batch_id })
    .whereNull('redeemed_at')
    .whereNull('voided_at')
    .whereNotIn('id', work.db('voucher_sales').select('voucher_id'))
    .orderBy('id')
    .forUpdate()
    .select('id')
  if (left.length === 0)
    throw new Conflict('batch_over', 'Nothing is left of it: all are used, sold or void.')
  const ids = left.map(({ id }) => id)
  await markVoid(work, ids, { why, ...by })
  await returnToFloat(work, ids)
  const after = { count: left.length }
  const subject = `batch:${batch_id}`
  await recordAct(work, { ...by, action: 'voucher.batch_voided', subject, after, why })
  return left.length
} // prettier-ignore

/** A new code for what was bought: of the same plan, at the price that was paid. The old one is void. Returns the new one's number. */
export async function replaceVoucher(
  work: Work,
  safe: Safe,
  id: number,
  { why, ...by }: VoucherAct,
): Promise<number> {
  const { plan_id, price_cents } = await holdUsable(work, id)
  await markVoid(work, [id], { why, ...by })
  const made_by = by.staff.id
  const plan = { id: plan_id, price_cents }
  const made = { plan, made_by, replaces_id: id, note: `In the place of ${voucherNumber(id)}` }
  const { ids } = await keepVouchers(work, safe, [drawCode()], made)
  const fresh = ids[0]!
  // What was sold is the time, not the paper: undoing the sale must void the new code.
  await work.db('voucher_sales').where({ voucher_id: id }).update({ voucher_id: fresh })
  await notePrints(work, [fresh], { staff_id: made_by, why: 'Made' })
  const after = { by: voucherNumber(fresh) }
  await recordAct(work, { ...by, action: 'voucher.replaced', subject: `voucher:${id}`, after, why })
  return fresh
}
