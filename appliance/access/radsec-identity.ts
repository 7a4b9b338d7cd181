// Whom a router finds at our RadSec port: a certificate and its key, made elsewhere, kept in one file of the state folder
// that only the box key opens. A file, because RADIUS starts while PostgreSQL is away.

import { X509Certificate, createPrivateKey, type KeyObject } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { Invalid } from '../errors.ts'
import type { Safe } from '../secrets.ts'
import type { Instant } from '../time.ts'

/** PEM, both. */
export interface RadSecIdentity {
  certificate: string
  key: string
}

type Place = Pick<Config, 'stateDir'>

const place = 'radsec.identity'
const fileOf = ({ stateDir }: Place) => join(stateDir, 'radsec.sealed')

/** Undefined where none is kept, or another box key sealed it. */
export async function readIdentity(config: Place, safe: Safe): Promise<RadSecIdentity | undefined> {
  try {
    return JSON.parse(safe.open(await readFile(fileOf(config)), place)) as RadSecIdentity
  } catch {
    return undefined
  }
}

/** Throws Invalid where the two don't belong together, or the certificate is not good now. */
export async function keepIdentity(
  config: Place,
  safe: Safe,
  { certificate, key }: RadSecIdentity,
  now: Instant,
): Promise<X509Certificate> {
  const read = readCertificate(certificate, now)
  if (!read.checkPrivateKey(readKey(key)))
    throw new Invalid('key_of_another', 'That key is not the one of that certificate.')
  const file = fileOf(config)
  await writeFile(`${file}.new`, safe.seal(JSON.stringify({ certificate, key }), place), {
    flush: true,
  })
  await rename(`${file}.new`, file)
  return read
}

/** The first certificate of a PEM file. Throws Invalid where there is none, or it is not good now. */
export function readCertificate(pem: string, now: Instant): X509Certificate {
  let read: X509Certificate
  try {
    read = new X509Certificate(pem)
  } catch (cause) {
    throw new Invalid('certificate_unreadable', 'That is not a certificate in PEM.', { cause })
  }
  const at = now.epochMilliseconds
  if (at < read.validFromDate.getTime() || at >= read.validToDate.getTime())
    throw new Invalid(
      'certificate_ended',
      `That certificate is good from ${read.validFrom} to ${read.validTo}.`,
    )
  return read
}

/** What is pinned: the SHA-256 of the certificate as it is sent. */
export function fingerprintOf(certificate: X509Certificate): Buffer {
  return Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex')
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw new Invalid('key_unreadable', 'That is not a private key in PEM without a passphrase.', {
      cause,
    })
  }
}
