// A router is without power while lines on it end, are suspended and are paid for: nobody looks after it, and when it is
// back all is as it should be.

import test from 'ava'
import { suspend } from '../../appliance/people/suspensions.ts'
import { addCustomer, paybill, phone, type Customer } from '../support/factories.ts'
import { eventually } from '../support/eventually.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
test.before(async () => {
  world = await openWorld({ routerAddress: '127.0.0.34' })
})
test.after.always(() => world?.close())

const full = { up: 5_000_000, down: 10_000_000 }

let paid = 930

/** Each time from another phone: the same money from the same one, minutes apart, waits for a person. */
async function pay({ subscriber, service }: Customer): Promise<void> {
  const { db } = world.appliance
  const credits = () => db('credits').where({ service_id: service.id })
  const before = (await credits()).length
  await world.safaricom.pay({
    shortcode: paybill,
    amount_cents: 1500_00,
    bill_ref: subscriber.account_no,
    msisdn: phone((paid += 1)),
    first_name: 'NJERI',
  })
  await eventually('time is bought', async () => (await credits()).length > before)
}

async function comeOnline(last: number) {
  const { appliance, router } = world
  const user_name = `line-${last}`
  const customer = await addCustomer(appliance, { user_name, msisdn: phone(last) })
  await pay(customer)
  const mac = `4C:5E:0C:AA:DD:${last}`
  const dial = () => router.dial({ user_name, password: 'mwangaza', mac, service: 'pppoe' })
  const { session } = await eventually('the router lets it in', async () => {
    const dialled = await dial()
    return dialled.outcome === 'online' && dialled
  })
  const row = await eventually('accounting tells of it', () =>
    appliance.db('sessions').where({ service_id: customer.service.id, stopped_at: null }).first(),
  )
  return { customer, dial, session, session_id: row.id }
}

test('F60, F45, S0-09, invariant 21: expired and suspended while the router is away: off within a minute of its return, and back after paying', async (t) => {
  t.timeout(180_000)
  const { appliance, router } = world
  const { db } = appliance
  const expired = await comeOnline(41)
  const renewed = await comeOnline(42)
  const suspended = await comeOnline(43)

  world.stopRouterClock() // Session-Timeout ends nothing: the worst that can be.
  router.faults.unplugged = true
  const { ends_at } = (await db('credits')
    .where({ service_id: suspended.customer.service.id })
    .first())!
  await pay(suspended.customer) // Paid on, so that only the suspension ends it.
  await world.pass({ seconds: Math.ceil(appliance.now().until(ends_at).total('seconds')) + 1 })
  const by = { staff: null, source_address: null }
  const { account_no } = suspended.customer.subscriber
  await appliance.work((unit) => suspend(unit, account_no, 'A test', by))
  await eventually(
    'the router does not answer',
    () => db('disconnections').where({ state: 'unanswered' }).first(),
    60,
  )
  await pay(renewed.customer)
  for (const { session } of [expired, renewed, suspended]) t.is(session.state, 'online')

  router.faults.unplugged = false
  const back = performance.now()
  await eventually(
    'all three are off',
    () => [expired, renewed, suspended].every(({ session }) => session.state === 'ended'),
    60,
  )
  t.log(`off ${Math.round((performance.now() - back) / 1000)} s after its return`)
  world.startRouterClock()

  t.is((await expired.dial()).outcome, 'rejected')
  t.is((await suspended.dial()).outcome, 'rejected')
  const again = await renewed.dial()
  t.is(again.outcome, 'online')
  if (again.outcome === 'online') t.deepEqual(again.session.rate_limit, full)

  await pay(expired.customer)
  const { session } = await eventually('who pays is let in', async () => {
    const dialled = await expired.dial()
    return dialled.outcome === 'online' && dialled
  })
  t.deepEqual(session.rate_limit, full)
  const ids = [expired, renewed, suspended].map(({ session_id }) => session_id)
  await eventually(
    'accounting has confirmed all three',
    async () =>
      (await db('disconnections').whereIn('session_id', ids).where({ state: 'confirmed' }))
        .length === 3,
  )
})
