// Codes from a phone (RFC 6238 over RFC 4226): six digits made of a shared seed and the half minute it is. SHA-1 and
// six digits are what every authenticator reads from a QR; others they ignore or misread.

import { createHmac, randomBytes } from 'node:crypto'
import type { Instant } from '../time.ts'

export const stepSeconds = 30

/** 160 bits, as RFC 4226 advises. */
export function drawSeed(): Buffer {
  return randomBytes(20)
}

/** Which half minute it is, counted from 1970. */
export function stepAt(at: Instant): number {
  return Math.floor(at.epochMilliseconds / 1000 / stepSeconds)
}

/** The code of one half minute, with its leading zeros. */
export function codeAt(seed: Buffer, step: number, digits = 6): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', seed).update(counter).digest()
  const from = mac.at(-1)! & 0xf
  const number = mac.readUInt32BE(from) & 0x7fff_ffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 base32 without padding: how a seed is typed. */
export function formatBase32(bytes: Buffer): string {
  let bits = ''
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0')
  const groups = bits.match(/.{1,5}/g) ?? []
  return groups.map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

/** What the QR says: "otpauth://totp/Lango:grace@kilima.co.ke?…". */
export function provisioningUri(seed: Buffer, email: string, issuer = 'Lango'): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(email)}`
  return `otpauth://totp/${label}?secret=${formatBase32(seed)}&issuer=${encodeURIComponent(issuer)}`
}
