// A statement's file as rows of cells with their place in it: CSV in any of the shapes people save it in, or a spreadsheet.
// It is read once from front to back; a line that is torn is told, and the next one is read.

import { parse } from 'csv-parse/sync'
import { readSheet } from './sheet.ts'

export interface Row {
  line_no: number
  /** Null for what can't be read as cells; `words` says what stood there. */
  cells: string[] | null
  words: string
  fault?: 'torn' | 'too_long'
}

const lineMax = 16 * 1024 // Longer is not a line of a statement.
const groupLines = 1000

/** Groups of rows, in the file's order. Throws what exceljs throws for a spreadsheet that is torn. */
export async function* readRows(file: AsyncIterable<Buffer>): AsyncGenerator<Row[]> {
  const { first, whole } = await peek(file)
  if (first.subarray(0, 4).equals(Buffer.from('PK\x03\x04'))) yield* readSheet(whole)
  else yield* readText(decode(first, whole))
}

async function peek(file: AsyncIterable<Buffer>): Promise<{ first: Buffer; whole: AsyncIterable<Buffer> }> {
  const pieces = file[Symbol.asyncIterator]()
  const { value: first = Buffer.alloc(0) } = (await pieces.next()) as IteratorResult<Buffer, undefined>
  async function* again() {
    yield first
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value
  }
  return { first, whole: again() }
} // prettier-ignore

/** UTF-8, or UTF-16 where the file begins so, as spreadsheets save "Unicode text". */
async function* decode(first: Buffer, whole: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const [one, two] = [first[0], first[1]]
  const name = one === 0xff && two === 0xfe ? 'utf-16le' : one === 0xfe && two === 0xff ? 'utf-16be' : 'utf-8' // prettier-ignore
  const decoder = new TextDecoder(name)
  for await (const piece of whole) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}

async function* readText(text: AsyncIterable<string>): AsyncGenerator<Row[]> {
  let group: { line_no: number; words: string }[] = []
  let delimiter = ','
  let begun = false
  for await (const line of splitLines(text)) {
    if (line.words.trim() === '') continue
    if (!begun) {
      // Saved anew by a spreadsheet of another country, it has semicolons, or tabs.
      const head = /^\s*"?receipt\s*n\w*\.?"?\s*([,;\t])/i.exec(line.words)
      if (head) delimiter = head[1]!
      begun = head !== null
    }
    group.push(line)
    if (group.length < groupLines && begun) continue
    yield parseGroup(group, delimiter)
    group = []
  }
  if (group.length > 0) yield parseGroup(group, delimiter)
}

/**
 * All at once, which is quick; each alone where a quote is torn, so that it takes no other line along. A quote that swallows
 * the end of its line makes fewer records than lines.
 */
function parseGroup(group: { line_no: number; words: string }[], delimiter: string): Row[] {
  const long = group.some(({ words }) => words.length > lineMax)
  if (!long) {
    const records = tryParse(group.map(({ words }) => words).join('\n'), delimiter)
    if (records?.length === group.length)
      return group.map((line, at) => ({ ...line, cells: records[at]! }))
  }
  return group.map((line) => {
    const words = line.words.slice(0, 200)
    if (line.words.length > lineMax) return { ...line, words, cells: null, fault: 'too_long' }
    const records = tryParse(line.words, delimiter)
    if (records?.length === 1) return { ...line, cells: records[0]! }
    return { ...line, words, cells: null, fault: 'torn' }
  })
}

function tryParse(text: string, delimiter: string): string[][] | undefined {
  try {
    return parse(text, { delimiter, relax_column_count: true, record_delimiter: '\n' })
  } catch {
    return undefined
  }
}

async function* splitLines(text: AsyncIterable<string>): AsyncGenerator<{ line_no: number; words: string }> {
  let held = ''
  let line_no = 0
  for await (const piece of text) {
    const lines = (held + piece).split('\n')
    held = lines.pop()!
    // Of a line without end no more is kept than shows that it is none.
    if (held.length > lineMax * 2) held = held.slice(0, lineMax + 1)
    for (const words of lines) yield { line_no: (line_no += 1), words: words.replace(/\r$/, '') }
  }
  if (held !== '') yield { line_no: line_no + 1, words: held }
} // prettier-ignore
