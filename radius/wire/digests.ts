// The digests RADIUS is made of. MD5 and HMAC-MD5 are what RFC 2865 and RFC 3579 ask for; nothing else here chooses them.

import { beginWithMd5, digestBlock, finishMd5, isMd5, writeMd5, type Midstate } from './md5.ts'
import { add, addPacket, begin, blankOut } from './message.ts'
import { finishSha1 } from './sha1.ts'

/** What HMAC makes of a key before it sees a message (RFC 2104 4). */
export interface HmacKey {
  readonly inner: Midstate
  readonly outer: Midstate
}

/** A shared secret ready for use. */
interface Secret extends HmacKey {
  readonly text: string
  readonly octets: Buffer
}

const secrets = new Map<string, Secret>()
const secretsMax = 10_000 // More than a box has routers: a guard against growing for ever, not a limit.
let latest: Secret | undefined

export function md5(...parts: Buffer[]): Buffer {
  begin()
  for (const part of parts) add(part)
  return finishMd5()
}

export function sha1(...parts: Buffer[]): Buffer {
  begin()
  for (const part of parts) add(part)
  return finishSha1()
}

/** What a shared secret makes of a packet's octets, with others in place of those of its authenticator: RFC 2865 3. */
export function md5OfPacket(bytes: Buffer, authenticator: Buffer, secret: string): Buffer {
  const { octets } = prepare(secret)
  begin()
  addPacket(bytes, authenticator)
  add(octets)
  return finishMd5()
}

/** Puts that in the place of the authenticator. */
export function writeMd5OfPacket(bytes: Buffer, authenticator: Buffer, secret: string): void {
  const { octets } = prepare(secret)
  begin()
  addPacket(bytes, authenticator)
  add(octets)
  writeMd5(bytes, 4)
}

/** HMAC-MD5 of the same, with zeros where the sixteen octets at `blank` are: RFC 3579 3.2. */
export function hmacOfPacket(
  bytes: Buffer,
  authenticator: Buffer,
  blank: number,
  secret: string,
): Buffer {
  const { outer } = prepareHmac(bytes, authenticator, blank, secret)
  return finishMd5(outer)
}

/** Whether that stands at `blank`. */
export function isHmacOfPacket(
  bytes: Buffer,
  authenticator: Buffer,
  blank: number,
  secret: string,
): boolean {
  const { outer } = prepareHmac(bytes, authenticator, blank, secret)
  return isMd5(bytes, blank, outer)
}

/** Puts it there. */
export function writeHmacOfPacket(
  bytes: Buffer,
  authenticator: Buffer,
  blank: number,
  secret: string,
): void {
  const { outer } = prepareHmac(bytes, authenticator, blank, secret)
  writeMd5(bytes, blank, outer)
}

function prepareHmac(bytes: Buffer, authenticator: Buffer, blank: number, secret: string): HmacKey {
  const key = prepare(secret)
  begin()
  addPacket(bytes, authenticator)
  blankOut(blank)
  beginWithMd5(key.inner)
  return key
}

/** A key that is no shared secret, ready for use. */
export function hmacKey(octets: Buffer): HmacKey {
  const key = Buffer.alloc(64)
  if (octets.length > 64) md5(octets).copy(key)
  else octets.copy(key)
  const mix = (mask: number) => digestBlock(key.map((octet) => octet ^ mask))
  return { inner: mix(0x36), outer: mix(0x5c) }
}

/** Puts the sixteen octets of HMAC-MD5 where they belong. */
export function writeHmac(key: HmacKey, message: Buffer, target: Buffer, at: number): void {
  begin()
  add(message)
  beginWithMd5(key.inner)
  writeMd5(target, at, key.outer)
}

/** The octets of a shared secret: its UTF-8. */
export function secretOctets(secret: string): Buffer {
  return prepare(secret).octets
}

/** Compares in a time that doesn't tell where the first difference is. Lengths are no secret. */
export function sameOctets(a: Buffer, b: Buffer): boolean {
  if (a.length !== b.length) return false
  let difference = 0 // No branch depends on it; node:crypto's does the same, for the price of a digest.
  for (let at = 0; at < a.length; at++) difference |= a[at]! ^ b[at]!
  return difference === 0
}

function prepare(secret: string): Secret {
  if (latest?.text === secret) return latest
  latest = secrets.get(secret)
  if (latest) return latest

  if (secrets.size >= secretsMax) secrets.clear()
  const octets = Buffer.from(secret)
  latest = { text: secret, octets, ...hmacKey(octets) }
  secrets.set(secret, latest)
  return latest
}
