// Until when the box's certificates are good. The proxy's lie where only root and the proxy look; root writes down each
// quarter of an hour what is public of them (ansible: lango-certificates). RadSec's is our own.

import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readIdentity } from '../access/radsec-identity.ts'
import type { Appliance } from '../appliance.ts'
import type { Instant } from '../time.ts'

export interface CertificateEnd {
  /** "gate.example.co.ke", or "RadSec". */
  name: string
  ends_at: Instant
}

const told = z.array(z.object({ name: z.string(), ends_at: z.string() }))

/** The first to end first. A file that is not there or can't be read tells of none. */
export async function listCertificates({
  config,
  safe,
}: Pick<Appliance, 'config' | 'safe'>): Promise<CertificateEnd[]> {
  const path = join(config.stateDir, 'certificates.json')
  const [text, identity] = await Promise.all([
    readFile(path, 'utf8').catch(() => '[]'),
    readIdentity(config, safe),
  ])
  const ends = readTold(text)
  if (identity) ends.push({ name: 'RadSec', ends_at: endOf(identity.certificate) })
  return ends.sort((one, other) => Temporal.Instant.compare(one.ends_at, other.ends_at))
}

function readTold(text: string): CertificateEnd[] {
  try {
    return told
      .parse(JSON.parse(text))
      .map(({ name, ends_at }) => ({ name, ends_at: Temporal.Instant.from(ends_at) }))
  } catch {
    return []
  }
}

function endOf(pem: string): Instant {
  return Temporal.Instant.fromEpochMilliseconds(new X509Certificate(pem).validToDate.getTime())
}
