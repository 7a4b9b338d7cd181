// How a subscriber's router proves it knows the password: PAP, CHAP, MS-CHAPv1 and MS-CHAPv2 (RFC 2865, 2433, 2759).

import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { MICROSOFT, vendor, type Attribute } from './codec.ts'
import { md4 } from './md4.ts'

export const methods = ['pap', 'chap', 'mschap1', 'mschap2'] as const

export type Method = (typeof methods)[number]

export interface Proof {
  readonly attributes: readonly Attribute[]
  /** MS-CHAPv2 proves both ways: what MS-CHAP2-Success must say, identifier first. */
  readonly expected_success?: Buffer
}

/** What a browser answered to the challenge of a login page: the router passes it on and knows no password. */
export interface ChapAnswer {
  /** One byte. */
  readonly identifier: Buffer
  readonly challenge: Buffer
  readonly digest: Buffer
}

/** How an empty password travels is not known; each way met is a choice. */
export type EmptyPassword = 'sixteen_zeros' | 'no_octets' | 'left_out'

interface Asked {
  readonly method: Method
  readonly user_name: string
  readonly password: string
  readonly secret: string
  readonly authenticator: Buffer
  readonly empty_password: EmptyPassword
}

export function prove(asked: Asked): Proof {
  switch (asked.method) {
    case 'pap':
      return provePap(asked)
    case 'chap':
      return proveChap(asked.password)
    case 'mschap1':
      return proveMsChap1(asked.password)
    case 'mschap2':
      return proveMsChap2(asked.user_name, asked.password)
  }
}

function provePap({ password, secret, authenticator, empty_password }: Asked): Proof {
  if (password === '' && empty_password === 'left_out') return { attributes: [] }
  const hidden =
    password === '' && empty_password === 'no_octets'
      ? Buffer.alloc(0)
      : hidePassword(password, secret, authenticator)
  return { attributes: [['User-Password', hidden]] }
}

/** RFC 2865 5.2. An empty password is hidden as sixteen zeros. */
function hidePassword(password: string, secret: string, authenticator: Buffer): Buffer {
  const plain = Buffer.from(password)
  const padded = Buffer.alloc(Math.max(1, Math.ceil(plain.length / 16)) * 16)
  plain.copy(padded)
  let previous = authenticator
  for (let at = 0; at < padded.length; at += 16) {
    const pad = createHash('md5').update(secret).update(previous).digest()
    for (let index = 0; index < 16; index += 1) padded[at + index]! ^= pad[index]!
    previous = padded.subarray(at, at + 16)
  }
  return padded
}

function proveChap(password: string): Proof {
  const identifier = randomBytes(1)
  const challenge = randomBytes(16)
  const digest = createHash('md5').update(identifier).update(password).update(challenge).digest()
  return passOnChap({ identifier, challenge, digest })
}

/** RouterOS sends the challenge as an attribute of its own. */
export function passOnChap({ identifier, challenge, digest }: ChapAnswer): Proof {
  return {
    attributes: [
      ['CHAP-Challenge', challenge],
      ['CHAP-Password', Buffer.concat([identifier, digest])],
    ],
  }
}

function proveMsChap1(password: string): Proof {
  const challenge = randomBytes(8)
  const flags = Buffer.from([0, 1]) // An identifier, and "use the NT response".
  const response = Buffer.concat([
    flags,
    Buffer.alloc(24),
    challengeResponse(challenge, ntHash(password)),
  ])
  return {
    attributes: [
      vendor(MICROSOFT, 'MS-CHAP-Challenge', challenge),
      vendor(MICROSOFT, 'MS-CHAP-Response', response),
    ],
  }
}

function proveMsChap2(user_name: string, password: string): Proof {
  const identifier = randomBytes(1)
  const challenge = randomBytes(16)
  const peer_challenge = randomBytes(16)
  const { response, success } = msChap2({ user_name, password, challenge, peer_challenge })
  return {
    attributes: [
      vendor(MICROSOFT, 'MS-CHAP-Challenge', challenge),
      vendor(
        MICROSOFT,
        'MS-CHAP2-Response',
        Buffer.concat([identifier, Buffer.alloc(1), peer_challenge, Buffer.alloc(8), response]),
      ),
    ],
    expected_success: Buffer.concat([identifier, Buffer.from(success)]),
  }
}

/** RFC 2759 8: the NT-Response, and the "S=…" that only someone who knows the password can answer. */
export function msChap2(given: {
  user_name: string
  password: string
  challenge: Buffer
  peer_challenge: Buffer
}): { response: Buffer; success: string } {
  const name = given.user_name.slice(given.user_name.lastIndexOf('\\') + 1)
  const short = sha1(given.peer_challenge, given.challenge, Buffer.from(name)).subarray(0, 8)
  const hash = ntHash(given.password)
  const response = challengeResponse(short, hash)
  const inner = sha1(md4(hash), response, Buffer.from('Magic server to client signing constant'))
  const outer = sha1(inner, short, Buffer.from('Pad to make it do more than one iteration'))
  return { response, success: `S=${outer.toString('hex').toUpperCase()}` }
}

function ntHash(password: string): Buffer {
  return md4(Buffer.from(password, 'utf16le'))
}

function sha1(...parts: readonly Buffer[]): Buffer {
  return createHash('sha1').update(Buffer.concat(parts)).digest()
}

/** The challenge, encrypted by DES three times with a third of the hash each. */
function challengeResponse(challenge: Buffer, hash: Buffer): Buffer {
  const padded = Buffer.concat([hash, Buffer.alloc(5)])
  return Buffer.concat([0, 7, 14].map((at) => des(challenge, padded.subarray(at, at + 7))))
}

/** OpenSSL 3 has no single DES: triple DES with one key three times is the same. */
function des(block: Buffer, seven: Buffer): Buffer {
  const bits = BigInt(`0x${seven.toString('hex')}`)
  const key = Buffer.from(
    Array.from({ length: 8 }, (_, index) => Number((bits >> BigInt(49 - index * 7)) & 127n) << 1),
  )
  const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([key, key, key]), null)
  cipher.setAutoPadding(false)
  return Buffer.concat([cipher.update(block), cipher.final()])
}
