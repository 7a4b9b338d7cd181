// M-Pesa's receipt codes: ten capitals and digits, of which the first three are the Nairobi date.

import { throwLetters, type Dice } from '../dice.ts'
import { inNairobi } from '../words.ts'

const DAYS = '0123456789ABCDEFGHIJKLMNOPQRSTUV'
const TAIL = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const MONTHS = 'ABCDEFGHIJKL'
const YEAR_OF_A = 2006 // K is 2016, U is 2026.

/** UKL for 21 November 2026. */
export function receiptDate(instant: Temporal.Instant): string {
  const { year, month, day } = inNairobi(instant)
  const letter = String.fromCharCode(65 + ((year - YEAR_OF_A) % 26))
  return `${letter}${MONTHS[month - 1]}${DAYS[day]}`
}

/** A code that `isTaken` does not know yet. */
export function mintReceiptCode(
  instant: Temporal.Instant,
  dice: Dice,
  isTaken: (code: string) => boolean,
): string {
  for (;;) {
    const code = receiptDate(instant) + throwLetters(dice, 7, TAIL)
    if (!isTaken(code)) return code
  }
}
