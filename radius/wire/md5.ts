// MD5 (RFC 1321), as far as node:crypto's is too slow for: an exchange makes four digests of some hundred octets, and
// there a call costs more than its work. It also keeps what comes of the beginning of a message, which node:crypto can't.

import { beginWith, end, toOctets, writeWord } from './message.ts'

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
  return toOctets(a, b, c, d)
}

/** The same, put where it belongs: a Buffer for each would cost more than the digest. */
export function writeMd5(target: Uint8Array, at: number, from: Midstate = start): void {
  digestMessage(from)
  writeWord(target, at, a)
  writeWord(target, at + 4, b)
  writeWord(target, at + 8, c)
  writeWord(target, at + 12, d)
}

/** Whether it stands there, in a time that doesn't tell where the first difference is. */
export function isMd5(octets: Uint8Array, at: number, from: Midstate = start): boolean {
  digestMessage(from)
  const difference =
    (a ^ wordAt(octets, at)) |
    (b ^ wordAt(octets, at + 4)) |
    (c ^ wordAt(octets, at + 8)) |
    (d ^ wordAt(octets, at + 12))
  return difference === 0
}

/** Begins another message with the digest of the one that was put in place: HMAC's second half. */
export function beginWithMd5(from: Midstate): void {
  digestMessage(from)
  beginWith(a, b, c, d)
}

function digestMessage(from: Midstate): void {
  const { words, count } = end(from.octets)
  digest(from, words, count)
}

function wordAt(octets: Uint8Array, at: number): number {
  return octets[at]! | (octets[at + 1]! << 8) | (octets[at + 2]! << 16) | (octets[at + 3]! << 24)
}

/** What comes of one whole block. */
export function digestBlock(block: Uint8Array): Midstate {
  const words = new Int32Array(new Uint8Array(block).buffer)
  digest(start, words, 16)
  return { a, b, c, d, octets: 64 }
}

// RFC 1321 3.4: the sine of 1 to 64, as a part of 2^32.
const sines = Int32Array.from(
  { length: 64 },
  (_, at) => Math.floor(Math.abs(Math.sin(at + 1)) * 2 ** 32) | 0,
)

let a = 0
let b = 0
let c = 0
let d = 0

function digest(from: Midstate, x: Int32Array, count: number): void {
  let [A, B, C, D] = [from.a, from.b, from.c, from.d]
  for (let at = 0; at < count; at += 16) {
    const [a0, b0, c0, d0] = [A, B, C, D]
    let sum = 0
    for (let i = 0; i < 16; i += 4) {
      sum = (A + ((B & C) | (~B & D)) + x[at + i]! + sines[i]!) | 0
      A = (((sum << 7) | (sum >>> 25)) + B) | 0
      sum = (D + ((A & B) | (~A & C)) + x[at + i + 1]! + sines[i + 1]!) | 0
      D = (((sum << 12) | (sum >>> 20)) + A) | 0
      sum = (C + ((D & A) | (~D & B)) + x[at + i + 2]! + sines[i + 2]!) | 0
      C = (((sum << 17) | (sum >>> 15)) + D) | 0
      sum = (B + ((C & D) | (~C & A)) + x[at + i + 3]! + sines[i + 3]!) | 0
      B = (((sum << 22) | (sum >>> 10)) + C) | 0
    }
    for (let i = 16; i < 32; i += 4) {
      sum = (A + ((D & B) | (~D & C)) + x[at + ((i * 5 + 1) & 15)]! + sines[i]!) | 0
      A = (((sum << 5) | (sum >>> 27)) + B) | 0
      sum = (D + ((C & A) | (~C & B)) + x[at + ((i * 5 + 6) & 15)]! + sines[i + 1]!) | 0
      D = (((sum << 9) | (sum >>> 23)) + A) | 0
      sum = (C + ((B & D) | (~B & A)) + x[at + ((i * 5 + 11) & 15)]! + sines[i + 2]!) | 0
      C = (((sum << 14) | (sum >>> 18)) + D) | 0
      sum = (B + ((A & C) | (~A & D)) + x[at + ((i * 5) & 15)]! + sines[i + 3]!) | 0
      B = (((sum << 20) | (sum >>> 12)) + C) | 0
    }
    for (let i = 32; i < 48; i += 4) {
      sum = (A + (B ^ C ^ D) + x[at + ((i * 3 + 5) & 15)]! + sines[i]!) | 0
      A = (((sum << 4) | (sum >>> 28)) + B) | 0
      sum = (D + (A ^ B ^ C) + x[at + ((i * 3 + 8) & 15)]! + sines[i + 1]!) | 0
      D = (((sum << 11) | (sum >>> 21)) + A) | 0
      sum = (C + (D ^ A ^ B) + x[at + ((i * 3 + 11) & 15)]! + sines[i + 2]!) | 0
      C = (((sum << 16) | (sum >>> 16)) + D) | 0
      sum = (B + (C ^ D ^ A) + x[at + ((i * 3 + 14) & 15)]! + sines[i + 3]!) | 0
      B = (((sum << 23) | (sum >>> 9)) + C) | 0
    }
    for (let i = 48; i < 64; i += 4) {
      sum = (A + (C ^ (B | ~D)) + x[at + ((i * 7) & 15)]! + sines[i]!) | 0
      A = (((sum << 6) | (sum >>> 26)) + B) | 0
      sum = (D + (B ^ (A | ~C)) + x[at + ((i * 7 + 7) & 15)]! + sines[i + 1]!) | 0
      D = (((sum << 10) | (sum >>> 22)) + A) | 0
      sum = (C + (A ^ (D | ~B)) + x[at + ((i * 7 + 14) & 15)]! + sines[i + 2]!) | 0
      C = (((sum << 15) | (sum >>> 17)) + D) | 0
      sum = (B + (D ^ (C | ~A)) + x[at + ((i * 7 + 5) & 15)]! + sines[i + 3]!) | 0
      B = (((sum << 21) | (sum >>> 11)) + C) | 0
    }
    A = (A + a0) | 0
    B = (B + b0) | 0
    C = (C + c0) | 0
    D = (D + d0) | 0
  }
  a = A
  b = B
  c = C
  d = D
}
