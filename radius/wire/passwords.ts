// PAP and CHAP: how a subscriber's password travels in an Access-Request (RFC 2865 5.2, 5.3).

import assert from 'node:assert'
import { md5, sameOctets } from './digests.ts'
import { hide, isHidden, isWhole, reveal } from './hiding.ts'
import { isMd5 } from './md5.ts'
import { add, addOctet, addText, begin, isAscii } from './message.ts'
import { readText } from './packet.ts'

const passwordBytesMax = 128
const chapBytes = 17 // An ident, and a digest.

/** The value of User-Password. `authenticator` is the Request Authenticator of the packet it goes into. */
export function hidePassword(password: string, authenticator: Buffer, secret: string): Buffer {
  const clear = Buffer.from(password)
  assert(clear.length <= passwordBytesMax, 'RFC 2865 5.2: a password has 128 octets at most')
  return hide(clear, authenticator, secret)
}

/**
 * The password in a User-Password; undefined when it can't be one: a wrong length, or not text, as happens when the
 * secret differs. An attribute without octets is an empty password.
 */
export function revealPassword(
  hidden: Buffer,
  authenticator: Buffer,
  secret: string,
): string | undefined {
  if (hidden.length === 0) return ''
  const padded = reveal(hidden, authenticator, secret)
  return padded && readText(withoutPadding(padded))
}

/** Whether a User-Password holds this password, in a time that doesn't tell how much of it is right. */
export function papProves(
  hidden: Buffer,
  authenticator: Buffer,
  secret: string,
  password: string,
): boolean {
  if (hidden.length === 0) return password.length === 0
  if (isAscii(password) && !password.includes('\0'))
    return isWhole(hidden) && isHidden(password, hidden, authenticator, secret)
  const clear = Buffer.from(password)
  const padded = reveal(hidden, authenticator, secret)
  if (!padded || clear.length > padded.length || clear.includes(0)) return false

  const expected = Buffer.allocUnsafe(padded.length).fill(0, clear.length)
  expected.set(clear)
  return sameOctets(padded, expected)
}

/** Whether a CHAP-Password (an ident octet and sixteen of MD5) answers the challenge with this password. */
export function chapProves(response: Buffer, challenge: Buffer, password: string): boolean {
  if (response.length !== chapBytes) return false
  begin()
  addOctet(response[0]!)
  addText(password)
  add(challenge)
  return isMd5(response, 1)
}

/** The value of CHAP-Password: what a router sends for a subscriber. `ident` is 0..255. */
export function answerChap(ident: number, challenge: Buffer, password: string): Buffer {
  const octet = Buffer.of(ident)
  return Buffer.concat([octet, md5(octet, Buffer.from(password), challenge)])
}

function withoutPadding(padded: Buffer): Buffer {
  let end = padded.length
  while (end > 0 && padded[end - 1] === 0) end--
  return padded.subarray(0, end)
}
