// A router that hears nothing repeats itself word for word. The answer to a repeat is the answer we gave, byte for byte,
// or nothing while we are still at it (RFC 5080 2.2.2); nothing is done twice.
//
// Every login passes here and stays for half a minute, so what is kept is numbers in columns: of objects that live that long
// the garbage collector would carry each from place to place.

import { steadyTime } from './breath.ts'
import { headerBytes } from './wire/packet.ts'

export interface Duplicates {
  /**
   * What a packet is: one that was answered so, one we are at work on, or else a new one, which is given a number.
   * RFC 5080 2.2.2 tells packets apart by asker, code, identifier and authenticator; the length among them is a repeat's too.
   */
  meet(packet: Buffer, asker: number): Buffer | 'in_progress' | number
  /** The answer to give again. */
  answered(number: number, answer: Buffer): void
  /** There was no answer: a repeat may try again. */
  unanswered(number: number): void
}

interface Limits {
  secondsMax: number
  entriesMax: number
}

const [gone, atWork, done] = [0, 1, 2]
const wordsEach = headerBytes / 4
const answerBytes = 320 // Most answers have fewer; a longer one is kept by itself.

/** Room for so many, a power of two. The place of the entry with a number is what is left of it. */
function openColumns(room: number) {
  return {
    room,
    header: new Int32Array(room * wordsEach),
    asker: new Float64Array(room),
    metAt: new Float64Array(room),
    state: new Uint8Array(room),
    answer: new Uint8Array(room * answerBytes),
    answerLength: new Uint16Array(room),
    bucket: new Int32Array(room),
    // Each bucket's entries one after another: the place of the first, and of the next, counted from one; 0 for none.
    first: new Int32Array(room),
    next: new Int32Array(room),
  }
}

export function openDuplicates(
  { secondsMax, entriesMax }: Limits = { secondsMax: 30, entriesMax: 65_536 },
  clock: () => number = steadyTime,
): Duplicates {
  let columns = openColumns(1024)
  const long = new Map<number, Buffer>()
  let oldest = 0
  let coming = 0 // The number of the next; those from the oldest up to it are kept.
  const header = new Int32Array(wordsEach)

  function bucketOf(asker: number): number {
    let mixed = asker | 0
    for (let word = 0; word < wordsEach; word++) mixed = (Math.imul(mixed, 31) + header[word]!) | 0
    return (mixed ^ (mixed >>> 15)) & (columns.room - 1)
  }

  function put(place: number, bucket: number): void {
    columns.bucket[place] = bucket
    columns.next[place] = columns.first[bucket]!
    columns.first[bucket] = place + 1
  }

  function drop(number: number): void {
    const { room, state, first, next } = columns
    const place = number & (room - 1)
    if (state[place] === gone) return
    state[place] = gone
    if (long.size > 0) long.delete(number)
    const bucket = columns.bucket[place]!
    if (first[bucket] === place + 1) {
      first[bucket] = next[place]!
      return
    }
    let before = first[bucket]! - 1
    while (next[before] !== place + 1) before = next[before]! - 1
    next[before] = next[place]!
  }

  function dropOld(now: number): void {
    for (; oldest < coming; oldest++) {
      const isYoung = now - columns.metAt[oldest & (columns.room - 1)]! < secondsMax * 1000
      if (isYoung && coming - oldest < entriesMax) return
      drop(oldest)
    }
  }

  /** Twice the room, where there are more than there were ever before. */
  function grow(): void {
    const old = columns
    columns = openColumns(old.room * 2)
    for (let number = oldest; number < coming; number++) {
      const [from, to] = [number & (old.room - 1), number & (columns.room - 1)]
      if (old.state[from] === gone) continue
      header.set(old.header.subarray(from * wordsEach, (from + 1) * wordsEach))
      columns.header.set(header, to * wordsEach)
      columns.asker[to] = old.asker[from]!
      columns.metAt[to] = old.metAt[from]!
      columns.state[to] = old.state[from]!
      const answer = old.answer.subarray(from * answerBytes, (from + 1) * answerBytes)
      columns.answer.set(answer, to * answerBytes)
      columns.answerLength[to] = old.answerLength[from]!
      put(to, bucketOf(old.asker[from]!))
    }
  }

  function isIt(place: number, asker: number): boolean {
    if (columns.asker[place] !== asker) return false
    const at = place * wordsEach
    for (let word = 0; word < wordsEach; word++)
      if (columns.header[at + word] !== header[word]) return false
    return true
  }

  function answerAt(place: number, number: number): Buffer {
    const at = place * answerBytes
    return (
      long.get(number) ??
      Buffer.from(columns.answer.subarray(at, at + columns.answerLength[place]!))
    )
  }

  /** The number of an entry, of its place. */
  function numberAt(place: number): number {
    const mask = columns.room - 1
    return oldest + ((place - (oldest & mask)) & mask)
  }

  return {
    meet(packet, asker) {
      const now = clock()
      dropOld(now)
      for (let word = 0; word < wordsEach; word++) header[word] = packet.readInt32LE(word * 4)
      const bucket = bucketOf(asker)
      for (let each = columns.first[bucket]!; each !== 0; each = columns.next[each - 1]!) {
        const place = each - 1
        if (!isIt(place, asker)) continue
        return columns.state[place] === done ? answerAt(place, numberAt(place)) : 'in_progress'
      }
      if (coming - oldest === columns.room) {
        grow()
        for (let word = 0; word < wordsEach; word++) header[word] = packet.readInt32LE(word * 4)
      }
      const number = coming++
      const place = number & (columns.room - 1)
      for (let word = 0; word < wordsEach; word++)
        columns.header[place * wordsEach + word] = header[word]!
      columns.asker[place] = asker
      columns.metAt[place] = now
      columns.state[place] = atWork
      put(place, bucketOf(asker))
      return number
    },
    answered(number, answer) {
      const place = number & (columns.room - 1)
      if (number < oldest || columns.state[place] !== atWork) return
      columns.state[place] = done
      columns.answerLength[place] = answer.length
      if (answer.length > answerBytes) long.set(number, answer)
      else columns.answer.set(answer, place * answerBytes)
    },
    unanswered(number) {
      if (number >= oldest) drop(number)
    },
  }
}
