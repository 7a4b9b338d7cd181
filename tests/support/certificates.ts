// Certificates for RadSec, made by OpenSSL: another hand than Lango's.

import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Certified {
  certificate: string
  key: string
  /** What is pinned. */
  sha256: Buffer
}

/** One that signs itself, for a name. Good from now for so many days. */
export function makeCertificate(name: string, days = 30): Certified {
  const folder = mkdtempSync(join(tmpdir(), 'lango-certificate-'))
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-batch', '-keyout', key, '-out', certificate, '-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1', '-days', String(days)] // prettier-ignore
  try {
    execFileSync('openssl', words, { stdio: 'pipe' })
    const made = { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') }
    const { raw } = new X509Certificate(made.certificate)
    return { ...made, sha256: createHash('sha256').update(raw).digest() }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
