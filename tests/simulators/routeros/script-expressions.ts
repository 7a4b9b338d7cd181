// Expressions of a RouterOS script: what stands in round brackets, after `where`, and as the value of an argument.

import { readString, readVariableName, skipBlanks, trouble, type Reader } from './script-reader.ts'
import type { Statement } from './script-parser.ts'
import { readLiteral, type Value } from './values.ts'

export type Expression =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'word'; readonly word: string } // In `where`, perhaps a property.
  | { readonly kind: 'text'; readonly parts: readonly (string | Expression)[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'command'; readonly body: readonly Statement[] }
  | { readonly kind: 'list'; readonly items: readonly { key?: Expression; value: Expression }[] }
  | { readonly kind: 'code'; readonly body: readonly Statement[]; readonly source: string }
  | { readonly kind: 'not' | 'minus'; readonly of: Expression }
  | { readonly kind: 'both'; readonly sign: string; readonly left: Expression; readonly right: Expression } // prettier-ignore

/** What the parser of commands lends: a body up to a closing bracket. */
export type ReadBody = (reader: Reader, close: ']' | '}') => Statement[]

// The weakest first. `and` and `or` are words for the signs.
const levels: readonly (readonly string[])[] = [
  ['||', 'or'],
  ['&&', 'and'],
  ['!=', '<=', '>=', '=', '<', '>', '~', 'in'],
  [','],
  ['.'],
  ['+', '-'],
  ['*', '/', '%'],
  ['->'],
]

export function readExpression(
  reader: Reader,
  readBody: ReadBody,
  { level = 0, alsoLines = true } = {},
): Expression {
  if (level === levels.length) return readOne(reader, readBody, alsoLines)
  const next = { level: level + 1, alsoLines }
  let left = readExpression(reader, readBody, next)
  for (;;) {
    skipBlanks(reader, alsoLines)
    const found = findSign(reader, level)
    if (!found) return left
    reader.at += found.length
    const right = readExpression(reader, readBody, next)
    left = { kind: 'both', sign: { or: '||', and: '&&' }[found] ?? found, left, right }
  }
}

function findSign({ text, at }: Reader, level: number): string | undefined {
  const rest = text.slice(at, at + 4)
  return levels[level]!.find((sign) => {
    if (!rest.startsWith(sign)) return false
    if (/^[a-z]/.test(sign)) return /^\s|^[("$!]/.test(rest.slice(sign.length))
    return sign !== '-' || rest[1] !== '>'
  })
}

function readOne(reader: Reader, readBody: ReadBody, alsoLines: boolean): Expression {
  skipBlanks(reader, alsoLines)
  const { text, at } = reader
  const sign = text[at]
  if (sign === undefined) throw trouble(reader, 'unexpected end of the script')
  if (sign === '!') {
    reader.at += 1
    return { kind: 'not', of: readOne(reader, readBody, alsoLines) }
  }
  const isWordNot = /^not[\s(]/.test(text.slice(at, at + 4))
  if (isWordNot) {
    reader.at += 3
    return { kind: 'not', of: readOne(reader, readBody, alsoLines) }
  }
  if (sign === '-' && !/^-\d/.test(text.slice(at, at + 2))) {
    reader.at += 1
    return { kind: 'minus', of: readOne(reader, readBody, alsoLines) }
  }
  const value = readValue(reader, readBody)
  if (value) return value
  // A word of an expression ends where a sign could begin; dots, dashes and slashes belong to it.
  const [word = ''] = /^-?[A-Za-z0-9_*:@][\w\-.:/*@]*/.exec(text.slice(at, at + 300)) ?? []
  if (word === '') throw trouble(reader, `unexpected ${JSON.stringify(sign)}`)
  reader.at += word.length
  return { kind: 'word', word }
}

/** What is told by its first sign: a string, a variable, brackets of three kinds. Undefined where it is a bare word. */
export function readValue(reader: Reader, readBody: ReadBody): Expression | undefined {
  const sign = reader.text[reader.at]
  if (sign === '"') {
    reader.at += 1
    const parts = readString<Expression>(reader, {
      variable: (name) => ({ kind: 'variable', name }),
      substitution: () => readValue(reader, readBody)!,
    })
    return { kind: 'text', parts }
  }
  if (sign === '$') {
    reader.at += 1
    const next = reader.text[reader.at]
    if (next === '[' || next === '(') return readValue(reader, readBody)
    return withKeys(reader, readBody, { kind: 'variable', name: readVariableName(reader) })
  }
  if (sign === '[') {
    reader.at += 1
    return { kind: 'command', body: readBody(reader, ']') }
  }
  if (sign === '(') {
    reader.at += 1
    const found = readExpression(reader, readBody)
    skipBlanks(reader, true)
    if (reader.text[reader.at] !== ')') throw trouble(reader, 'expected )')
    reader.at += 1
    return found
  }
  return sign === '{' ? readList(reader, readBody) : undefined
}

/** `$answer->"status"`, also outside of round brackets. */
function withKeys(reader: Reader, readBody: ReadBody, of: Expression): Expression {
  let left = of
  while (reader.text.startsWith('->', reader.at)) {
    reader.at += 2
    const right = readOne(reader, readBody, false)
    left = { kind: 'both', sign: '->', left, right }
  }
  return left
}

/** `{1; 2}`, `{a=1; "b c"=2}` */
function readList(reader: Reader, readBody: ReadBody): Expression {
  reader.at += 1
  const items: { key?: Expression; value: Expression }[] = []
  const value = () => readExpression(reader, readBody, { level: 3 })
  for (;;) {
    skipBlanks(reader, true)
    if (reader.text[reader.at] === '}') break
    const first = value()
    skipBlanks(reader, true)
    if (reader.text[reader.at] === '=') {
      reader.at += 1
      items.push({ key: first, value: value() })
    } else items.push({ value: first })
    skipBlanks(reader, true)
    if (reader.text[reader.at] === ';') reader.at += 1
    else if (reader.text[reader.at] !== '}') throw trouble(reader, 'expected ; or } in an array')
  }
  reader.at += 1
  return { kind: 'list', items }
}

/** A word where it cannot be a property. */
export function literal(word: string): Expression {
  return { kind: 'value', value: readLiteral(word) }
}

const comparisons = new Set(['=', '!=', '<', '>', '<=', '>=', '~'])

/** A word of a condition that stands where a property must, and is none. */
export function findStranger(found: Expression, known: readonly string[]): string | undefined {
  if (found.kind === 'not') return findStranger(found.of, known)
  if (found.kind === 'word') return known.includes(found.word) ? undefined : found.word
  if (found.kind !== 'both') return undefined
  const left = findStranger(found.left, known)
  return left ?? (comparisons.has(found.sign) ? undefined : findStranger(found.right, known))
}
