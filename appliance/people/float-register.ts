// Floats as people see them: how much is left in each, and what went in and out of one, the latest first, each line with what was
// left after it. Names of subscribers come from where the viewer may look; the money is there in any case.

import type { Db } from '../database.ts'
import { NotFound } from '../errors.ts'
import { balanceOf } from '../money/ledger.ts'
import { cents, type Cents } from '../money.ts'
import type { FloatMove, Transfer } from '../tables.ts'
import type { Instant } from '../time.ts'
import { pageOf, type Page } from './paging.ts'

export interface ListedFloat {
  staff_id: number
  name: string
  left: boolean
  float_cents: Cents
  /** Credited and drawn in the last thirty days, less what was taken back. */
  sold_cents: Cents
  last_at: Instant | null
}

/** Of everybody who is a reseller, or has a float from when they were. The emptiest of those who sell come first. */
export async function listFloats(db: Db, now: Instant): Promise<ListedFloat[]> {
  const { rows } = await db.raw<{ rows: ListedFloat[] }>(
    `select o.id as staff_id, o.name, o.disabled_at is not null as left, coalesce(n.float_cents, 0)::bigint as float_cents,
            coalesce(n.sold_cents, 0)::bigint as sold_cents, n.last_at
     from staff o left join accounts a on a.staff_id = o.id and a.kind = 'float'
     left join lateral (
       select sum(e.amount_cents) as float_cents, max(t.posted_at) as last_at,
              -sum(e.amount_cents) filter (where t.kind not in ('top_up', 'pay_back') and t.posted_at > :since) as sold_cents
       from entries e join transfers t on t.id = e.transfer_id where e.account_id = a.id) n on true
     where o.role = 'reseller' or a.id is not null
     order by o.disabled_at is not null, coalesce(n.float_cents, 0), lower(o.name), o.id limit 500`,
    { since: now.subtract({ hours: 24 * 30 }) },
  )
  return rows
}

export interface FloatLine {
  id: number
  posted_at: Instant
  kind: Transfer['kind']
  reason: string
  amount_cents: Cents
  /** What was left after it. */
  left_cents: Cents
  /** Of a credit that the viewer may see, or of one that was taken back. */
  receipt_code: string | null
  account_no: string | null
  name: string | null
  /** Of money that was brought or paid back. */
  rail: FloatMove['rail'] | null
  mover: string | null
}

export interface FloatFile {
  staff_id: number
  name: string
  left: boolean
  float_cents: Cents
  page: Page<FloatLine>
}

const pageSize = 50

/** `before`: the last line's number of the page before. Throws NotFound `float_unknown` for whoever never had one. */
export async function readFloat(db: Db, id: number, before: number | null): Promise<FloatFile> {
  const person = await db('staff').where({ id }).first('id', 'name', 'role', 'disabled_at')
  const account = await db('accounts').where({ kind: 'float', staff_id: id }).first('id')
  if (!person || (person.role !== 'reseller' && !account))
    throw new NotFound('float_unknown', 'There is no such float.')
  const { name, disabled_at } = person
  const float_cents = await balanceOf(db, { kind: 'float', staff_id: id })
  const page = account ? await listLines(db, account.id, before) : { rows: [], next: null }
  return { staff_id: id, name, left: disabled_at !== null, float_cents, page }
}

async function listLines(
  db: Db,
  account_id: number,
  before: number | null,
): Promise<Page<FloatLine>> {
  const { rows } = await db.raw<{ rows: Omit<FloatLine, 'left_cents'>[] }>(
    `select e.id, e.amount_cents, t.posted_at, t.kind, t.reason, y.receipt_code, s.account_no, s.name, f.rail, o.name as mover
     from entries e join transfers t on t.id = e.transfer_id
     left join payments y on y.transfer_id = coalesce(t.undoes, t.id) left join subscribers s on s.id = y.subscriber_id
     left join float_moves f on f.transfer_id = t.id left join staff o on o.id = f.moved_by
     where e.account_id = :account_id and (:before::bigint is null or e.id < :before)
     order by e.id desc limit :limit`,
    { account_id, before, limit: pageSize + 1 },
  )
  const sum = await db.raw<{ rows: { left: number }[] }>(
    `select coalesce(sum(amount_cents), 0)::bigint as left from entries where account_id = :account_id and id <= :id`,
    { account_id, id: rows[0]?.id ?? 0 },
  )
  let left = sum.rows[0]!.left
  const lines = rows.map((row) => {
    const line = { ...row, left_cents: cents(left) }
    left -= row.amount_cents
    return line
  })
  return pageOf(lines, pageSize, ({ id }) => String(id))
}
