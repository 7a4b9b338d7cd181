// Statements as files: kept word for word in pieces, each only once however often it is brought, and read by a job.

import { createHash } from 'node:crypto'
import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Invalid, NotFound } from '../errors.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { Statement, StatementFault } from '../tables.ts'

export interface Brought {
  shortcode: string
  file_name: string
  pieces: AsyncIterable<Uint8Array>
}

const pieceBytes = 512 * 1024

/**
 * Keeps the file and has it read. The same bytes again are the same statement, and change nothing. `pieces` must come at the
 * disk's pace: the transaction is open meanwhile. Throws Invalid `file_empty`, NotFound `shortcode_unknown`.
 */
export async function bringStatement(
  work: Work,
  { shortcode, file_name, pieces }: Brought,
  by: Actor & { staff: { id: number } },
): Promise<{ id: number; known: boolean }> {
  const place = await work.db('shortcodes').where({ shortcode }).first('shortcode')
  if (!place) throw new NotFound('shortcode_unknown', `${shortcode} is not a paybill of ours.`)

  const { rows } = await work.db.raw<{ rows: { id: number }[] }>(
    `select nextval(pg_get_serial_sequence('statements', 'id'))::bigint as id`,
  )
  const id = rows[0]!.id
  const hash = createHash('sha256')
  const kept: Uint8Array[] = []
  let file_bytes = 0
  for await (const piece of inPieces(pieces)) {
    hash.update(piece)
    file_bytes += piece.length
    kept.push(piece)
  }
  if (file_bytes === 0) throw new Invalid('file_empty', 'There is nothing in this file.')
  const file_hash = hash.digest()
  const known = await work.db('statements').where({ file_hash }).first('id')
  if (known) return { id: known.id, known: true }

  const row = { id, shortcode, file_name, file_hash, file_bytes, state: 'waiting' as const }
  const brought = { brought_by: by.staff.id, brought_at: work.now, due_at: work.now }
  // Two who bring it at once: the second waits here, and finds the first one's.
  const [added] = await work.db.raw<{ rows: { id: number }[] }>(
    `insert into statements (id, shortcode, file_name, file_hash, file_bytes, state, brought_by, brought_at, due_at)
     overriding system value
     values (:id, :shortcode, :file_name, :file_hash, :file_bytes, :state, :brought_by, :brought_at, :due_at)
     on conflict (file_hash) do nothing returning id`,
    { ...row, ...brought } as never,
  ).then(({ rows: made }) => made) // prettier-ignore
  if (!added) return { id: (await work.db('statements').where({ file_hash }).first('id'))!.id, known: true } // prettier-ignore
  for (const [part_no, body] of kept.entries())
    await work.db('statement_parts').insert({ statement_id: id, part_no, body: Buffer.from(body) })
  await recordAct(work, {
    ...by,
    action: 'statement.brought',
    subject: `statement:${id}`,
    after: { shortcode, file_name, file_bytes },
  })
  await work.enqueue('read-statement', { statement_id: id })
  return { id, known: false }
}

async function* inPieces(given: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = []
  let bytes = 0
  for await (const piece of given) {
    held.push(piece)
    bytes += piece.length
    if (bytes < pieceBytes) continue
    yield Buffer.concat(held)
    held = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(held)
}

/** The file as it came, piece by piece. */
export async function* readFile(db: Db, statement_id: number): AsyncGenerator<Buffer> {
  for (let part_no = 0; ; part_no += 1) {
    const part = await db('statement_parts').where({ statement_id, part_no }).first('body')
    if (!part) return
    yield part.body
  }
}

export async function findStatement(db: Db, id: number): Promise<Statement | undefined> {
  return db('statements').where({ id }).first()
}

/** No statement of ours to read: another's, a person's, no statement at all. Nothing of it is kept but the file. */
export async function refuseStatement(work: Work, id: number, refused_as: string): Promise<void> {
  await work
    .db('statements')
    .where({ id, state: 'waiting' })
    .update({ state: 'refused', refused_as, due_at: null, done_at: work.now })
}

/** How far the reading is; told beside the transaction that reads, so that others see it. */
export async function noteProgress(db: Db, id: number, lines_seen: number): Promise<void> {
  await db('statements').where({ id }).update({ lines_seen })
}

export interface ListedStatement extends Statement {
  brought_by_name: string
}

/** Newest first. */
export async function listStatements(db: Db, limit: number): Promise<ListedStatement[]> {
  const rows = await db('statements as s')
    .join('staff as b', 'b.id', 's.brought_by')
    .orderBy('s.id', 'desc')
    .limit(limit)
    .select('s.*', 'b.name as brought_by_name')
  return rows as ListedStatement[]
}

/** Throws NotFound `statement_unknown`. */
export async function readStatement(db: Db, id: number): Promise<ListedStatement> {
  const row = await db('statements as s')
    .join('staff as b', 'b.id', 's.brought_by')
    .where('s.id', id)
    .first('s.*', 'b.name as brought_by_name')
  if (!row) throw new NotFound('statement_unknown', 'There is no such statement.')
  return row as ListedStatement
}

/** What could not be read, in the file's order. */
export async function listFaults(db: Db, statement_id: number, limit: number): Promise<StatementFault[]> {
  return db('statement_faults').where({ statement_id }).orderBy('line_no').limit(limit)
} // prettier-ignore

export interface Found {
  found: number
  found_cents: number
  waiting: number
}

/** What a statement told that nobody had told, and what of it is still to be compared. */
export async function readFound(db: Db, statement_id: number): Promise<Found> {
  const { rows } = await db.raw<{ rows: Found[] }>(
    `select count(*) filter (where found_here) as found,
            coalesce(sum(amount_cents) filter (where found_here), 0) as found_cents,
            count(*) filter (where matched_at is null) as waiting
     from statement_lines where statement_id = :statement_id`,
    { statement_id },
  )
  return rows[0]!
}
