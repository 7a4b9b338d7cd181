// The trial balance: every account of the house with what came and what went, so that both columns are the same at the foot.
// Wallets and deposits stand together, a line a kind; what is behind a line can be looked at entry by entry.

import type { Db } from '../database.ts'
import { cents, type Cents } from '../money.ts'
import type { Account, Transfer } from '../tables.ts'
import type { Instant } from '../time.ts'

export type AccountKind = Account['kind']

/** In the order of a balance sheet: what others hold for us, what we owe, what was earned, what it cost. */
export const accountKinds = [
  'paybill', 'cash', 'bank', 'wallet', 'deposit', 'suspense', 'vouchers', 'float', 'refunds',
  'sales', 'written_off', 'budget', 'grace', 'drawer_differences', 'opening',
] as const satisfies AccountKind[] // prettier-ignore

export interface BalanceLine {
  kind: AccountKind
  /** Which of its kind: a paybill's number, a budget's or a reseller's name; null where a kind is one line. */
  of: string | null
  accounts: number
  /** Where it is one account: whose entries can be looked at. */
  account_id: number | null
  /** What it owes us or was spent: the left column. One of the two is 0. */
  debit_cents: Cents
  credit_cents: Cents
}

export interface TrialBalance {
  lines: BalanceLine[]
  debit_cents: Cents
  credit_cents: Cents
}

/** As the books stood before that instant; all of them without one. */
export async function readTrialBalance(
  db: Db,
  until: Instant | null = null,
): Promise<TrialBalance> {
  const { rows } = await db.raw<{
    rows: (Omit<BalanceLine, 'debit_cents' | 'credit_cents'> & { balance: number })[]
  }>(
    `with held as (
       select e.account_id, sum(e.amount_cents) as balance from entries e
       ${until ? 'join transfers t on t.id = e.transfer_id and t.posted_at < :until' : ''}
       group by e.account_id)
     select a.kind, coalesce(a.shortcode, b.name, s.name) as of, count(*)::int as accounts,
            case when count(*) = 1 then min(a.id) end as account_id, sum(h.balance)::bigint as balance
     from held h join accounts a on a.id = h.account_id
     left join budgets b on b.id = a.budget_id left join staff s on s.id = a.staff_id
     group by 1, 2 order by array_position(:kinds::text[], a.kind), 2`,
    { until: until as never, kinds: [...accountKinds] },
  )
  // Minus is what somebody holds for us, or what it cost: the debit side.
  const lines = rows.map(({ balance, ...line }) => ({
    ...line,
    debit_cents: cents(Math.max(0, -balance)),
    credit_cents: cents(Math.max(0, balance)),
  }))
  return { lines, debit_cents: total(lines, 'debit_cents'), credit_cents: total(lines, 'credit_cents') } // prettier-ignore
}

function total(lines: BalanceLine[], column: 'debit_cents' | 'credit_cents'): Cents {
  return cents(lines.reduce((sum, line) => sum + line[column], 0))
}

/** What is posted and not sealed yet; a big number stops at the first thousand. */
export async function countUnsealed(db: Db): Promise<number> {
  const waiting = await db('unsealed_transfers').limit(1000).pluck('transfer_id')
  return waiting.length
}

export interface AccountEntry extends Pick<Transfer, 'kind' | 'posted_at' | 'reason' | 'undoes'> {
  id: number
  transfer_id: number
  amount_cents: Cents
  /** Whose wallet or deposit. */
  account_no: string | null
  /** Where the money came from or went to, kind by kind. */
  others: AccountKind[]
}

export interface WantedEntries {
  kind: AccountKind
  account_id: number | null
  /** Entries before this one; null: from the latest. */
  before: number | null
}

/** The latest entries of a line of the trial balance. One more than a page tells that there are others. */
export async function listEntries(
  db: Db,
  { kind, account_id, before }: WantedEntries,
  limit: number,
): Promise<AccountEntry[]> {
  const { rows } = await db.raw<{ rows: AccountEntry[] }>(
    `select e.id, e.transfer_id, e.amount_cents, t.kind, t.posted_at, t.reason, t.undoes, s.account_no,
            array(select o.kind from entries x join accounts o on o.id = x.account_id
                  where x.transfer_id = e.transfer_id and x.id <> e.id order by x.id) as others
     from entries e join accounts a on a.id = e.account_id join transfers t on t.id = e.transfer_id
     left join subscribers s on s.id = a.subscriber_id
     where a.kind = :kind and (:account_id::bigint is null or a.id = :account_id)
       and (:before::bigint is null or e.id < :before)
     order by e.id desc limit :limit`,
    { kind, account_id, before, limit } as never,
  )
  return rows
}
