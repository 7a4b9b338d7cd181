// `lango ledger check` and the page beside it: whether the books are whole. The chain, every transfer's sum, and each balance
// that something else in the box knows too: what two tables say must be the same money.

import type { Appliance } from '../appliance.ts'
import type { Db } from '../database.ts'
import { verifyLedgerChain, type ChainVerdict } from './ledger-chain.ts'

export interface LedgerCheck {
  chain: ChainVerdict
  transfers: number
  findings: { rule: Rule; count: number; first: number; difference_cents: number }[]
}

type Rule = keyof typeof rules

/** Each names the rows that break it, and by how much; none, where all is well. */
const rules = {
  /** Every transfer sums to zero, over two entries and more. Of the transfer. */
  sums: `select transfer_id as id, sum(amount_cents) as difference from entries
         group by transfer_id having sum(amount_cents) <> 0 or count(*) < 2
         union all select t.id, 0 from transfers t where not exists (select from entries e where e.transfer_id = t.id)`,
  /** What is undone is undone whole. Of the undo. */
  undos: `select id, sum(amount_cents) as difference from (
            select u.id, e.account_id, e.amount_cents from transfers u join entries e on e.transfer_id = u.id where u.undoes is not null
            union all
            select u.id, e.account_id, e.amount_cents from transfers u join entries e on e.transfer_id = u.undoes) as both_ways
          group by id, account_id having sum(amount_cents) <> 0`,
  /** A payment's transfer is of its amount, and there is one as soon as it is decided. Of the payment. */
  payments: `select m.id, m.amount_cents - coalesce(x.amount, 0) as difference from payments m
             left join lateral (select sum(amount_cents) as amount from entries e
                                where e.transfer_id = m.transfer_id and e.amount_cents > 0) x on true
             where m.state <> 'unsettled' and m.amount_cents is distinct from x.amount`,
  /** Suspense holds what waits for an owner, and nothing else. */
  suspense: `select 0 as id, b.held - b.waiting as difference from (
               select (select coalesce(sum(e.amount_cents), 0) from entries e join accounts a on a.id = e.account_id
                       where a.kind = 'suspense') as held,
                      (select coalesce(sum(amount_cents), 0) from payments where state = 'excepted') as waiting) b
             where b.held <> b.waiting`,
  /** A reseller's float is never below nothing. Of the account. */
  floats: `select a.id, sum(e.amount_cents) as difference from accounts a join entries e on e.account_id = a.id
           where a.kind = 'float' group by a.id having sum(e.amount_cents) < 0`,
} as const

/** Reads every row of the books, which takes its time; in one snapshot for each rule. */
export async function checkLedger(
  appliance: Pick<Appliance, 'db' | 'config'>,
): Promise<LedgerCheck> {
  const chain = await verifyLedgerChain(appliance)
  const findings = await checkSums(appliance.db)
  const { rows } = await appliance.db.raw<{ rows: { transfers: number }[] }>(
    'select count(*)::int as transfers from transfers',
  )
  return { chain, transfers: rows[0]!.transfers, findings }
}

/** The rules alone, without the chain. */
export async function checkSums(db: Db): Promise<LedgerCheck['findings']> {
  const findings: LedgerCheck['findings'] = []
  for (const [rule, sql] of Object.entries(rules) as [Rule, string][]) {
    const found = await findBroken(db, sql)
    if (found.count > 0) findings.push({ rule, ...found })
  }
  return findings
}

export function isWhole({ chain, findings }: LedgerCheck): boolean {
  return chain.outcome === 'whole' && findings.length === 0
}

async function findBroken(db: Db, sql: string) {
  const { rows } = await db.raw<{ rows: { count: number; first: number; difference_cents: number }[] }>(
    `select count(*)::int as count, coalesce(min(id), 0)::bigint as first,
            coalesce(sum(difference), 0)::bigint as difference_cents from (${sql}) as broken`,
  ) // prettier-ignore
  return rows[0]!
}
