// A Kenyan mobile number as M-Pesa writes it: 2547…/2541… and eight more digits.

import { Invalid } from './errors.ts'

declare const kenyan: unique symbol
export type Msisdn = string & { readonly [kenyan]: true }

// Blanks, no-break, zero-width and direction marks, brackets, dots, dashes and the plus: what people, web
// pages and phones put in.
const ornament = /[\s\u00a0\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069().+-]/g

/** Reads 0712…, 712…, 254712…, +254 712…, 000254712… (how Kenyans dial); undefined for anything else. */
export function readMsisdn(words: string): Msisdn | undefined {
  const digits = words.replace(ornament, '').replace(/^0{2,3}(?=254)/, '')
  const match = /^(?:254)?0?([17]\d{8})$/.exec(digits)
  return match ? (`254${match[1]}` as Msisdn) : undefined
}

/** The same for a form: throws Invalid `phone_unreadable` with words for the person who typed it. */
export function parseMsisdn(words: string): Msisdn {
  const msisdn = readMsisdn(words)
  if (msisdn) return msisdn
  throw new Invalid('phone_unreadable', 'A Kenyan mobile number has ten digits, like 0712 344 318.')
}

/** "0712 ••• 318": enough to recognise, not enough to ring. */
export function maskMsisdn(msisdn: string): string {
  return `0${msisdn.slice(3, 6)} ••• ${msisdn.slice(-3)}`
}
