// The first shilling of a new box: asked for on the page, paid on the phone, proved, and the step ticks itself.

import test from 'ava'
import { walletOf } from '../../../appliance/money/ledger.ts'
import { cents } from '../../../appliance/money.ts'
import { askForShilling, decideSetup, readSetup } from '../../../appliance/people/setup.ts'
import { addCustomer, phone } from '../../support/factories.ts'
import {
  appliance,
  clock,
  db,
  hireOwner,
  latestPush,
  send,
  settleAll,
  work,
} from '../money/hotspot.ts'
import { answer } from '../money/safaricom-says.ts'

const by = await hireOwner()
test.after.always(() => appliance.close())

const read = () => readSetup(db, by.staff.id, clock.now())
async function latest() {
  const request = await db('payment_requests').orderBy('id', 'desc').first('id')
  const checkout = await db('checkouts').where({ payment_request_id: request!.id }).first()
  return send(await latestPush(checkout!))
}

test.serial('S0-18: nobody is there to ask: it is said, and nothing is asked', async (t) => {
  await t.throwsAsync(
    work((unit) => askForShilling(unit, 'Test', by)),
    { message: /Add yourself/ },
  )
  t.is((await read()).shilling, null)
  t.false(decideSetup(await read()).subscriber)
})

test.serial(
  'S0-18: a shilling that is refused on the phone is asked for again, and ticks when it came',
  async (t) => {
    const { subscriber } = await addCustomer(appliance, { msisdn: phone(77) })
    await work((unit) => askForShilling(unit, 'Test', by))
    await answer(await latest(), 'cancelled')
    t.is((await read()).shilling!.state, 'failed')
    t.false(decideSetup(await read()).shilling)

    clock.pass({ minutes: 5 })
    await work((unit) => askForShilling(unit, 'Test', by))
    t.is((await read()).shilling!.state, 'pending')
    await answer(await latest(), 'paid')
    await settleAll()
    t.like((await read()).shilling, { state: 'successful' })
    t.true(decideSetup(await read()).shilling)
    t.is(await walletOf(db, subscriber.id), cents(100))
  },
)
