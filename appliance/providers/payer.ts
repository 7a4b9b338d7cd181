// Who paid, as far as M-Pesa lets us see: a number, a mask of it, its hash, even a masked hash; a name; and
// what the person typed as the account. A mask is only a hint and is never read as a number.

import { createHash } from 'node:crypto'
import { readMsisdn, type Msisdn } from '../msisdn.ts'
import { plain } from './fields.ts'

export interface PayerNumber {
  msisdn: Msisdn | null
  /** SHA-256 of 2547…, 64 small hex digits: what C2B v1 sends. Personal data: 200 million can be tried. */
  msisdn_hash: string | null
  /** Both ends of a hash that was itself masked (seen from a till in 2024). */
  msisdn_hash_prefix: string | null
  msisdn_hash_suffix: string | null
}

export function readPayerNumber(words: string): PayerNumber {
  const number = words.slice(0, 200).trim() // Longer is neither a number nor a hash.
  const hash = /^[0-9a-f]{64}$/i.exec(number)
  // At least sixteen signs first: 25470837****4149 is a masked number, not a masked hash.
  const masked = /^([0-9a-f]{16,63})[\s*]+([0-9a-f]{8,63})$/i.exec(number)
  const ends = number.includes('*') ? masked : null
  return {
    msisdn: readMsisdn(number) ?? null,
    msisdn_hash: hash ? hash[0].toLowerCase() : null,
    msisdn_hash_prefix: ends ? ends[1]!.toLowerCase() : null,
    msisdn_hash_suffix: ends ? ends[2]!.toLowerCase() : null,
  }
}

/** What C2B v1 sends for a number. Unsalted: C2B FAQ 3 and checked against Safaricom's own samples. */
export function hashMsisdn(msisdn: Msisdn): string {
  return createHash('sha256').update(msisdn).digest('hex')
}

/** Whether a hash, or the two ends of one, can be this number's. False when the message held none. */
export function isHashOf(number: PayerNumber, msisdn: Msisdn): boolean {
  const hash = hashMsisdn(msisdn)
  if (number.msisdn_hash !== null) return number.msisdn_hash === hash
  const { msisdn_hash_prefix: prefix, msisdn_hash_suffix: suffix } = number
  return prefix !== null && suffix !== null && hash.startsWith(prefix) && hash.endsWith(suffix)
}

/** "NG'ANG'A O'DOUR" of first, middle and last name; null when there is none. */
export function payerName(...parts: string[]): string | null {
  return plain(parts.join(' ')) || null
}

/**
 * What was typed as the account, made comparable: capitals, no blanks, only A–Z 0–9 - # / ' and the dot, with
 * phones' curly apostrophes and long dashes made plain. '' when nothing is left.
 */
export function accountKey(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/[‘’‛`´ʼ]/g, "'")
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .toUpperCase()
    .replace(/[^A-Z0-9\-#/'.]/g, '')
    .slice(0, 200)
}
