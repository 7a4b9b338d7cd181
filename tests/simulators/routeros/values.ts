// What a RouterOS script computes with. Text is bytes, one sign a byte, as the router keeps it: `:len "é"` is 2.

import type { Statement } from './script-parser.ts'

export interface Span {
  readonly seconds: number
}

export interface List {
  /** Items without a key have their place's number; those with one, their name. */
  readonly items: Map<string | number, Value>
}

export interface Code {
  readonly code: readonly Statement[]
}

export type Value = null | string | number | boolean | Span | List | Code

/** What the router answers a script that it cannot go on with; `:do … on-error` hears of it. */
export class ScriptTrouble extends Error {}

/** What it cannot even read: nobody in the script hears of that. */
export class SyntaxTrouble extends Error {}

export const isList = (value: Value): value is List => hasField(value, 'items')
export const isSpan = (value: Value): value is Span => hasField(value, 'seconds')
export const isCode = (value: Value): value is Code => hasField(value, 'code')

function hasField(value: Value, name: string): boolean {
  return typeof value === 'object' && value !== null && name in value
}

export const toBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
export const fromBytes = (text: string): string => Buffer.from(text, 'latin1').toString('utf8')

export function listOf(values: readonly Value[]): List {
  return { items: new Map(values.map((value, place) => [place, value])) }
}

export function recordOf(fields: Readonly<Record<string, Value>>): List {
  return { items: new Map(Object.entries(fields)) }
}

/** As `:put` and the concatenation write it. */
export function textOf(value: Value): string {
  if (value === null) return ''
  if (isSpan(value)) return writeSpan(value.seconds)
  if (isCode(value)) return '(code)'
  if (!isList(value)) return String(value)
  return [...value.items]
    .map(([key, item]) => (typeof key === 'number' ? textOf(item) : `${key}=${textOf(item)}`))
    .join(';')
}

/** `:typeof`'s word. */
export function typeOf(value: Value): string {
  if (value === null) return 'nothing'
  if (typeof value === 'number') return 'num'
  if (typeof value === 'boolean') return 'bool'
  if (isSpan(value)) return 'time'
  if (isList(value)) return 'array'
  if (isCode(value)) return 'code'
  if (/^\*[0-9A-F]+$/.test(value)) return 'id'
  return 'str'
}

/** A bare word of an expression: a number, a truth, a span of time, or text. */
export function readLiteral(word: string): Value {
  if (/^-?\d+$/.test(word)) return Number(word)
  if (/^0x[0-9a-fA-F]+$/.test(word)) return Number(word)
  if (word === 'true' || word === 'yes') return true
  if (word === 'false' || word === 'no') return false
  const seconds = readSpan(word)
  return seconds === undefined ? word : { seconds }
}

const units = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 } as const

/** "1w2d3h4m5s", "1d02:03:04" or "00:01:00" in seconds; undefined where it is none of them. */
export function readSpan(word: string): number | undefined {
  const parts = /^((?:\d+[wdhms](?!s))*)(?:(\d+):(\d\d):(\d\d))?(?:\d+ms)?$/.exec(word)
  if (!parts || word === '' || /^\d+$/.test(word)) return undefined
  const [, named = '', hours = '0', minutes = '0', seconds = '0'] = parts
  const sum = [...named.matchAll(/(\d+)([wdhms])/g)].reduce(
    (total, [, number, unit]) => total + Number(number) * units[unit as keyof typeof units],
    0,
  )
  return sum + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}

/** "1w2d03:04:05", as a script sees a span of time. */
export function writeSpan(seconds: number): string {
  const weeks = Math.floor(seconds / units.w)
  const days = Math.floor((seconds % units.w) / units.d)
  const rest = [units.h, units.m, units.s].map((unit, place) =>
    String(Math.floor((seconds % [units.d, units.h, units.m][place]!) / unit)).padStart(2, '0'),
  )
  return `${weeks > 0 ? `${weeks}w` : ''}${days > 0 ? `${days}d` : ''}${rest.join(':')}`
}

/** "1w2d3h4m5s", as the configuration keeps it: parts that are nothing are left out. */
export function shortSpan(seconds: number): string {
  let left = seconds
  const words = Object.entries(units).map(([unit, size]) => {
    const number = Math.floor(left / size)
    left -= number * size
    return number > 0 ? `${number}${unit}` : ''
  })
  return words.join('') || '0s'
}

export function isTrue(value: Value): boolean {
  if (typeof value === 'boolean') return value
  throw new ScriptTrouble('conditional not boolean')
}

/** Text and a number are the same where they read the same; a truth is never a text. */
export function isEqual(left: Value, right: Value): boolean {
  if (left === null || right === null) return textOf(left) === '' && textOf(right) === ''
  if (typeof left === 'boolean' || typeof right === 'boolean') return left === right
  if (isSpan(left) || isSpan(right)) return secondsOf(left) === secondsOf(right)
  return textOf(left) === textOf(right)
}

export function compare(left: Value, right: Value): number {
  if (isSpan(left) || isSpan(right)) return (secondsOf(left) ?? 0) - (secondsOf(right) ?? 0)
  const numbers = [left, right].map(numberOf)
  if (numbers.every((each) => each !== undefined)) return numbers[0]! - numbers[1]!
  const [one, other] = [textOf(left), textOf(right)]
  return one < other ? -1 : Number(one > other)
}

export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value
  if (isSpan(value)) return value.seconds
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : undefined
}

export function secondsOf(value: Value): number | undefined {
  if (isSpan(value)) return value.seconds
  return typeof value === 'number' ? value : typeof value === 'string' ? readSpan(value) : undefined
}
