// The signs of a RouterOS script, one after the other: where words end, and what a quoted string says.

import { SyntaxTrouble } from './values.ts'

export type TextPart = string | { readonly variable: string } | { readonly from: number }

export interface Reader {
  readonly text: string
  at: number
}

export function trouble({ text, at }: Reader, what: string): SyntaxTrouble {
  const before = text.slice(0, at).split('\n')
  return new SyntaxTrouble(`${what} (line ${before.length} column ${before.at(-1)!.length + 1})`)
}

/** Blanks, joined lines and, where a newline ends nothing, newlines and comments. */
export function skipBlanks(reader: Reader, alsoLines = false): void {
  for (;;) {
    const { text, at } = reader
    const sign = text[at]
    if (sign === ' ' || sign === '\t' || sign === '\r') reader.at += 1
    else if (sign === '\\' && /^\\\r?\n/.test(text.slice(at, at + 3)))
      reader.at = text.indexOf('\n', at) + 1
    else if (alsoLines && sign === '\n') reader.at += 1
    else if (alsoLines && sign === '#') reader.at = endOfLine(text, at)
    else return
  }
}

export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

/** A name after `$`: letters and digits, or anything in quotes. */
export function readVariableName(reader: Reader): string {
  if (reader.text[reader.at] === '"') {
    const end = reader.text.indexOf('"', reader.at + 1)
    if (end < 0) throw trouble(reader, 'missing closing quote')
    const name = reader.text.slice(reader.at + 1, end)
    reader.at = end + 1
    return name
  }
  const [name = ''] = /^[A-Za-z0-9]*/.exec(reader.text.slice(reader.at, reader.at + 100))!
  if (name === '') throw trouble(reader, 'expected variable name')
  reader.at += name.length
  return name
}

const escapes: Record<string, string> = {
  '"': '"', '\\': '\\', $: '$', '?': '?', _: ' ', n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v',
} // prettier-ignore

/**
 * The parts of the string that begins after the opening quote. `readSubstitution` is called at a `[` after `$` and leaves
 * the reader after its `]`.
 */
export function readString<Part>(
  reader: Reader,
  make: { variable(name: string): Part; substitution(): Part },
): (string | Part)[] {
  const parts: (string | Part)[] = []
  let piece = ''
  const add = (part: Part) => {
    if (piece !== '') parts.push(piece)
    piece = ''
    parts.push(part)
  }
  for (;;) {
    const sign = reader.text[reader.at]
    if (sign === undefined) throw trouble(reader, 'missing closing quote')
    reader.at += 1
    if (sign === '"') break
    if (sign === '\\') piece += readEscape(reader)
    else if (sign === '$') {
      const next = reader.text[reader.at] ?? ''
      if (next === '[' || next === '(') add(make.substitution())
      else if (/[A-Za-z0-9"]/.test(next)) add(make.variable(readVariableName(reader)))
      else throw trouble(reader, 'bare $ in a string')
    } else piece += sign
  }
  if (piece !== '' || parts.length === 0) parts.push(piece)
  return parts
}

/** The manual's list; what is not on it is refused, so that no script of ours leans on a guess. */
function readEscape(reader: Reader): string {
  const rest = reader.text.slice(reader.at, reader.at + 200)
  const joined = /^\r?\n[ \t]*/.exec(rest)
  const hex = /^[0-9A-F]{2}/.exec(rest)
  const [used] = joined ?? hex ?? [rest[0] ?? '']
  const said = joined ? '' : hex ? String.fromCharCode(Number.parseInt(hex[0], 16)) : escapes[used!]
  if (said === undefined) throw trouble(reader, `unknown escape \\${used}`)
  reader.at += used!.length
  return said
}
