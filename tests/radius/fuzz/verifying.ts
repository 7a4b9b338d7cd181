// Whether a datagram proves that its sender knows the secret, by the RFCs and by hand: none of our codec is in here,
// because it is what this judges.

import { createHash, createHmac } from 'node:crypto'

interface Whole {
  bytes: Buffer
  /** Where each attribute begins. */
  attributes: { type: number; at: number; length: number }[]
}

const header = 20

/** The packet without its padding; undefined where it is none (RFC 2865 3). */
function readWhole(datagram: Buffer): Whole | undefined {
  if (datagram.length < header) return undefined
  const length = datagram.readUInt16BE(2)
  if (length < header || length > 4096 || length > datagram.length) return undefined
  const bytes = datagram.subarray(0, length)
  const attributes: Whole['attributes'] = []
  for (let at = header; at < length; at += bytes[at + 1]!) {
    const its = bytes[at + 1]
    if (its === undefined || its < 2 || at + its > length) return undefined
    attributes.push({ type: bytes[at]!, at, length: its })
  }
  return { bytes, attributes }
}

/** How a port may answer it: the code of its request, or undefined where nothing may be said. */
export function provenCode(datagram: Buffer, secret: string): 1 | 4 | 12 | undefined {
  const whole = readWhole(datagram)
  if (!whole) return undefined
  const code = whole.bytes[0]
  if (code === 4) return hasRequestAuthenticator(whole.bytes, secret) ? 4 : undefined
  if (code !== 1 && code !== 12) return undefined
  return hasMessageAuthenticator(whole, secret) ? code : undefined
}

/** The octets of its Proxy-States, which an answer must carry back. */
export function proxyBytes(datagram: Buffer): number {
  const states = readWhole(datagram)?.attributes.filter(({ type }) => type === 33) ?? []
  return states.reduce((sum, { length }) => sum + length, 0)
}

function hasRequestAuthenticator(bytes: Buffer, secret: string): boolean {
  const blank = Buffer.from(bytes)
  blank.fill(0, 4, header)
  const digest = createHash('md5').update(blank).update(secret).digest()
  return digest.equals(bytes.subarray(4, header))
}

function hasMessageAuthenticator({ bytes, attributes }: Whole, secret: string): boolean {
  const [signature, second] = attributes.filter(({ type }) => type === 80)
  if (!signature || second || signature.length !== 18) return false
  const blank = Buffer.from(bytes)
  blank.fill(0, signature.at + 2, signature.at + 18)
  const digest = createHmac('md5', secret).update(blank).digest()
  return digest.equals(bytes.subarray(signature.at + 2, signature.at + 18))
}

/** Signs what can be signed, in place: a first Message-Authenticator of 18 octets, or the Request Authenticator. */
export function signAnew(datagram: Buffer, secret: string): void {
  const whole = readWhole(datagram)
  if (!whole) return
  const { bytes, attributes } = whole
  const at = attributes.find(({ type, length }) => type === 80 && length === 18)?.at
  if (bytes[0] === 4) {
    bytes.fill(0, 4, header)
    if (at !== undefined) sign(bytes, at, secret)
    createHash('md5').update(bytes).update(secret).digest().copy(bytes, 4)
  } else if (at !== undefined) sign(bytes, at, secret)
}

function sign(bytes: Buffer, at: number, secret: string): void {
  bytes.fill(0, at + 2, at + 18)
  createHmac('md5', secret)
    .update(bytes)
    .digest()
    .copy(bytes, at + 2)
}
