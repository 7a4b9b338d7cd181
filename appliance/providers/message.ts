// A provider's message as it came over the wire: JSON of at most 16 levels. Numbers stay the text they were
// written in ("1500.00"), because a float is not money; every value below is text, a truth, nothing, a list
// or a map without a prototype, so that "__proto__" is just an odd key (T16).

export type Json = string | boolean | null | readonly Json[] | Fields
export interface Fields {
  readonly [key: string]: Json
}

/** Why a message says nothing we can use. The raw bytes are kept by whoever received them. */
export interface Unreadable {
  /** Stable, snake_case: `not_json`, `receipt_code_missing`, `amount_too_large`… */
  unreadable: string
  /** Words for staff. Never the whole message. */
  detail: string
}

const depthMax = 16

/** Reads bytes as a JSON object. Never throws; the last of two equal keys counts, as in every JSON reader. */
export function readMessage(body: Uint8Array): { fields: Fields } | Unreadable {
  // Lenient decoding: one Latin-1 letter in a payer's name must not hide a payment.
  return readText(new TextDecoder().decode(body))
}

/** The same for text, for providers that put JSON inside a JSON string. */
export function readText(text: string): { fields: Fields } | Unreadable {
  const value = readJson(text)
  if (value === undefined) return unreadable('not_json', 'The message is not JSON.')
  if (value === 'too_deep') return unreadable('too_deep', `More than ${depthMax} levels of JSON.`)
  if (!isFields(value.json)) return unreadable('not_an_object', 'The JSON is not an object.')

  return { fields: value.json }
}

/** Any JSON value, `too_deep`, or undefined where it is not JSON. */
export function readJson(text: string): { json: Json } | 'too_deep' | undefined {
  // Counted before parsing: a reviver recurses, and 30,000 brackets would exhaust the stack.
  if (deepest(text) > depthMax) return 'too_deep'
  try {
    return { json: JSON.parse(text, keepLiterals as (key: string, value: unknown) => unknown) }
  } catch {
    return undefined
  }
}

export function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function unreadable(reason: string, detail: string): Unreadable {
  return { unreadable: reason, detail }
}

function keepLiterals(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value === 'number') return context.source ?? String(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value

  const fields: Record<string, unknown> = Object.create(null)
  for (const [key, inner] of Object.entries(value)) if (key !== '__proto__') fields[key] = inner
  return fields
}

function deepest(text: string): number {
  let depth = 0
  let most = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (quoted) {
      if (sign === '\\') at++
      else if (sign === '"') quoted = false
    } else if (sign === '"') quoted = true
    else if (sign === '{' || sign === '[') most = Math.max(most, ++depth)
    else if (sign === '}' || sign === ']') depth--
  }
  return most
}
