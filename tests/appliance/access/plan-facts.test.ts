// What RADIUS reads of a plan and a line, and what wakes it when that changes.

import test from 'ava'
import type { ServiceFacts } from '../../../appliance/access/access.ts'
import { listShares } from '../../../appliance/access/data.ts'
import { readEverything, readNews, type Mark } from '../../../appliance/access/facts.ts'
import { recordAccounting } from '../../../appliance/access/sessions.ts'
import { noon, openVillage, type Home } from '../../radius/conversations/village.ts'

const village = await openVillage()
const { appliance, clock } = village
const { db, safe } = appliance
const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
const reader = { db, safe, now: clock.now() }
test.after.always(() => village.close())

let drawn = 0

async function add(home: Partial<Home>): Promise<number> {
  const user_name = `home-${(drawn += 1)}`
  const added = await village.addHome({ user_name, paid: [[-1, 1]], ...home })
  return added.service_id
}

async function read(service_id: number): Promise<ServiceFacts> {
  const { services } = await readEverything(reader)
  return services.find(({ id }) => id === service_id)!
}

/** A session that began so many minutes from noon. */
async function use(service_id: number, minutes: number, up: number, down: number): Promise<void> {
  const at = Temporal.Instant.from(noon).add({ minutes })
  const report = {
    session_key: `class:${(drawn += 1)}`,
    router_id,
    service_id,
    acct_session_id: '81000001',
    user_name: 'wanjiku',
    calling_station_id: null,
    nas_port_id: null,
    nas_ip_address: null,
    framed_ip_address: null,
    started_at: at,
    heard_at: at,
    session_seconds: 0,
    input_octets: up,
    output_octets: down,
    stopped_at: null,
    terminate_cause: null,
  }
  await recordAccounting(db, [{ kind: 'session', report }], clock.now())
}

/** Another test's transaction may hold the mark back: what was told before is told again, and is marked as seen here. */
async function markNow(): Promise<Mark> {
  return (await readNews(reader, (await readEverything(reader)).mark)).mark
}

/** Which services the news is about. */
async function newsSince(mark: Mark): Promise<number[]> {
  return (await readNews(reader, mark)).services.map(({ id }) => id)
}

const burst = {
  burst_down_kbps: 16_000, burst_up_kbps: 8_000, threshold_down_kbps: 8_000, threshold_up_kbps: 4_000, burst_seconds: 10,
} // prettier-ignore
const night = { from_time: '22:00:00', until_time: '06:00:00', down_kbps: 30_000, up_kbps: 15_000 }

test.serial('everything a plan says is a fact of each credit bought on it', async (t) => {
  const service_id = await add({
    plan: {
      ...burst,
      priority: 3,
      address_pool: 'homes',
      ipv6_pool: 'homes-6',
      opens_at: '18:00:00',
      closes_at: '00:00:00',
      data_counts: 'down',
      fair_use_bytes: 5e9,
      fair_down_kbps: 2_000,
      fair_up_kbps: 1_000,
    },
    speeds: [
      { weekdays: [6, 7], ...night },
      { weekdays: [1, 2, 3], ...night, up_kbps: 64 },
    ],
  })
  const [credit] = (await read(service_id)).credits
  const { starts_us, ends_us, ...facts } = credit!
  t.is(ends_us - starts_us, 2 * 3600e6)
  t.deepEqual(facts, {
    down_kbps: 10_000,
    up_kbps: 5_000,
    burst: {
      down_kbps: 16_000,
      up_kbps: 8_000,
      threshold_down_kbps: 8_000,
      threshold_up_kbps: 4_000,
      seconds: 10,
    },
    priority: 3,
    timed: [
      { weekdays: [6, 7], ...night },
      { weekdays: [1, 2, 3], ...night, up_kbps: 64 },
    ],
    fair_use: { after_bytes: 5e9, used_bytes: 0, down_kbps: 2_000, up_kbps: 1_000 },
    devices: 1,
    data: null,
    data_counts: 'down',
    hours: { opens_at: '18:00:00', closes_at: '00:00:00' },
    address_pool: 'homes',
    ipv6_pool: 'homes-6',
  })
})

test.serial('a plan that says nothing more has nothing more', async (t) => {
  const [credit] = (await read(await add({}))).credits
  t.like(credit!, { burst: null, priority: null, timed: [], fair_use: null, hours: null })
  t.like(credit!, { address_pool: null, ipv6_pool: null, data_counts: 'both' })
})

test.serial('where a line may come online, on what, and its prefix are facts of it', async (t) => {
  const site = (await db('sites').first('id'))!
  const line = { site_id: site.id, router_id, locked_mac: '4C:5E:0C:AA:BB:01', ipv6_prefix: '2001:db8:7:100::/56' } // prettier-ignore
  t.like(await read(await add({ line })), line)
  t.like(await read(await add({})), { site_id: null, router_id: null, locked_mac: null, ipv6_prefix: null }) // prettier-ignore
  const { routers } = await readEverything(reader)
  t.is(routers.find(({ id }) => id === router_id)!.site_id, site.id)
})

test.serial(
  'U32: a plan’s speed by night wakes RADIUS when it comes, changes and goes',
  async (t) => {
    const service_id = await add({})
    const { plan_id } = (await db('services').where({ id: service_id }).first())!
    const weekdays = [6]
    let since = await markNow()
    const [row] = await db('plan_speeds')
      .insert({ plan_id, weekdays, ...night })
      .returning('id')
    t.deepEqual(await newsSince(since), [service_id])
    since = await markNow()
    await db('plan_speeds').where({ id: row!.id }).update({ up_kbps: 64 })
    t.deepEqual(await newsSince(since), [service_id])
    t.is((await read(service_id)).credits[0]!.timed[0]!.up_kbps, 64)
    since = await markNow()
    await db('plan_speeds').where({ id: row!.id }).delete()
    t.deepEqual(await newsSince(since), [service_id])
    t.deepEqual((await read(service_id)).credits[0]!.timed, [])
  },
)

const shared = { fair_use_bytes: 1000, fair_down_kbps: 2_000, fair_up_kbps: 1_000 }

test.serial('U33: a share is used by what began in its own credit, and begins anew', async (t) => {
  const service_id = await add({ plan: shared, paid: [[-2, -1], [-1, 1], [1, 2]] }) // prettier-ignore
  await use(service_id, -100, 1, 2) // Of the credit before.
  await use(service_id, -50, 10, 20)
  await use(service_id, -5, 100, 200)
  const { credits } = await read(service_id)
  t.deepEqual(credits.map(({ fair_use }) => fair_use!.used_bytes), [3, 330, 0]) // prettier-ignore
})

test.serial(
  'what is used of a share wakes RADIUS, and of a plan without one does not',
  async (t) => {
    const [service_id, other] = [await add({ plan: shared }), await add({})]
    // Another test's transaction may hold the mark back: what was told before is told again, and marked as seen.
    const { mark } = await readNews(reader, (await readEverything(reader)).mark)
    await use(other, -5, 1, 2)
    t.deepEqual(await newsSince(mark), [])
    await use(service_id, -5, 1, 2)
    t.deepEqual(await newsSince(mark), [service_id])
  },
)

test.serial('a share of more than a whole number holds is a share', async (t) => {
  const service_id = await add({ plan: shared })
  await db.raw(`update plans set fair_use_bytes = 9223372036854775807
                where id = (select plan_id from services where id = ?)`, [service_id]) // prettier-ignore
  const [credit] = (await read(service_id)).credits
  t.is(credit!.fair_use!.after_bytes, Number.MAX_SAFE_INTEGER)
})

for (const [data_counts, used] of [['both', 33], ['up', 3], ['down', 30]] as const) {
  test.serial(`U28: data that counts ${data_counts} is used so`, async (t) => {
    const service_id = await add({ data_bytes: 100, plan: { data_counts } })
    await use(service_id, -5, 3, 30)
    const [credit] = (await read(service_id)).credits
    t.deepEqual(credit!.data, { allowed_bytes: 100, used_bytes: used })
  })
} // prettier-ignore

test.serial('data that counts another way is a pool of its own', async (t) => {
  const service_id = await add({ data_bytes: 100, paid: [[-3, -2], [-2, -1], [1, 2]] }) // prettier-ignore
  const plan = (await db('plans').first())!
  const { id: _, ...terms } = plan
  const [upload] = await db('plans')
    .insert({ ...terms, name: 'Upload', data_counts: 'up' })
    .returning('id')
  await db('services').where({ id: service_id }).update({ plan_id: upload!.id })
  await village.addCredit(service_id, [-1, 1], 50)
  await use(service_id, -170, 1, 10)
  await use(service_id, -5, 3, 30)
  const { credits } = await read(service_id)
  t.deepEqual(
    credits.map(({ data }) => [data!.allowed_bytes, data!.used_bytes]),
    [[200, 11], [200, 11], [50, 3], [100, 0]],
  ) // prettier-ignore
})

test.serial('shares are listed for all, or for those named', async (t) => {
  const since = reader.now.subtract({ hours: 24 })
  const service_id = await add({ plan: shared })
  await add({ plan: shared })
  const all = await listShares(db, { service_ids: null, since })
  const named = await listShares(db, { service_ids: [service_id], since })
  t.true(all.size > 1)
  t.deepEqual([...named.values()], [0])
})

for (const [what, change] of [
  ['24:00, which no other clock has', { opens_at: '08:00', closes_at: '24:00' }],
  ['a pool with a space in its name', { address_pool: 'the pool' }],
] as const) {
  test.serial(`a plan is refused: ${what}`, async (t) => {
    const service_id = await add({})
    const { plan_id } = (await db('services').where({ id: service_id }).first())!
    await t.throwsAsync(db('plans').where({ id: plan_id }).update(change), { message: /check/ })
  })
}

test.serial('a prefix that cannot be delegated is refused', async (t) => {
  const service_id = await add({})
  for (const ipv6_prefix of ['::ffff:1.2.3.0/120', 'ff02::/16', 'fe80::/64'])
    await t.throwsAsync(db('services').where({ id: service_id }).update({ ipv6_prefix }), { message: /check/ }) // prettier-ignore
  for (const ipv6_prefix of ['2001:db8::/32', 'fd00:1234::/48'])
    await db('services').where({ id: service_id }).update({ ipv6_prefix })
  t.pass()
})
