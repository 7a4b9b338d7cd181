// One Daraja client for each paybill, kept: its pace and its single fetch of a token live in it. A change of
// address or credentials makes a new one.

import { createHash } from 'node:crypto'
import type { Appliance } from '../appliance/appliance.ts'
import {
  keepSharedToken,
  openCredentials,
  readSharedToken,
  type Credentials,
} from '../appliance/money/shortcodes.ts'
import type { Shortcode } from '../appliance/tables.ts'
import { guardLine } from './providers/breaker.ts'
import { openDaraja, type Daraja } from './providers/daraja.ts'
import type { Limits } from './providers/daraja-exchange.ts'

export interface DarajaClients {
  /** How long others than Daraja are waited for; tests are hastier. */
  limits?: Partial<Limits>
  for(row: Shortcode): { daraja: Daraja; credentials: Credentials }
}

export function openDarajaClients(appliance: Appliance): DarajaClients {
  const { db, work, safe, now } = appliance
  const kept = new Map<string, { seal: string; daraja: Daraja; credentials: Credentials }>()

  return {
    for: (row) => {
      const { shortcode, base_url } = row
      const seal = createHash('sha256')
        .update(base_url)
        .update(row.credentials_sealed)
        .digest('hex')
      const known = kept.get(shortcode)
      if (known?.seal === seal) return known

      const credentials = openCredentials(safe, row)
      const tokens = {
        read: () => readSharedToken(db, safe, shortcode),
        write: (token: string, expires_at: Temporal.Instant) =>
          work((unit) => keepSharedToken(unit, safe, shortcode, { token, expires_at })),
      }
      const client = openDaraja({ base_url, ...credentials }, tokens, now)
      const daraja = guardLine(appliance, shortcode, client)
      const fresh = { seal, daraja, credentials }
      kept.set(shortcode, fresh)
      return fresh
    },
  }
}
