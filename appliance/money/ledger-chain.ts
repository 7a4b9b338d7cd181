// The ledger as a chain: each transfer's hash is of its own words, its entries among them, and of the hash before. Sealed in
// batches a moment after the commit, in the order of the transfers' numbers as far as they are there: a transfer that commits
// late is sealed late, and nobody waits. Here the links are made and, for the check, made again from the rows.

import { createHash } from 'node:crypto'
import type { Appliance, Work } from '../appliance.ts'
import { carryOut, readCarried, type Head } from '../carried-heads.ts'
import type { Db } from '../database.ts'
import { locks } from '../locks.ts'
import type { Instant } from '../time.ts'

/** So many are sealed in one transaction, and read at once by the check. */
export const sealedAtOnce = 2_000

/** Seals what is posted, up to a batch of it. Returns how many; 0 also where another seals now. */
export async function sealTransfers(work: Work): Promise<number> {
  const { db } = work
  if (!(await db('unsealed_transfers').first())) return 0
  const { rows } = await db.raw<{ rows: { held: boolean }[] }>(
    'select pg_try_advisory_xact_lock(?) as held',
    [locks.ledgerSeal],
  )
  if (!rows[0]!.held) return 0
  const waiting = await readUnsealed(db)
  if (waiting.length === 0) return 0

  let { link_no, hash } = await readLastLink(db)
  const hashes = waiting.map(({ words }) => (hash = link(hash, words)))
  await db.raw(
    `insert into ledger_links (link_no, transfer_id, hash)
     select * from unnest(:link_nos::bigint[], :transfer_ids::bigint[], :hashes::bytea[])`,
    {
      link_nos: waiting.map(() => (link_no += 1)),
      transfer_ids: waiting.map(({ transfer_id }) => transfer_id),
      hashes: hashes as never,
    },
  )
  await db.raw('delete from unsealed_transfers where transfer_id = any(?)', [
    waiting.map(({ transfer_id }) => transfer_id),
  ])
  return waiting.length
}

/** All that waits, batch after batch. */
export async function sealLedger({ work }: Pick<Appliance, 'work'>): Promise<number> {
  for (let sealed = 0; ;) {
    const some = await work(sealTransfers)
    sealed += some
    if (some < sealedAtOnce) return sealed
  }
}

const link = (past: Buffer, words: string) =>
  createHash('sha256').update(past).update(words).digest()

async function readLastLink(db: Db): Promise<{ link_no: number; hash: Buffer }> {
  const last = await db('ledger_links').orderBy('link_no', 'desc').first()
  return last ?? { link_no: 0, hash: Buffer.alloc(0) }
}

/** The last link; nothing of it says more than that something was posted. */
export async function readLedgerHead(db: Db): Promise<Head> {
  const { link_no, hash } = await readLastLink(db)
  return { link_no, hash: hash.toString('hex') }
}

/** Carries the head out of the database, all that is posted sealed before. Returns what was written. */
export async function exportLedgerHead(
  appliance: Pick<Appliance, 'db' | 'work' | 'config'>,
  now: Instant,
): Promise<Head> {
  await sealLedger(appliance)
  const head = await readLedgerHead(appliance.db)
  await carryOut(appliance.config.stateDir, 'ledger-heads', head, now)
  return head
}

export type ChainVerdict =
  | { outcome: 'whole'; head: Head; heads: number; waiting: number }
  | { outcome: 'broken'; why: Break; link_no: number; transfer_id: number | null; day?: string }

/**
 * A transfer that says something else than when it was sealed; one that is gone, or its link; one that is neither sealed nor
 * waits to be; a head that was carried out and does not stand in the chain.
 */
type Break = 'changed' | 'gone' | 'unsealed' | 'head_differs'

/** Walks the whole chain, and names the first transfer that is not as it was. Reads every row there is. */
export async function verifyLedgerChain({
  db,
  config,
}: Pick<Appliance, 'db' | 'config'>): Promise<ChainVerdict> {
  const heads = await readCarried(config.stateDir, 'ledger-heads')
  const wanted = new Set(heads.map(({ link_no }) => link_no))
  const hashAt = new Map<number, string>()
  let past: Buffer = Buffer.alloc(0)
  let link_no = 0
  for (;;) {
    const links = await readLinks(db, link_no)
    for (const one of links) {
      link_no += 1
      if (one.link_no !== link_no) return broken('gone', link_no, null)
      if (one.words === null) return broken('gone', link_no, one.transfer_id)
      past = link(past, one.words)
      if (!past.equals(one.hash)) return broken('changed', link_no, one.transfer_id)
      if (wanted.has(link_no)) hashAt.set(link_no, past.toString('hex'))
    }
    if (links.length < sealedAtOnce) break
  }
  const { loose, waiting } = await findUnsealed(db)
  if (loose !== null) return broken('unsealed', link_no, loose)
  const other = heads.find((head) => head.link_no > 0 && hashAt.get(head.link_no) !== head.hash)
  if (other) return { ...broken('head_differs', other.link_no, null), day: other.day }
  const head = { link_no, hash: past.toString('hex') }
  return { outcome: 'whole', head, heads: heads.length, waiting }
}

function broken(why: Break, link_no: number, transfer_id: number | null) {
  return { outcome: 'broken', why, link_no, transfer_id } as const
}

// A transfer in words that can be read in one way only: its reason, which may hold anything, comes last. Whose each account is
// stands in them too: an account that is given to somebody else moves their money.
const wordsOf = (chosen: string) => `
  select x.transfer_id, x.hash, x.link_no, case when t.id is not null then
    concat_ws(' ', t.id, t.kind, coalesce(t.undoes, 0), (extract(epoch from t.posted_at) * 1000000)::bigint, x.lines, t.reason) end as words
  from (select c.transfer_id, c.hash, c.link_no,
               string_agg(concat_ws(',', e.id, a.id, a.kind, coalesce(a.subscriber_id, 0), coalesce(a.shortcode, '-'),
                 coalesce(a.budget_id, 0), coalesce(a.staff_id, 0), e.amount_cents), ';' order by e.id) as lines
        from (${chosen}) as c left join entries e on e.transfer_id = c.transfer_id left join accounts a on a.id = e.account_id
        group by 1, 2, 3) as x
  left join transfers t on t.id = x.transfer_id`

interface Worded {
  transfer_id: number
  words: string
}

async function readUnsealed(db: Db): Promise<Worded[]> {
  const chosen = `select transfer_id, null::bytea as hash, 0 as link_no from unsealed_transfers
                  order by transfer_id limit ${sealedAtOnce}`
  const { rows } = await db.raw<{ rows: (Worded | { words: null })[] }>(
    `${wordsOf(chosen)} order by x.transfer_id`,
  )
  return rows.filter((row): row is Worded => row.words !== null)
}

interface Linked {
  link_no: number
  transfer_id: number
  hash: Buffer
  words: string | null
}

async function readLinks(db: Db, after: number): Promise<Linked[]> {
  const chosen = `select transfer_id, hash, link_no from ledger_links
                  where link_no > :after order by link_no limit ${sealedAtOnce}`
  const { rows } = await db.raw<{ rows: Linked[] }>(`${wordsOf(chosen)} order by x.link_no`, {
    after,
  })
  return rows
}

async function findUnsealed(db: Db): Promise<{ loose: number | null; waiting: number }> {
  const { rows } = await db.raw<{ rows: { loose: number | null; waiting: number }[] }>(
    `select min(t.id) filter (where u.transfer_id is null) as loose, count(u.transfer_id)::int as waiting
     from transfers t left join unsealed_transfers u on u.transfer_id = t.id
     where not exists (select from ledger_links l where l.transfer_id = t.id)`,
  )
  return rows[0]!
}
