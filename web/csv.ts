// Lists as files for spreadsheets (RFC 4180). A spreadsheet runs what begins like a formula, and names come from
// strangers: such a cell begins with an apostrophe, which it takes for "this is text" (T37).

import { Readable } from 'node:stream'

/** Words are guarded; a figure of ours is written as it is. */
export type Cell = string | null | { figure: string }

// Excel and LibreOffice know the full-width forms too, and look past blanks and signs that are not seen.
const formula = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\p{Cc}']/u

export function csvCell(cell: Cell): string {
  if (cell === null) return '""'
  if (typeof cell !== 'string') return `"${cell.figure}"`
  return `"${(formula.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`
}

/** What stood in a cell before it was guarded: for whoever reads such a file again. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") ? cell.slice(1) : cell
}

export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** "1500.00": what a spreadsheet adds up. */
export function money(cents: number | null): Cell {
  if (cents === null) return null
  const digits = String(Math.abs(cents)).padStart(3, '0')
  return { figure: `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}` }
}

export function count(number: number): Cell {
  return { figure: String(number) }
}

const byteOrderMark = '\ufeff' // Without it Excel takes UTF-8 for something else.

/** The whole file, page by page as it is read: a million rows are never in memory at once. */
export function csvFile(header: readonly string[], pages: AsyncIterable<Cell[][]>): Readable {
  async function* lines() {
    yield byteOrderMark + csvLine(header)
    for await (const rows of pages) yield rows.map(csvLine).join('')
  }
  return Readable.from(lines(), { objectMode: false })
}
