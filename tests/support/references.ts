// A town's payers and what they type at the paybill: right in many spellings, and wrong in the ways of fingers and eyes. Made
// from a seed, and without our own reader: what somebody meant is known because they are told what to type.

import { accountNo } from '../../appliance/account-no.ts'
import type { Owner, Readings } from '../../appliance/money/matching.ts'
import type { Subscriber } from '../../appliance/tables.ts'

export interface Payer {
  id: number
  account_no: string
  msisdn: string
  user_name: string
  old_no: string
  request_id: number
  invoice: string
}

export interface Typed {
  words: string
  /** Whom the payer meant. */
  id: number
  /** `right`: must be theirs. `slip`: one wrong key in a number with a check digit, which must be nobody's. `far`: two or more. */
  how: 'right' | 'slip' | 'far'
}

/** Repeats itself for a seed (mulberry32). */
export function openDice(seed: number): (sides: number) => number {
  let state = seed >>> 0
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}

export function drawTown(size: number, invoiceNo: (id: number) => string): Payer[] {
  const numbers = Array.from({ length: size }, (_, at) => accountNo(100_003 + at * 97)!)
  return numbers.map((account_no, at) => ({
    id: at + 1,
    account_no: account_no ?? accountNo(990_000 + at)!,
    msisdn: `2547${String(11_000_000 + at * 7919).padStart(8, '0')}`,
    user_name: `line.${at.toString(36)}x`,
    old_no: `KN${String(at).padStart(4, '0')}`,
    request_id: 500 + at,
    invoice: invoiceNo(500 + at),
  }))
}

type Dice = (sides: number) => number
const pick = <Value>(dice: Dice, list: readonly Value[]): Value => list[dice(list.length)]!

const wide = (words: string) =>
  words.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))
const spaced = (words: string, at: number) => `${words.slice(0, at)} ${words.slice(at)}`

const right: ((payer: Payer, dice: Dice) => string)[] = [
  ({ account_no }) => account_no,
  ({ account_no }, dice) => spaced(account_no, 1 + dice(6)),
  ({ account_no }) => `  ${account_no}\u00a0`,
  ({ account_no }) => `${account_no}-1`,
  ({ account_no }) => `${account_no}#1`,
  ({ account_no }) => wide(account_no),
  ({ account_no }) => `${account_no}BCDF`,
  ({ msisdn }) => msisdn,
  ({ msisdn }) => `+${msisdn}`,
  ({ msisdn }) => `0${msisdn.slice(3)}`,
  ({ msisdn }) => msisdn.slice(3),
  ({ msisdn }) => `0${msisdn.slice(3, 6)} ${msisdn.slice(6, 9)} ${msisdn.slice(9)}`,
  ({ msisdn }) => `000${msisdn}`,
  ({ user_name }) => user_name,
  ({ user_name }) => user_name.toUpperCase(),
  ({ old_no }) => old_no,
  ({ old_no }) => old_no.toLowerCase(),
  ({ old_no }) => `${old_no.slice(0, 2)}-${old_no.slice(2)}`,
  ({ invoice }) => invoice,
  ({ invoice }) => `inv ${invoice.slice(3)}`,
]

function slip(number: string, dice: Dice): string {
  const at = dice(number.length)
  const key = String(dice(10))
  if (dice(3) > 0) return number.slice(0, at) + key + number.slice(at + 1)
  return number.slice(0, at) + (number[at + 1] ?? '') + number[at] + number.slice(at + 2)
}

const far: ((payer: Payer, dice: Dice) => string)[] = [
  ({ account_no }, dice) => slip(slip(account_no, dice), dice),
  ({ account_no }, dice) => account_no.slice(0, 3 + dice(4)),
  ({ account_no }, dice) => account_no + String(dice(10)),
  ({ account_no }) => account_no.replace('1', 'l').replace('0', 'O'),
  ({ msisdn }, dice) => slip(`0${msisdn.slice(3)}`, dice),
  ({ msisdn }) => `2547 ***** ${msisdn.slice(-3)}`,
  ({ msisdn }) => `254254${msisdn.slice(3)}`,
  ({ user_name }) => user_name.replace('.', ' . x'),
  (_, dice) => pick(dice, ['internet', 'wifi', 'INTERNET YA MAMA', '-', '', 'acc', 'bill 0', 'god bless', "o'clock", 'NULL', '1=1']),
  (_, dice) => String(dice(10_000_000)),
] // prettier-ignore

/** One reference of a payer drawn by chance. */
export function drawReference(town: readonly Payer[], dice: Dice): Typed {
  const payer = pick(dice, town)
  const { id } = payer
  const kind = dice(10)
  if (kind < 5) return { id, how: 'right', words: pick(dice, right)(payer, dice) }
  if (kind < 8) return { id, how: 'slip', words: slip(payer.account_no, dice) }
  return { id, how: 'far', words: pick(dice, far)(payer, dice) }
}

/** The town as our own query would find it, in memory: what a hundred thousand references are held against. */
export function openBooks(town: readonly Payer[]): (readings: Readings) => Owner[] {
  const by = (key: keyof Payer) => new Map(town.map((payer) => [payer[key], payer.id]))
  const books = [
    [by('account_no'), 'account_no'],
    [by('msisdn'), 'msisdn'],
    [by('user_name'), 'user_name'],
    [by('old_no'), 'old_no'],
    [by('request_id'), 'payment_request_id'],
  ] as const
  return (readings) =>
    books.flatMap(([book, key]) => {
      const id = book.get(readings[key] ?? '')
      return id === undefined ? [] : [{ subscriber: { id } as Subscriber, service_id: null }]
    })
}
