// A certificate authority of the provider's own and the box's certificate from it, by OpenSSL.

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { must } from '../../appliance/image/shell.ts'

const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-batch']

export interface Certified {
  /** Paths. */
  certificate: string
  key: string
  /** The authority, in PEM. */
  authority: string
}

export async function certify(folder: string, host: string): Promise<Certified> {
  const at = (name: string) => join(folder, name)
  const names = 'subjectAltName=DNS:' + host
  await writeFile(at('names'), names)
  await must('openssl', ['req', '-x509', ...key, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=Test authority', '-days', '3']) // prettier-ignore
  await must('openssl', ['req', ...key, '-keyout', at('gate.key'), '-out', at('gate.csr'), '-subj', `/CN=${host}`]) // prettier-ignore
  await must('openssl', ['x509', '-req', '-in', at('gate.csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '3', '-extfile', at('names'), '-out', at('gate.pem')]) // prettier-ignore
  return {
    certificate: at('gate.pem'),
    key: at('gate.key'),
    authority: await readFile(at('ca.pem'), 'utf8'),
  }
}
