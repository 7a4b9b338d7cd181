// The fields that every M-Pesa message has in some spelling: receipt code, amount, time, names, lists.
// Lenient: a missing, null or oddly typed field is empty text, never an error.

import { z } from 'zod'
import { cents, parseShillings, type Cents } from '../money.ts'
import { parseDarajaTime, type Instant } from '../time.ts'
import { isFields, type Fields, type Json } from './message.ts'

/** Text or a number's literal; '' for missing, null, true, a list, a map. */
export const text = z.string().catch('')

/** No payment we serve is larger (T16); M-Pesa's own limit was 250,000 a transaction in 2026. */
export const amountMax = cents(1_000_000_00)

export type AmountProblem =
  | 'amount_missing'
  | 'amount_unreadable'
  | 'amount_not_positive'
  | 'amount_too_large'

/** Decimal text to cents, more than nothing and at most 1,000,000 shillings. Exponents are refused. */
export function readAmount(words: string): Cents | AmountProblem {
  const amount = words.trim()
  if (amount === '') return 'amount_missing'
  try {
    const amount_cents = parseShillings(amount.replace(/^-/, ''))
    if (amount_cents === 0 || amount.startsWith('-')) return 'amount_not_positive'
    return amount_cents > amountMax ? 'amount_too_large' : amount_cents
  } catch {
    return 'amount_unreadable'
  }
}

/** The same where nothing depends on it: null for whatever is not a positive amount. */
export function readAmountOrNull(words: string): Cents | null {
  const amount = readAmount(words)
  return typeof amount === 'number' ? amount : null
}

/** A balance, which may be nothing or less. */
export function readBalance(words: string): Cents | null {
  const balance = words.trim()
  try {
    const balance_cents = parseShillings(balance.replace(/^-/, ''))
    return balance.startsWith('-') ? cents(0 - balance_cents) : balance_cents
  } catch {
    return null
  }
}

/**
 * M-Pesa's receipt code, trimmed and in capitals: ten letters and digits today, nine in 2014, and we hold no
 * opinion on the next. Words that mean "none" are missing: two payments must not share the code "NULL".
 */
export function readReceiptCode(
  words: string,
): { receipt_code: string } | 'receipt_code_missing' | 'receipt_code_odd' {
  const receipt_code = words.trim().toUpperCase()
  if (/^(|NULL|UNDEFINED|NONE|NIL|NAN|N\/A|[-0.]+)$/.test(receipt_code)) {
    return 'receipt_code_missing'
  }
  return /^[!-~]{1,64}$/.test(receipt_code) ? { receipt_code } : 'receipt_code_odd'
}

/** Null for what is no time, or one before M-Pesa (2007) or beyond our days. */
export function readTime(words: string): Instant | null {
  if (!/^20(0[7-9]|[1-9]\d)/.test(words.trim())) return null
  try {
    return parseDarajaTime(words)
  } catch {
    return null
  }
}

/** Text fit to store and show: NFC, no control or direction characters, single blanks, at most 200 signs. */
export function plain(words: string): string {
  return [...words.normalize('NFC').toWellFormed().replace(/\s+/g, ' ').replace(/\p{C}/gu, '')]
    .slice(0, 200)
    .join('')
    .replace(/ +/g, ' ')
    .trim()
}

/** Text word for word but for control characters, which PostgreSQL or a terminal would choke on. */
export function asTyped(words: string): string {
  return [...words.toWellFormed().replace(/\p{Cc}/gu, '')].slice(0, 200).join('')
}

/** One or many, as Daraja likes to mix them. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value as Json]
}

/** The same map with keys in small letters and without blanks: "Conversation ID" is ConversationID. */
export function squeezeKeys(value: Json | undefined): Fields {
  const squeezed: Record<string, Json> = Object.create(null)
  if (value !== undefined && isFields(value)) {
    for (const [key, inner] of Object.entries(value)) squeezed[squeeze(key)] ??= inner
  }
  return squeezed
}

export function squeeze(key: string): string {
  return key.replace(/[\s_]+/g, '').toLowerCase()
}
