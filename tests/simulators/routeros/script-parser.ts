// Reads a RouterOS script into commands, and refuses what the router would refuse to read: a menu, a command or an
// argument that this version does not have.

import {
  findStranger,
  literal,
  readExpression,
  readValue,
  type Expression,
} from './script-expressions.ts'
import { endOfLine, skipBlanks, trouble, type Reader } from './script-reader.ts'
import { codeOf, scripts, usualCode } from './script-bodies.ts'
import { SyntaxTrouble } from './values.ts'
import type { Menus } from './menus.ts'

export interface Argument {
  /** Without one it is told by its place. */
  readonly name?: string
  readonly value: Expression
}

export interface Statement {
  /** '' for `:name` and for the call of a function. */
  readonly path: string
  readonly command: string
  readonly words: readonly Argument[]
  readonly where?: Expression
  /** A function that is called: `[$double 4]`. */
  readonly callee?: Expression
  readonly line: number
}

export interface Script {
  /** Those before the first that can't be read. */
  readonly statements: readonly Statement[]
  readonly problem?: SyntaxTrouble
  /** The lines after the one with the problem. */
  readonly rest?: string
}

/** Never throws: what it could not read is `problem`. */
export function parseScript(text: string, menus: Menus, menu = '/'): Script {
  const reader: Reader = { text, at: 0 }
  const parser = openParser(menus, menu)
  const statements: Statement[] = []
  try {
    for (;;) {
      const statement = parser.next(reader)
      if (!statement) break
      statements.push(statement)
    }
    if (reader.at < text.length) throw trouble(reader, `unexpected ${text[reader.at]}`)
    return { statements }
  } catch (problem) {
    const rest = text.slice(endOfLine(text, reader.at) + 1)
    if (problem instanceof SyntaxTrouble) return { statements, problem, rest }
    if (!(problem instanceof RangeError)) throw problem
    return { statements, problem: new SyntaxTrouble('too deep'), rest }
  }
}

function openParser(menus: Menus, start: string) {
  let menu = start

  function readBody(reader: Reader, close: ']' | '}'): Statement[] {
    const before = menu
    const body: Statement[] = []
    for (;;) {
      const statement = next(reader)
      if (!statement) break
      body.push(statement)
    }
    if (reader.text[reader.at] !== close) throw trouble(reader, `expected ${close}`)
    reader.at += 1
    menu = before
    return body
  }

  /** Undefined at the end of the text or before a closing bracket. */
  function next(reader: Reader): Statement | undefined {
    for (;;) {
      skipBlanks(reader, true)
      const sign = reader.text[reader.at]
      if (sign === undefined || sign === '}' || sign === ']') return undefined
      if (sign === ';') reader.at += 1
      else break
    }
    const line = reader.text.slice(0, reader.at).split('\n').length
    const sign = reader.text[reader.at]!
    if (sign === ':') {
      reader.at += 1
      return readGlobal(reader, readWord(reader), line)
    }
    if (sign === '{') return { path: '', command: 'do', words: [readCode(reader)], line }
    if (sign === '$' || sign === '[' || sign === '(') {
      const callee = readValue(reader, readBody)!
      return { path: '', command: '', callee, words: readWords(reader, () => false), line }
    }
    return readMenuCommand(reader, line)
  }

  function readCode(reader: Reader): Argument {
    const from = reader.at + 1
    reader.at = from
    const body = readBody(reader, '}')
    const source = reader.text.slice(from, reader.at - 1)
    return { value: { kind: 'code', body, source } }
  }

  function readWord(reader: Reader): string {
    const [word = ''] =
      /^[^\s;\]}){("[$=]+/.exec(reader.text.slice(reader.at, reader.at + 500)) ?? []
    if (word === '') throw trouble(reader, 'expected a word')
    reader.at += word.length
    return word
  }

  function readGlobal(reader: Reader, command: string, line: number): Statement {
    if (command.startsWith('/')) throw trouble(reader, 'bad command name')
    const known = menus.globalArguments(command)
    if (!known) throw trouble(reader, `bad command name ${command}`)
    const code = codeOf[command] ?? usualCode
    const words = readWords(
      reader,
      (name) => (name === undefined ? ['do', 'time', 'retry'].includes(command) : code.includes(name)),
      { isGlobal: true },
    )
    for (const { name } of words) {
      if (name !== undefined && command !== '' && !known.includes(name))
        throw trouble(reader, `bad parameter ${name} of :${command}`)
    }
    return { path: '', command, words, line }
  } // prettier-ignore

  function readMenuCommand(reader: Reader, line: number): Statement {
    let path = reader.text[reader.at] === '/' ? '/' : menu
    for (;;) {
      const words = readWord(reader).split('/').filter((word) => word !== '')
      if (menus.isSix && words.length > 1) throw trouble(reader, 'bad command name: RouterOS 6 has no /a/b')
      for (const [place, word] of words.entries()) {
        const below = word === '..' ? path.replace(/\/[^/]*$/, '') || '/' : `${path === '/' ? '' : path}/${word}`
        if (menus.isFolder(below)) path = below
        else if (place < words.length - 1) throw trouble(reader, `bad command name ${word}`)
        else if (path === '/') return readGlobal(reader, word, line)
        else return readCommandOf(reader, path, word, line)
      }
      skipBlanks(reader)
      if (isEnd(reader)) {
        menu = path
        return { path, command: '', words: [], line }
      }
      if (reader.text[reader.at] === '{') {
        const words = [within(path, () => readCode(reader))]
        return { path: '', command: 'do', words, line }
      }
    }
  } // prettier-ignore

  /** Brackets after a command look into its menu. */
  function within<Result>(path: string, read: () => Result): Result {
    const before = menu
    menu = path
    const result = read()
    menu = before
    return result
  }

  function readCommandOf(reader: Reader, path: string, command: string, line: number): Statement {
    return within(path, () => readCommandIn(reader, path, command, line))
  }

  function readCommandIn(reader: Reader, path: string, command: string, line: number): Statement {
    const known = menus.arguments(path, command)
    if (!known) throw trouble(reader, `bad command name ${command} in ${path}`)
    if (command === 'find') return { path, command, words: [], ...readWhere(reader, path), line }

    const words = readWords(reader, () => false, { isPrint: command === 'print' })
    for (const { name } of words) {
      if (name !== undefined && !known.includes(name))
        throw trouble(reader, `expected end of command: ${path} ${command} has no ${name}`)
    }
    const where = /^where\b/.test(reader.text.slice(reader.at, reader.at + 6))
    return { path, command, words, ...(where ? readWhere(reader, path) : {}), line }
  }

  function readWhere(reader: Reader, path: string): { where?: Expression } {
    skipBlanks(reader)
    if (/^where\b/.test(reader.text.slice(reader.at, reader.at + 6))) reader.at += 5
    const properties = menus.properties(path)
    let where: Expression | undefined
    for (;;) {
      skipBlanks(reader)
      if (isEnd(reader)) return where ? { where } : {}
      const right = readExpression(reader, readBody, { alsoLines: false })
      const stranger = findStranger(right, properties)
      if (stranger !== undefined) throw trouble(reader, `no property ${stranger}`)
      where = where ? { kind: 'both', sign: '&&', left: where, right } : right
    }
  }

  function readWords(
    reader: Reader,
    isCode: (name: string | undefined) => boolean,
    { isGlobal = false, isPrint = false } = {},
  ): Argument[] {
    const words: Argument[] = []
    for (;;) {
      skipBlanks(reader)
      if (isEnd(reader)) return words
      const rest = reader.text.slice(reader.at, reader.at + 100)
      if (isPrint && /^where\b/.test(rest)) return words
      const [all = '', name] = /^([a-zA-Z0-9][\w.-]*)=/.exec(rest) ?? []
      reader.at += all.length
      const isBody = reader.text[reader.at] === '{'
      if (isBody && (isCode(name) || scripts.has(name ?? ''))) {
        const { value } = readCode(reader)
        const source = value.kind === 'code' ? value.source : ''
        words.push({
          ...(name === undefined ? {} : { name }),
          value: isCode(name) ? value : { kind: 'value', value: source },
        })
      } else {
        const value = readArgument(reader, name, isGlobal)
        words.push(name === undefined ? { value } : { name, value })
      }
    }
  }

  function readArgument(reader: Reader, name: string | undefined, isGlobal: boolean): Expression {
    if (name !== undefined && (isEnd(reader) || /\s/.test(reader.text[reader.at]!)))
      return { kind: 'value', value: '' }
    const value = readValue(reader, readBody)
    const word = value ? '' : readWord(reader)
    if (!/^([\s;\]})]|\\\r?\n|$)/.test(reader.text.slice(reader.at, reader.at + 3)))
      throw trouble(reader, 'expected end of command: a value like this wants quotes or brackets')
    return value ?? (isGlobal ? literal(word) : { kind: 'value', value: word })
  }

  return { next }
}

function isEnd(reader: Reader): boolean {
  const sign = reader.text[reader.at]
  return sign === undefined || /[\n;\]}]/.test(sign)
}
