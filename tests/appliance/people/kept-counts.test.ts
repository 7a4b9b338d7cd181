import test from 'ava'
import { openAppliance } from '../../../appliance/appliance.ts'
import { keepCount } from '../../../appliance/people/kept-counts.ts'
import { narrow } from '../../../appliance/people/scoped-views.ts'
import { addStaff } from '../../../appliance/people/staff.ts'
import { dropDatabase, freshDatabase, testClock, testConfig } from '../../support/database.ts'
import { eventually } from '../../support/eventually.ts'
import { addCustomer, openShop } from '../../support/factories.ts'

const url = await freshDatabase()
const clock = testClock('2026-11-21T11:32:00Z')
const appliance = await openAppliance(testConfig(url), { clock })
test.after.always(async () => {
  await appliance.close()
  await dropDatabase(url)
})

test('T22: a count is kept for whoever sees the same, and made anew as they see it, after their page is gone', async (t) => {
  const plan = await openShop(appliance)
  const customers = await Promise.all(
    ['one', 'two', 'three'].map((user_name) => addCustomer(appliance, { user_name, plan_id: plan.id })), // prettier-ignore
  )
  const hire = (name: string) =>
    appliance.work(
      (work) =>
      addStaff(work, { email: `${name}@kilima.co.ke`, name, role: 'reseller', password: 'kilima inang’aa asubuhi' }, null), // prettier-ignore
    )
  const [amina, juma] = [await hire('amina'), await hire('juma')]
  const give = (at: number, reseller_id: number) =>
    appliance.db('subscribers').where({ id: customers[at]!.subscriber.id }).update({ reseller_id })
  await give(0, amina.id)
  const counted = {
    name: 'subscribers',
    count: async (db: typeof appliance.db) => (await db('subscribers').pluck('id')).length,
    isLarge: () => true,
  }
  const look = async (id: number | null, seconds: number) => {
    const viewer = { id: id ?? 0, role: id === null ? 'owner' : 'reseller', site_id: null } as const
    const { appliance: seen, leave } = await narrow(appliance, viewer)
    const at = clock.now().add({ seconds })
    return keepCount(seen.db, counted as never, at).finally(leave)
  }
  t.is(await look(null, 0), 3)
  t.is(await look(amina.id, 0), 1)
  t.is(await look(juma.id, 0), 0)

  await give(1, amina.id)
  t.is(await look(amina.id, 30), 1) // Half a minute old.
  t.is(await look(amina.id, 70), 1) // Made anew beside this look.
  await eventually('the new count', async () => (await look(amina.id, 71)) === 2)
  t.is(await look(juma.id, 71), 0)
  t.is(await look(null, 71), 3)
})
