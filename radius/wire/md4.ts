// MD4 (RFC 1320), which OpenSSL 3 no longer gives. MS-CHAP makes its password hash with it (RFC 2433 A.3), and nothing
// else here may: it has been broken since 1995.

import { add, begin, end, toOctets, words } from './message.ts'

/** The sixteen octets of MD4. */
export function md4(octets: Buffer): Buffer {
  begin()
  add(octets)
  const count = end()
  const x = words()
  let [a, b, c, d] = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476]

  for (let at = 0; at < count; at += 16) {
    const [a0, b0, c0, d0] = [a, b, c, d]
    for (let i = at; i < at + 16; i += 4) {
      a = turn(a + ((b & c) | (~b & d)) + x[i]!, 3)
      d = turn(d + ((a & b) | (~a & c)) + x[i + 1]!, 7)
      c = turn(c + ((d & a) | (~d & b)) + x[i + 2]!, 11)
      b = turn(b + ((c & d) | (~c & a)) + x[i + 3]!, 19)
    }
    for (let i = at; i < at + 4; i++) {
      a = turn(a + ((b & c) | (b & d) | (c & d)) + x[i]! + 0x5a827999, 3)
      d = turn(d + ((a & b) | (a & c) | (b & c)) + x[i + 4]! + 0x5a827999, 5)
      c = turn(c + ((d & a) | (d & b) | (a & b)) + x[i + 8]! + 0x5a827999, 9)
      b = turn(b + ((c & d) | (c & a) | (d & a)) + x[i + 12]! + 0x5a827999, 13)
    }
    for (let step = 0; step < 4; step++) {
      const i = at + ((step & 1) << 1) + (step >> 1) // 0, 2, 1, 3
      a = turn(a + (b ^ c ^ d) + x[i]! + 0x6ed9eba1, 3)
      d = turn(d + (a ^ b ^ c) + x[i + 8]! + 0x6ed9eba1, 9)
      c = turn(c + (d ^ a ^ b) + x[i + 4]! + 0x6ed9eba1, 11)
      b = turn(b + (c ^ d ^ a) + x[i + 12]! + 0x6ed9eba1, 15)
    }
    a = (a + a0) | 0
    b = (b + b0) | 0
    c = (c + c0) | 0
    d = (d + d0) | 0
  }
  return toOctets(a, b, c, d)
}

function turn(sum: number, by: number): number {
  return (sum << by) | ((sum | 0) >>> (32 - by))
}
