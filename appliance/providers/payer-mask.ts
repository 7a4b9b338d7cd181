// A payer's number with some of it hidden, held against a number that we know. It can say "no" for certain, and "yes" never.

import type { Msisdn } from '../msisdn.ts'
import { isHashOf, readPayerNumber } from './payer.ts'

export type MaskFit = 'fits' | 'differs' | 'unknown'

const tellingDigits = 5 // Fewer than these and half a town fits.

/** `raw` as M-Pesa wrote it: "2547 ***** 126", "25470****149", a hash, the two ends of a hash. */
export function compareMask(raw: string, msisdn: Msisdn | null): MaskFit {
  if (msisdn === null) return 'unknown'
  const read = readPayerNumber(raw)
  if (read.msisdn) return read.msisdn === msisdn ? 'fits' : 'differs'
  if (read.msisdn_hash || read.msisdn_hash_prefix)
    return isHashOf(read, msisdn) ? 'fits' : 'differs'
  const [, start, end] = /^(\d*)\*+(\d*)$/.exec(raw.replace(/[\s+]/g, '')) ?? []
  if (start === undefined || end === undefined || start + end === '') return 'unknown'
  // Some begin 07…: the same number, told as people tell it.
  const spellings = [msisdn, `0${msisdn.slice(3)}`]
  if (!spellings.some((one) => one.startsWith(start) && one.endsWith(end))) return 'differs'
  return start.length + end.length >= tellingDigits ? 'fits' : 'unknown'
}
