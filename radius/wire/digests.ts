// The digests RADIUS is made of. MD5 and HMAC-MD5 are what RFC 2865 and RFC 3579 ask for; nothing else here chooses them.

import { createHmac, createSecretKey, hash, timingSafeEqual, type KeyObject } from 'node:crypto'

/** A shared secret ready for use. createHmac with a Buffer as its key is five times as slow as with a KeyObject. */
interface Secret {
  readonly octets: Buffer
  readonly key: KeyObject
}

const secrets = new Map<string, Secret>()
const secretsMax = 10_000 // More than a box has routers: a guard against growing for ever, not a limit.

export function md5(...parts: Buffer[]): Buffer {
  return digest('md5', parts)
}

export function sha1(...parts: Buffer[]): Buffer {
  return digest('sha1', parts)
}

export function hmacMd5(secret: string, bytes: Buffer): Buffer {
  return createHmac('md5', prepare(secret).key).update(bytes).digest()
}

/** The octets of a shared secret: its UTF-8. */
export function secretOctets(secret: string): Buffer {
  return prepare(secret).octets
}

/** Compares in a time that doesn't tell where the first difference is. Lengths are no secret. */
export function sameOctets(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

function prepare(secret: string): Secret {
  const known = secrets.get(secret)
  if (known) return known

  if (secrets.size >= secretsMax) secrets.clear()
  const octets = Buffer.from(secret)
  const prepared = { octets, key: createSecretKey(octets) }
  secrets.set(secret, prepared)
  return prepared
}

/** By way of a string: Node 26 makes one in half the time it takes to make a Buffer. */
function digest(algorithm: 'md5' | 'sha1', parts: Buffer[]): Buffer {
  return Buffer.from(hash(algorithm, Buffer.concat(parts), 'binary'), 'binary')
}
