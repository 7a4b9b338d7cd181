// Vouchers sold for cash in a shift: drawn on the spot, or from printed stock by their numbers. A sale is undone by its cashier
// while the shift is open; afterwards a second person must say yes (T21), because the drawer was counted.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import { post, undoTransfer } from '../money/ledger.ts'
import { voucherNumber } from '../money/vouchers.ts'
import { recordAct } from '../people/audit.ts'
import { askForApproval, type By } from '../people/approval-asks.ts'
import { makeBatch } from '../people/voucher-register.ts'
import type { Safe } from '../secrets.ts'
import type { Approval, VoucherSale } from '../tables.ts'
import { holdOwnShift, unknownShift, type ShiftAct } from './shifts.ts'
import { readVoucherNumber } from './voucher-file.ts'
import { markVoid } from './voucher-acts.ts'

const soldAtOnceMax = 50

/** Draws so many and sells them. Returns their numbers. Throws as makeBatch and holdOwnShift do. */
export async function sellFresh(
  work: Work,
  safe: Safe,
  asked: { shift_id: number; plan_id: number; count: number; batch: string },
  by: ShiftAct,
): Promise<number[]> {
  await holdOwnShift(work, asked.shift_id, by.staff.id)
  const { ids } = await makeBatch(work, safe, { ...asked, actor: by })
  await sell(work, asked.shift_id, ids, by)
  return ids
}

/** "V000041", or "V000041 to V000050", as it is printed. Throws Invalid `numbers_unreadable`. */
export function readNumbers(words: string): { from: number; to: number } {
  const [first = '', last = first] = words.trim().split(/\s*(?:–|-|\bto\b|\s)\s*/i)
  const [from, to] = [readVoucherNumber(first), readVoucherNumber(last)]
  if (from !== undefined && to !== undefined && to >= from && to - from < soldAtOnceMax)
    return { from, to }
  throw new Invalid(
    'numbers_unreadable',
    `One number, or from V000041 to V000050: ${soldAtOnceMax} at most.`,
  )
}

/** Sells printed vouchers. All of them or none: throws Conflict `not_for_sale` with those that are used, void, sold or unknown. */
export async function sellStock(
  work: Work,
  { shift_id, from, to }: { shift_id: number; from: number; to: number },
  by: ShiftAct,
): Promise<number[]> {
  await holdOwnShift(work, shift_id, by.staff.id)
  const numbers = Array.from({ length: to - from + 1 }, (_, at) => from + at)
  const { rows } = await work.db.raw<{ rows: { id: number }[] }>(
    `select v.id from vouchers v where v.id between :from and :to and v.redeemed_at is null and v.voided_at is null
       and not exists (select from voucher_sales s where s.voucher_id = v.id) order by v.id for update of v`,
    { from, to },
  )
  const free = new Set(rows.map(({ id }) => id))
  const missing = numbers.filter((id) => !free.has(id))
  if (missing.length > 0)
    throw new Conflict(
      'not_for_sale',
      `Nothing is sold: ${missing.map(voucherNumber).join(', ')} ${missing.length === 1 ? 'is' : 'are'} used, void, sold already or unknown.`,
    )
  await sell(work, shift_id, numbers, by)
  return numbers
}

async function sell(
  work: Work,
  shift_id: number,
  ids: readonly number[],
  by: ShiftAct,
): Promise<void> {
  const vouchers = await work.db('vouchers').whereIn('id', ids).orderBy('id')
  for (const { id: voucher_id, price_cents } of vouchers) {
    // Each by itself, so that each can be undone. What is owed for it is paid when it is used (money/vouchers.ts).
    const transfer_id = await post(work, {
      kind: 'receive',
      from: { kind: 'cash' },
      to: { kind: 'vouchers' },
      amount_cents: price_cents,
      reason: `Voucher ${voucherNumber(voucher_id)} sold`,
    })
    const sale = { shift_id, voucher_id, price_cents, sold_at: work.now, transfer_id }
    await work.db('voucher_sales').insert(sale)
  }
  const after = {
    numbers: ids.map(voucherNumber),
    cents: vouchers.reduce((sum, { price_cents }) => sum + price_cents, 0),
  }
  await recordAct(work, { ...by, action: 'voucher.sold', subject: `shift:${shift_id}`, after })
}

export interface ListedSale extends VoucherSale {
  plan: string
  used: boolean
  voided: boolean
  undoer: string | null
  /** Somebody asked for it to be undone, and it waits for a yes. */
  asked: boolean
}

/** Newest first; a shift has no more than a page can show. */
export async function listSales(db: Db, shift_id: number): Promise<ListedSale[]> {
  const { rows } = await db.raw<{ rows: ListedSale[] }>(
    `select s.*, p.name as plan, v.redeemed_at is not null as used, v.voided_at is not null as voided, u.name as undoer,
            exists (select from approvals a where a.kind = '${undoKind}' and a.subject = 'sale:' || s.id
                    and a.decision is null) as asked
     from voucher_sales s join vouchers v on v.id = s.voucher_id join plans p on p.id = v.plan_id
     left join staff u on u.id = s.undone_by
     where s.shift_id = ? order by s.id desc limit 2000`,
    [shift_id],
  )
  return rows
}

const undoKind = 'undo_voucher_sale'

/** Locked, with its voucher. Throws NotFound `sale_unknown`, Conflict `sale_undone`, `voucher_used`. */
async function holdSale(work: Work, id: number): Promise<VoucherSale> {
  const sale = await work.db('voucher_sales').where({ id }).forUpdate().first()
  if (!sale) throw unknownSale()
  if (sale.undone_at) throw new Conflict('sale_undone', 'This sale is undone already.')
  const voucher = await work.db('vouchers').where({ id: sale.voucher_id }).forUpdate().first()
  if (voucher?.redeemed_at)
    throw new Conflict('voucher_used', 'The voucher was used: what was sold was had.')
  return sale
}

function unknownSale(): NotFound {
  return new NotFound('sale_unknown', 'There is no such sale.')
}

/** In one's own open shift: the money goes back out of the drawer, and the voucher is void. */
export async function undoSale(
  work: Work,
  { shift_id, sale_id }: { shift_id: number; sale_id: number },
  { why, ...by }: ShiftAct & { why: string },
): Promise<void> {
  await holdOwnShift(work, shift_id, by.staff.id)
  const sale = await holdSale(work, sale_id)
  if (sale.shift_id !== shift_id) throw unknownSale()
  await markUndone(work, sale, { why, undone_after: false }, by)
}

async function markUndone(
  work: Work,
  { id, voucher_id, price_cents, transfer_id }: VoucherSale,
  { why, undone_after }: { why: string; undone_after: boolean },
  by: Pick<ShiftAct, 'source_address'> & { staff: { id: number } },
): Promise<void> {
  const undone = { undone_at: work.now, undone_by: by.staff.id, undone_why: why, undone_after }
  await work.db('voucher_sales').where({ id }).update(undone)
  await undoTransfer(work, transfer_id, `Sale of ${voucherNumber(voucher_id)} undone`)
  const voucher = await work.db('vouchers').where({ id: voucher_id }).first('voided_at')
  if (!voucher?.voided_at) await markVoid(work, [voucher_id], { ...by, why })
  const after = { number: voucherNumber(voucher_id), cents: price_cents }
  await recordAct(work, { ...by, action: 'voucher.sale_undone', subject: `sale:${id}`, after, why })
}

/** After the count: asked for, and done by somebody else's yes. Throws Conflict `shift_not_closed`. */
export async function askToUndoSale(
  work: Work,
  { shift_id, sale_id }: { shift_id: number; sale_id: number },
  { why, ...by }: By & { why: string },
): Promise<void> {
  const shift = await work.db('shifts').where({ id: shift_id }).forShare().first()
  if (!shift) throw unknownShift()
  const sale = await holdSale(work, sale_id)
  if (sale.shift_id !== shift_id) throw unknownSale()
  if (!shift.closed_at)
    throw new Conflict('shift_not_closed', 'The shift is open: its cashier undoes it there.')
  const { price_cents: amount_cents, voucher_id } = sale
  const details = { voucher: voucherNumber(voucher_id), shift: shift_id }
  const asking = { kind: undoKind, subject: `sale:${sale_id}`, amount_cents, details, why }
  await askForApproval(work, asking, by)
}

/** What the yes does. */
export async function approveUndoSale(
  work: Work,
  { subject, why }: Pick<Approval, 'subject' | 'why'>,
  by: By,
): Promise<void> {
  const sale = await holdSale(work, Number(subject.replace('sale:', '')))
  await markUndone(work, sale, { why, undone_after: true }, by)
}
