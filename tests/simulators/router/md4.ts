// MD4 (RFC 1320), which OpenSSL 3 no longer has and MS-CHAP cannot do without.

const rotations = [
  [3, 7, 11, 19],
  [3, 5, 9, 13],
  [3, 9, 11, 15],
] as const

const orders = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
] as const

const constants = [0, 0x5a827999, 0x6ed9eba1] as const

const mixes = [
  (x: number, y: number, z: number) => (x & y) | (~x & z),
  (x: number, y: number, z: number) => (x & y) | (x & z) | (y & z),
  (x: number, y: number, z: number) => x ^ y ^ z,
] as const

export function md4(message: Buffer): Buffer {
  const padded = Buffer.alloc(((message.length + 8) >> 6) * 64 + 64)
  message.copy(padded)
  padded[message.length] = 0x80
  padded.writeUInt32LE((message.length * 8) >>> 0, padded.length - 8)

  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let at = 0; at < padded.length; at += 64) {
    const before = state
    for (const round of [0, 1, 2]) state = turn(state, round, padded.subarray(at, at + 64))
    state = state.map((word, index) => (word + before[index]!) >>> 0)
  }

  const digest = Buffer.alloc(16)
  state.forEach((word, index) => digest.writeUInt32LE(word, index * 4))
  return digest
}

function turn(state: readonly number[], round: number, block: Buffer): number[] {
  let [a, b, c, d] = state as [number, number, number, number]
  orders[round]!.forEach((word, step) => {
    const sum = a + mixes[round]!(b, c, d) + block.readUInt32LE(word * 4) + constants[round]!
    const by = rotations[round]![step % 4]!
    const turned = (sum << by) | ((sum >>> 0) >>> (32 - by))
    ;[a, b, c, d] = [d, turned >>> 0, b, c]
  })
  return [a, b, c, d]
}
