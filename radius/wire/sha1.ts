// SHA-1 (FIPS 180-4 6.1), for what MS-CHAPv2 is made of (RFC 2759 8, RFC 3079 3): a login makes seven digests of a few dozen
// octets, where a call to node:crypto costs more than its work. Nothing else here may use it: it has been broken since 2017.

import { endWithBigEndian, words } from './message.ts'

const w = new Int32Array(80)

/** The twenty octets of the message that was put in place. */
export function finishSha1(): Buffer {
  const count = endWithBigEndian()
  const octets = words()
  let [h0, h1, h2, h3, h4] = [
    0x67452301,
    0xefcdab89 | 0,
    0x98badcfe | 0,
    0x10325476,
    0xc3d2e1f0 | 0,
  ]
  for (let at = 0; at < count; at += 16) {
    for (let i = 0; i < 16; i++) w[i] = swap(octets[at + i]!)
    for (let i = 16; i < 80; i++) {
      const mixed = w[i - 3]! ^ w[i - 8]! ^ w[i - 14]! ^ w[i - 16]!
      w[i] = (mixed << 1) | (mixed >>> 31)
    }
    let [a, b, c, d, e] = [h0, h1, h2, h3, h4]
    // Five steps at a time: then each letter is where it was, and nothing is moved.
    for (let i = 0; i < 20; i += 5) {
      e = (((a << 5) | (a >>> 27)) + ((b & c) | (~b & d)) + e + w[i]! + 0x5a827999) | 0
      b = (b << 30) | (b >>> 2)
      d = (((e << 5) | (e >>> 27)) + ((a & b) | (~a & c)) + d + w[i + 1]! + 0x5a827999) | 0
      a = (a << 30) | (a >>> 2)
      c = (((d << 5) | (d >>> 27)) + ((e & a) | (~e & b)) + c + w[i + 2]! + 0x5a827999) | 0
      e = (e << 30) | (e >>> 2)
      b = (((c << 5) | (c >>> 27)) + ((d & e) | (~d & a)) + b + w[i + 3]! + 0x5a827999) | 0
      d = (d << 30) | (d >>> 2)
      a = (((b << 5) | (b >>> 27)) + ((c & d) | (~c & e)) + a + w[i + 4]! + 0x5a827999) | 0
      c = (c << 30) | (c >>> 2)
    }
    for (let i = 20; i < 40; i += 5) {
      e = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + w[i]! + 0x6ed9eba1) | 0
      b = (b << 30) | (b >>> 2)
      d = (((e << 5) | (e >>> 27)) + (a ^ b ^ c) + d + w[i + 1]! + 0x6ed9eba1) | 0
      a = (a << 30) | (a >>> 2)
      c = (((d << 5) | (d >>> 27)) + (e ^ a ^ b) + c + w[i + 2]! + 0x6ed9eba1) | 0
      e = (e << 30) | (e >>> 2)
      b = (((c << 5) | (c >>> 27)) + (d ^ e ^ a) + b + w[i + 3]! + 0x6ed9eba1) | 0
      d = (d << 30) | (d >>> 2)
      a = (((b << 5) | (b >>> 27)) + (c ^ d ^ e) + a + w[i + 4]! + 0x6ed9eba1) | 0
      c = (c << 30) | (c >>> 2)
    }
    for (let i = 40; i < 60; i += 5) {
      e = (((a << 5) | (a >>> 27)) + ((b & c) | (b & d) | (c & d)) + e + w[i]! - 0x70e44324) | 0
      b = (b << 30) | (b >>> 2)
      d = (((e << 5) | (e >>> 27)) + ((a & b) | (a & c) | (b & c)) + d + w[i + 1]! - 0x70e44324) | 0
      a = (a << 30) | (a >>> 2)
      c = (((d << 5) | (d >>> 27)) + ((e & a) | (e & b) | (a & b)) + c + w[i + 2]! - 0x70e44324) | 0
      e = (e << 30) | (e >>> 2)
      b = (((c << 5) | (c >>> 27)) + ((d & e) | (d & a) | (e & a)) + b + w[i + 3]! - 0x70e44324) | 0
      d = (d << 30) | (d >>> 2)
      a = (((b << 5) | (b >>> 27)) + ((c & d) | (c & e) | (d & e)) + a + w[i + 4]! - 0x70e44324) | 0
      c = (c << 30) | (c >>> 2)
    }
    for (let i = 60; i < 80; i += 5) {
      e = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + w[i]! - 0x359d3e2a) | 0
      b = (b << 30) | (b >>> 2)
      d = (((e << 5) | (e >>> 27)) + (a ^ b ^ c) + d + w[i + 1]! - 0x359d3e2a) | 0
      a = (a << 30) | (a >>> 2)
      c = (((d << 5) | (d >>> 27)) + (e ^ a ^ b) + c + w[i + 2]! - 0x359d3e2a) | 0
      e = (e << 30) | (e >>> 2)
      b = (((c << 5) | (c >>> 27)) + (d ^ e ^ a) + b + w[i + 3]! - 0x359d3e2a) | 0
      d = (d << 30) | (d >>> 2)
      a = (((b << 5) | (b >>> 27)) + (c ^ d ^ e) + a + w[i + 4]! - 0x359d3e2a) | 0
      c = (c << 30) | (c >>> 2)
    }
    h0 = (h0 + a) | 0
    h1 = (h1 + b) | 0
    h2 = (h2 + c) | 0
    h3 = (h3 + d) | 0
    h4 = (h4 + e) | 0
  }
  const digest = Buffer.allocUnsafe(20)
  write(digest, 0, h0)
  write(digest, 4, h1)
  write(digest, 8, h2)
  write(digest, 12, h3)
  write(digest, 16, h4)
  return digest
}

/** The machine's words are little-endian, SHA's are big-endian. */
function swap(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)
}

function write(digest: Buffer, at: number, word: number): void {
  digest[at] = word >>> 24
  digest[at + 1] = word >>> 16
  digest[at + 2] = word >>> 8
  digest[at + 3] = word
}
