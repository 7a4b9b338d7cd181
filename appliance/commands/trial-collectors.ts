// PayHero and Paystack in a trial: an account at each, ready to be asked first, and the process that stands for both.

import { createHmac } from 'node:crypto'
import type { Appliance } from '../appliance.ts'
import { addAccount } from '../money/provider-accounts.ts'
import type { AccountProvider } from '../money/provider-keys.ts'
import { webhookUrl } from '../money/shortcodes.ts'
import { openSafe } from '../secrets.ts'
import type { ProcessPlan } from './supervisor.ts'
import type { TrialPlace } from './trial-place.ts'
import { withDatabase } from './trial-processes.ts'

const loopback = '127.0.0.1'
const nobody = { staff: null, source_address: null }

/** What they know us by: of this trial alone, and the same at every start. */
function keysOf({ secrets }: TrialPlace): Record<AccountProvider, Record<string, string>> {
  const draw = (name: string) =>
    createHmac('sha256', secrets.box_key).update(name).digest('hex').slice(0, 40)
  return {
    payhero: { channel_id: '133', api_username: 'kilima', api_password: draw('payhero') },
    paystack: {
      secret_key: `sk_test_${draw('paystack')}`,
      payer_email: 'malipo@kilima.example',
    },
  }
}

export const collectorUrl = (place: TrialPlace, provider: AccountProvider): string =>
  `http://${loopback}:${place.ports[provider]}`

const names = { payhero: 'PayHero', paystack: 'Paystack' } as const

/** Adds what is not there; what is there is told where its provider listens now. Their self-tests run with the jobs. */
export async function addCollectors(
  { db, work, safe }: Pick<Appliance, 'db' | 'work' | 'safe'>,
  place: TrialPlace,
): Promise<void> {
  const keys = keysOf(place)
  for (const provider of ['payhero', 'paystack'] as const) {
    const base_url = collectorUrl(place, provider)
    const there = await db('shortcodes').where({ provider }).update({ base_url })
    if (there > 0) continue
    const typed = { name: names[provider], base_url, keys: keys[provider] }
    await work((unit) => addAccount(unit, safe, provider, typed, nobody))
  }
}

export async function collectorsPlan(place: TrialPlace): Promise<ProcessPlan> {
  const keys = keysOf(place)
  const safe = openSafe(place.secrets.box_key)
  const row = await withDatabase(place.databaseUrl, (db) =>
    db('shortcodes').where({ provider: 'paystack' }).orderBy('shortcode').first(),
  )
  const settings = {
    database_url: place.databaseUrl,
    payhero: {
      host: loopback,
      port: place.ports.payhero,
      username: keys.payhero['api_username'],
      password: keys.payhero['api_password'],
      channel_id: Number(keys.payhero['channel_id']),
    },
    paystack: {
      host: loopback,
      port: place.ports.paystack,
      secret_key: keys.paystack['secret_key'],
      webhook_url: row && webhookUrl(safe, row, place.publicUrl),
    },
  }
  return {
    name: 'collectors',
    script: 'tests/simulators/collectors/main.ts',
    env: { LANGO_SIMULATOR: JSON.stringify(settings) },
  }
}
