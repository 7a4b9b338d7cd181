// The audit as a chain: each act's hash is of its own words and of the hash before. The database makes the links; here
// they are made again from the rows, by other code, and compared. Whoever rewrites one row must rewrite all that came after,
// and the heads that were carried out of the database each day say otherwise.

import { createHash } from 'node:crypto'
import type { Appliance } from '../appliance.ts'
import { carryOut, readCarried, type Head } from '../carried-heads.ts'
import type { Db } from '../database.ts'
import type { Instant } from '../time.ts'

export type Verdict =
  | { outcome: 'whole'; head: Head; heads: number }
  | { outcome: 'broken'; why: Break; link_no: number; audit_id: number | null; day?: string }

/** A row that says something else than when it was written, one that is gone, one that never was written by an act. */
type Break = 'changed' | 'gone' | 'unlinked' | 'head_differs'

interface Linked {
  link_no: number
  audit_id: number
  hash: Buffer
  words: string | null
}

const batch = 5_000

/** The last link; nothing of it says more than that something happened. */
export async function readHead(db: Db): Promise<Head> {
  const last = await db('audit_links').orderBy('link_no', 'desc').first()
  return last
    ? { link_no: last.link_no, hash: last.hash.toString('hex') }
    : { link_no: 0, hash: '' }
}

/** Walks the whole chain, and looks that each head that was carried out still stands in it. Names the first row that is not right. */
export async function verifyChain({
  db,
  config,
}: Pick<Appliance, 'db' | 'config'>): Promise<Verdict> {
  const heads = await readCarried(config.stateDir, 'audit-heads')
  const hashAt = new Map<number, string>()
  const wanted = new Set(heads.map(({ link_no }) => link_no))
  let past: Buffer = Buffer.alloc(0)
  let link_no = 0
  for (;;) {
    const links = await readLinks(db, link_no)
    for (const link of links) {
      link_no += 1
      if (link.link_no !== link_no) return broken('gone', link_no, null)
      if (link.words === null) return broken('gone', link_no, link.audit_id)
      past = createHash('sha256').update(past).update(link.words).digest()
      if (!past.equals(link.hash)) return broken('changed', link_no, link.audit_id)
      if (wanted.has(link_no)) hashAt.set(link_no, past.toString('hex'))
    }
    if (links.length < batch) break
  }
  const loose = await findUnlinked(db)
  if (loose !== undefined) return broken('unlinked', link_no, loose)
  const other = heads.find((head) => head.link_no > 0 && hashAt.get(head.link_no) !== head.hash)
  if (other) return { ...broken('head_differs', other.link_no, null), day: other.day }
  return { outcome: 'whole', head: { link_no, hash: past.toString('hex') }, heads: heads.length }
}

function broken(why: Break, link_no: number, audit_id: number | null) {
  return { outcome: 'broken', why, link_no, audit_id } as const
}

// The words are put together here once more, not by the database's own function: whoever could change that one could lie.
async function readLinks(db: Db, after: number): Promise<Linked[]> {
  const { rows } = await db.raw<{ rows: Linked[] }>(
    `select l.link_no, l.audit_id, l.hash, case when a.id is not null then
       jsonb_build_array(a.id, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), a.staff_id,
         host(a.source_address), a.action, a.subject, a.before, a.after, a.why)::text end as words
     from audit_links l left join audit a on a.id = l.audit_id
     where l.link_no > :after order by l.link_no limit ${batch}`,
    { after },
  )
  return rows
}

async function findUnlinked(db: Db): Promise<number | undefined> {
  const { rows } = await db.raw<{ rows: { id: number }[] }>(
    `select a.id from audit a where not exists (select from audit_links l where l.audit_id = a.id) order by a.id limit 1`,
  )
  return rows[0]?.id
}

/** Carries the head out of the database. Returns what was written. */
export async function exportHead(
  { db, config }: Pick<Appliance, 'db' | 'config'>,
  now: Instant,
): Promise<Head> {
  const head = await readHead(db)
  await carryOut(config.stateDir, 'audit-heads', head, now)
  return head
}
