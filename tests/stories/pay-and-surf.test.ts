// The road everything hangs on, end to end, with nobody's hand in it: refused, paid, online, ended, offline.

import test from 'ava'
import { addCustomer, paybill, phone } from '../support/factories.ts'
import { eventually } from '../support/eventually.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
test.before(async () => {
  world = await openWorld({ routerAddress: '127.0.0.31' })
})
test.after.always(() => world?.close())

const mac = '4C:5E:0C:AA:BB:01'

test.serial(
  'S0-08, S0-09, S0-11, S4-10: refused, paid, online with the plan’s speed, ended, disconnected, no hand in it',
  async (t) => {
    const { appliance, router, safaricom } = world
    const { db } = appliance
    const { subscriber, service } = await addCustomer(appliance, {
      user_name: 'otieno',
      msisdn: phone(1),
    })
    const dial = () =>
      router.dial({ user_name: 'otieno', password: 'mwangaza', mac, service: 'pppoe' })
    await eventually('RADIUS knows the line', async () => (await dial()).outcome === 'rejected')

    const transaction = await safaricom.pay({
      shortcode: paybill,
      amount_cents: 1500_00,
      bill_ref: subscriber.account_no,
      msisdn: subscriber.msisdn!,
      first_name: 'OTIENO',
    })
    const credit = await eventually('time is bought', () =>
      db('credits').where({ service_id: service.id }).first(),
    )
    const payment = (await db('payments').where({ receipt_code: transaction.trans_id }).first())!
    t.like(payment, { state: 'settled', proved_by: 'pull', payer_name: 'OTIENO' })

    const online = await eventually('the router lets him in', async () => {
      const dialled = await dial()
      return dialled.outcome === 'online' && dialled
    })
    t.deepEqual(online.session.rate_limit, { up: 5_000_000, down: 10_000_000 })
    const left = appliance.now().until(credit.ends_at).total('seconds')
    const seconds = online.session.started_at.until(online.session.ends_at!).total('seconds')
    t.true(Math.abs(seconds - left) < 5, `${seconds} s given, ${left} s left`)
    const session = await eventually('accounting tells of the session', () =>
      db('sessions').where({ service_id: service.id, stopped_at: null }).first(),
    )

    world.stopRouterClock() // Session-Timeout never comes on it: only the Disconnect-Request ends the session.
    await world.pass({ seconds: Math.ceil(left) + 1 })
    const disconnection = await eventually('the end is confirmed by accounting', () =>
      db('disconnections').where({ session_id: session.id, state: 'confirmed' }).first(),
    )
    t.is(disconnection.reason, 'credit_ended')
    t.like(await db('sessions').where({ id: session.id }).first(), {
      terminate_cause: 'Admin-Reset',
    })
    t.is((await dial()).outcome, 'rejected')
  },
)

test.serial(
  'T04: the same confirmation posted by hand credits nothing; one Safaricom does not know credits nothing',
  async (t) => {
    const { appliance, safaricom } = world
    const { db } = appliance
    const { subscriber } = await addCustomer(appliance)
    const { trans_id } = await safaricom.pay({
      shortcode: paybill,
      amount_cents: 700_00,
      bill_ref: subscriber.account_no,
      msisdn: phone(2),
      first_name: 'AMINA',
    })
    await eventually('the payment is settled', () =>
      db('payments').where({ receipt_code: trans_id, state: 'settled' }).first(),
    )
    const heard = (await db('callbacks').where({ receipt_code: trans_id }).first())!
    const url = safaricom.shortcode(paybill).urls!.confirmation_url
    const forged = heard.body.toString().replace(trans_id, 'UKL0FORGED')
    for (const body of [heard.body.toString(), forged]) {
      t.is((await fetch(url, { method: 'POST', body })).status, 200)
    }
    await eventually('both were read', async () => {
      const read = await db('callbacks')
        .whereIn('receipt_code', [trans_id, 'UKL0FORGED'])
        .where('tries', '>', 0)
        .first()
      const again = await db('callbacks').where({ receipt_code: trans_id, state: 'done' })
      return read !== undefined && again.length === 2
    })
    t.is((await db('payments').where({ subscriber_id: subscriber.id })).length, 1)
    t.is(await db('payments').where({ receipt_code: 'UKL0FORGED' }).first(), undefined)
  },
)

test.serial('S4-04, F33: a confirmation that never comes is found by the pull', async (t) => {
  const { appliance, safaricom } = world
  const { subscriber } = await addCustomer(appliance)
  const bill = {
    shortcode: paybill,
    bill_ref: subscriber.account_no,
    msisdn: phone(3),
    first_name: 'WANJIKU',
  }
  const { trans_id } = await safaricom.pay({ ...bill, amount_cents: 200_00 }, { lost: true })
  await world.pass({ minutes: 11 })
  const payment = await eventually('the payment is found', () =>
    appliance.db('payments').where({ receipt_code: trans_id, state: 'settled' }).first(),
  )
  t.is(payment.subscriber_id, subscriber.id)
})

test.serial('S3-06: the pull is broken: Transaction Status proves it', async (t) => {
  const { appliance, safaricom } = world
  const { subscriber } = await addCustomer(appliance)
  safaricom.faults.api.pull.fault = 'html_503'
  t.teardown(() => (safaricom.faults.api.pull.fault = 'none'))
  const bill = {
    shortcode: paybill,
    bill_ref: subscriber.account_no,
    msisdn: phone(4),
    first_name: 'KIPRONO',
  }
  const { trans_id } = await safaricom.pay({ ...bill, amount_cents: 300_00 })
  const payment = await eventually('the payment is proved', () =>
    appliance.db('payments').where({ receipt_code: trans_id, state: 'settled' }).first(),
  )
  t.like(payment, { proved_by: 'transaction_status', subscriber_id: subscriber.id })
})

test.serial(
  'F41: the pull is refused for good: the status proves it, and a person is told',
  async (t) => {
    const { appliance, safaricom } = world
    const { db } = appliance
    const { subscriber } = await addCustomer(appliance)
    safaricom.faults.api.pull.fault = 'no_product'
    t.teardown(() => (safaricom.faults.api.pull.fault = 'none'))
    const bill = {
      shortcode: paybill,
      bill_ref: subscriber.account_no,
      msisdn: phone(8),
      first_name: 'NJERI',
    }
    const { trans_id } = await safaricom.pay({ ...bill, amount_cents: 400_00 })
    const payment = await eventually('the payment is proved', () =>
      db('payments').where({ receipt_code: trans_id, state: 'settled' }).first(),
    )
    t.is(payment.proved_by, 'transaction_status')
    t.truthy(
      await db('exceptions')
        .where({ subject: `prove-payment:${paybill}` })
        .first(),
    )
  },
)

test.serial(
  'F34, S2-54, S0-04: a hundred copies of one confirmation at once: answered all, credited once',
  async (t) => {
    const { appliance, safaricom } = world
    const { db } = appliance
    const { subscriber, service } = await addCustomer(appliance)
    const bill = {
      shortcode: paybill,
      bill_ref: subscriber.account_no,
      msisdn: phone(5),
      first_name: 'HALIMA',
    }
    const { trans_id, deliveries } = await safaricom.pay(
      { ...bill, amount_cents: 1500_00 },
      { copies: 100 },
    )
    t.is(deliveries.filter(({ status }) => status === 200).length, 100)
    await eventually('all hundred are dealt with', async () => {
      return (await db('callbacks').where({ receipt_code: trans_id, state: 'done' })).length === 100
    })
    await eventually('the payment is settled', () =>
      db('payments').where({ receipt_code: trans_id, state: 'settled' }).first(),
    )
    t.is((await db('payments').where({ receipt_code: trans_id })).length, 1)
    t.is((await db('credits').where({ service_id: service.id })).length, 1)
  },
)

test.serial('S3-07: our own reference is on record before anything is sent', async (t) => {
  const { appliance, safaricom } = world
  const { db } = appliance
  const [before] = await db('inquiries').orderBy('id', 'desc').limit(1)
  safaricom.faults.api.pull.fault = 'hang'
  t.teardown(() => (safaricom.faults.api.pull.fault = 'none'))
  await safaricom.pay({
    shortcode: paybill,
    bill_ref: '1',
    msisdn: phone(6),
    first_name: 'MUTUA',
    amount_cents: 10_00,
  })
  const asking = await eventually('a question is under way', () =>
    db('inquiries').where('id', '>', before!.id).whereNull('answered_at').first(),
  )
  t.regex(asking.merchant_reference, /^[0-9a-f-]{36}$/)
  t.is(asking.exchange, null)
})

test.serial(
  'S3-14, S0-12: jobs is down: a confirmation is answered all the same, and credited when it is back',
  async (t) => {
    const { appliance, safaricom } = world
    await world.kill('jobs')
    const { subscriber } = await addCustomer(appliance)
    const bill = {
      shortcode: paybill,
      bill_ref: subscriber.account_no,
      msisdn: phone(7),
      first_name: 'JUMA',
    }
    const { trans_id, deliveries } = await safaricom.pay({ ...bill, amount_cents: 50_00 })
    t.is(deliveries[0]?.status, 200)
    t.is(await appliance.db('payments').where({ receipt_code: trans_id }).first(), undefined)
    await world.start('jobs')
    await eventually('the payment is settled', () =>
      appliance.db('payments').where({ receipt_code: trans_id, state: 'settled' }).first(),
    )
  },
)
