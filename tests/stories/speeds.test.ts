// A line that goes slower and faster while it is up, and what a router does that will not have it: with a simulated
// router that knows only what RouterOS's manual says.

import test, { type ExecutionContext } from 'ava'
import { listMismatches } from '../../appliance/access/wanted-speeds.ts'
import { suspend } from '../../appliance/people/suspensions.ts'
import { nairobi } from '../../appliance/time.ts'
import type { Plan } from '../../appliance/tables.ts'
import { addCustomer, paybill, phone, type Customer } from '../support/factories.ts'
import { eventually } from '../support/eventually.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
test.before(async () => {
  world = await openWorld({ routerAddress: '127.0.0.33' })
})
test.after.always(() => world?.close())

const full = { up: 5_000_000, down: 10_000_000 }
const slow = { up: 1_000_000, down: 2_000_000 }
const fair = { fair_use_bytes: 100_000_000, fair_down_kbps: 2000, fair_up_kbps: 1000 }
let drawn = 20

/** Bought, dialled, online at full speed, and known to be. */
async function comeOnline(t: ExecutionContext, more: Partial<Plan>) {
  const { appliance, router } = world
  const { db } = appliance
  const last = (drawn += 1)
  const home = (await db('plans').first())!
  const { id: _, name, ...like } = { ...home, ...more }
  const [plan] = await db('plans')
    .insert({ ...like, name: `${name} ${last}` })
    .returning('id')
  const user_name = `line-${last}`
  const customer = await addCustomer(appliance, {
    user_name,
    msisdn: phone(last),
    plan_id: plan!.id,
  })
  const mac = `4C:5E:0C:AA:CC:${last}`
  const { service } = customer
  if (more.kind === 'hotspot') {
    const at = appliance.now()
    await db('devices').insert({ mac, service_id: service.id, bound_at: at, first_seen_at: at })
  }
  await pay(customer)
  const dial = () =>
    router.dial({ user_name, password: 'mwangaza', mac, service: more.kind ?? 'pppoe' })
  const { session } = await eventually('the router lets it in', async () => {
    const dialled = await dial()
    return dialled.outcome === 'online' && dialled
  })
  t.deepEqual(session.rate_limit, full)
  const row = await eventually('accounting tells of it', () =>
    db('sessions').where({ service_id: service.id, stopped_at: null }).first(),
  )
  t.is(row.rate_limit, '5M/10M', 'what the Accept told is known')
  return { customer, plan_id: plan!.id, session, session_id: row.id, dial }
}

let paid = 960

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
    first_name: 'OTIENO',
  })
  await eventually('time is bought', async () => (await credits()).length > before)
}

async function untilSpeed(
  session: { rate_limit: { up: number | null; down: number | null } },
  { up, down }: typeof full,
): Promise<void> {
  const isIt = () => session.rate_limit.up === up && session.rate_limit.down === down
  await eventually(`${up} up and ${down} down`, isIt)
}

for (const kind of ['pppoe', 'hotspot'] as const) {
  test.serial(
    `U48: ${kind}: a fair share used up makes the line slower, uncut; an early renewal does not lift it`,
    async (t) => {
      const { customer, session, session_id } = await comeOnline(t, { ...fair, kind })
      await world.pass({ minutes: 12 }) // At 270 kB a second: twice an interim, and more than 100 MB.
      await untilSpeed(session, slow)
      t.is(session.state, 'online')
      const { db } = world.appliance
      await eventually('it is known', () =>
        db('sessions').where({ id: session_id, rate_limit: '1M/2M' }).first(),
      )
      t.like(await db('speed_changes').where({ session_id }).first(), {
        state: 'acknowledged',
        tries: 1,
      })

      await pay(customer)
      const mismatches = await listMismatches(db, world.appliance.now(), 100)
      t.deepEqual(
        mismatches.filter((each) => each.session_id === session_id),
        [],
      )
      t.deepEqual(session.rate_limit, slow)
    },
  )
}

test.serial('U48: a night begins and ends: faster, and back', async (t) => {
  const { plan_id, session } = await comeOnline(t, {})
  const { db, now } = world.appliance
  const clock = (hours: number) =>
    now()
      .add({ hours })
      .toZonedDateTimeISO(nairobi)
      .toPlainTime()
      .toString({ smallestUnit: 'second' })
  await db('plan_speeds').insert({
    plan_id,
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    from_time: clock(1),
    until_time: clock(3),
    down_kbps: 40_000,
    up_kbps: 20_000,
  })
  t.deepEqual(session.rate_limit, full)
  await world.pass({ minutes: 61 })
  await untilSpeed(session, { up: 20_000_000, down: 40_000_000 })
  await world.pass({ hours: 2 })
  await untilSpeed(session, full)
  t.is(session.state, 'online')
})

test.serial(
  'F57: a router that takes no CoA: the line is cut once, and comes back with the right speed',
  async (t) => {
    const { plan_id, session, session_id, dial } = await comeOnline(t, {})
    const { db } = world.appliance
    world.router.faults.coa_nak = 406
    t.teardown(() => (world.router.faults.coa_nak = null))
    await db('plans').where({ id: plan_id }).update({ down_kbps: 2000, up_kbps: 1000 })
    await eventually('the change is given up', () =>
      db('speed_changes').where({ session_id, state: 'failed', error_cause: 406 }).first(),
    )
    world.router.faults.coa_nak = null
    await eventually('the line is cut', async () => {
      await world.pass({ seconds: 5 })
      return session.state === 'ended'
    })
    t.like(await db('disconnections').where({ session_id }).first(), { reason: 'speed' })
    const again = await dial()
    t.is(again.outcome, 'online')
    if (again.outcome === 'online') t.deepEqual(again.session.rate_limit, slow)
  },
)

test.serial(
  'F57, U29: ACK and still online: a person is told what was tried; when it ends, that it is over',
  async (t) => {
    const { customer, session, session_id } = await comeOnline(t, {})
    const { appliance, router } = world
    const { db } = appliance
    router.faults.coa_ack_but_stays = true
    t.teardown(() => (router.faults.coa_ack_but_stays = false))
    const by = { staff: null, source_address: null }
    await appliance.work((unit) => suspend(unit, customer.subscriber.account_no, 'A test', by))
    await eventually('it is given up', async () => {
      await world.pass({ seconds: 10 })
      return db('disconnections').where({ session_id, state: 'failed' }).first()
    })
    const about = { kind: 'still_online', session_id } as const
    const opened = (await db('exceptions').where(about).first())!
    t.is(opened.resolved_at, null)
    t.is(
      String(opened.details['steps']).match(/Disconnect( by other names)?: acknowledged/g)?.length,
      8,
    )
    t.is(session.state, 'online')

    router.hangUp(session)
    await eventually('the person is told', () =>
      db('exceptions').where(about).whereNotNull('resolved_at').first(),
    )
  },
)

test.serial('a new credit is a new share', async (t) => {
  const { customer, session, dial } = await comeOnline(t, fair)
  await world.pass({ minutes: 12 })
  await untilSpeed(session, slow)
  await pay(customer)
  await world.pass({ hours: 31 * 24 })
  const { session: next } = await eventually('it comes online in the next credit', async () => {
    const dialled = await dial()
    return dialled.outcome === 'online' && dialled
  })
  await untilSpeed(next, full)
})
