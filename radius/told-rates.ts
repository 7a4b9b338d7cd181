// Which speed an Access-Accept told, until accounting speaks of the session: so that its row knows what the router was
// told last. By session key, which accounting brings back in our Class.
//
// Every login leaves one here, so it is three numbers: half of the key's proof in two words, and which of the speeds.

import type { AccountingRecord } from '../appliance/access/sessions.ts'

export interface ToldRates {
  /** The speed that a session was told, as Mikrotik-Rate-Limit says it. */
  note(session_key: string, rate_limit: string): void
  /** The record, with the speed its session was told where that is remembered. */
  complete(record: AccountingRecord): AccountingRecord
}

const keptMax = 100_000
const ratesMax = 10_000 // More than a box has plans: a guard against growing for ever, not a limit.
const wordsEach = 3

/** The oldest give way. A session whose speed is forgotten is only one we know less about. */
export function rememberRates(most = keptMax): ToldRates {
  const room = 2 ** Math.ceil(Math.log2(most)) // Twice what a half is: so there is always a free place.
  let young = openHalf(room)
  let old = openHalf(room)
  let rates: string[] = []
  let numbers = new Map<string, number>()

  function numberOf(rate_limit: string): number {
    let number = numbers.get(rate_limit)
    if (number !== undefined) return number
    if (rates.length >= ratesMax) {
      ;[young, old, rates, numbers] = [openHalf(room), openHalf(room), [], new Map()]
    }
    number = rates.push(rate_limit)
    numbers.set(rate_limit, number)
    return number
  }

  return {
    note(session_key, rate_limit) {
      const number = numberOf(rate_limit)
      if (young.count >= most / 2) {
        ;[young, old] = [old, young]
        young.clear()
      }
      young.put(wordAt(session_key, 16), wordAt(session_key, 8), number)
    },
    complete(record) {
      if (record.kind !== 'session') return record
      const { session_key } = record.report
      if (!session_key.startsWith('class:')) return record
      const [high, low] = [wordAt(session_key, 16), wordAt(session_key, 8)]
      const rate_limit = rates[(young.find(high, low) || old.find(high, low)) - 1]
      return rate_limit ? { ...record, report: { ...record.report, rate_limit } } : record
    },
  }
}

/** Eight hex digits, so many from the end. */
function wordAt(session_key: string, fromEnd: number): number {
  const start = session_key.length - fromEnd
  let word = 0
  for (let at = start; at < start + 8; at++) {
    const sign = session_key.charCodeAt(at)
    word = (word << 4) | (sign < 58 ? sign - 48 : sign - 87)
  }
  return word
}

/** From two words, of which nobody can choose one, to a number that is not 0. */
function openHalf(room: number) {
  const words = new Int32Array(room * wordsEach)
  let count = 0

  function placeOf(high: number, low: number): number {
    let place = low & (room - 1)
    for (;;) {
      const at = place * wordsEach
      if (words[at + 2] === 0 || (words[at] === high && words[at + 1] === low)) return at
      place = (place + 1) & (room - 1)
    }
  }

  return {
    get count() {
      return count
    },
    clear() {
      words.fill(0)
      count = 0
    },
    put(high: number, low: number, number: number) {
      const at = placeOf(high, low)
      if (words[at + 2] === 0) count++
      words[at] = high
      words[at + 1] = low
      words[at + 2] = number
    },
    find: (high: number, low: number) => words[placeOf(high, low) + 2]!,
  }
}
