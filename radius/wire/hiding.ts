// How RADIUS hides a value between the router and us: MD5 chained over blocks of 16 octets. RFC 2865 5.2 hides
// passwords so, RFC 2548 2.4.2 keys. It is no encryption to rely on: the path to a router needs a tunnel.

import { md5, secretOctets } from './digests.ts'

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

/** The octets with their padding; undefined when they are not one to eight whole blocks (RFC 2865 5.2). */
export function reveal(hidden: Buffer, start: Buffer, secret: string): Buffer | undefined {
  if (hidden.length === 0 || hidden.length > 128 || hidden.length % blockBytes !== 0)
    return undefined

  const clear = Buffer.allocUnsafe(hidden.length)
  clear.set(hidden)
  for (let at = 0; at < clear.length; at += blockBytes) {
    const previous = at === 0 ? start : hidden.subarray(at - blockBytes, at)
    mix(clear, at, md5(secretOctets(secret), previous))
  }
  return clear
}

function mix(octets: Buffer, at: number, mask: Buffer): void {
  for (let i = 0; i < blockBytes; i++) octets[at + i]! ^= mask[i]!
}
