// A voucher on paper: its code, what it is good for, and which copy this is. Whoever is given slips is written down.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, NotFound } from '../errors.ts'
import { voucherNumber } from '../money/vouchers.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import { notePrints } from '../people/voucher-register.ts'
import type { Safe } from '../secrets.ts'
import type { Plan, Voucher } from '../tables.ts'

export interface Slip extends Pick<Plan, 'name' | 'term_count' | 'term_unit'>, Pick<Voucher, 'price_cents'> {
  /** "V000123": says which it is, and opens nothing. */
  number: string
  code: string
  /** 1 for the first that was printed. */
  copy: number
} // prettier-ignore

export interface Slips {
  slips: Slip[]
  /** Whom a guest buys from. */
  business: string
}

/** Of vouchers that can still be used, in the order of their numbers; others are left out. */
export async function readSlips(db: Db, safe: Safe, ids: readonly number[]): Promise<Slips> {
  type Row = Voucher & Pick<Plan, 'name' | 'term_count' | 'term_unit'> & { copy: number }
  const { rows } = await db.raw<{ rows: Row[] }>(
    `select v.*, p.name, p.term_count, p.term_unit,
            (select count(*) from voucher_prints x where x.voucher_id = v.id)::int as copy
     from vouchers v join plans p on p.id = v.plan_id
     where v.id = any(:ids) and v.redeemed_at is null and v.voided_at is null order by v.id`,
    { ids: ids as never },
  )
  const slips = rows.map(({ id, code_sealed, name, term_count, term_unit, price_cents, copy }) => ({
    number: voucherNumber(id),
    code: safe.open(code_sealed, 'vouchers.code'),
    name,
    term_count,
    term_unit,
    price_cents,
    copy,
  }))
  return { slips, business: await findBusinessName(db) }
}

/**
 * Prints again what is left of these, with the reason. Throws Conflict `voucher_over` where nothing is left to print: what
 * was used, or is void, is never printed again (U60).
 */
export async function reprint(
  work: Work,
  safe: Safe,
  { ids, subject }: { ids: readonly number[]; subject: string },
  { why, ...by }: Actor & { why: string },
): Promise<Slips> {
  const { rows } = await work.db.raw<{ rows: { id: number }[] }>(
    `select id from vouchers where id = any(:ids) and redeemed_at is null and voided_at is null order by id for share`,
    { ids: ids as never },
  )
  const left = rows.map(({ id }) => id)
  if (left.length === 0)
    throw new Conflict('voucher_over', 'What is used or void is not printed again.')
  await notePrints(work, left, { staff_id: by.staff?.id ?? null, why })
  const after = { count: left.length }
  await recordAct(work, { ...by, action: 'voucher.printed', subject, after, why })
  return readSlips(work.db, safe, left)
}

/** The numbers of a batch. Throws NotFound `batch_unknown`. */
export async function listBatchIds(db: Db, batch_id: number): Promise<number[]> {
  const rows = await db('vouchers').where({ batch_id }).orderBy('id').select('id')
  if (rows.length === 0) throw new NotFound('batch_unknown', 'There is no such batch.')
  return rows.map(({ id }) => id)
}

/** The sites' own names where nobody has said. */
async function findBusinessName(db: Db): Promise<string> {
  const named =
    (await db('business').first('name')) ?? (await db('sites').orderBy('id').first('name'))
  return named?.name ?? ''
}
