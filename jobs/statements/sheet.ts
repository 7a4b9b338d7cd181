// The same statement as a spreadsheet (XLSX), row by row as exceljs unpacks it: never the whole of it in memory.

import { Readable } from 'node:stream'
import excel from 'exceljs'
import type { Row } from './rows.ts'

const groupRows = 1000
const cellMax = 2000

/** The first sheet. Throws what exceljs throws where the file is torn. */
export async function* readSheet(file: AsyncIterable<Buffer>): AsyncGenerator<Row[]> {
  const book = new excel.stream.xlsx.WorkbookReader(Readable.from(file), {
    sharedStrings: 'cache',
    styles: 'ignore', // So a time stays the number it is.
    hyperlinks: 'ignore',
    worksheets: 'emit',
    entries: 'ignore',
  })
  for await (const sheet of book) {
    let group: Row[] = []
    for await (const row of sheet) {
      const cells = cellsOf(row.values)
      if (cells.every((cell) => cell === '')) continue
      group.push({ line_no: row.number, cells, words: cells.join(',').slice(0, 200) })
      if (group.length < groupRows) continue
      yield group
      group = []
    }
    if (group.length > 0) yield group
    return
  }
}

/** exceljs counts from one, and leaves holes. */
function cellsOf(values: unknown): string[] {
  if (!Array.isArray(values)) return []
  return Array.from(values.slice(1), (value: unknown) => wordsOf(value).slice(0, cellMax))
}

function wordsOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return plainNumber(value)
  if (typeof value !== 'object') return String(value)
  // A formula's last result; a text in several fonts; never what a formula would do.
  const { result, richText, text } = value as Record<string, unknown>
  if (Array.isArray(richText)) return richText.map((part) => wordsOf((part as { text?: unknown }).text)).join('') // prettier-ignore
  if (text !== undefined) return wordsOf(text)
  return result === undefined || typeof result === 'object' ? '' : wordsOf(result)
}

/** 1500.1 as a spreadsheet holds it, without its binary tail; a time keeps its fraction of a day. */
function plainNumber(value: number): string {
  if (!Number.isFinite(value)) return ''
  const isTime = value > 20_000 && value < 99_999 && !Number.isInteger(Math.round(value * 1000) / 10)
  return isTime ? String(value) : String(Math.round(value * 100) / 100)
} // prettier-ignore
