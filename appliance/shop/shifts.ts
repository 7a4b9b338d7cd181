// A cashier's shift: a drawer with a float, what was sold into it, and what was counted in the end (N18). One is open for a
// person at a time. Over or short is a figure that stays, with a word for why.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import { post } from '../money/ledger.ts'
import { cents, parseShillings, type Cents } from '../money.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import { pageOf, placeAt, readPlaceAt, type Page } from '../people/paging.ts'
import type { Viewer } from '../people/scopes.ts'
import type { Role, Shift } from '../tables.ts'
import type { Instant } from '../time.ts'

export interface ShiftAct extends Actor {
  staff: Viewer
}

/** Cashiers see their own; so does whoever is of one place, that place's. */
const seesAll: ReadonlySet<Role> = new Set(['owner', 'finance', 'auditor'])
const visible = `(:staff_id::bigint is null or h.staff_id = :staff_id) and (:site_id::bigint is null or o.site_id = :site_id)`

function scopeOf({ id, role, site_id }: Viewer): { staff_id: number | null; site_id: number | null } {
  const all = seesAll.has(role)
  return { staff_id: all ? null : id, site_id: all ? site_id : null }
} // prettier-ignore

/** An amount of cash, nothing included. Throws Invalid `amount_unreadable`. */
export function readCash(words: string): Cents {
  const amount = parseShillings(words.trim().replace(/^kes\s*/i, ''))
  if (amount <= 10_000_000_00) return amount
  throw new Invalid('amount_unreadable', 'At most KES 10,000,000.')
}

/** Throws Conflict `shift_open` where one is open already. Returns its number. */
export async function openShift(work: Work, float_cents: Cents, by: ShiftAct): Promise<number> {
  const row = { staff_id: by.staff.id, opened_at: work.now, float_cents }
  const [shift] = await work
    .db('shifts')
    .insert(row)
    .onConflict(work.db.raw('(staff_id) where closed_at is null') as never)
    .ignore()
    .returning('id')
  if (!shift) throw new Conflict('shift_open', 'You have a shift open: close it first.')
  const subject = `shift:${shift.id}`
  await recordAct(work, { ...by, action: 'shift.opened', subject, after: { float_cents } })
  return shift.id
}

/** One's own that is open, locked; sales and the closing wait for each other. Throws NotFound and Conflict. */
export async function holdOwnShift(work: Work, id: number, staff_id: number): Promise<Shift> {
  const shift = await work.db('shifts').where({ id, staff_id }).forUpdate().first()
  if (!shift) throw unknownShift()
  if (shift.closed_at) throw new Conflict('shift_closed', 'This shift is closed: open a new one.')
  return shift
}

export function unknownShift(): NotFound {
  return new NotFound('shift_unknown', 'There is no such shift.')
}

/** Counts the drawer and closes it. Throws Invalid `note_missing` where it is over or short and nobody says why. */
export async function closeShift(
  work: Work,
  id: number,
  { counted_cents, note }: { counted_cents: Cents; note: string },
  by: ShiftAct,
): Promise<void> {
  const shift = await holdOwnShift(work, id, by.staff.id)
  const { sold_cents } = await totalSales(work.db, id)
  const { cash_cents } = await readShift(work.db, id, by.staff)
  const expected_cents = cents(shift.float_cents + sold_cents + cash_cents)
  const over_cents = counted_cents - expected_cents
  if (over_cents !== 0 && note === '')
    throw new Invalid('note_missing', 'The drawer does not agree: count again, or say what happened.')
  const transfer_id = over_cents === 0 ? null : await bookDifference(work, id, cents(over_cents))
  const columns = { closed_at: work.now, expected_cents, counted_cents, note: note || null, transfer_id }
  await work.db('shifts').where({ id }).update(columns)
  const after = { expected_cents, counted_cents, over_cents }
  await recordAct(work, { ...by, action: 'shift.closed', subject: `shift:${id}`, after, why: note })
} // prettier-ignore

/** So that the ledger's cash is what was counted. */
async function bookDifference(work: Work, id: number, over_cents: Cents): Promise<number> {
  const [cash, differences] = [{ kind: 'cash' }, { kind: 'drawer_differences' }] as const
  const [from, to] = over_cents > 0 ? [cash, differences] : [differences, cash]
  const amount_cents = cents(Math.abs(over_cents))
  return post(work, { kind: 'count', from, to, amount_cents, reason: `Shift ${id} counted` })
}

export interface ShiftTotals {
  sold: number
  sold_cents: Cents
}

/** What was sold and not undone while it was open. What is undone after the count does not change the count. */
export async function totalSales(db: Db, shift_id: number): Promise<ShiftTotals> {
  const { rows } = await db.raw<{ rows: ShiftTotals[] }>(
    `select count(*)::int as sold, coalesce(sum(s.price_cents), 0) as sold_cents
     from voucher_sales s where s.shift_id = ? and (s.undone_at is null or s.undone_after)`,
    [shift_id],
  )
  return rows[0]!
}

export interface ListedShift extends Shift, ShiftTotals {
  cashier: string
  /** Payments taken in cash meanwhile, and what went into floats or came back, by the same person. */
  cash: number
  cash_cents: Cents
  /** Sales undone after it was counted, with a second person's yes. */
  undone_later: number
}

const listed = `h.*, o.name as cashier, n.sold, n.sold_cents, n.undone_later, m.cash, m.cash_cents
  from shifts h join staff o on o.id = h.staff_id
  cross join lateral (
    select count(*) filter (where s.undone_at is null or s.undone_after)::int as sold,
           coalesce(sum(s.price_cents) filter (where s.undone_at is null or s.undone_after), 0) as sold_cents,
           count(*) filter (where s.undone_after)::int as undone_later
    from voucher_sales s where s.shift_id = h.id) n
  cross join lateral (
    select count(*)::int as cash, coalesce(sum(c.cents), 0)::bigint as cash_cents
    from (select y.amount_cents as cents, y.heard_at as at
          from payments y where y.taken_by = h.staff_id and y.rail = 'cash' and y.state = 'settled'
          union all
          select case f.kind when 'top_up' then f.amount_cents else -f.amount_cents end, f.moved_at
          from float_moves f where f.moved_by = h.staff_id and f.rail = 'cash') c
    where c.at >= h.opened_at and (h.closed_at is null or c.at < h.closed_at)) m`

export interface ShiftList {
  page: Page<ListedShift>
  /** One's own that is open; null: none. */
  open_id: number | null
  totals: { open: number; over_cents: Cents; short_cents: Cents }
}

/** Newest first. Throws Invalid `place_unreadable`. */
export async function listShifts(
  db: Db,
  viewer: Viewer,
  { before: place, now }: { before: string | null; now: Instant },
): Promise<ShiftList> {
  const before = place === null ? null : readPlaceAt(place)
  const scope = scopeOf(viewer)
  const { rows } = await db.raw<{ rows: ListedShift[] }>(
    `select ${listed} where ${visible} and (:at::timestamptz is null or (h.opened_at, h.id) < (:at, :id))
     order by h.opened_at desc, h.id desc limit :limit`,
    { ...scope, at: before?.at ?? null, id: before?.id ?? 0, limit: pageSize + 1 },
  )
  const own = await db('shifts').where({ staff_id: viewer.id }).whereNull('closed_at').first('id')
  const totals = await db.raw<{ rows: ShiftList['totals'][] }>(
    `select count(*) filter (where h.closed_at is null)::int as open,
            coalesce(sum(greatest(h.counted_cents - h.expected_cents, 0)), 0) as over_cents,
            coalesce(sum(greatest(h.expected_cents - h.counted_cents, 0)), 0) as short_cents
     from shifts h join staff o on o.id = h.staff_id
     where ${visible} and (h.closed_at is null or h.closed_at > :since)`,
    { ...scope, since: now.subtract({ hours: 24 * 30 }) as never },
  )
  return {
    page: pageOf(rows, pageSize, (row) => placeAt(row.opened_at, row.id)),
    open_id: own?.id ?? null,
    totals: totals.rows[0]!,
  }
}

const pageSize = 50

/** Throws NotFound `shift_unknown`, for somebody else's, too. */
export async function readShift(db: Db, id: number, viewer: Viewer): Promise<ListedShift> {
  const { rows } = await db.raw<{ rows: ListedShift[] }>(
    `select ${listed} where ${visible} and h.id = :id`,
    { ...scopeOf(viewer), id },
  )
  if (!rows[0]) throw unknownShift()
  return rows[0]
}
