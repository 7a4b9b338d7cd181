// Double entry. An account is what the box owes (plus) or is owed (minus): money at a paybill is minus, because
// Safaricom holds it for us; a wallet is plus, because it is the subscriber's until time is bought with it.
//
//   receive  paybill, cash, bank → wallet or suspense      sell       wallet → sales
//            cash → vouchers (sold), vouchers → wallet (used)
//   count    drawer differences → cash, where a drawer is short; the other way round where it is over
//   assign   suspense, another wallet → wallet             write_off  suspense → written off
//   refund   suspense, wallet → refunds, to be paid out    undo       the same entries turned round
//   give     budget → sales                                lend       grace → sales
//   return   sales → wallet or budget                      adjust     wallet → sales, for a dearer plan in a term
//   deposit  wallet → deposit                              release    deposit → wallet or sales
//   top_up   cash, bank → a reseller's float               pay_back   float → cash, bank
//   supply   float → vouchers (receive: float → wallet)    return     vouchers → float
//
// The database refuses a transfer that does not sum to zero, and any change to one that is posted.

import type { Db } from '../database.ts'
import type { Work } from '../appliance.ts'
import { NotFound } from '../errors.ts'
import { cents, type Cents } from '../money.ts'
import type { Account, Transfer } from '../tables.ts'

export type AccountName =
  | { kind: 'wallet' | 'deposit'; subscriber_id: number }
  | { kind: 'paybill'; shortcode: string }
  | { kind: 'budget'; budget_id: number }
  | { kind: 'float'; staff_id: number }
  | {
      kind:
        | 'suspense'
        | 'sales'
        | 'vouchers'
        | 'cash'
        | 'bank'
        | 'refunds'
        | 'written_off'
        | 'grace'
        | 'drawer_differences'
    }

interface Posting {
  kind: Exclude<Transfer['kind'], 'undo'>
  from: AccountName
  to: AccountName
  amount_cents: Cents
  /** Why, in words for whoever reads the ledger: "Payment UKL4T8M2QX". */
  reason: string
}

/** Moves money between two accounts, opening them at first use. Returns the transfer's id. */
export async function post(work: Work, posting: Posting): Promise<number> {
  const { kind, from, to, amount_cents, reason } = posting
  const lines = [
    { account_id: await openAccount(work, from), amount_cents: cents(-amount_cents) },
    { account_id: await openAccount(work, to), amount_cents },
  ]
  return insertTransfer(work, { kind, undoes: null, reason }, lines)
}

/** Posts the entries of a transfer turned round. A transfer is undone at most once: the database sees to it. */
export async function undoTransfer(
  work: Work,
  transfer_id: number,
  reason: string,
): Promise<number> {
  const lines = await work.db('entries').where({ transfer_id }).select('account_id', 'amount_cents')
  if (lines.length === 0)
    throw new NotFound('transfer_unknown', `There is no transfer ${transfer_id}.`)

  const turned = lines.map((line) => ({ ...line, amount_cents: cents(-line.amount_cents) }))
  return insertTransfer(work, { kind: 'undo', undoes: transfer_id, reason }, turned)
}

async function insertTransfer(
  work: Work,
  transfer: Omit<Transfer, 'id' | 'posted_at'>,
  lines: { account_id: number; amount_cents: Cents }[],
): Promise<number> {
  const row = { ...transfer, posted_at: work.now }
  const [{ id }] = (await work.db('transfers').insert(row).returning('id')) as [{ id: number }]
  await work.db('entries').insert(lines.map((line) => ({ ...line, transfer_id: id })))
  return id
}

/** The balance in cents; 0 for an account nobody has used. */
export async function balanceOf(db: Db, name: AccountName): Promise<Cents> {
  const { rows } = await db.raw<{ rows: { balance: number }[] }>(
    `select coalesce(sum(amount_cents), 0) as balance from entries
     where account_id = (select id from accounts where kind = :kind
       and (subscriber_id = :subscriber_id or (subscriber_id is null and :subscriber_id::bigint is null))
       and (shortcode = :shortcode or (shortcode is null and :shortcode::text is null))
       and budget_id is not distinct from :budget_id and staff_id is not distinct from :staff_id)`,
    columnsOf(name),
  )
  return cents(rows[0]!.balance)
}

/** What a subscriber has paid and not yet turned into time. */
export async function walletOf(db: Db, subscriber_id: number): Promise<Cents> {
  return balanceOf(db, { kind: 'wallet', subscriber_id })
}

/**
 * Whoever changes a subscriber's money or time holds the subscriber first, until the work ends: one lock, so that
 * nobody waits in a ring. It lets rows that merely point at the subscriber be written meanwhile.
 */
export async function holdSubscriber(work: Work, subscriber_id: number): Promise<void> {
  await work.db('subscribers').where({ id: subscriber_id }).forNoKeyUpdate().first('id')
}

/** All entries there are: 0, or the books are wrong. Reads every one. */
export async function addUpEntries(db: Db): Promise<number> {
  const { rows } = await db.raw<{ rows: { drift: number }[] }>(
    'select coalesce(sum(amount_cents), 0) as drift from entries',
  )
  return rows[0]!.drift
}

/** The balance, which nobody else takes from until the work ends. */
export async function holdBalance(work: Work, name: AccountName): Promise<Cents> {
  const id = await openAccount(work, name)
  await work.db('accounts').where({ id }).forNoKeyUpdate().first('id')
  return balanceOf(work.db, name)
}

async function openAccount(work: Work, name: AccountName): Promise<number> {
  const columns = columnsOf(name)
  const known = () => work.db('accounts').where(columns).first('id')
  const found = await known()
  if (found) return found.id

  // Two may open it at once: the second waits here and then finds the first one's.
  await work.db.raw(
    `insert into accounts (kind, subscriber_id, shortcode, budget_id, staff_id)
     values (:kind, :subscriber_id, :shortcode, :budget_id, :staff_id) on conflict do nothing`,
    columns,
  )
  return (await known())!.id
}

function columnsOf(name: AccountName): Omit<Account, 'id'> {
  return {
    kind: name.kind,
    subscriber_id: 'subscriber_id' in name ? name.subscriber_id : null,
    shortcode: name.kind === 'paybill' ? name.shortcode : null,
    budget_id: name.kind === 'budget' ? name.budget_id : null,
    staff_id: name.kind === 'float' ? name.staff_id : null,
  }
}
