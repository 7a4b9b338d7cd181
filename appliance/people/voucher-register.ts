// Vouchers as staff see them: how many were made, used and are left, batch by batch. Never their codes: those are shown
// once, to whoever makes them.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import type { Cents } from '../money.ts'
import { makeVouchers } from '../money/vouchers.ts'
import type { Safe } from '../secrets.ts'
import type { Plan } from '../tables.ts'
import type { Instant } from '../time.ts'
import { recordAct, type Actor } from './audit.ts'
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
  left: number
  last_redeemed_at: Instant | null
  /** Who used the last one. */
  account_no: string | null
  name: string | null
}

export interface VoucherTotals {
  made: number
  redeemed: number
  left: number
  left_cents: Cents
}

export interface VoucherList {
  page: Page<Batch>
  totals: VoucherTotals
  plans: Plan[]
}

/** Throws Invalid `place_unreadable`. */
export async function readVoucherList(db: Db, before: string | null): Promise<VoucherList> {
  const [page, totals, plans] = await Promise.all([
    listBatches(db, before),
    totalVouchers(db),
    listVoucherPlans(db),
  ])
  return { page, totals, plans }
}

const pageSize = 50

// What was made at one moment, of one plan: a batch.
async function listBatches(db: Db, place: string | null): Promise<Page<Batch>> {
  const before = place === null ? null : readPlaceAt(place)
  const { rows } = await db.raw<{ rows: Batch[] }>(
    `select b.*, b.made - b.redeemed as left, p.name as plan, o.name as maker, s.account_no, s.name
     from (select min(id) as id, plan_id, price_cents, made_at, made_by, count(*) as made, count(redeemed_at) as redeemed,
                  max(redeemed_at) as last_redeemed_at,
                  (array_agg(service_id order by redeemed_at desc) filter (where redeemed_at is not null))[1] as last_id
           from vouchers group by plan_id, price_cents, made_at, made_by) b
     join plans p on p.id = b.plan_id left join staff o on o.id = b.made_by
     left join services e on e.id = b.last_id left join subscribers s on s.id = e.subscriber_id
     where :at::timestamptz is null or (b.made_at, b.id) < (:at, :id)
     order by b.made_at desc, b.id desc limit :limit`,
    { at: before?.at ?? null, id: before?.id ?? 0, limit: pageSize + 1 },
  )
  return pageOf(rows, pageSize, (row) => placeAt(row.made_at, row.id))
}

async function totalVouchers(db: Db): Promise<VoucherTotals> {
  const { rows } = await db.raw<{ rows: VoucherTotals[] }>(
    `select count(*) as made, count(redeemed_at) as redeemed, count(*) - count(redeemed_at) as left,
            coalesce(sum(price_cents) filter (where redeemed_at is null), 0) as left_cents
     from vouchers`,
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
 * Makes vouchers and returns their codes, this once. The audit says who made how many. Throws NotFound `plan_unknown`,
 * Conflict `vouchers_made` where this form has made its vouchers before.
 */
export async function makeBatch(
  work: Work,
  safe: Safe,
  { plan_id, count, batch, actor }: NewBatch,
): Promise<{ plan: Plan; codes: string[]; business: string }> {
  const made_by = actor.staff?.id ?? null
  const subject = `vouchers:${batch}`
  // One at a time for each person: a double click finds what the first click made.
  if (made_by !== null) await work.db('staff').where({ id: made_by }).forUpdate().first('id')
  if (await work.db('audit').where({ subject }).first('id'))
    throw new Conflict(
      'vouchers_made',
      'These vouchers were made already, and their codes are shown only once. Where they are lost, make new ones.',
    )
  const plan = (await listVoucherPlans(work.db)).find(({ id }) => id === plan_id)
  if (!plan) throw new NotFound('plan_unknown', 'This plan is not sold at the hotspot any more.')

  const codes = await makeVouchers(work, safe, { plan, count, made_by })
  const after = { plan: plan.name, price_cents: plan.price_cents, count }
  await recordAct(work, { ...actor, action: 'voucher.made', subject, after })
  return { plan, codes, business: await findBusinessName(work.db) }
}

/** Whom a guest buys from, as a slip says it: the sites' own names where nobody has said. */
async function findBusinessName(db: Db): Promise<string> {
  const named =
    (await db('business').first('name')) ?? (await db('sites').orderBy('id').first('name'))
  return named?.name ?? ''
}
