// What to send to the routes of the shop, for the walk of roles.test.ts: each time something new to change.

import { post } from '../../appliance/money/ledger.ts'
import type { Appliance } from '../../appliance/appliance.ts'
import { makeVouchers, voucherNumber } from '../../appliance/money/vouchers.ts'
import { cents } from '../../appliance/money.ts'
import { addRouter, callsHome } from '../support/factories.ts'
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
  OF-ST-A GET /routers GET /routers/:router_id
  O---T-- POST /sites POST /sites/:site_id POST /routers POST /routers/:router_id/secret
  O---T-- POST /routers/:router_id/api
  O---T-- POST /routers/:router_id/hotspot POST /routers/:router_id/leniency POST /routers/:router_id/retirement
  O---T-- GET /routers/new POST /routers/lines GET /routers/:router_id/line POST /routers/:router_id/line
  O---T-- POST /routers/:router_id/commands
  OF-ST-A GET /routers/:router_id/exports/:export_id
  OFC---A GET /shifts GET /shifts/:shift_id
  OFC---- POST /shifts POST /shifts/:shift_id/closing
  OFC---- POST /shifts/:shift_id/sales POST /shifts/:shift_id/stock-sales
  OFC---- DELETE /shifts/:shift_id/sales/:sale_id POST /shifts/:shift_id/sales/:sale_id/undoing
  OFC---A GET /vouchers/batches/:batch_id GET /vouchers/:number
  OF----- GET /vouchers/import POST /vouchers/import-checks POST /vouchers/imports
  OF----- POST /vouchers/batches/:batch_id/prints POST /vouchers/batches/:batch_id/voiding
  OF----- POST /vouchers/:number/prints POST /vouchers/:number/voiding POST /vouchers/:number/replacement
  OF----- GET /plans/new POST /plans POST /plans/:plan_id
  OF----- POST /plans/:plan_id/withdrawal DELETE /plans/:plan_id/withdrawal`

let drawn = 0

/** A plan that vouchers can be made for. */
export async function findSoldPass({ db }: Pick<Appliance, 'db'>): Promise<number> {
  const known = await db('plans').where({ kind: 'hotspot' }).first('id')
  if (known) return known.id
  const { id: _, ...home } = (await db('plans').first())!
  const [pass] = await db('plans')
    .insert({ ...home, name: 'Day pass', kind: 'hotspot', grace_days: 0 })
    .returning('id')
  return pass!.id
}

export function shopActs(appliance: Appliance): Acts {
  const { db } = appliance
  const soldPass = () => findSoldPass(appliance)

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

  const why = 'A test'
  const batch = async (path: string, fields?: Record<string, string>) => {
    const id = await plan(false)
    const asked = { plan: { id, price_cents: cents(5000) }, count: 1, made_by: null }
    await appliance.work((unit) => makeVouchers(unit, appliance.safe, asked))
    const made = (await db('vouchers').orderBy('id', 'desc').first())!
    const known = { batch: String(made.batch_id), number: voucherNumber(made.id) }
    return {
      path: path.replace('BATCH', known.batch).replace('NUMBER', known.number),
      ...(fields && { fields }),
    }
  }
  const list = async () => ({
    plan: String(await plan(false)),
    text: `imported${(drawn += 1)}`,
  })

  const noShift = (staff_id: number) =>
    db('shifts')
      .where({ staff_id })
      .whereNull('closed_at')
      .update({ closed_at: appliance.now(), expected_cents: cents(0), counted_cents: cents(0) })
  const shift = async (staff_id: number) => {
    await noShift(staff_id)
    const row = { staff_id, opened_at: appliance.now(), float_cents: cents(0) }
    const [opened] = await db('shifts').insert(row).returning('id')
    return opened!.id
  }
  const sale = async (staff_id: number, closed: boolean) => {
    const shift_id = await shift(staff_id)
    await batch('')
    const voucher_id = (await db('vouchers').orderBy('id', 'desc').first())!.id
    const [from, to] = [{ kind: 'cash' }, { kind: 'vouchers' }] as const
    const price_cents = cents(5000)
    const sold_for = {
      kind: 'receive',
      from,
      to,
      amount_cents: price_cents,
      reason: 'Sold',
    } as const
    const transfer_id = await appliance.work((unit) => post(unit, sold_for))
    const row = { shift_id, voucher_id, price_cents, sold_at: appliance.now(), transfer_id }
    const [sold] = await db('voucher_sales').insert(row).returning('id')
    if (closed) await noShift(staff_id)
    return `/shifts/${shift_id}/sales/${sold!.id}`
  }

  const router = async (path = '', fields?: Record<string, string>) => {
    drawn += 1
    const { id } = await addRouter(appliance, {
      name: `gate-${drawn}`,
      address: `10.77.0.${drawn}`,
    })
    return { path: `/routers/${id}${path}`, ...(fields && { fields }) }
  }
  const site = async () => (await db('sites').first('id'))!.id

  return {
    'POST /sites': async () => ({ path: '/sites', fields: { site_name: `Site ${(drawn += 1)}` } }),
    'POST /sites/:site_id': async () => ({
      path: `/sites/${await site()}`,
      fields: { why: `Kasarani ${(drawn += 1)}` },
    }),
    'POST /routers': async () => {
      const name = `new-${(drawn += 1)}`
      const address = `10.78.0.${drawn}`
      return { path: '/routers', fields: { name, address, site: String(await site()), box: '' } }
    },
    'POST /routers/lines': async () => ({
      path: '/routers/lines',
      fields: {
        name: `line-${(drawn += 1)}`,
        site: String(await site()),
        serves: 'both',
        port: 'bridge',
        reach: 'phone',
        address: '',
      },
    }),
    'GET /routers/:router_id/line': () => router('/line'),
    'POST /routers/:router_id/line': () => router('/line', {}),
    'POST /routers/:router_id/commands': async () => {
      const act = await router('/commands', { kind: 'export' })
      await callsHome(appliance, Number(act.path.split('/')[2]))
      return act
    },
    'GET /routers/:router_id/exports/:export_id': async () => {
      const { path } = await router()
      const router_id = Number(path.split('/')[2])
      const row = { router_id, taken_at: appliance.now(), lines: '/ip address' }
      const [kept] = await db('router_exports').insert(row).returning('id')
      return { path: `${path}/exports/${kept!.id}` }
    },
    'GET /routers/:router_id': () => router(),
    'POST /routers/:router_id/secret': () => router('/secret'),
    'POST /routers/:router_id/api': () =>
      router('/api', { api_port: '8729', api_certificate: 'ab'.repeat(32), api_password: '' }),
    'POST /routers/:router_id/hotspot': () => router('/hotspot', { host: 'login.example.net' }),
    'POST /routers/:router_id/leniency': () => router('/leniency', { days: '7' }),
    'POST /routers/:router_id/retirement': () => router('/retirement', { why }),
    'POST /shifts': async (id) => {
      await noShift(id)
      return { path: '/shifts', fields: { float: '500' } }
    },
    'GET /shifts/:shift_id': async (id) => ({ path: `/shifts/${await shift(id)}` }),
    'POST /shifts/:shift_id/closing': async (id) => ({
      path: `/shifts/${await shift(id)}/closing`,
      fields: { counted: '0', note: why },
    }),
    'POST /shifts/:shift_id/sales': async (id) => ({
      path: `/shifts/${await shift(id)}/sales`,
      fields: { plan: String(await plan(false)), count: '1', batch: crypto.randomUUID() },
    }),
    'POST /shifts/:shift_id/stock-sales': async (id) => {
      await batch('')
      const { id: number } = (await db('vouchers').orderBy('id', 'desc').first())!
      return { path: `/shifts/${await shift(id)}/stock-sales`, fields: { numbers: `V${number}` } }
    },
    'DELETE /shifts/:shift_id/sales/:sale_id': async (id) => ({
      path: await sale(id, false),
      fields: { why },
    }),
    'POST /shifts/:shift_id/sales/:sale_id/undoing': async (id) => ({
      path: `${await sale(id, true)}/undoing`,
      fields: { why },
    }),
    'GET /vouchers/batches/:batch_id': () => batch('/vouchers/batches/BATCH'),
    'POST /vouchers/batches/:batch_id/prints': () =>
      batch('/vouchers/batches/BATCH/prints', { why }),
    'POST /vouchers/batches/:batch_id/voiding': () =>
      batch('/vouchers/batches/BATCH/voiding', { why }),
    'GET /vouchers/:number': () => batch('/vouchers/NUMBER'),
    'POST /vouchers/:number/prints': () => batch('/vouchers/NUMBER/prints', { why }),
    'POST /vouchers/:number/voiding': () => batch('/vouchers/NUMBER/voiding', { why }),
    'POST /vouchers/:number/replacement': () => batch('/vouchers/NUMBER/replacement', { why }),
    'POST /vouchers/import-checks': async () => ({
      path: '/vouchers/import-checks',
      fields: await list(),
    }),
    'POST /vouchers/imports': async () => ({ path: '/vouchers/imports', fields: await list() }),
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
