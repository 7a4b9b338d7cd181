// For the matrix of roles and routes: what to send to each route of the subscribers' desk, so that there is something to do.

import type { Appliance } from '../../appliance/appliance.ts'
import { cents } from '../../appliance/money.ts'
import { cappedRoles } from '../../appliance/money/budgets.ts'
import { writeMessage } from '../../appliance/people/written-messages.ts'
import { startRun } from '../../appliance/people/bulk-start.ts'
import { changeLinePlan } from '../../appliance/people/line-acts.ts'
import type { Role } from '../../appliance/tables.ts'
import type { RouteName } from '../../web/routes.ts'
import { addGateway, openPurse } from './desk-work.ts'

interface Act {
  path: string
  fields?: Record<string, string>
}
type Acts = Partial<Record<RouteName, (staff_id: number, role: Role) => Promise<Act>>>

/** Who may what: owner, finance, cashier, support, technician, reseller, auditor. */
export const subscriberMatrix = `
  OFCST-- GET /subscribers/new POST /subscribers
  OF-S--- GET /subscribers/bulk GET /subscribers/outage POST /bulk
  OFCST-- GET /bulk/:id DELETE /bulk/:id GET /subscribers/:account_no/lines/:service_no
  OFCS--- POST /subscribers/:account_no/lines/:service_no/plan
  OFCS--- DELETE /subscribers/:account_no/lines/:service_no/plan
  OFCST-- POST /subscribers/:account_no/lines/:service_no/extension
  OFCST-- POST /subscribers/:account_no/lines/:service_no/password
  OFCST-- POST /subscribers/:account_no/lines/:service_no/lock
  OFCST-- DELETE /subscribers/:account_no/lines/:service_no/lock
  OFCST-A GET /budgets GET /arrears
  OFCS--- GET /subscribers/:account_no/leaving POST /subscribers/:account_no/deposit
  OF-S--- DELETE /subscribers/:account_no/deposit
  OF-S--- POST /subscribers/:account_no/cancellation DELETE /subscribers/:account_no/cancellation
  OF----- POST /plans/:plan_id/grace
  O------ POST /budgets POST /budgets/:id POST /outage-rule
  OF-S--- POST /subscribers/:account_no/old-numbers DELETE /subscribers/:account_no/old-numbers/:old_no
  OFCST-- POST /subscribers/:account_no/notes POST /subscribers/:account_no/messages
  OFCST-- DELETE /subscribers/:account_no/messages/:id`

export function subscriberActs({ db, work, ...rest }: Appliance, account_no: string): Acts {
  const one = `/subscribers/${account_no}`
  const gateway = addGateway({ db, work, ...rest })
  const by = (id: number) =>
    ({ staff: { id, role: 'owner', site_id: null }, source_address: null }) as const

  const line = () =>
    db('services').whereIn('subscriber_id', db('subscribers').where({ account_no }).select('id'))
  const otherPlan = async () => {
    await line().update({ next_plan_id: null })
    return (await db('plans').where({ name: 'Home 20' }).first('id'))!.id
  }
  const caps = Object.fromEntries(cappedRoles.map((role) => [`cap_${role}`, '90000']))
  const purse = async () =>
    (await db('budgets').where({ name: 'Matrix' }).first('id'))?.id ?? (await openPurse(work))
  const giveAll = async () => {
    await db('subscribers').where({ account_no }).update({ cancelled_at: null })
    const { id } = (await db('subscribers').where({ account_no }).first('id'))!
    const more = { act: 'extend', hours: '1', budget: String(await purse()), why: 'A test' }
    return { form: crypto.randomUUID(), ids: String(id), ...more }
  }
  const run = async (staff_id: number) => {
    const { form, ids, budget } = await giveAll()
    const task = { act: 'extend', hours: 1, budget_id: Number(budget), service_id: null } as const
    const wanted = { form, task, why: 'A test', subscriber_ids: [Number(ids)] }
    const started = await work((unit) => startRun(unit, wanted, by(staff_id)))
    return started.outcome === 'done' ? started.run_id : 0
  }

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
    'GET /subscribers/:account_no/lines/:service_no': async () => ({ path: `${one}/lines/1` }),
    'POST /subscribers/:account_no/lines/:service_no/plan': async () => ({
      path: `${one}/lines/1/plan`,
      fields: { plan: String(await otherPlan()), when: 'renewal' },
    }),
    'DELETE /subscribers/:account_no/lines/:service_no/plan': async (id) => {
      const plan_id = await otherPlan()
      const asked = { account_no, service_no: 1, plan_id, when: 'renewal' } as const
      await work((unit) => changeLinePlan(unit, asked, by(id)))
      return { path: `${one}/lines/1/plan` }
    },
    'POST /subscribers/:account_no/lines/:service_no/extension': async () => ({
      path: `${one}/lines/1/extension`,
      fields: {
        form: crypto.randomUUID(),
        budget: String(await purse()),
        days: '1',
        why: 'A test',
      },
    }),
    'POST /subscribers/:account_no/lines/:service_no/password': async () => ({
      path: `${one}/lines/1/password`,
    }),
    'POST /subscribers/:account_no/lines/:service_no/lock': async () => {
      await line().update({ locked_mac: null })
      return { path: `${one}/lines/1/lock`, fields: { mac: '4c5e0c112233' } }
    },
    'DELETE /subscribers/:account_no/lines/:service_no/lock': async () => {
      await line().update({ locked_mac: '4C:5E:0C:11:22:33' })
      return { path: `${one}/lines/1/lock` }
    },
    'GET /subscribers/:account_no/leaving': async () => ({ path: `${one}/leaving` }),
    'POST /subscribers/:account_no/deposit': async () => {
      await db('deposits').whereNull('closed_at').update({ closed_at: rest.now(), outcome: 'kept' })
      return { path: `${one}/deposit`, fields: { amount: '100' } }
    },
    'DELETE /subscribers/:account_no/deposit': async () => {
      const { id } = (await db('subscribers').where({ account_no }).first('id'))!
      const what = { what: 'A router', amount_cents: cents(100), before_time: false }
      const row = { ...what, subscriber_id: id, asked_at: rest.now() }
      await db('deposits')
        .insert(row)
        .onConflict(db.raw('(subscriber_id) where closed_at is null') as never)
        .ignore()
      return { path: `${one}/deposit`, fields: { outcome: 'returned', why_deposit: 'A test' } }
    },
    'POST /subscribers/:account_no/cancellation': async () => {
      await db('subscribers').where({ account_no }).update({ cancelled_at: null })
      return { path: `${one}/cancellation`, fields: { when: 'end', why: 'A test' } }
    },
    'DELETE /subscribers/:account_no/cancellation': async () => {
      await db('subscribers').where({ account_no }).update({ cancelled_at: rest.now() })
      return { path: `${one}/cancellation` }
    },
    'POST /plans/:plan_id/grace': async () => ({
      path: `/plans/${(await db('plans').first('id'))!.id}/grace`,
      fields: { days: '3' },
    }),
    'POST /bulk': async () => ({ path: '/bulk', fields: await giveAll() }),
    'GET /bulk/:id': async (id) => ({ path: `/bulk/${await run(id)}` }),
    'DELETE /bulk/:id': async (id) => ({ path: `/bulk/${await run(id)}` }),
    'POST /budgets': async () => ({
      path: '/budgets',
      fields: { name: crypto.randomUUID(), month: '1000' },
    }),
    'POST /outage-rule': async () => ({
      path: '/outage-rule',
      fields: { outage_budget: String(await purse()), minutes: '60', payments_min: '2' },
    }),
    'POST /budgets/:id': async () => ({
      path: `/budgets/${await purse()}`,
      fields: { month: '9000000', ...caps },
    }),
    'POST /subscribers/:account_no/old-numbers': async () => {
      await db('old_numbers').delete()
      return { path: `${one}/old-numbers`, fields: { old_number: 'KN-0012' } }
    },
    'DELETE /subscribers/:account_no/old-numbers/:old_no': async () => {
      const account_no = one.split('/').at(-1)!
      const { id } = (await db('subscribers').where({ account_no }).first('id'))!
      await db('old_numbers').delete()
      await db('old_numbers').insert({ old_no: 'KN0012', subscriber_id: id, came_from: 'A test', added_at: '2026-11-02T07:00:00Z' as never }) // prettier-ignore
      return { path: `${one}/old-numbers/KN0012` }
    },
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
