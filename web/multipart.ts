// A form that brings a file (RFC 7578), read as it arrives: its fields first, then the file piece by piece, never the whole of it in
// memory. Whatever else is sent, however it is cut into packets, is refused or skipped; nothing is guessed.

import { Invalid } from '../appliance/errors.ts'

export interface Upload<Result> {
  fields: Record<string, string>
  file: { name: string; result: Result } | null
}

export interface Limits {
  /** The one field that may hold a file. */
  fileField: string
  bytesMax: number
}

const headMax = 4096
const fieldMax = 4096
const fieldsMax = 20

/** The boundary a Content-Type names; null for anything but such a form. */
export function boundaryOf(contentType: string): string | null {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) return null
  const match = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType)
  const boundary = match?.[1] ?? match?.[2] ?? ''
  return /^[\x21-\x7e]{1,70}$/.test(boundary) ? boundary : null
}

/**
 * Reads it to its end. `take` is given the file with the fields that stood before it; what it does not read is skipped. Throws
 * Invalid `form_unreadable`, `file_too_big`.
 */
export async function readMultipart<Result>(
  source: AsyncIterable<Buffer>,
  boundary: string,
  { fileField, bytesMax }: Limits,
  take: (file: { name: string; fields: Record<string, string>; pieces: AsyncIterable<Buffer> }) => Promise<Result>,
): Promise<Upload<Result>> {
  const reader = openReader(source, bytesMax)
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  const fields: Record<string, string> = Object.create(null)
  let file: Upload<Result>['file'] = null

  for await (const piece of reader.until(delimiter)) if (piece.length > headMax) refuse()
  for (;;) {
    if ((await reader.take(2)).equals(Buffer.from('--'))) return { fields, file }
    const head = await readSmall(reader.until(Buffer.from('\r\n\r\n')), headMax, '\r\n')
    const { name, fileName } = readHead(head)
    const body = reader.until(delimiter)
    if (fileName === null) {
      if (Object.hasOwn(fields, name) || Object.keys(fields).length === fieldsMax) refuse()
      fields[name] = await readSmall(body, fieldMax)
    } else {
      if (name !== fileField || file) refuse()
      file = { name: fileName, result: await take({ name: fileName, fields, pieces: body }) }
      for await (const _rest of body); // What nobody wanted.
    }
  }
} // prettier-ignore

function refuse(): never {
  throw new Invalid('form_unreadable', 'The form sent something it does not have.')
}

async function readSmall(body: AsyncIterable<Buffer>, max: number, before = ''): Promise<string> {
  const kept: Buffer[] = []
  let bytes = 0
  for await (const piece of body) {
    if ((bytes += piece.length) > max) refuse()
    kept.push(piece)
  }
  return before + Buffer.concat(kept).toString('utf8')
}

/** A part's name, and its file's name where it is a file: the last part of it, fit to show. */
function readHead(head: string): { name: string; fileName: string | null } {
  const line = /\r\ncontent-disposition:\s*form-data\s*;([^\r\n]*)/i.exec(`\r\n${head}`.replace(/\r\n[ \t]+/g, ' '))?.[1]
  const of = (key: string) => new RegExp(`(?:^|;)\\s*${key}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(line ?? '')?.[1]
  const name = of('name')
  if (name === undefined || !/^[a-z_]{1,40}$/.test(name)) refuse()
  const fileName = of('filename')
  if (fileName === undefined) return { name, fileName: null }
  const last = fileName.split(/[/\\]/).at(-1)!
  return { name, fileName: last.replace(/\p{C}/gu, '').slice(0, 120) || 'file' }
} // prettier-ignore

/** Bytes as they come, asked for up to a mark. */
function openReader(source: AsyncIterable<Buffer>, bytesMax: number) {
  const pieces = source[Symbol.asyncIterator]()
  let held = Buffer.from('\r\n') // So that the first boundary, too, stands behind a line's end.
  let bytes = 0

  async function more(): Promise<void> {
    const next = await pieces.next()
    if (next.done) refuse() // It breaks off.
    if ((bytes += next.value.length) > bytesMax)
      throw new Invalid('file_too_big', 'The file is too big to be sent by this page.')
    held = Buffer.concat([held, next.value])
  }

  return {
    async take(count: number): Promise<Buffer> {
      while (held.length < count) await more()
      const taken = held.subarray(0, count)
      held = held.subarray(count)
      return taken
    },
    /** What stands before the mark, which is passed over. To be read to its end before anything else. */
    until(mark: Buffer): AsyncIterableIterator<Buffer> {
      async function* pass(): AsyncGenerator<Buffer> {
        for (;;) {
          const at = held.indexOf(mark)
          if (at >= 0) {
            const last = held.subarray(0, at)
            held = held.subarray(at + mark.length)
            if (last.length > 0) yield last
            return
          }
          // The mark may begin in the last bytes.
          const sure = held.length - mark.length + 1
          if (sure > 0) {
            const piece = held.subarray(0, sure)
            held = held.subarray(sure)
            yield piece
          }
          await more()
        }
      }
      // A reader that stops early must not end it: the rest is still to be passed over.
      const inner = pass()
      return { next: () => inner.next(), [Symbol.asyncIterator]() { return this } }
    },
  }
} // prettier-ignore
