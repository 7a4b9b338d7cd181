// How a router's API is reached: its port, the certificate it must show, and the password of our user there. The ports are those
// that the box dials at all (T35): RouterOS's own two, and high ones.

import { createHash, X509Certificate } from 'node:crypto'
import type { Work } from '../appliance.ts'
import { Invalid } from '../errors.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { Safe } from '../secrets.ts'
import type { Router } from '../tables.ts'

/** Throws Invalid `port_unreadable`. */
export function readApiPort(words: string): number {
  const port = /^\d{1,5}$/.test(words.trim()) ? Number(words.trim()) : 0
  if (port === 8728 || port === 8729 || (port >= 10_000 && port <= 65_535)) return port
  throw new Invalid('port_unreadable', '8728, 8729 for TLS, or one from 10000 to 65535.')
}

/**
 * The SHA-256 of what its API shows: as a fingerprint with or without colons, or out of the certificate itself (PEM). Null where
 * it is empty: then it is asked in the clear. Throws Invalid `certificate_unreadable`.
 */
export function readApiCertificate(words: string): Buffer | null {
  const typed = words.trim()
  if (typed === '') return null
  const digits = typed.replace(/[:\s]/g, '')
  if (/^[0-9a-f]{64}$/i.test(digits)) return Buffer.from(digits, 'hex')
  const inside = /-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----/.exec(typed)
  try {
    if (inside) {
      const { raw } = new X509Certificate(Buffer.from(inside[1]!.replace(/\s/g, ''), 'base64'))
      return createHash('sha256').update(raw).digest()
    }
  } catch {}
  throw new Invalid('certificate_unreadable', 'Its SHA-256, 64 digits, or the certificate from BEGIN to END.')
} // prettier-ignore

/** Of our user there. Null where it is empty: then it stays as it is. Throws Invalid `password_unreadable`. */
export function readApiPassword(words: string): string | null {
  if (words === '') return null
  if (/^[\x21-\x7e]{8,128}$/.test(words)) return words
  throw new Invalid('password_unreadable', '8 to 128 signs, no spaces.')
}

export interface AskedApi {
  api_port: number
  api_certificate_sha256: Buffer | null
  password: string | null
}

/** From now on it is asked so, and its list is read at once. */
export async function setRouterApi(
  { db, ...work }: Work,
  safe: Safe,
  { id }: Pick<Router, 'id'>,
  { password, ...columns }: AskedApi,
  by: Actor,
): Promise<void> {
  const sealed = password === null ? {} : { api_password_sealed: safe.seal(password, 'routers.api_password') } // prettier-ignore
  await db('routers')
    .where({ id })
    .update({ ...columns, ...sealed })
  await db('router_readings').where({ router_id: id }).delete()
  const { api_port, api_certificate_sha256: pin } = columns
  const after = { api_port, certificate_sha256: pin && pin.toString('hex'), password_changed: password !== null } // prettier-ignore
  await recordAct({ ...work, db }, { ...by, action: 'router.api_set', subject: `router:${id}`, after }) // prettier-ignore
}
