// MD4 (RFC 1320), which OpenSSL 3 no longer gives. MS-CHAP makes its password hash with it (RFC 2433 A.3), and nothing
// else here may: it has been broken since 1995.

const blockBytes = 64

// Each round visits the sixteen words in its own order, turns by four amounts in turn, and adds a constant.
const rounds = [
  { order: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], turns: [3, 7, 11, 19], add: 0 },
  {
    order: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    turns: [3, 5, 9, 13],
    add: 0x5a827999,
  },
  {
    order: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    turns: [3, 9, 11, 15],
    add: 0x6ed9eba1,
  },
] as const

/** The sixteen octets of MD4. */
export function md4(message: Buffer): Buffer {
  const padded = pad(message)
  let [a, b, c, d] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]

  for (let at = 0; at < padded.length; at += blockBytes) {
    const before = [a, b, c, d] as const
    for (const [round, { order, turns, add }] of rounds.entries()) {
      for (let step = 0; step < 16; step++) {
        const word = padded.readUInt32LE(at + order[step]! * 4)
        const sum = (a + choose(round, b, c, d) + word + add) | 0
        ;[a, b, c, d] = [d, turn(sum, turns[step % 4]!), b, c]
      }
    }
    a = (a + before[0]) | 0
    b = (b + before[1]) | 0
    c = (c + before[2]) | 0
    d = (d + before[3]) | 0
  }

  const digest = Buffer.alloc(16)
  ;[a, b, c, d].forEach((word, at) => digest.writeInt32LE(word | 0, at * 4))
  return digest
}

/** A one bit, zeros up to eight octets short of a block, and the length in bits. */
function pad(message: Buffer): Buffer {
  const padded = Buffer.alloc(Math.ceil((message.length + 9) / blockBytes) * blockBytes)
  message.copy(padded)
  padded[message.length] = 0x80
  padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - 8)
  return padded
}

function choose(round: number, x: number, y: number, z: number): number {
  if (round === 0) return (x & y) | (~x & z)
  if (round === 1) return (x & y) | (x & z) | (y & z)
  return x ^ y ^ z
}

function turn(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}
