// F01: PostgreSQL stops in the middle of the evening. Who has paid comes online, who pays is not forgotten.

import test from 'ava'
import { dropDatabase, freshDatabase } from '../support/database.ts'
import { eventually } from '../support/eventually.ts'
import { addCustomer, paybill, phone } from '../support/factories.ts'
import { openPostgresGate } from '../support/postgres-gate.ts'
import { openWorld } from '../support/world.ts'

test('F01, S0-12, invariant 20: PostgreSQL away: the paid come online, a payment is kept, and all of it is in the books after', async (t) => {
  const database = await freshDatabase()
  const gate = await openPostgresGate(database)
  const world = await openWorld({ databaseUrl: gate.url, routerAddress: '127.0.0.34' })
  t.teardown(async () => {
    await world.close()
    await gate.close()
    await dropDatabase(database)
  })
  const { appliance, router, safaricom } = world
  const { db } = appliance
  const paid = await addCustomer(appliance, { user_name: 'amina', msisdn: phone(21) })
  const payer = await addCustomer(appliance, { user_name: 'baraka', msisdn: phone(22) })
  const bill = (account_no: string) => ({
    shortcode: paybill,
    amount_cents: 1500_00,
    bill_ref: account_no,
    msisdn: phone(21),
    first_name: 'AMINA',
  })
  const dial = (user_name: string, mac: string) =>
    router.dial({ user_name, password: 'mwangaza', mac, service: 'pppoe' })
  await safaricom.pay(bill(paid.subscriber.account_no))
  await eventually('she is let in', async () => {
    const dialled = await dial('amina', '4C:5E:0C:00:00:21')
    return dialled.outcome === 'online' && (router.hangUp(dialled.session), true)
  })
  await router.idle()

  await gate.shut()
  const online = await dial('amina', '4C:5E:0C:00:00:21')
  t.is(online.outcome, 'online')
  t.is(
    (await dial('nobody', '4C:5E:0C:00:00:23')).outcome,
    'rejected',
    'What is known is fresh still.',
  )
  await router.idle() // Its Start was acknowledged.
  const { trans_id } = await safaricom.pay(bill(payer.subscriber.account_no))
  t.is(safaricom.transactions.find((one) => one.trans_id === trans_id)?.deliveries[0]?.status, 200)
  await gate.open()

  await eventually('the payment is settled', () =>
    db('payments').where({ receipt_code: trans_id, state: 'settled' }).first(),
  )
  await eventually(
    'he is let in too',
    async () => (await dial('baraka', '4C:5E:0C:00:00:22')).outcome === 'online',
  )
  const open = await eventually('her session is in the books', () =>
    db('sessions').where({ service_id: paid.service.id, stopped_at: null }).first(),
  )
  t.is(open.acct_session_id, online.outcome === 'online' ? online.session.session_id : '')

  // And with everything behind RADIUS gone, one after the other.
  await world.kill('web')
  await world.kill('jobs')
  await gate.shut()
  const alone = await dial('baraka', '4C:5E:0C:00:00:22')
  t.is(alone.outcome, 'online')
  await gate.open()
})
