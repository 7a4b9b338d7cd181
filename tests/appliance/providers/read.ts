// Our example messages as bytes, and readings as plain values that a test can compare and print.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export function message(file: string): Buffer {
  return readFileSync(join(import.meta.dirname, 'messages', file))
}

export function bytes(value: unknown): Buffer {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
}

/** Instants as text: the assertion library can't look into them. */
export function shown<Reading extends object>(reading: Reading): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(reading).map(([key, value]) => [
      key,
      value instanceof Temporal.Instant ? String(value) : (value as unknown),
    ]),
  )
}
