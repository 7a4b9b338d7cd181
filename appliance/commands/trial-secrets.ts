// What a trial draws once and keeps: nothing in it has a default, and nobody but whoever runs it may read it.

import { generateKeyPairSync, randomInt } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Credentials } from '../money/shortcodes.ts'
import { drawToken } from '../secrets.ts'
import { orExplain } from './obstacles.ts'

export interface TrialSecrets {
  box_key: string
  owner: { email: string; password: string }
  /** What the box knows of Safaricom's door. */
  credentials: Credentials
  /** What the simulated SMS gateway knows us by. */
  sms: { username: string; api_key: string }
  /** What the simulated Safaricom opens an operator's password with. */
  safaricom_key: string
}

/** Reads them, or draws them at the first start. */
export async function openTrialSecrets(folder: string): Promise<TrialSecrets> {
  const path = join(folder, 'secrets.json')
  return orExplain(path, async () => {
    const kept = await readFile(path, 'utf8').catch(() => undefined)
    if (kept !== undefined) return JSON.parse(kept) as TrialSecrets

    const secrets = drawSecrets()
    const file = await open(`${path}.new`, 'w', 0o600)
    await file.writeFile(JSON.stringify(secrets, null, 2))
    await file.sync().finally(() => file.close())
    await rename(`${path}.new`, path)
    return secrets
  })
}

export function drawSecrets(): TrialSecrets {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return {
    box_key: drawToken(32),
    owner: { email: 'owner@lango.test', password: drawPassword() },
    credentials: {
      consumer_key: drawToken(16),
      consumer_secret: drawToken(16),
      passkey: drawToken(32),
      initiator_name: 'lango',
      initiator_password: drawToken(12),
      certificate_pem: publicKey,
      nominated_msisdn: '254700000000',
    },
    sms: { username: 'kilima', api_key: drawToken(16) },
    safaricom_key: privateKey,
  }
}

// Letters nobody mistakes for another: people type it from one window into the next. About 74 bits.
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** "kq7wd-m3ptx-9hcfe" */
export function drawPassword(): string {
  const group = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('')
  return [group(), group(), group()].join('-')
}
