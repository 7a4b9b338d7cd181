// A statement's lines into the book, all or none. A line that another statement told of is the same line; one that stands
// in the file twice, or says otherwise than before, is set aside with its place in the file.

import type { Work } from '../appliance.ts'
import type { FaultyLine, StatementLine } from '../providers/statement-line.ts'
import type { Statement } from '../tables.ts'
import { nairobi, type Instant } from '../time.ts'
import { locks } from '../locks.ts'

export interface Keeper {
  /** Some lines and faults, in the file's order. */
  keep(lines: readonly (StatementLine | FaultyLine)[]): Promise<void>
  /** The file ends here. Returns how many lines there were. */
  finish(): Promise<number>
}

/** One at a time for each paybill: two files that overlap are read one after the other. Undefined where it was read already. */
export async function openStatement(work: Work, id: number): Promise<Statement | undefined> {
  const statement = await work.db('statements').where({ id }).first()
  if (!statement) return undefined
  await work.db.raw('select pg_advisory_xact_lock(?, hashtext(?))', [locks.statement, statement.shortcode]) // prettier-ignore
  return work.db('statements').where({ id, state: 'waiting' }).first()
}

export function keepLines(work: Work, { id, shortcode }: Statement): Keeper {
  const total = { lines: 0, added: 0, known: 0, faulty: 0 }
  const gaps = openBalanceCheck()
  let first: Instant | null = null
  let last: Instant | null = null

  async function keep(given: readonly (StatementLine | FaultyLine)[]): Promise<void> {
    const faults = given.filter((one): one is FaultyLine => 'fault' in one)
    const good = given.filter((one): one is StatementLine => !('fault' in one))
    total.lines += given.length
    for (const line of good) {
      gaps.see(line)
      if (!first || Temporal.Instant.compare(line.completed_at, first) < 0) first = line.completed_at
      if (!last || Temporal.Instant.compare(line.completed_at, last) > 0) last = line.completed_at
    }
    const { lines, repeated } = withoutRepeats(good)
    const added = await insertLines(work, { id, shortcode }, lines)
    const others = lines.filter((line) => !added.has(line.line_no))
    const odd = await compareKnown(work, { id, shortcode }, others)
    const set_aside = [...faults, ...repeated, ...odd]
    total.added += added.size
    total.known += others.length - odd.length
    total.faulty += set_aside.length
    if (set_aside.length > 0)
      await work.db('statement_faults').insert(set_aside.map((fault) => ({ ...fault, statement_id: id })))
  } // prettier-ignore

  async function finish(): Promise<number> {
    await work
      .db('statements')
      .where({ id })
      .update({
        state: 'read',
        lines_seen: total.lines,
        lines_new: total.added,
        lines_known: total.known,
        lines_faulty: total.faulty,
        balance_gaps: gaps.count(),
        covers_from: first && dayOf(first).toZonedDateTime(nairobi).toInstant(),
        covers_until: last && coveredUntil(last, work.now),
      })
    return total.lines
  }
  return { keep, finish }
}

/** The whole of its last day, unless that day was still running when it was brought: then up to its last line. Pure. */
export function coveredUntil(last: Instant, brought_at: Instant): Instant {
  const ends = dayOf(last).add({ days: 1 }).toZonedDateTime(nairobi).toInstant()
  return Temporal.Instant.compare(ends, brought_at) <= 0 ? ends : last
}

const dayOf = (at: Instant) => at.toZonedDateTimeISO(nairobi).toPlainDate()

/** What makes two lines the same one. A payment and its charge share a code; a file shows each once. */
export function keyOf({ receipt_code, reason_type, amount_cents }: StatementLine): string {
  return JSON.stringify([receipt_code, reason_type, amount_cents])
}

function withoutRepeats(given: readonly StatementLine[]): { lines: StatementLine[]; repeated: FaultyLine[] } {
  const kept = new Map<string, StatementLine>()
  const repeated: FaultyLine[] = []
  for (const line of given) {
    const before = kept.get(keyOf(line))
    const better = !before || (line.completed && !before.completed)
    if (before) repeated.push(faultOf(better ? before : line, 'repeated'))
    if (better) kept.set(keyOf(line), line)
  }
  return { lines: [...kept.values()], repeated }
} // prettier-ignore

const faultOf = (line: StatementLine, fault: FaultyLine['fault']): FaultyLine => ({
  line_no: line.line_no,
  fault,
  words: `${line.receipt_code} ${line.reason_type} ${line.status}`,
})

type Place = Pick<Statement, 'id' | 'shortcode'>

const columnsSql = `unnest(:line_nos::int[], :receipts::text[], :kinds::text[], :completed::boolean[], :statuses::text[], :amounts::bigint[],
  :times::timestamptz[], :reasons::text[], :details::text[], :parties::text[], :linked::text[], :typed::text[])
  as g (line_no, receipt_code, kind, completed, status, amount_cents, completed_at, reason_type, details, other_party, linked_code, account_typed)`

function bindings(lines: readonly StatementLine[]) {
  const all = <Name extends keyof StatementLine>(name: Name) => lines.map((line) => line[name]) as never
  return {
    line_nos: all('line_no'), receipts: all('receipt_code'), kinds: all('kind'), completed: all('completed'),
    statuses: all('status'), amounts: all('amount_cents'), times: lines.map((line) => line.completed_at.toString()),
    reasons: all('reason_type'), details: all('details'), parties: all('other_party'), linked: all('linked_code'),
    typed: all('account_typed'),
  }
} // prettier-ignore

/** Returns the places in the file of those that are new. */
async function insertLines(work: Work, { id, shortcode }: Place, lines: readonly StatementLine[]): Promise<Set<number>> {
  if (lines.length === 0) return new Set()
  const { rows } = await work.db.raw<{ rows: { line_no: number }[] }>(
    `insert into statement_lines (statement_id, shortcode, line_no, receipt_code, kind, completed, status, amount_cents,
       completed_at, reason_type, details, other_party, linked_code, account_typed)
     select :id, :shortcode, line_no, receipt_code, kind, completed, status, amount_cents, completed_at, reason_type,
       details, other_party, linked_code, account_typed from ${columnsSql}
     on conflict (shortcode, receipt_code, reason_type, amount_cents) do nothing returning line_no`,
    { id, shortcode, ...bindings(lines) },
  )
  return new Set(rows.map(({ line_no }) => line_no))
} // prettier-ignore

/** What had not been completed and is now is said anew, and compared again; what says less than before is set aside. */
async function compareKnown(work: Work, { id, shortcode }: Place, lines: readonly StatementLine[]): Promise<FaultyLine[]> {
  if (lines.length === 0) return []
  const { rows } = await work.db.raw<{ rows: { line_no: number; same_file: boolean; was: boolean; is: boolean }[] }>(
    `select g.line_no, l.statement_id = :id as same_file, l.completed as was, g.completed as is from ${columnsSql}
     join statement_lines l on l.shortcode = :shortcode and l.receipt_code = g.receipt_code
       and l.reason_type = g.reason_type and l.amount_cents = g.amount_cents`,
    { id, shortcode, ...bindings(lines) },
  )
  const found = new Map(rows.map((row) => [row.line_no, row]))
  const later = lines.filter(({ line_no }) => found.get(line_no)?.was === false && found.get(line_no)?.is)
  for (const { receipt_code, reason_type, amount_cents, status } of later)
    await work
      .db('statement_lines')
      .where({ shortcode, receipt_code, reason_type, amount_cents })
      .update({ completed: true, status, statement_id: id, matched_at: null })
  return lines.flatMap((line) => {
    const { same_file = false, was = false, is = false } = found.get(line.line_no) ?? {}
    if (was && !is) return [faultOf(line, 'contradicts')]
    return same_file ? [faultOf(line, 'repeated')] : []
  })
} // prettier-ignore

/** Whether each line's balance leads to the next one's, whichever way the file runs: where not, lines are missing. */
export function openBalanceCheck() {
  let before: StatementLine | undefined
  let [upwards, downwards] = [0, 0]
  return {
    see(line: StatementLine): void {
      if (!line.completed || line.balance_cents === null) return
      const was = before
      before = line
      if (!was) return
      if (was.balance_cents! + line.amount_cents !== line.balance_cents) upwards += 1
      if (was.balance_cents! - was.amount_cents !== line.balance_cents) downwards += 1
    },
    count: () => Math.min(upwards, downwards),
  }
}
