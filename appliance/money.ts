// Money is whole cents of a Kenyan shilling. Nothing here rounds, and nothing is ever a fraction.

import assert from 'node:assert/strict'
import { Invalid } from './errors.ts'

declare const cent: unique symbol
export type Cents = number & { readonly [cent]: true }

/** Asserts that a number is a whole, safe number of cents. A failure is a bug of ours. */
export function cents(value: number): Cents {
  assert(Number.isSafeInteger(value), `${value} is not a whole number of cents`)
  return value as Cents
}

/**
 * Reads "1500", "1,500.00", "350.5" or a JSON number as M-Pesa writes them. At most two decimals that
 * count, never negative. Throws Invalid `amount_unreadable`.
 */
export function parseShillings(words: string | number): Cents {
  const match = /^(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(\d{1,2})0*)?$/.exec(String(words).trim())
  if (!match) throw new Invalid('amount_unreadable', `"${words}" is not an amount of shillings.`)

  const shillings = Number(match[1]!.replaceAll(',', ''))
  return cents(shillings * 100 + Number((match[2] ?? '').padEnd(2, '0')))
}

/** "1,500" or, where there are cents, "43.10". The minus is a real one. */
export function formatShillings(amount_cents: number): string {
  const whole = Math.trunc(Math.abs(amount_cents) / 100)
  const rest = Math.abs(amount_cents) % 100
  const sign = amount_cents < 0 ? '−' : ''
  const decimals = rest === 0 ? '' : `.${String(rest).padStart(2, '0')}`
  return `${sign}${whole.toLocaleString('en-KE')}${decimals}`
}
