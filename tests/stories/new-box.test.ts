// A subscriber has a new box, and the old one's session was never told to have ended: the router is asked about it, and the
// new one is let in. Where the old one is really online, nothing happens to it.

import test from 'ava'
import { addCustomer, paybill, phone } from '../support/factories.ts'
import { eventually } from '../support/eventually.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
test.before(async () => {
  world = await openWorld({ routerAddress: '127.0.0.37' })
})
test.after.always(() => world?.close())

/** Paid, online with the first of its boxes, and in the books. */
async function comeOnline(last: number) {
  const { appliance, router, safaricom } = world
  const user_name = `box-${last}`
  const { subscriber, service } = await addCustomer(appliance, { user_name, msisdn: phone(last) })
  const bill = { shortcode: paybill, amount_cents: 1500_00, first_name: 'AKINYI' }
  await safaricom.pay({ ...bill, bill_ref: subscriber.account_no, msisdn: phone(last) })
  const dial = (box: number) =>
    router.dial({ user_name, password: 'mwangaza', mac: `4C:5E:0C:0${box}:EE:${last}`, service: 'pppoe' }) // prettier-ignore
  const { session } = await eventually('the first box is let in', async () => {
    const dialled = await dial(1)
    return dialled.outcome === 'online' && dialled
  })
  const row = await eventually('it is in the books', () =>
    appliance.db('sessions').where({ service_id: service.id, stopped_at: null }).first(),
  )
  const probes = () =>
    appliance.db('speed_changes').where({ session_id: row.id, is_probe: true }).orderBy('id')
  return { session, dial, session_id: row.id, probes }
}

test.serial(
  'F59: a session that is gone is probed, and the payer’s next try is accepted',
  async (t) => {
    const { appliance, router } = world
    const { session, dial, session_id, probes } = await comeOnline(51)
    router.faults.stop_lost = true
    router.hangUp(session)
    await router.idle()
    router.faults.stop_lost = false

    t.is((await dial(2)).outcome, 'rejected')
    await eventually('the new box is let in', async () => (await dial(2)).outcome === 'online', 40)
    const { terminate_cause } = (await appliance.db('sessions').where({ id: session_id }).first())!
    t.is(terminate_cause, 'inferred: Session-Context-Not-Found')
    t.like(await probes(), [{ state: 'dropped', tries: 2 }])
    t.is((await probes()).length, 1)
  },
)

test.serial(
  'F59: one that is online is asked about once a minute at most, and is not cut',
  async (t) => {
    const { appliance, router } = world
    const { session, dial, session_id, probes } = await comeOnline(52)
    const isAnswered = async (count: number) => {
      t.is((await dial(2)).outcome, 'rejected')
      const all = await probes()
      return all.length === count && all.every(({ state }) => state === 'acknowledged')
    }
    await eventually('it is asked about', () => isAnswered(1))
    for (let times = 0; times < 10; times++) t.is((await dial(2)).outcome, 'rejected')
    t.is((await probes()).length, 1)

    router.faults.coa_nak = 501 // A router that will hear nothing of it.
    await world.pass({ seconds: 61 })
    await eventually('it is asked again', async () => {
    await dial(2)
    const [, second] = await probes()
    return second?.state === 'failed'
  }, 40) // prettier-ignore
    t.is(await appliance.db('disconnections').where({ session_id }).first(), undefined)
    t.true(router.sessions.includes(session))
    router.faults.coa_nak = null
  },
)
