// `:serialize` and `:deserialize`: JSON as a RouterOS script sees it.

import {
  fromBytes,
  isList,
  ScriptTrouble,
  secondsOf,
  textOf,
  toBytes,
  type Value,
} from './values.ts'

export function writeJson(value: Value): string {
  return toBytes(JSON.stringify(plain(value)))
}

function plain(value: Value): unknown {
  if (isList(value)) {
    const entries = [...value.items]
    if (entries.every(([key]) => typeof key === 'number')) return entries.map(([, one]) => plain(one))
    return Object.fromEntries(entries.map(([key, one]) => [fromBytes(String(key)), plain(one)]))
  }
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  return fromBytes(textOf(value))
} // prettier-ignore

/** Without `json.no-string-conversion` (7.16), a text that reads as a number or a span of time becomes one. */
export function readJson(text: string, options = ''): Value {
  const keeps = options.includes('json.no-string-conversion')
  const value = (one: unknown): Value => {
    if (one === null || typeof one === 'boolean') return one
    if (typeof one === 'number') return Math.trunc(one)
    if (typeof one === 'string') return keeps ? toBytes(one) : converted(toBytes(one))
    const entries = Array.isArray(one)
      ? one.map((item, place) => [place, value(item)] as const)
      : Object.entries(one as object).map(([key, item]) => [toBytes(key), value(item)] as const)
    return { items: new Map<string | number, Value>(entries) }
  }
  try {
    return value(JSON.parse(fromBytes(text)))
  } catch {
    throw new ScriptTrouble('failure: deserialize failed')
  }
}

function converted(text: string): Value {
  if (/^-?\d{1,15}$/.test(text)) return Number(text)
  const seconds = secondsOf(text)
  return seconds === undefined ? text : { seconds }
}
