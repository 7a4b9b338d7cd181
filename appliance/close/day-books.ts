// One day of one paybill in three books: what M-Pesa told us, what we credited, what its statement says. Each shilling is agreed
// or is a difference with a name; what nobody has explained yet adds up to the day's drift.

import type { Db } from '../database.ts'
import { codeOfM } from '../money/payments.ts'
import { cents, type Cents } from '../money.ts'
import type { Payment, StatementRow } from '../tables.ts'
import type { Stretch } from './days.ts'

export type Difference =
  | 'found_here' // Nobody had told of it: credited from the statement.
  | 'not_there' // Credited, and the statement that covers the time does not show it.
  | 'not_covered' // Credited, and no statement reaches that time yet.
  | 'amount_differs'
  | 'status_differs' // Credited, and the statement says that it failed.
  | 'reversal_not_applied'
  | 'reversal_of_unknown'
  | 'not_recorded' // A line that has not been compared yet.

/** A payment and its line; one of them may not be there. */
export interface Pair {
  code: string
  at: Temporal.Instant
  payment_id: number | null
  payment_state: Payment['state'] | null
  payment_cents: Cents | null
  payer_name: string | null
  account_typed: string | null
  told: boolean
  stk: boolean
  line_id: number | null
  line_kind: StatementRow['kind'] | null
  line_cents: Cents | null
  completed: boolean | null
  found_here: boolean
  covered: boolean
  exception_id: number | null
  /** Null while nobody has said what it is. */
  explained: string | null
  owner: string | null
}

const gone: ReadonlySet<string | null> = new Set(['reversed', 'refunded'])

/** What a pair comes to; null where the books agree. Pure. */
export function compare(pair: Pair): Difference | null {
  const { payment_cents, line_cents, line_kind, payment_state } = pair
  if (line_kind === 'reversal') {
    if (!pair.completed) return null
    if (payment_cents === null) return 'reversal_of_unknown'
    return gone.has(payment_state) ? null : 'reversal_not_applied'
  }
  if (line_cents === null) return pair.covered ? 'not_there' : 'not_covered'
  if (payment_cents === null) return pair.completed ? 'not_recorded' : null
  if (!pair.completed) return 'status_differs'
  if (payment_cents !== line_cents) return 'amount_differs'
  return pair.found_here ? 'found_here' : null
}

/** How many cents of a pair no book explains. Pure. */
export function driftOf(pair: Pair): Cents {
  if (pair.explained !== null) return cents(0)
  const [ours, theirs] = [pair.payment_cents ?? 0, pair.line_cents ?? 0]
  switch (compare(pair)) {
    case null:
    case 'found_here': // It is credited: nothing is missing any more.
      return cents(0)
    case 'amount_differs':
      return cents(Math.abs(ours - theirs))
    case 'reversal_not_applied':
    case 'reversal_of_unknown':
    case 'not_recorded':
      return cents(Math.abs(theirs))
    case 'not_there':
    case 'not_covered':
    case 'status_differs':
      return cents(ours)
  }
}

/** The rows that are compared, of customers' money and of what was reversed, in their order. */
export async function listPairs(db: Db, shortcode: string, { from, until }: Stretch): Promise<Pair[]> {
  const { rows } = await db.raw<{ rows: Pair[] }>(
    `with lines as (
       select l.* from statement_lines l where l.shortcode = :shortcode and l.completed_at >= :from and l.completed_at < :until
         and l.kind in ('customer', 'other_in', 'reversal')),
     paid as (
       select m.* from payments m where m.rail = 'mpesa' and m.shortcode = :shortcode
         and coalesce(m.paid_at, m.heard_at) >= :from and coalesce(m.paid_at, m.heard_at) < :until
         and not exists (select from statement_lines l where l.payment_id = m.id and l.kind in ('customer', 'other_in'))),
     pairs as (
       select l.id as line_id, l.payment_id, l.receipt_code, l.completed_at as at, l.kind, l.amount_cents, l.completed, l.found_here
       from lines l
       union all
       select null, m.id, null, coalesce(m.paid_at, m.heard_at), null, null, null, false from paid m)
     select coalesce(p.receipt_code, ${codeOfM}) as code, p.at, m.id as payment_id, m.state as payment_state,
            m.amount_cents as payment_cents, m.payer_name, m.account_typed,
            exists (select from sightings g where g.payment_id = m.id and g.source <> 'statement') as told,
            m.stk_push_id is not null as stk,
            p.line_id, p.kind as line_kind, p.amount_cents as line_cents, p.completed, p.found_here,
            exists (select from statements s where s.shortcode = :shortcode and s.state in ('read', 'done')
              and p.at >= s.covers_from and p.at < s.covers_until) as covered,
            x.id as exception_id, case when x.resolved_at is not null then x.resolution end as explained, o.name as owner
     from pairs p left join payments m on m.id = p.payment_id
     left join lateral (
       select x.* from exceptions x where x.payment_id = m.id and x.kind in ('not_on_statement', 'sightings_differ')
       order by x.resolved_at nulls first, x.id desc limit 1) x on true
     left join staff o on o.id = coalesce(x.resolved_by, x.owner_id)
     order by p.at, code`,
    { shortcode, from: from as never, until: until as never },
  )
  return rows
} // prettier-ignore

export interface Side {
  count: number
  cents: Cents
}

/** What is on the statement and no customer's: fees, what was sent out, what has no amount. */
export interface OtherLine extends Side {
  kind: 'fee' | 'out'
}

export async function listOthers(db: Db, shortcode: string, { from, until }: Stretch): Promise<OtherLine[]> {
  const { rows } = await db.raw<{ rows: OtherLine[] }>(
    `select kind, count(*) as count, sum(amount_cents) as cents from statement_lines
     where shortcode = :shortcode and completed_at >= :from and completed_at < :until and completed and kind in ('fee', 'out')
     group by kind order by kind`,
    { shortcode, from: from as never, until: until as never },
  )
  return rows
} // prettier-ignore

export interface BookRow {
  what: 'prompts' | 'by_hand' | 'no_customer' | 'reversed' | 'fees' | 'out'
  count: number
  told_cents: Cents | null
  ours_cents: Cents | null
  theirs_cents: Cents
}

export interface DayBooks {
  rows: BookRow[]
  total: { count: number; told_cents: Cents; ours_cents: Cents; theirs_cents: Cents }
  pairs: number
  differences: (Pair & { difference: Difference; drift_cents: Cents })[]
  drift_cents: Cents
}

/** The three books beside each other. Pure. */
export function addUp(pairs: readonly Pair[], others: readonly OtherLine[]): DayBooks {
  const row = (what: BookRow['what'], mine: (pair: Pair) => boolean): BookRow[] => {
    const those = pairs.filter(mine)
    if (those.length === 0) return []
    const sum = (each: (pair: Pair) => number) => cents(those.reduce((total, pair) => total + each(pair), 0))
    const sign = what === 'reversed' ? -1 : 1
    return [{
      what,
      count: those.length,
      told_cents: sum((pair) => (pair.told ? sign * (pair.payment_cents ?? 0) : 0)),
      ours_cents: sum((pair) => (what === 'reversed' && !gone.has(pair.payment_state) ? 0 : sign * (pair.payment_cents ?? 0))),
      theirs_cents: sum((pair) => (pair.completed ? (pair.line_cents ?? 0) : 0)),
    }]
  }
  const money = (pair: Pair) => pair.line_kind !== 'reversal'
  const rows = [
    ...row('prompts', (pair) => money(pair) && pair.stk),
    ...row('by_hand', (pair) => money(pair) && !pair.stk && pair.line_kind !== 'other_in'),
    ...row('no_customer', (pair) => !pair.stk && pair.line_kind === 'other_in'),
    ...row('reversed', (pair) => pair.line_kind === 'reversal'),
    ...others.map(({ kind, count, cents: theirs_cents }): BookRow => ({
      what: kind === 'fee' ? 'fees' : 'out', count, told_cents: null, ours_cents: null, theirs_cents,
    })),
  ]
  const total = (of: (row: BookRow) => number | null) => cents(rows.reduce((sum, one) => sum + (of(one) ?? 0), 0))
  const differences = pairs.flatMap((pair) => {
    const difference = compare(pair)
    return difference === null ? [] : [{ ...pair, difference, drift_cents: driftOf(pair) }]
  })
  return {
    rows,
    total: {
      count: total((one) => one.count),
      told_cents: total((one) => one.told_cents),
      ours_cents: total((one) => one.ours_cents),
      theirs_cents: total((one) => one.theirs_cents),
    },
    pairs: pairs.length,
    differences,
    drift_cents: cents(differences.reduce((sum, { drift_cents }) => sum + drift_cents, 0)),
  }
} // prettier-ignore

export async function readDayBooks(db: Db, shortcode: string, day: Stretch): Promise<DayBooks> {
  return addUp(await listPairs(db, shortcode, day), await listOthers(db, shortcode, day))
}
