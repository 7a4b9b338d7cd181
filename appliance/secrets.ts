// Secrets at rest: AES-256-GCM per field, bound to the column they stand in, so that a value moved to another
// column does not open. The box key is a setting, never in the database or its dumps (T57).

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  hash,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import assert from 'node:assert/strict'

export interface Safe {
  /** `place` names table and column: "routers.secret". */
  seal(secret: string, place: string): Buffer
  open(sealed: Buffer, place: string): string
  /** 32 octets that only this box can have made, of these octets and for this place. Nothing is hidden by it. */
  sign(octets: Buffer, place: string): Buffer
}

/** `key` is 64 hex digits. Sealed form: version 1, 12 bytes nonce, 16 bytes tag, ciphertext. */
export function openSafe(key: string): Safe {
  // Checked as text: Buffer.from stops without a word at the first sign that is no hex.
  assert(/^[0-9a-f]{64}$/i.test(key), 'the box key is 64 hex digits')
  const box = Buffer.from(key, 'hex')
  const sign = openSigning(box)

  return {
    seal(secret, place) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', box, nonce).setAAD(Buffer.from(place))
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), sealed])
    },
    open(sealed, place) {
      assert.equal(sealed[0], 1, `${place} is sealed in a form this release does not know`)
      const decipher = createDecipheriv('aes-256-gcm', box, sealed.subarray(1, 13))
      decipher.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(13, 29))
      return decipher.update(sealed.subarray(29), undefined, 'utf8') + decipher.final('utf8')
    },
    sign,
  }
}

const blockBytes = 64

/**
 * HMAC-SHA-256 (RFC 2104) of two plain digests, each in a place that waits for it: every login is signed, and createHmac
 * costs about twice as much. By way of strings, which Node 26 makes faster than Buffers.
 */
function openSigning(key: Buffer): Safe['sign'] {
  const inner = Buffer.alloc(1024)
  const outer = Buffer.alloc(blockBytes + 32)
  for (let at = 0; at < blockBytes; at++) {
    inner[at] = 0x36 ^ (key[at] ?? 0)
    outer[at] = 0x5c ^ (key[at] ?? 0)
  }
  return (octets, place) => {
    const placeBytes = Buffer.byteLength(place) + 1
    const length = blockBytes + placeBytes + octets.length
    const whole =
      length <= inner.length ? inner : Buffer.alloc(length, inner.subarray(0, blockBytes))
    whole.write(`${place}\0`, blockBytes)
    whole.set(octets, blockBytes + placeBytes)
    outer.write(hash('sha256', whole.subarray(0, length), 'binary'), blockBytes, 'binary')
    return Buffer.from(hash('sha256', outer, 'binary'), 'binary')
  }
}

/** 128 bits or more of hex for the paths of callback doors, sign-ins and the like. */
export function drawToken(bytes = 24): string {
  return randomBytes(bytes).toString('hex')
}

/** What a line or a pass logs in with: 80 bits, and nobody's own word (T47). CHAP gives whoever listens something to guess by. */
export function drawServicePassword(): string {
  return drawToken(10)
}

/** A shared secret for a router: 24 random octets in 32 signs (T46). Typed secrets shorter than 22 are guessed in days. */
export function drawSharedSecret(): string {
  return randomBytes(24).toString('base64')
}

/** What is stored of a token that need not be read again. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Compares in constant time, whatever the lengths. */
export function sameSecret(given: string, known: string): boolean {
  return timingSafeEqual(hashToken(given), hashToken(known))
}
