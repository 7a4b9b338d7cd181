// The first of the month: many pay in the same moment, and each wants to be online at once.

import test from 'ava'
import { addCustomer, paybill, phone } from '../support/factories.ts'
import { eventually } from '../support/eventually.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
test.before(async () => {
  world = await openWorld({ routerAddress: '127.0.0.36' })
})
test.after.always(() => world?.close())

test('invariant 23: of twenty who pay at once each is let in within ten seconds of paying', async (t) => {
  const { appliance, router, safaricom } = world
  const waited = await Promise.all(
    Array.from({ length: 20 }, async (_, at) => {
      const last = 60 + at
      const user_name = `payer-${last}`
      const { subscriber } = await addCustomer(appliance, { user_name, msisdn: phone(last) })
      const bill = { shortcode: paybill, amount_cents: 1500_00, first_name: 'PAYER' }
      const dial = { user_name, password: 'mwangaza', mac: `4C:5E:0C:AA:EE:${last}` }
      const paidAt = performance.now()
      await safaricom.pay({ ...bill, bill_ref: subscriber.account_no, msisdn: phone(last) })
      await eventually('the router lets them in', async () => {
        return (await router.dial({ ...dial, service: 'pppoe' })).outcome === 'online'
      })
      return performance.now() - paidAt
    }),
  )
  t.true(Math.max(...waited) < 10_000, `${Math.round(Math.max(...waited))} ms`)
})
