// For the matrix of roles and routes: what to send to each route of the subscribers' desk, so that there is something to do.

import type { Appliance } from '../../appliance/appliance.ts'
import { writeMessage } from '../../appliance/people/written-messages.ts'
import type { Role } from '../../appliance/tables.ts'
import type { RouteName } from '../../web/routes.ts'
import { addGateway } from './desk-work.ts'

interface Act {
  path: string
  fields?: Record<string, string>
}
type Acts = Partial<Record<RouteName, (staff_id: number, role: Role) => Promise<Act>>>

/** Who may what: owner, finance, cashier, support, technician, reseller, auditor. */
export const subscriberMatrix = `
  OF-S--- POST /subscribers/:account_no/suspension DELETE /subscribers/:account_no/suspension
  OF-S--- POST /subscribers/:account_no/phone
  OFCST-- GET /subscribers/new POST /subscribers
  OFCST-- POST /subscribers/:account_no/notes POST /subscribers/:account_no/messages
  OFCST-- DELETE /subscribers/:account_no/messages/:id`

export function subscriberActs({ db, work, ...rest }: Appliance, account_no: string): Acts {
  const one = `/subscribers/${account_no}`
  const gateway = addGateway({ db, work, ...rest })
  const by = (id: number) =>
    ({ staff: { id, role: 'owner', site_id: null }, source_address: null }) as const

  return {
    'POST /subscribers': async () => {
      const site = (await db('sites').first('id'))!.id
      const plan = (await db('plans').where({ kind: 'pppoe' }).first('id'))!.id
      const form = crypto.randomUUID()
      const fields = { form, name: 'A Test', site: String(site), plan: String(plan) }
      return { path: '/subscribers', fields }
    },
    'GET /subscribers/:account_no': async () => ({ path: one }),
    'POST /subscribers/:account_no/suspension': async () => {
      await db('subscribers').where({ account_no }).update({ suspended_at: null })
      return { path: `${one}/suspension`, fields: { why: 'A test' } }
    },
    'DELETE /subscribers/:account_no/suspension': async () => {
      await db('subscribers').where({ account_no }).update({ suspended_at: rest.now() })
      return { path: `${one}/suspension` }
    },
    'POST /subscribers/:account_no/phone': async () => ({ path: `${one}/phone` }),
    'POST /subscribers/:account_no/notes': async () => ({
      path: `${one}/notes`,
      fields: { note: 'A test' },
    }),
    'POST /subscribers/:account_no/messages': async () => {
      await gateway
      return { path: `${one}/messages`, fields: { message: 'A test' } }
    },
    'DELETE /subscribers/:account_no/messages/:id': async (id) => {
      await gateway
      await work((unit) => writeMessage(unit, account_no, 'A test', by(id)))
      const [last] = await db('messages').orderBy('id', 'desc').limit(1).select('id')
      return { path: `${one}/messages/${last!.id}` }
    },
  }
}
