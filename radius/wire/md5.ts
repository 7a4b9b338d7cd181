// MD5 (RFC 1321), as far as node:crypto's is too slow for: an exchange makes four digests of some hundred octets, and
// there a call costs more than its work. It also keeps what comes of the beginning of a message, which node:crypto can't.

import { digestBlocks, state } from './md5-block.ts'
import { beginWith, end, toOctets, words, writeWord } from './message.ts'

/** What comes of the blocks so far. */
export interface Midstate {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  /** How many octets that were: whole blocks of 64. */
  readonly octets: number
}

export const start: Midstate = {
  a: 0x67452301,
  b: 0xefcdab89 | 0,
  c: 0x98badcfe | 0,
  d: 0x10325476,
  octets: 0,
}

/** The digest of the message that was put in place, after what came before it. */
export function finishMd5(from: Midstate = start): Buffer {
  digestMessage(from)
  return toOctets(state[0]!, state[1]!, state[2]!, state[3]!)
}

/** The same, put where it belongs: a Buffer for each would cost more than the digest. */
export function writeMd5(target: Uint8Array, at: number, from: Midstate = start): void {
  digestMessage(from)
  for (let word = 0; word < 4; word++) writeWord(target, at + word * 4, state[word]!)
}

/** Whether it stands there, in a time that doesn't tell where the first difference is. */
export function isMd5(octets: Uint8Array, at: number, from: Midstate = start): boolean {
  digestMessage(from)
  const difference =
    (state[0]! ^ wordAt(octets, at)) |
    (state[1]! ^ wordAt(octets, at + 4)) |
    (state[2]! ^ wordAt(octets, at + 8)) |
    (state[3]! ^ wordAt(octets, at + 12))
  return difference === 0
}

/** Begins another message with the digest of the one that was put in place: HMAC's second half. */
export function beginWithMd5(from: Midstate): void {
  digestMessage(from)
  beginWith(state[0]!, state[1]!, state[2]!, state[3]!)
}

function digestMessage(from: Midstate): void {
  const count = end(from.octets)
  digest(from, words(), count)
}

function digest({ a, b, c, d }: Midstate, octets: Int32Array, count: number): void {
  state[0] = a
  state[1] = b
  state[2] = c
  state[3] = d
  digestBlocks(octets, count)
}

function wordAt(octets: Uint8Array, at: number): number {
  return octets[at]! | (octets[at + 1]! << 8) | (octets[at + 2]! << 16) | (octets[at + 3]! << 24)
}

/** What comes of one whole block. */
export function digestBlock(block: Uint8Array): Midstate {
  digest(start, new Int32Array(new Uint8Array(block).buffer), 16)
  const [a, b, c, d] = state
  return { a: a!, b: b!, c: c!, d: d!, octets: 64 }
}
