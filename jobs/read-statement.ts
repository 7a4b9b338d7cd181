// Reads a statement somebody brought and compares it with the books. Reading is one transaction: a file that can't be read to
// its end leaves nothing behind. Comparing goes on where it was; run twice, it finds nothing left to do.

import { setTimeout as wait } from 'node:timers/promises'
import type { Appliance } from '../appliance/appliance.ts'
import { keepLines, openStatement } from '../appliance/close/statement-lines.ts'
import {
  findStatement,
  noteProgress,
  readFile,
  refuseStatement,
} from '../appliance/close/statement-files.ts'
import { matchSome, noteMissing } from '../appliance/close/matching.ts'
import { log, warn } from '../appliance/log.ts'
import {
  isHeader,
  readHeader,
  readLine,
  readPreamble,
  type Columns,
  type FaultyLine,
  type StatementLine,
} from '../appliance/providers/statement-line.ts'
import type { JobData } from '../appliance/queues.ts'
import { readRows, type Row } from './statements/rows.ts' // prettier-ignore

const headerWithin = 100
const toldEvery = 10_000

/** What makes a whole file unreadable. */
class NoStatement extends Error {}

export async function readStatement(
  appliance: Appliance,
  { statement_id }: JobData['read-statement'],
): Promise<void> {
  const statement = await findStatement(appliance.db, statement_id)
  if (statement?.state === 'waiting') await readAll(appliance, statement_id)
  const read = await findStatement(appliance.db, statement_id)
  if (read?.state !== 'read') return

  for (let left = 1; left > 0;) {
    left = await appliance.work((unit) => matchSome(unit, statement_id))
    await wait(0) // Others have their turn between two groups.
  }
  const { missing, waiting } = await appliance.work((unit) => noteMissing(unit, statement_id))
  log('statement.compared', { statement_id, missing, waiting })
}

async function readAll({ db, work }: Appliance, statement_id: number): Promise<void> {
  try {
    await work(async (unit) => {
      const statement = await openStatement(unit, statement_id)
      if (!statement) return
      const keeper = keepLines(unit, statement)
      const look = openLook(statement.shortcode)
      let [seen, told] = [0, 0]
      for await (const rows of readRows(readFile(unit.db, statement_id))) {
        const lines = rows.flatMap((row) => look(row) ?? [])
        if (lines.length > 0) await keeper.keep(lines)
        seen += lines.length
        if (seen - told < toldEvery) continue
        told = seen
        await noteProgress(db, statement_id, seen)
      }
      if (!look.begun()) throw new NoStatement('not_a_statement')
      const count = await keeper.finish()
      log('statement.read', { statement_id, lines: count })
    })
  } catch (error) {
    const refused = error instanceof NoStatement ? error.message : isTorn(error) ? 'torn_file' : null
    if (refused === null) throw error
    await work((unit) => refuseStatement(unit, statement_id, refused))
    warn('statement.refused', { statement_id, refused })
  }
} // prettier-ignore

/** What zip and XML readers say of a file that is none. */
function isTorn(error: unknown): boolean {
  const { message = '', code } = error as { message?: string; code?: string }
  if (code?.startsWith('Z_')) return true
  return /FILE_ENDED|invalid signature|end of central|corrupt|zip|unexpected end|unclosed|xml|Unterminated|not well-formed|text data outside/i.test(
    message,
  )
}

/** Looks at row after row: what stands before the header, the header, the lines. */
function openLook(shortcode: string) {
  let columns: Columns | undefined
  let before = 0
  function look({ line_no, cells, words, fault }: Row): StatementLine | FaultyLine | undefined {
    if (columns)
      return cells
        ? readLine(columns, cells, line_no)
        : { line_no, fault: fault ?? 'torn', words: words.slice(0, 200) }
    if (!cells) return undefined
    if ((before += 1) > headerWithin) throw new NoStatement('not_a_statement')
    if (!isHeader(cells)) {
      const named = readPreamble(cells)
      if (named !== null && named !== shortcode) throw new NoStatement('another_shortcode')
      return undefined
    }
    const found = readHeader(cells)
    if (typeof found === 'string') throw new NoStatement(found)
    columns = found
    return undefined
  }
  return Object.assign(look, { begun: () => columns !== undefined })
}
