// What each route of the accounts at other providers, and of the old notifications, is sent by the test of the roles.

import { randomInt } from 'node:crypto'
import type { Appliance } from '../../appliance/appliance.ts'
import { addAccount } from '../../appliance/money/provider-accounts.ts'
import type { RouteName } from '../../web/routes.ts'
import { paybill } from '../support/factories.ts'
import type { Act } from './settings-acts.ts'

const nobody = { staff: null, source_address: null }
const base_url = 'http://127.0.0.1:9'

/** An account whose keys nobody has tried. */
export function addPayHero({ work, safe }: Pick<Appliance, 'work' | 'safe'>): Promise<string> {
  const keys = { channel_id: String(randomInt(1e9)), api_username: 'k', api_password: 'secret' }
  return work((unit) =>
    addAccount(unit, safe, 'payhero', { name: 'PayHero', base_url, keys }, nobody),
  )
}

export function providerActs({
  db,
  work,
  safe,
}: Appliance): Partial<Record<RouteName, () => Promise<Act>>> {
  const account = () => addPayHero({ work, safe })
  return {
    'GET /settings/providers/new/:provider': async () => ({
      path: '/settings/providers/new/payhero',
    }),
    'POST /settings/providers/new/:provider': async () => ({
      path: '/settings/providers/new/payhero',
      fields: {
        name: 'Hero',
        base_url,
        channel_id: String(randomInt(1e9)),
        api_password: 'secret',
      },
    }),
    'GET /settings/providers/:shortcode': async () => ({
      path: `/settings/providers/${await account()}`,
    }),
    'POST /settings/providers/:shortcode': async () => {
      const path = `/settings/providers/${await account()}`
      await db('provider_checks').delete()
      return { path, fields: { name: 'Hero', base_url: 'http://127.0.0.1:19' } }
    },
    'POST /settings/providers/:shortcode/checks': async () => {
      const path = `/settings/providers/${await account()}/checks`
      await db('provider_checks').delete()
      return { path }
    },
    'POST /settings/providers/:shortcode/first': async () => ({
      path: `/settings/providers/${paybill}/first`,
    }),
    'POST /settings/ipn': async () => ({
      path: '/settings/ipn',
      fields: { shortcode: paybill, user: 'kilima', pass: 'the-old-secret-word', cap: '5000' },
    }),
  }
}
