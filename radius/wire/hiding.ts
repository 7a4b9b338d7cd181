// How RADIUS hides a value between the router and us: MD5 chained over blocks of 16 octets. RFC 2865 5.2 hides
// passwords so, RFC 2548 2.4.2 keys. It is no encryption to rely on: the path to a router needs a tunnel.

import { md5, secretOctets } from './digests.ts'
import { writeMd5 } from './md5.ts'
import { add, begin } from './message.ts'

const blockBytes = 16

/** Hides octets, padded with zeros to whole blocks of 16. `start` is the Request Authenticator, with a salt for keys. */
export function hide(clear: Buffer, start: Buffer, secret: string): Buffer {
  const length = Math.max(1, Math.ceil(clear.length / blockBytes)) * blockBytes
  const hidden = Buffer.allocUnsafe(length).fill(0, clear.length)
  hidden.set(clear)
  for (let at = 0; at < hidden.length; at += blockBytes) {
    const previous = at === 0 ? start : hidden.subarray(at - blockBytes, at)
    mix(hidden, at, md5(secretOctets(secret), previous))
  }
  return hidden
}

/** One to eight blocks. */
export function isWhole({ length }: Buffer): boolean {
  return length > 0 && length <= 128 && length % blockBytes === 0
}

/** The octets with their padding; undefined when they are not one to eight whole blocks (RFC 2865 5.2). */
export function reveal(hidden: Buffer, start: Buffer, secret: string): Buffer | undefined {
  if (!isWhole(hidden)) return undefined

  const clear = Buffer.allocUnsafe(hidden.length)
  clear.set(hidden)
  for (let at = 0; at < clear.length; at += blockBytes) {
    const previous = at === 0 ? start : hidden.subarray(at - blockBytes, at)
    mix(clear, at, md5(secretOctets(secret), previous))
  }
  return clear
}

const mask = new Uint8Array(blockBytes) // Of one block, until the next one's.

/**
 * Whether this ASCII, with zeros behind it, is what is hidden in whole blocks; in a time that doesn't tell how much of it is.
 * Nothing is made on the way: each login by PAP is looked at so.
 */
export function isHidden(clear: string, hidden: Buffer, start: Buffer, secret: string): boolean {
  const key = secretOctets(secret)
  let difference = clear.length > hidden.length ? 1 : 0
  for (let at = 0; at < hidden.length; at += blockBytes) {
    begin()
    add(key)
    if (at === 0) add(start)
    else add(hidden, at - blockBytes, at)
    writeMd5(mask, 0)
    for (let each = 0; each < blockBytes; each++) {
      const octet = at + each < clear.length ? clear.charCodeAt(at + each) : 0
      difference |= hidden[at + each]! ^ mask[each]! ^ octet
    }
  }
  return difference === 0
}

/** Hides what stands behind a value's first two octets, which are its salt, where it stands: whole blocks (RFC 2548 2.4.2). */
export function hideSalted(value: Buffer, authenticator: Buffer, secret: string): void {
  const key = secretOctets(secret)
  for (let at = 2; at < value.length; at += blockBytes) {
    begin()
    add(key)
    if (at === 2) {
      add(authenticator)
      add(value, 0, 2)
    } else add(value, at - blockBytes, at)
    writeMd5(mask, 0)
    for (let each = 0; each < blockBytes; each++) value[at + each]! ^= mask[each]!
  }
}

function mix(octets: Buffer, at: number, mask: Buffer): void {
  for (let i = 0; i < blockBytes; i++) octets[at + i]! ^= mask[i]!
}
