// What each route of the settings and of the checklist is sent by the test of the roles.

import type { Db } from '../../appliance/database.ts'
import type { RouteName } from '../../web/routes.ts'
import { paybill } from '../support/factories.ts'

export interface Act {
  path: string
  fields?: Record<string, string>
}
let drawn = 0

/** A payment that was only watched. */
export async function addWatched(db: Db): Promise<number> {
  const at = '2026-11-02T07:00:00Z' as never
  const [payment] = await db('payments')
    .insert({ merchant_reference: crypto.randomUUID(), rail: 'mpesa', receipt_code: `UKLWATCH${(drawn += 1)}`, shortcode: paybill, channel: 'paybill', amount_cents: 1500_00 as never, account_typed: '5721575', customer_money: true, heard_at: at, proved_at: at, proved_by: 'pull', state: 'shadow', settled_at: at })
    .returning('id') // prettier-ignore
  await db('shadow_decisions').insert({
    payment_id: payment!.id,
    kinds: ['unknown_account'],
    decided_at: at,
  })
  return payment!.id
}

export function settingsActs(db: Db): Partial<Record<RouteName, () => Promise<Act>>> {
  return {
    'POST /settings/paybills/:shortcode/trust': async () => ({
      path: `/settings/paybills/${(await db('shortcodes').where({ provider: 'daraja' }).first('shortcode'))!.shortcode}/trust`,
      fields: { trust_budget: '', cap: '1000', trust_minutes: '15' },
    }),
    'GET /settings/paybills/:shortcode/shadow': async () => ({
      path: `/settings/paybills/${paybill}/shadow`,
    }),
    'POST /settings/paybills/:shortcode/shadow/credits': async () => ({
      path: `/settings/paybills/${paybill}/shadow/credits`,
      fields: { lines: 'UKLSHADOW1, 5721575, 1500' },
    }),
    'POST /settings/paybills/:shortcode/shadow/credits/:payment_id': async () => ({
      path: `/settings/paybills/${paybill}/shadow/credits/${await addWatched(db)}`,
    }),
    'POST /settings/paybills/:shortcode/turn': async () => {
      await db('approvals').where({ kind: 'paybill_shadow', decision: null }).delete()
      return {
        path: `/settings/paybills/${paybill}/turn`,
        fields: { to: 'shadow', why: 'The other system credits again' },
      }
    },
    'POST /settings/sources': async () => ({
      path: '/settings/sources',
      fields: { provider: 'ipn', networks: '196.201.214.0/24', noted_from: 'A test', mode: 'log' },
    }),
    'POST /settings/business': async () => ({
      path: '/settings/business',
      fields: { name: 'Kilima Net', support_phone: '0709 555 010' },
    }),
    'POST /settings/paybills': async () => ({
      path: '/settings/paybills',
      fields: {
        shortcode: String(700_000 + (drawn += 1)),
        name: 'Another',
        base_url: 'http://127.0.0.1:9',
        consumer_key: 'key',
        consumer_secret: 'secret',
      },
    }),
    'GET /settings/paybills/:shortcode': async () => ({ path: `/settings/paybills/${paybill}` }),
    'POST /settings/paybills/:shortcode': async () => ({
      path: `/settings/paybills/${paybill}`,
      fields: { name: 'Kilima Net', base_url: 'http://127.0.0.1:9' },
    }),
    'POST /settings/paybills/:shortcode/checks': async () => {
      await db('provider_checks').delete()
      return { path: `/settings/paybills/${paybill}/checks` }
    },
    'POST /settings/messages': async () => ({
      path: '/settings/messages',
      fields: { months: '24' },
    }),
    'POST /alerts/mine': async () => ({
      path: '/alerts/mine',
      fields: { phone: '0722 000 333', by_mail: 'yes' },
    }),
    'POST /settings/mail': async () => ({
      path: '/settings/mail',
      fields: {
        host: 'localhost',
        port: '25',
        tls: 'none',
        username: '',
        sender: 'box@kilima.example',
      },
    }),
    'POST /settings/mail/checks': async () => {
      await db('provider_checks').delete()
      return { path: '/settings/mail/checks' }
    },
    'POST /settings/sms': async () => ({
      path: '/settings/sms',
      fields: { username: 'kilima', api_key: 'atsk_1', gateway_url: 'http://127.0.0.1:9' },
    }),
    'POST /settings/sms/checks': async () => {
      await db('provider_checks').delete()
      return { path: '/settings/sms/checks' }
    },
    'POST /go-live/rehearsals': async () => {
      await db('rehearsals').delete()
      return { path: '/go-live/rehearsals' }
    },
    'POST /go-live/ticks/:item': async () => ({
      path: '/go-live/ticks/journey_mapped',
      fields: { note: 'Walked it on Friday.' },
    }),
    'DELETE /go-live/ticks/:item': async () => ({ path: '/go-live/ticks/journey_mapped' }),
  }
}
