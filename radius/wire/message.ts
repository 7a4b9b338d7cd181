// Where the octets that MD4 and MD5 digest are put together: one place for all, because a packet is digested four times on
// its way through us, and a Buffer for each part would cost more than the digest. Digests are made one after another.

const blockBytes = 64

let octets = new Uint8Array(8192)
let inWords = new Int32Array(octets.buffer) // The machine's own order, which is the digests': little-endian.
let length = 0

/** Begins a message; what was in place before is gone. */
export function begin(): void {
  length = 0
}

/** Begins a message with four words, each in the machine's own order. */
export function beginWith(a: number, b: number, c: number, d: number): void {
  inWords[0] = a
  inWords[1] = b
  inWords[2] = c
  inWords[3] = d
  length = 16
}

/** Goes on with some octets, or with those from one place up to another. */
export function add(part: Uint8Array, from = 0, to: number = part.length): void {
  makeRoom(to - from)
  if (to - from > 64) {
    octets.set(from === 0 && to === part.length ? part : part.subarray(from, to), length)
    length += to - from
    return
  }
  // By hand: a call costs more than a few octets do.
  let at = length
  for (let each = from; each < to; each++) octets[at++] = part[each]!
  length = at
}

/** Goes on with one octet. */
export function addOctet(octet: number): void {
  makeRoom(1)
  octets[length++] = octet
}

/** Goes on with a text's UTF-8. */
export function addText(text: string): void {
  if (!isAscii(text)) return add(Buffer.from(text))
  makeRoom(text.length)
  for (let at = 0; at < text.length; at++) octets[length++] = text.charCodeAt(at)
}

/** Whether each sign is one octet of UTF-8, and the same number. */
export function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return false
  return true
}

/** Goes on with all of a packet, but with other octets in the place of its authenticator. */
export function addPacket(packet: Uint8Array, authenticator: Uint8Array): void {
  makeRoom(packet.length)
  octets.set(packet, length)
  for (let each = 0; each < 16; each++) octets[length + 4 + each] = authenticator[each]!
  length += packet.length
}

/** Sixteen zeros instead of what was put in at a place. */
export function blankOut(at: number): void {
  for (let each = at; each < at + 16; each++) octets[each] = 0
}

export function addZeros(count: number): void {
  makeRoom(count)
  for (const end = length + count; length < end;) octets[length++] = 0
}

/**
 * Ends it as MD4 and MD5 want: a one bit, zeros, and the length in bits, that of `before` octets digested earlier with it.
 * Returns how many words it has; the message is over, so read them at once.
 */
export function end(before = 0): number {
  const bits = (before + length) * 8
  makeRoom(2 * blockBytes)
  octets[length++] = 0x80
  while (length % 4 !== 0) octets[length++] = 0
  while ((length + 8) % blockBytes !== 0) {
    inWords[length / 4] = 0
    length += 4
  }
  inWords[length / 4] = bits
  inWords[length / 4 + 1] = bits / 2 ** 32
  return length / 4 + 2
}

/** Those words, until another message is begun. */
export function words(): Int32Array {
  return inWords
}

/** The same for SHA-1, which has the length's octets the other way round. Its words are still the machine's own. */
export function endWithBigEndian(): number {
  const bits = length * 8
  const count = end()
  for (let each = 0; each < 4; each++) {
    octets[length + 7 - each] = bits >>> (each * 8)
    octets[length + 3 - each] = (bits / 2 ** 32) >>> (each * 8)
  }
  return count
}

function makeRoom(count: number): void {
  if (length + count <= octets.length) return
  const bigger = new Uint8Array(Math.max(octets.length * 2, Math.ceil((length + count) / 64) * 64))
  bigger.set(octets.subarray(0, length))
  octets = bigger
  inWords = new Int32Array(bigger.buffer)
}

/** Four words as the sixteen octets of a digest. */
export function toOctets(a: number, b: number, c: number, d: number): Buffer {
  const digest = Buffer.allocUnsafe(16)
  writeWord(digest, 0, a)
  writeWord(digest, 4, b)
  writeWord(digest, 8, c)
  writeWord(digest, 12, d)
  return digest
}

export function writeWord(digest: Uint8Array, at: number, word: number): void {
  digest[at] = word
  digest[at + 1] = word >>> 8
  digest[at + 2] = word >>> 16
  digest[at + 3] = word >>> 24
}
