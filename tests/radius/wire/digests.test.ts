import { createHash, createHmac, randomBytes } from 'node:crypto'
import test from 'ava'
import { hmacOfPacket, md5, md5OfPacket, sha1 } from '../../../radius/wire/digests.ts'

const lengths = [...Array(200).keys(), 255, 1000, 4096, 20_000]

test("MD5 and SHA-1 of any length are OpenSSL's, in one part or in many", (t) => {
  for (const length of lengths) {
    const octets = randomBytes(length)
    const parts = [octets.subarray(0, length >> 1), octets.subarray(length >> 1)]
    for (const [name, digest] of Object.entries({ md5, sha1 })) {
      const expected = createHash(name).update(octets).digest()
      t.deepEqual(digest(octets), expected, `${name} of ${length}`)
      t.deepEqual(digest(...parts), expected, `${name} of ${length}, in two parts`)
    }
  }
})

test("a packet's digests are OpenSSL's, for short secrets and long ones", (t) => {
  for (const secret of [
    's',
    'siri-ya-kutosha-22-plus',
    'k'.repeat(63),
    'k'.repeat(64),
    'k'.repeat(65),
    'é'.repeat(80),
  ]) {
    for (const length of [38, 55, 64, 100, 119, 128, 4096]) {
      const [bytes, authenticator] = [randomBytes(length), randomBytes(16)]
      const seen = Buffer.from(bytes)
      authenticator.copy(seen, 4)
      t.deepEqual(
        md5OfPacket(bytes, authenticator, secret),
        createHash('md5').update(seen).update(secret).digest(),
      )
      const blank = length - 16
      t.deepEqual(
        hmacOfPacket(bytes, authenticator, blank, secret),
        createHmac('md5', secret).update(seen.fill(0, blank)).digest(),
      )
    }
  }
})
