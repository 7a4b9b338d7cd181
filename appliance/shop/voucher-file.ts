// One batch with its vouchers, and one voucher with all that happened to it. Never a code: that takes a print, and a reason.

import type { Db } from '../database.ts'
import { NotFound } from '../errors.ts'
import type { Cents } from '../money.ts'
import type { Voucher, VoucherBatch } from '../tables.ts'
import type { Instant } from '../time.ts'

export const voucherStates = ['all', 'left', 'sold', 'used', 'void'] as const
export type VoucherState = Exclude<(typeof voucherStates)[number], 'all'>

export interface ListedVoucher extends Pick<Voucher, 'id' | 'redeemed_at' | 'voided_at' | 'void_why'> {
  state: VoucherState
  prints: number
  sold_at: Instant | null
  seller: string | null
  shift_id: number | null
  account_no: string | null
  name: string | null
} // prettier-ignore

export interface BatchFile extends VoucherBatch {
  plan: string
  maker: string | null
  counts: Record<(typeof voucherStates)[number], number>
  rows: ListedVoucher[]
}

const stateOf = `case when v.voided_at is not null then 'void' when v.redeemed_at is not null then 'used'
                      when s.id is not null then 'sold' else 'left' end`
const columns = `v.id, v.redeemed_at, v.voided_at, v.void_why, ${stateOf} as state, s.sold_at, s.shift_id, o.name as seller,
                 c.account_no, c.name, (select count(*) from voucher_prints x where x.voucher_id = v.id)::int as prints`
const tables = `vouchers v left join voucher_sales s on s.voucher_id = v.id and s.undone_at is null
                left join shifts h on h.id = s.shift_id left join staff o on o.id = h.staff_id
                left join services e on e.id = v.service_id left join subscribers c on c.id = e.subscriber_id`

/** A batch has 2,000 vouchers at most, and is one page. Throws NotFound `batch_unknown`. */
export async function readBatch(
  db: Db,
  id: number,
  show: (typeof voucherStates)[number],
): Promise<BatchFile> {
  const batches = await db.raw<{ rows: Omit<BatchFile, 'counts' | 'rows'>[] }>(
    `select b.*, p.name as plan, o.name as maker
     from voucher_batches b join plans p on p.id = b.plan_id left join staff o on o.id = b.made_by where b.id = ?`,
    [id],
  )
  const [batch] = batches.rows
  if (!batch) throw new NotFound('batch_unknown', 'There is no such batch.')
  const { rows } = await db.raw<{ rows: ListedVoucher[] }>(
    `select ${columns} from ${tables} where v.batch_id = ? order by v.id`,
    [id],
  )
  const count = (state: VoucherState) => rows.filter((row) => row.state === state).length
  const counts = {
    all: rows.length,
    left: count('left'),
    sold: count('sold'),
    used: count('used'),
    void: count('void'),
  }
  return { ...batch, counts, rows: show === 'all' ? rows : rows.filter((row) => row.state === show) }
} // prettier-ignore

export interface VoucherFile extends ListedVoucher {
  batch_id: number
  plan: string
  price_cents: Cents
  made_at: Instant
  maker: string | null
  voider: string | null
  replaces_id: number | null
  replaced_by: number | null
  printed: { at: Instant; staff_name: string | null; why: string }[]
}

/** Throws NotFound `voucher_unknown`. */
export async function readVoucher(db: Db, id: number): Promise<VoucherFile> {
  const { rows } = await db.raw<{ rows: Omit<VoucherFile, 'printed'>[] }>(
    `select ${columns}, v.batch_id, v.price_cents, v.made_at, v.replaces_id, p.name as plan, m.name as maker,
            w.name as voider, (select r.id from vouchers r where r.replaces_id = v.id) as replaced_by
     from ${tables} join plans p on p.id = v.plan_id left join staff m on m.id = v.made_by
     left join staff w on w.id = v.voided_by where v.id = ?`,
    [id],
  )
  const [voucher] = rows
  if (!voucher) throw new NotFound('voucher_unknown', 'There is no such voucher.')
  const printed = await db.raw<{ rows: VoucherFile['printed'] }>(
    `select x.at, o.name as staff_name, x.why from voucher_prints x left join staff o on o.id = x.staff_id
     where x.voucher_id = ? order by x.id`,
    [id],
  )
  return { ...voucher, printed: printed.rows }
}

/** "V000123", "v123" or "123"; undefined for what is none. */
export function readVoucherNumber(words: string): number | undefined {
  const [, digits] = /^v?0*([1-9]\d{0,12})$/i.exec(words.trim()) ?? []
  return digits === undefined ? undefined : Number(digits)
}
