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
//   pay_out  refunds → paybill, given back                 reverse    wallet, suspense → paybill, taken back by M-Pesa
//   carry_over  opening → wallet or sales: what the old books owed when we came, in money and in time that was paid there
//   supply   float → vouchers (receive: float → wallet)    return     vouchers → float
//
// The database refuses a transfer that does not sum to zero, and any change to one that is posted.

import type { Db } from '../database.ts'
import type { Work } from '../appliance.ts'
import { NotFound } from '../errors.ts'
import { cents, type Cents } from '../money.ts'
import type { Account, Entry, Transfer } from '../tables.ts'

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
        | 'opening'
    }

export interface Posting {
  kind: Exclude<Transfer['kind'], 'undo'>
  from: AccountName
  to: AccountName
  amount_cents: Cents
  /** Why, in words for whoever reads the ledger: "Payment UKL4T8M2QX". */
  reason: string
}

/** Moves money between two accounts, opening them at first use. Returns the transfer's id. */
export async function post(work: Work, posting: Posting): Promise<number> {
  const [id] = await postAll(work, [posting])
  return id!
}

/** The same for many, in two questions to the database however many they are. Returns their ids, in their order. */
export async function postAll(work: Work, postings: readonly Posting[]): Promise<number[]> {
  const id = await openAccounts(
    work,
    postings.flatMap(({ from, to }) => [from, to]),
  )
  return insertTransfers(
    work,
    postings.map(({ kind, from, to, amount_cents, reason }) => ({
      kind,
      undoes: null,
      reason,
      lines: [
        { account_id: id(from), amount_cents: cents(-amount_cents) },
        { account_id: id(to), amount_cents },
      ],
    })),
  )
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
  const undo = { kind: 'undo' as const, undoes: transfer_id, reason, lines: turned }
  return (await insertTransfers(work, [undo]))[0]!
}

type NewTransfer = Omit<Transfer, 'id' | 'posted_at'> & { lines: Line[] }
type Line = Pick<Entry, 'account_id' | 'amount_cents'>

// Transfers and their entries in one statement: a settlement posts several, and each trip to the database is a wait.
async function insertTransfers(work: Work, transfers: readonly NewTransfer[]): Promise<number[]> {
  const lines = transfers.flatMap((transfer, place) =>
    transfer.lines.map((line) => ({ ...line, place: place + 1 })),
  )
  const { rows } = await work.db.raw<{ rows: { id: number }[] }>(
    `with drawn as materialized (
       select place, nextval('transfers_id_seq') as id, kind, undoes, reason
       from unnest(:kinds::text[], :undoes::bigint[], :reasons::text[]) with ordinality as t (kind, undoes, reason, place)),
     made as (
       insert into transfers (id, kind, undoes, posted_at, reason) overriding system value
       select id, kind, undoes, :now, reason from drawn order by place),
     lines as (
       insert into entries (transfer_id, account_id, amount_cents)
       select d.id, l.account_id, l.amount_cents
       from unnest(:places::bigint[], :accounts::bigint[], :amounts::bigint[]) with ordinality
         as l (place, account_id, amount_cents, line)
       join drawn d using (place) order by line)
     select id from drawn order by place`,
    {
      now: work.now as never,
      kinds: transfers.map(({ kind }) => kind),
      undoes: transfers.map(({ undoes }) => undoes) as never,
      reasons: transfers.map(({ reason }) => reason),
      places: lines.map(({ place }) => place),
      accounts: lines.map(({ account_id }) => account_id),
      amounts: lines.map(({ amount_cents }) => amount_cents),
    },
  )
  return rows.map(({ id }) => id)
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
  return (await openAccounts(work, [name]))(name)
}

/** The number of each, by its name; those that nobody has used yet are opened. */
async function openAccounts(
  work: Work,
  names: readonly AccountName[],
): Promise<(name: AccountName) => number> {
  const wanted = new Map(names.map(columnsOf).map((columns) => [keyOf(columns), columns]))
  const found = await findAccounts(work.db, [...wanted.values()])
  const missing = [...wanted].flatMap(([key, columns]) => (found.has(key) ? [] : [columns]))
  if (missing.length > 0) {
    // Two may open it at once: the second waits here and then finds the first one's.
    await work.db('accounts').insert(missing).onConflict().ignore()
    for (const [key, id] of await findAccounts(work.db, missing)) found.set(key, id)
  }
  return (name) => found.get(keyOf(columnsOf(name)))!
}

type Columns = Omit<Account, 'id'>

// Those of subscribers are found by their numbers; of the others there are a few of each kind.
async function findAccounts(db: Db, wanted: readonly Columns[]): Promise<Map<string, number>> {
  const { rows } = await db.raw<{ rows: Account[] }>(
    `select * from accounts where kind = any(:kinds) and subscriber_id = any(:subscribers)
     union all select * from accounts where kind = any(:others) and subscriber_id is null`,
    {
      kinds: wanted.map(({ kind }) => kind),
      subscribers: wanted.map(({ subscriber_id }) => subscriber_id) as never,
      others: wanted.flatMap(({ kind, subscriber_id }) => (subscriber_id === null ? [kind] : [])),
    },
  )
  return new Map(rows.map((row) => [keyOf(row), row.id]))
}

function keyOf({ kind, subscriber_id, shortcode, budget_id, staff_id }: Columns): string {
  return [kind, subscriber_id, shortcode, budget_id, staff_id].join(':')
}

function columnsOf(name: AccountName): Columns {
  return {
    kind: name.kind,
    subscriber_id: 'subscriber_id' in name ? name.subscriber_id : null,
    shortcode: name.kind === 'paybill' ? name.shortcode : null,
    budget_id: name.kind === 'budget' ? name.budget_id : null,
    staff_id: name.kind === 'float' ? name.staff_id : null,
  }
}
