// What to send to the routes of the shop, for the walk of roles.test.ts: each time something new to change.

import type { Appliance } from '../../appliance/appliance.ts'
import type { Role } from '../../appliance/tables.ts'
import type { RouteName } from '../../web/routes.ts'
import { newPlan, typePlan } from '../../appliance/shop/plan-fields.ts'

interface Act {
  path: string
  fields?: Record<string, string>
}
export type Acts = Partial<Record<RouteName, (staff_id: number, role: Role) => Promise<Act>>>

/** Who may what, said once more by hand: owner, finance, cashier, support, technician, reseller, auditor. */
export const shopMatrix = `  OFCST-A GET /plans GET /plans/:plan_id
  OF----- GET /plans/new POST /plans POST /plans/:plan_id
  OF----- POST /plans/:plan_id/withdrawal DELETE /plans/:plan_id/withdrawal`

let drawn = 0

export function shopActs(appliance: Appliance): Acts {
  const { db } = appliance

  async function soldPass(): Promise<number> {
    const known = await db('plans').where({ kind: 'hotspot' }).first('id')
    if (known) return known.id
    const { id: _, ...home } = (await db('plans').first())!
    const [pass] = await db('plans')
      .insert({ ...home, name: 'Day pass', kind: 'hotspot' })
      .returning('id')
    return pass!.id
  }

  const planFields = () => ({
    ...newPlan,
    name: `Plan ${(drawn += 1)}`,
    price: '100',
    down: '5',
    up: '2',
  })
  const plan = async (withdrawn: boolean) => {
    const id = await soldPass()
    await db('plans')
      .where({ id })
      .update({ withdrawn_at: withdrawn ? appliance.now() : null })
    return id
  }

  return {
    'POST /vouchers': async () => ({
      path: '/vouchers',
      fields: { plan: String(await plan(false)), count: '1', batch: crypto.randomUUID() },
    }),
    'POST /plans': async () => ({ path: '/plans', fields: planFields() }),
    'GET /plans/:plan_id': async () => ({ path: `/plans/${await plan(false)}` }),
    'POST /plans/:plan_id': async () => {
      const id = await plan(false)
      const timed: never[] = []
      const own = typePlan({ ...(await db('plans').where({ id }).first())!, timed })
      return { path: `/plans/${id}`, fields: { ...own, why: 'A test' } }
    },
    'POST /plans/:plan_id/withdrawal': async () => ({
      path: `/plans/${await plan(false)}/withdrawal`,
    }),
    'DELETE /plans/:plan_id/withdrawal': async () => ({
      path: `/plans/${await plan(true)}/withdrawal`,
    }),
  }
}
