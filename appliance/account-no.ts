// The number people type at the paybill: six digits and a Damm check digit, so that one wrong key or two
// swapped ones is noticed and never pays a neighbour. Never begins 07, 01 or 254: it can't be a phone.

import { randomInt } from 'node:crypto'

// Damm's quasigroup of order 10 (H. M. Damm, 2004): every single error and every adjacent swap is caught.
const table = [
  '0317598642', '7092154863', '4206871359', '1750983426', '6123045978',
  '3674209581', '5869720134', '8945362017', '9438617205', '2581436790',
] // prettier-ignore

/** The interim digit after all of `digits`; 0 when they end in their own check digit. */
function damm(digits: string): string {
  return [...digits].reduce((row, digit) => table[Number(row)]![Number(digit)]!, '0')
}

/** The account number for six digits, or undefined where it would look like a phone. */
export function accountNo(six: number): string | undefined {
  const digits = String(six).padStart(6, '0')
  return /^(0|254)/.test(digits) ? undefined : digits + damm(digits)
}

/** Whether seven digits carry their check digit, and can be one of ours. */
export function isAccountNo(words: string): boolean {
  return /^(?!254)[1-9]\d{6}$/.test(words) && damm(words) === '0'
}

/** Whether the last digit is the check digit of those before it. */
export function isChecked(digits: string): boolean {
  return damm(digits) === '0'
}

/** A random one: numbers that follow each other tell a guesser who comes next (T12). */
export function drawAccountNo(): string {
  return accountNo(randomInt(100_000, 1_000_000)) ?? drawAccountNo()
}
