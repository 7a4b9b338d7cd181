// DES (FIPS 46-3), one block at a time, which OpenSSL 3 gives as a part of triple DES only, at many times the price. MS-CHAP
// answers a challenge with it (RFC 2433 A.5), and nothing else here may: its keys have 56 bits.
//
// The standard's permutations of bits are made into tables of words once; then a round is eight look-ups, and a round's key
// sixteen.

import assert from 'node:assert'

// FIPS 46-3: where each bit of the outcome comes from, counted from 1 at the left.
// prettier-ignore
const permutedChoice1 = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
  63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
]
// prettier-ignore
const permutedChoice2 = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
  41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
]
// prettier-ignore
const permutation = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
]
const leftShifts = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1]
/** S1 to S8: four rows of sixteen hex digits each. */
const boxes = [
  'e4d12fb83a6c5907 0f74e2d1a6cb9538 41e8d62bfc973a50 fc8249175b3ea06d',
  'f18e6b34972dc05a 3d47f28ec01a69b5 0e7ba4d158c6932f d8a13f42b67c05e9',
  'a09e63f51dc7b428 d709346a285ecbf1 d6498f30b12c5ae7 1ad069874fe3b52c',
  '7de3069a1285bc4f d8b56f03472c1ae9 a690cb7df13e5284 3f06a1d8945bc72e',
  '2c417ab6853fd0e9 eb2c47d150fa3986 421bad78f9c5630e b8c71e2d6f09a453',
  'c1af92680d34e75b af427c9561de0b38 9ef528c3704a1db6 432c95fabe17608d',
  '4b2ef08d3c975a61 d0b7491ae35c2f86 14bdc37eaf680592 6bd814a7950fe23c',
  'd2846fb1a93e50c7 1fd8a374c56b0e92 7b419ce206adf358 21e74a8dfc90356b',
]

/** What a box makes of six bits, already permuted: a word for each of its 64 inputs, box after box. */
const substitution = new Int32Array(8 * 64)
for (const [box, rows] of boxes.entries()) {
  for (let six = 0; six < 64; six++) {
    const row = ((six >> 4) & 2) | (six & 1)
    const column = (six >> 1) & 15
    const four = Number.parseInt(rows[row * 17 + column]!, 16) << (28 - box * 4)
    substitution[box * 64 + six] = permute(permutation, (bit) => (four >>> (32 - bit)) & 1)
  }
}

// What the seven octets of a key become as C and D, a table of 128 for each seven bits; and what these become as a round's
// key, a table for each seven bits of the 56, as two words of four times six bits.
const chosen = [new Int32Array(8 * 128), new Int32Array(8 * 128)] as const
const roundKeys = [new Int32Array(8 * 128), new Int32Array(8 * 128)] as const
for (let part = 0; part < 8; part++) {
  for (let seven = 0; seven < 128; seven++) {
    const at = part * 128 + seven
    const bitOf = (bit: number) => (seven >> (6 - (bit - 1 - part * 7))) & 1
    const isHere = (bit: number) => Math.floor((bit - 1) / 7) === part
    // PC-1 counts 64 bits, every eighth of them parity.
    const ofKey = (bit: number) => ((each) => isHere(each) && bitOf(each))(bit - (bit >> 3)) && 1
    chosen[0][at] = permute(permutedChoice1.slice(0, 28), (bit) => Number(ofKey(bit)))
    chosen[1][at] = permute(permutedChoice1.slice(28), (bit) => Number(ofKey(bit)))
    const ofHalves = (bit: number) => Number(isHere(bit) && bitOf(bit))
    roundKeys[0][at] = spread(permute(permutedChoice2.slice(0, 24), ofHalves))
    roundKeys[1][at] = spread(permute(permutedChoice2.slice(24), ofHalves))
  }
}

/** One bit after another, the first at the left. */
function permute(order: readonly number[], bitOf: (bit: number) => number): number {
  let word = 0
  for (const bit of order) word = (word << 1) | bitOf(bit)
  return word
}

/** 24 bits as four octets of six. */
function spread(bits: number): number {
  return (
    (((bits >> 18) & 63) << 24) |
    (((bits >> 12) & 63) << 16) |
    (((bits >> 6) & 63) << 8) |
    (bits & 63)
  )
}

const schedule = new Int32Array(32)

/** Encrypts a block of eight octets with a key of seven. */
export function des(block: Buffer, key: Buffer): Buffer {
  assert(block.length === 8 && key.length === 7, 'DES takes a block of 8 octets and a key of 7')
  const encrypted = Buffer.allocUnsafe(8)
  writeDes(block, key, 0, encrypted, 0)
  return encrypted
}

/** The same with the key that begins at a place of `keys`, zeros behind its end; puts the block where it belongs. */
export function writeDes(
  ...[block, keys, from, target, at]: [Buffer, Buffer, number, Buffer, number]
): void {
  scheduleKey(keys, from)
  encrypt(block, target, at)
}

function scheduleKey(keys: Buffer, from: number): void {
  let [c, d] = [0, 0]
  let bits = 0
  for (let part = 0; part < 8; part++) {
    bits = (bits << 8) | (part < 7 && from + part < keys.length ? keys[from + part]! : 0)
    const at = part * 128 + ((bits >> (part + 1)) & 127)
    c |= chosen[0][at]!
    d |= chosen[1][at]!
  }
  for (let round = 0; round < 16; round++) {
    const by = leftShifts[round]!
    c = ((c << by) | (c >> (28 - by))) & 0xfff_ffff
    d = ((d << by) | (d >> (28 - by))) & 0xfff_ffff
    let [first, second] = [0, 0]
    for (let part = 0; part < 4; part++) {
      const ofC = part * 128 + ((c >> (21 - part * 7)) & 127)
      const ofD = (part + 4) * 128 + ((d >> (21 - part * 7)) & 127)
      first |= roundKeys[0][ofC]! | roundKeys[0][ofD]!
      second |= roundKeys[1][ofC]! | roundKeys[1][ofD]!
    }
    schedule[round * 2] = first
    schedule[round * 2 + 1] = second
  }
}

function encrypt(block: Buffer, target: Buffer, at: number): void {
  let left = block.readInt32BE(0)
  let right = block.readInt32BE(4)
  let mixed = 0

  // The initial permutation, as exchanges of bits between the halves.
  mixed = ((left >>> 4) ^ right) & 0x0f0f0f0f
  right ^= mixed
  left ^= mixed << 4
  mixed = ((left >>> 16) ^ right) & 0x0000ffff
  right ^= mixed
  left ^= mixed << 16
  mixed = ((right >>> 2) ^ left) & 0x33333333
  left ^= mixed
  right ^= mixed << 2
  mixed = ((right >>> 8) ^ left) & 0x00ff00ff
  left ^= mixed
  right ^= mixed << 8
  mixed = ((left >>> 1) ^ right) & 0x55555555
  right ^= mixed
  left ^= mixed << 1

  for (let round = 0; round < 16; round++) {
    const before = right
    right = left ^ turnOver(right, schedule[round * 2]!, schedule[round * 2 + 1]!)
    left = before
  }
  ;[left, right] = [right, left]

  // And back.
  mixed = ((left >>> 1) ^ right) & 0x55555555
  right ^= mixed
  left ^= mixed << 1
  mixed = ((right >>> 8) ^ left) & 0x00ff00ff
  left ^= mixed
  right ^= mixed << 8
  mixed = ((right >>> 2) ^ left) & 0x33333333
  left ^= mixed
  right ^= mixed << 2
  mixed = ((left >>> 16) ^ right) & 0x0000ffff
  right ^= mixed
  left ^= mixed << 16
  mixed = ((left >>> 4) ^ right) & 0x0f0f0f0f
  right ^= mixed
  left ^= mixed << 4

  target.writeInt32BE(left | 0, at)
  target.writeInt32BE(right | 0, at + 4)
}

/** The standard's f: 32 bits spread to eight times six, mixed with the round's key, and put through the boxes. */
function turnOver(half: number, first: number, second: number): number {
  const turned = (half << 31) | (half >>> 1)
  const s = substitution
  return (
    s[((turned >>> 26) & 63) ^ (first >>> 24)]! |
    s[64 + (((turned >>> 22) & 63) ^ ((first >>> 16) & 63))]! |
    s[128 + (((turned >>> 18) & 63) ^ ((first >>> 8) & 63))]! |
    s[192 + (((turned >>> 14) & 63) ^ (first & 63))]! |
    s[256 + (((turned >>> 10) & 63) ^ (second >>> 24))]! |
    s[320 + (((turned >>> 6) & 63) ^ ((second >>> 16) & 63))]! |
    s[384 + (((turned >>> 2) & 63) ^ ((second >>> 8) & 63))]! |
    s[448 + ((((turned << 2) | (turned >>> 30)) & 63) ^ (second & 63))]!
  )
}
