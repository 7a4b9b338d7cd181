import { createCipheriv, randomBytes } from 'node:crypto'
import test from 'ava'
import { des } from '../../../radius/wire/des.ts'

test("DES is OpenSSL's triple DES with one key thrice, for whatever key and block", (t) => {
  for (let times = 0; times < 2000; times++) {
    const [block, key] = [randomBytes(8), randomBytes(7)]
    const eight = expand(key)
    const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([eight, eight, eight]), null)
    t.deepEqual(
      des(block, key),
      cipher.update(block),
      `${block.toString('hex')} ${key.toString('hex')}`,
    )
  }
})

/** 56 bits as eight octets of seven; the eighth bit is parity, which nobody looks at. */
function expand(key: Buffer): Buffer {
  const bits = BigInt(`0x${key.toString('hex')}`)
  return Buffer.from(
    Array.from({ length: 8 }, (_, at) => Number((bits >> BigInt(49 - at * 7)) & 127n) << 1),
  )
}
