// What is read of a service's credits, devices and data, and how little of it when accounting hammers.

import test from 'ava'
import { listPooledData, type DataFacts } from '../../../appliance/access/data.ts'
import { readEverything, readNews } from '../../../appliance/access/facts.ts'
import { recordAccounting, type SessionReport } from '../../../appliance/access/sessions.ts'
import { microsecondsOf } from '../../../appliance/time.ts'
import { noon, openVillage } from '../../radius/conversations/village.ts'

const village = await openVillage()
const { appliance, clock } = village
const { db, safe } = appliance
const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
test.after.always(() => village.close())

const reader = { db, safe, now: clock.now() }
let drawn = 0

/** A session that began so many hours from noon, and has used so much. */
function session(service_id: number, hours: number, bytes: number): SessionReport {
  const at = Temporal.Instant.from(noon).add({ seconds: Math.round(hours * 3600) })
  return {
    session_key: `class:${(drawn += 1)}`,
    router_id,
    service_id,
    acct_session_id: '80100001',
    user_name: '9133574-1',
    calling_station_id: null,
    nas_port_id: null,
    nas_ip_address: null,
    framed_ip_address: null,
    started_at: at,
    heard_at: at,
    session_seconds: 0,
    input_octets: bytes - Math.floor(bytes / 3),
    output_octets: Math.floor(bytes / 3),
    stopped_at: null,
    terminate_cause: null,
  }
}

async function tell(...reports: SessionReport[]): Promise<void> {
  const records = reports.map((report) => ({ kind: 'session', report }) as const)
  await recordAccounting(db, records, clock.now())
}

type Hours = [from: number, to: number]
type Bought = [hours: Hours, data_bytes: number | null]
type Used = [hour: number, bytes: number]
type Pool = [allowed: number, used: number] | null

// Noon is 0. One answer for each credit that a day has not passed since, in the order of time.
const pools: [string, Bought[], Used[], Pool[]][] = [
  ['one credit', [[[-1, 1], 100]], [], [[100, 0]]],
  ['one credit without a limit', [[[-1, 1], null]], [[-0.5, 7]], [null]],
  ['two sessions add up', [[[-1, 1], 100]], [[-0.9, 7], [-0.5, 8]], [[100, 15]]],
  ['what began before it does not count', [[[-1, 1], 100]], [[-1.1, 7], [-0.5, 8]], [[100, 8]]],
  ['a minute’s grace for a router’s clock', [[[-1, 1], 100]], [[-1 - 59 / 3600, 7], [-1 - 61 / 3600, 8]], [[100, 7]]],
  ['credits that join are one pool', [[[-2, -1], 100], [[-1, 1], 50], [[1, 2], 25]], [[-1.5, 70], [-0.5, 8]], [[175, 78], [175, 78], [175, 78]]],
  ['a gap begins anew', [[[-2, -1.5], 100], [[-1, 1], 50]], [[-1.8, 70], [-0.5, 8]], [[100, 70], [50, 8]]],
  ['a gap ahead ends the pool', [[[-1, 1], 100], [[2, 3], 50]], [[-0.5, 8]], [[100, 8], [50, 0]]],
  ['one without a limit stands for itself', [[[-2, -1], 100], [[-1, 1], null], [[1, 2], 25]], [[-1.5, 70], [-0.5, 9]], [[100, 70], null, [25, 0]]],
  ['and none beyond the gap', [[[-3, -2], null], [[-1, 1], 100]], [[-0.5, 9]], [null, [100, 9]]],
  ['a chain that began long ago', [[[-50, -30], 100], [[-30, -10], 10], [[-10, 10], 1]], [[-45, 60], [-5, 8]], [[111, 68], [111, 68]]],
  ['more than a whole number holds', [[[-1, 1], Number.MAX_SAFE_INTEGER], [[1, 2], Number.MAX_SAFE_INTEGER]], [[-0.5, 9]], [[Number.MAX_SAFE_INTEGER, 9], [Number.MAX_SAFE_INTEGER, 9]]],
] // prettier-ignore

function pooled(pool: Pool): DataFacts | null {
  return pool && { allowed_bytes: pool[0], used_bytes: pool[1] }
}

for (const [index, [what, bought, used, expected]] of pools.entries()) {
  test.serial(`S1-08: data of a pass: ${what}`, async (t) => {
    const home = { user_name: `pool-${index}`, kind: 'hotspot', data_bytes: 999 } as const
    const { service_id } = await village.addHome(home)
    const neighbour = await village.addHome({ ...home, user_name: `by-${index}`, paid: [[-1, 1]] })
    for (const [hours, data_bytes] of bought) await village.addCredit(service_id, hours, data_bytes)
    await tell(...used.map(([hour, bytes]) => session(service_id, hour, bytes)))
    await tell(session(neighbour.service_id, -0.5, 1_000_000))

    const { services } = await readEverything(reader)
    const { credits } = services.find(({ id }) => id === service_id)!
    const expectedData = expected.map(pooled)
    t.deepEqual(credits.map(({ data }) => data), expectedData)
    const at = microsecondsOf(reader.now)
    const now = credits.findIndex(({ starts_us, ends_us }) => starts_us <= at && at < ends_us)
    t.deepEqual(await listPooledData(db, service_id, reader.now), expectedData[now] ?? null)
  }) // prettier-ignore
}

test.serial('nothing paid for has no data', async (t) => {
  const home = { user_name: 'ended-1', kind: 'hotspot', data_bytes: 9 } as const
  const { service_id } = await village.addHome({ ...home, paid: [[-3, -2]] })
  t.is(await listPooledData(db, service_id, reader.now), null)
})

test.serial('a pass is read with its kind, its devices and how many may be online', async (t) => {
  const macs = ['DA:A1:19:00:00:07', 'BC:24:11:EB:56:4D']
  const home = { user_name: 'family-1', kind: 'hotspot', devices: 4, macs } as const
  const { service_id } = await village.addHome({ ...home, macs, paid: [[-1, 1]] })
  await village.addHome({ user_name: 'wanjiku', paid: [[-1, 1]] })
  const { services } = await readEverything(reader)
  const read = services.find(({ id }) => id === service_id)!
  t.like(read, { kind: 'hotspot', macs: macs.toSorted() })
  t.is(read.credits[0]!.devices, 4)
  t.like(
    services.find(({ user_name }) => user_name === 'wanjiku')!,
    { kind: 'pppoe', macs: [] },
  )
})

test.serial(
  'T55: a thousand reports of one pass are one pass to read again, in four statements',
  async (t) => {
    const home = { user_name: 'loud-1', kind: 'hotspot', data_bytes: 1e12 } as const
    const { service_id } = await village.addHome({ ...home, paid: [[-1, 1]] })
    const quiet = await village.addHome({ user_name: 'quiet-1', kind: 'hotspot', paid: [[-1, 1]] })
    const slow = await db.transaction() // It holds the mark back: whatever follows is listed at each look.
    t.teardown(() => slow.rollback())
    await slow.raw('select pg_current_xact_id()')
    const { mark } = await readNews(reader, (await readEverything(reader)).mark)
    const noted = async () => (await db('access_changes').where({ row_id: service_id })).length
    const before = await noted()
    for (let batch = 0; batch < 4; batch++) {
      const loud = Array.from({ length: 250 }, () => session(service_id, 0, 10))
      await tell(...loud, session(quiet.service_id, 0, 10)) // Without a limit there is nothing to tell.
    }
    t.is((await noted()) - before, 4) // One for each batch.

    const listed: number[] = []
    const hear = ({ rows }: { rows: unknown[] }) => void listed.push(rows.length)
    db.on('query-response', hear)
    const news = await readNews(reader, mark)
    db.off('query-response', hear)
    const ids = news.services.map(({ id }) => id)
    t.deepEqual(ids, [service_id])
    t.is(news.services[0]!.credits[0]!.data!.used_bytes, 10_000)
    const [changes, ...rest] = listed
    t.true(changes! <= mark.seen.size + 4, String(changes)) // Of those seen, some may have passed the mark.
    t.deepEqual(rest, [1, 1, 1]) // Services, plans, their data.
    t.deepEqual((await readNews(reader, news.mark)).services, [])
  },
)
