// The keys that let PPP encrypt its traffic after an MS-CHAP login (MPPE): how they follow from the login (RFC 3079)
// and how they travel in an Access-Accept (RFC 2548 2.4).

import { randomFillSync } from 'node:crypto'
import { attribute, type Attribute } from './attributes.ts'
import { sha1 } from './digests.ts'
import { hide, hideSalted, reveal } from './hiding.ts'
import { hashOfHash, lmHash, ntHash } from './ms-chap.ts'

const keyBytes = 16
const magicMaster = Buffer.from('This is the MPPE Master Key')
const magicFromServer = Buffer.from(
  'On the client side, this is the receive key; on the server side, it is the send key.',
)
const magicToServer = Buffer.from(
  'On the client side, this is the send key; on the server side, it is the receive key.',
)
const pad1 = Buffer.alloc(40)
const pad2 = Buffer.alloc(40, 0xf2)
const allowed = [
  attribute('MS-MPPE-Encryption-Policy', 'Allowed'),
  attribute('MS-MPPE-Encryption-Types', '40-bit-or-128-bit'),
]

const salts = new Uint16Array(1024)
let salted = salts.length

/** 15 bits that nobody can guess, drawn in bulk: one by one they cost as much as a digest. */
function drawSalt(): number {
  if (salted === salts.length) {
    randomFillSync(salts)
    salted = 0
  }
  return salts[salted++]! & 0x7fff
}

/** What an Access-Accept says of encryption after MS-CHAPv2. `authenticator` is the request's; the salt is 15 bits. */
export function msChap2Keys(
  hash: Buffer,
  ntResponse: Buffer,
  authenticator: Buffer,
  secret: string,
  salt = drawSalt(),
): Attribute[] {
  const { send, receive } = startKeys(hash, ntResponse)
  // "The contents of each Salt field in a given Access-Accept packet MUST be unique", so the second is not the first.
  return [
    attribute('MS-MPPE-Send-Key', hideKey(send, salt, authenticator, secret)),
    attribute('MS-MPPE-Recv-Key', hideKey(receive, salt ^ 3, authenticator, secret)),
    ...allowed,
  ]
}

/** The same after MS-CHAPv1 (RFC 2548 2.4.1): eight octets of the LM hash, and the hash of the NT hash. */
export function msChapKeys(password: string, authenticator: Buffer, secret: string): Attribute[] {
  const lmKey = lmHash(password)?.subarray(0, 8) ?? Buffer.alloc(8)
  const keys = Buffer.concat([lmKey, hashOfHash(ntHash(password))])
  return [attribute('MS-CHAP-MPPE-Keys', hide(keys, authenticator, secret)), ...allowed]
}

/** RFC 3079 3.4: the master key and the two start keys of 128 bits, named from the server's side. */
export function startKeys(
  hash: Buffer,
  ntResponse: Buffer,
): { master: Buffer; send: Buffer; receive: Buffer } {
  const master = sha1(hashOfHash(hash), ntResponse, magicMaster).subarray(0, keyBytes)
  const startKey = (magic: Buffer) => sha1(master, pad1, magic, pad2).subarray(0, keyBytes)
  return { master, send: startKey(magicFromServer), receive: startKey(magicToServer) }
}

/** The value of MS-MPPE-Send-Key or -Recv-Key: a salt whose first bit is one, and the key, hidden. */
export function hideKey(key: Buffer, salt: number, authenticator: Buffer, secret: string): Buffer {
  const value = Buffer.alloc(2 + Math.ceil((1 + key.length) / keyBytes) * keyBytes)
  value[0] = 0x80 | (salt >> 8)
  value[1] = salt & 0xff
  value[2] = key.length
  value.set(key, 3)
  hideSalted(value, authenticator, secret)
  return value
}

/** The key in such a value, as a router reads it; undefined when it is none of ours. */
export function revealKey(
  value: Buffer,
  authenticator: Buffer,
  secret: string,
): Buffer | undefined {
  const salted = value.subarray(0, 2)
  if (salted.length < 2 || salted[0]! < 0x80) return undefined
  const clear = reveal(value.subarray(2), Buffer.concat([authenticator, salted]), secret)
  const length = clear?.[0]
  if (!clear || length === undefined || length >= clear.length) return undefined
  return clear.subarray(1, 1 + length)
}
