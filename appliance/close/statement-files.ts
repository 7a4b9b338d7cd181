// Statements as files: kept word for word in pieces, each only once however often it is brought, and read by a job.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Invalid, NotFound } from '../errors.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { Statement, StatementFault } from '../tables.ts'

export interface Brought {
  shortcode: string
  file_name: string
  /** SHA-256 of it. */
  file_hash: Buffer
  file_bytes: number
  /** From a disk: a transaction is open while they come. */
  pieces: AsyncIterable<Uint8Array>
}

/**
 * Keeps the file and has it read. The same bytes again are the same statement, and change nothing. Throws Invalid `file_empty`,
 * NotFound `shortcode_unknown`.
 */
export async function bringStatement(
  work: Work,
  { pieces, ...file }: Brought,
  by: Actor & { staff: { id: number } },
): Promise<{ id: number; known: boolean }> {
  const { shortcode, file_name, file_hash, file_bytes } = file
  if (file_bytes === 0) throw new Invalid('file_empty', 'There is nothing in this file.')
  if (!(await work.db('shortcodes').where({ shortcode }).first('shortcode')))
    throw new NotFound('shortcode_unknown', `${shortcode} is not a paybill of ours.`)

  const brought = { brought_by: by.staff.id, brought_at: work.now, due_at: work.now }
  // Two who bring it at once: the second waits here, and finds the first one's.
  const [added] = await work
    .db('statements')
    .insert({ ...file, ...brought, state: 'waiting' })
    .onConflict('file_hash')
    .ignore()
    .returning('id')
  if (!added)
    return { id: (await work.db('statements').where({ file_hash }).first('id'))!.id, known: true }

  const statement_id = added.id
  let part_no = 0
  for await (const piece of pieces) {
    const part = { statement_id, part_no, body: Buffer.from(piece) }
    await work.db('statement_parts').insert(part)
    part_no += 1
  }
  await recordAct(work, {
    ...by,
    action: 'statement.brought',
    subject: `statement:${statement_id}`,
    after: { shortcode, file_name, file_bytes },
  })
  await work.enqueue('read-statement', { statement_id })
  return { id: statement_id, known: false }
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
