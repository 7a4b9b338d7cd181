// Vouchers as staff see them: how many were made, used, voided and are left, batch by batch; and making more. Their codes are
// shown to whoever makes or prints them, each time with a row that says so.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import type { Cents } from '../money.ts'
import { drawCode, keepVouchers } from '../money/vouchers.ts'
import type { Safe } from '../secrets.ts'
import type { Plan, VoucherBatch } from '../tables.ts'
import type { Instant } from '../time.ts'
import { recordAct, type Actor } from './audit.ts'
import { countedAside, keepCount } from './kept-counts.ts'
import { pageOf, placeAt, readPlaceAt, type Page } from './paging.ts'

export const vouchersMax = 500

export interface Batch {
  id: number
  plan: string
  price_cents: Cents
  made_at: Instant
  /** Null where the command line made them. */
  maker: string | null
  made: number
  redeemed: number
  voided: number
  left: number
  made_how: VoucherBatch['made_how']
  last_redeemed_at: Instant | null
  /** Who used the last one. */
  account_no: string | null
  name: string | null
}

export interface VoucherTotals {
  made: number
  redeemed: number
  voided: number
  left: number
  left_cents: Cents
}

export interface VoucherList {
  page: Page<Batch>
  totals: VoucherTotals
  plans: Plan[]
}

/** Throws Invalid `place_unreadable`. */
export async function readVoucherList(
  db: Db,
  before: string | null,
  now: Instant,
): Promise<VoucherList> {
  const totals = {
    name: 'vouchers',
    count: totalVouchers,
    isLarge: ({ made }: VoucherTotals) => made > 5000,
  }
  const [page, totalled, plans] = await Promise.all([
    listBatches(db, before),
    keepCount(db, totals, now),
    listVoucherPlans(db),
  ])
  return { page, totals: totalled, plans }
}

const pageSize = 50

async function listBatches(db: Db, place: string | null): Promise<Page<Batch>> {
  const before = place === null ? null : readPlaceAt(place)
  const { rows } = await db.raw<{ rows: Batch[] }>(
    `select b.id, b.price_cents, b.made_at, b.made_how, n.*, p.name as plan, o.name as maker, s.account_no, s.name
     from voucher_batches b join plans p on p.id = b.plan_id left join staff o on o.id = b.made_by
     cross join lateral (
       select count(*)::int as made, count(v.redeemed_at)::int as redeemed, count(v.voided_at)::int as voided,
              (count(*) - count(v.redeemed_at) - count(v.voided_at))::int as left, max(v.redeemed_at) as last_redeemed_at,
              (array_agg(v.service_id order by v.redeemed_at desc) filter (where v.redeemed_at is not null))[1] as last_id
       from vouchers v where v.batch_id = b.id) n
     left join services e on e.id = n.last_id left join subscribers s on s.id = e.subscriber_id
     where n.made > 0 and (:at::timestamptz is null or (b.made_at, b.id) < (:at, :id)) -- Of whom one may see.
     order by b.made_at desc, b.id desc limit :limit`,
    { at: before?.at ?? null, id: before?.id ?? 0, limit: pageSize + 1 },
  )
  return pageOf(rows, pageSize, (row) => placeAt(row.made_at, row.id))
}

async function totalVouchers(db: Db): Promise<VoucherTotals> {
  const { rows } = await db.raw<{ rows: VoucherTotals[] }>(
    `select count(*) as made, count(redeemed_at) as redeemed, count(voided_at) as voided,
            count(*) - count(redeemed_at) - count(voided_at) as left,
            coalesce(sum(price_cents) filter (where redeemed_at is null and voided_at is null), 0) as left_cents
     from vouchers ${countedAside}`,
  )
  return rows[0]!
}

/** What vouchers can be made for: the passes that are sold, the cheapest first. */
export async function listVoucherPlans(db: Db): Promise<Plan[]> {
  return db('plans')
    .where({ kind: 'hotspot' })
    .whereNull('withdrawn_at')
    .orderBy(['price_cents', 'id'])
}

/** A count as somebody types it. Throws Invalid `count_unreadable`. */
export function readVoucherCount(words: string): number {
  const count = /^\d{1,4}$/.test(words.trim()) ? Number(words) : 0
  if (count >= 1 && count <= vouchersMax) return count
  throw new Invalid('count_unreadable', `How many? A whole number from 1 to ${vouchersMax}.`)
}

export interface NewBatch {
  plan_id: number
  count: number
  /** The form's own: sent again, it makes nothing again. */
  batch: string
  actor: Actor
}

/**
 * Makes vouchers and returns them with their codes. The audit says who made how many. Throws NotFound `plan_unknown`,
 * Conflict `vouchers_made` where this form has made its vouchers before.
 */
export async function makeBatch(
  work: Work,
  safe: Safe,
  { plan_id, count, batch, actor }: NewBatch,
): Promise<{ plan: Plan; batch_id: number; ids: number[]; codes: string[] }> {
  const made_by = actor.staff?.id ?? null
  const subject = `vouchers:${batch}`
  // One at a time for each person: a double click finds what the first click made.
  if (made_by !== null) await work.db('staff').where({ id: made_by }).forNoKeyUpdate().first('id')
  if (await work.db('audit').where({ subject }).first('id'))
    throw new Conflict(
      'vouchers_made',
      'These vouchers were made already: find them in the list. A code that is lost is replaced by a new one.',
    )
  const plan = (await listVoucherPlans(work.db)).find(({ id }) => id === plan_id)
  if (!plan) throw new NotFound('plan_unknown', 'This plan is not sold at the hotspot any more.')

  const codes = Array.from({ length: count }, drawCode)
  const { ids, batch_id } = await keepVouchers(work, safe, codes, { plan, made_by })
  await notePrints(work, ids, { staff_id: made_by, why: 'Made' })
  const after = { plan: plan.name, price_cents: plan.price_cents, count }
  await recordAct(work, { ...actor, action: 'voucher.made', subject, after })
  return { plan, batch_id, ids, codes }
}

/** Each time a code is put on paper or on a screen. */
export async function notePrints(
  work: Work,
  ids: readonly number[],
  { staff_id, why }: { staff_id: number | null; why: string },
): Promise<void> {
  const { now: at } = work
  const rows = ids.map((voucher_id) => ({ voucher_id, at, staff_id, why }))
  if (rows.length > 0) await work.db('voucher_prints').insert(rows)
}
