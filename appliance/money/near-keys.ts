// What fingers do to a number: one wrong key, two keys swapped, one left out, one pressed twice. Pure.

import { readMsisdn } from '../msisdn.ts'

const digits = [...'0123456789']

/** Every number that becomes `typed` by one slip of the fingers. Nothing for words. */
export function oneKeyAway(typed: string): string[] {
  if (!/\d/.test(typed) || typed.length > 20) return []
  const places = Array.from(typed, (_, at) => at)
  const isDigit = (at: number) => /\d/.test(typed[at] ?? '')
  const wrong = places.filter(isDigit).flatMap((at) => digits.map((digit) => cut(typed, at, digit)))
  const swapped = places.map(
    (at) => typed.slice(0, at) + (typed[at + 1] ?? '') + typed[at] + typed.slice(at + 2),
  )
  const added = [...places, typed.length].flatMap((at) =>
    digits.map((digit) => typed.slice(0, at) + digit + typed.slice(at)),
  )
  const left_out = places.map((at) => cut(typed, at, ''))
  const all = new Set([...wrong, ...swapped, ...added, ...left_out])
  all.delete(typed)
  all.delete('')
  return [...all]
}

export function isOneKeyAway(number: string, typed: string): boolean {
  return oneKeyAway(typed).includes(number)
}

/** Phones that somebody may have meant: as M-Pesa writes them. Nothing where no phone was typed. */
export function phonesOneKeyAway(typed: string): string[] {
  const words = typed.replace(/[^\d]/g, '')
  if (!/^(254|0)?[17]?\d{7,10}$/.test(words) || words.length < 9 || words.length > 13) return []
  const near = oneKeyAway(words).flatMap((one) => readMsisdn(one) ?? [])
  return [...new Set(near)]
}

function cut(typed: string, at: number, digit: string): string {
  return typed.slice(0, at) + digit + typed.slice(at + 1)
}
