// What a service used on each day: charged once, on the day the router counted it.

import test from 'ava'
import { eventually } from '../../support/eventually.ts'
import { noon, openVillage } from '../../radius/conversations/village.ts'
import { drawKey, record, reportOf, usageOf } from './usage-reports.ts'

const village = await openVillage()
const { db } = village.appliance
const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
test.after.always(() => village.close())

const began = Temporal.Instant.from(noon) // Noon of 21 November in Nairobi.
const after = (seconds: number) => began.add({ seconds })
const report = (more: Parameters<typeof reportOf>[2]) => reportOf(router_id, began, more)

let homes = 0

async function home(): Promise<{ service_id: number; user_name: string }> {
  const user_name = `home-${(homes += 1)}`
  return { user_name, ...(await village.addHome({ user_name })) }
}

test('U40, U41: what grew is added, up and down; what came twice or late is not', async (t) => {
  const { service_id } = await home()
  const session_key = drawKey()
  const told = (seconds: number, input_octets: number, output_octets: number) =>
    report({ session_key, service_id, session_seconds: seconds, heard_at: after(seconds), input_octets, output_octets })
  await record(village, told(300, 10, 100))
  await record(village, told(600, 30, 2 ** 33))
  await record(village, told(600, 30, 2 ** 33))
  await record(village, told(300, 10, 100), told(0, 0, 0))
  t.deepEqual(await usageOf(village, service_id), [['2026-11-21', 30, 2 ** 33]])
}) // prettier-ignore

test('sessions of one service in one batch add up, in its one row', async (t) => {
  const { service_id } = await home()
  const keys = [drawKey(), drawKey(), drawKey()]
  const told = (octets: number) =>
    keys.map((session_key) => report({ session_key, service_id, input_octets: octets }))
  await record(village, ...told(5))
  await record(village, ...told(7))
  t.deepEqual(await usageOf(village, service_id), [['2026-11-21', 21, 0]])
})

test('usage falls on the Nairobi day that the router counted it on, not on the day we heard of it', async (t) => {
  const { service_id } = await home()
  const session_key = drawKey()
  const told = (hours: number, heard: number, output_octets: number) =>
    report({ session_key, service_id, session_seconds: hours * 3600, heard_at: after(heard * 3600), output_octets })
  await record(village, told(11, 11, 100)) // 23:00 in Nairobi, 20:00 in UTC.
  await record(village, told(13, 13, 150)) // 01:00, still the 21st in UTC.
  await record(village, told(35, 80, 175)) // It waited for two days at the router.
  t.deepEqual(await usageOf(village, service_id), [['2026-11-21', 0, 100], ['2026-11-22', 0, 75]])
}) // prettier-ignore

test('a router that counts more seconds than have passed does not charge a day to come', async (t) => {
  const { service_id } = await home()
  await record(village, report({ service_id, session_seconds: 86_400 * 900, output_octets: 9 }))
  t.deepEqual(await usageOf(village, service_id), [['2026-11-21', 0, 9]])
})

test('a session whose service is found later brings all it has used; one that nobody owns charges nobody', async (t) => {
  const { service_id } = await home()
  const session_key = drawKey()
  const told = (output_octets: number, more = {}) =>
    report({ session_key, user_name: 'not-yet', output_octets, ...more })
  await record(village, told(40))
  t.deepEqual(await usageOf(village, service_id), [])
  await record(village, told(50, { service_id }))
  await record(village, told(50, { service_id }))
  t.deepEqual(await usageOf(village, service_id), [['2026-11-21', 0, 50]])
})

test('a session that is changed by another hand than accounting charges nothing', async (t) => {
  const { service_id } = await home()
  const told = report({ service_id, output_octets: 9 })
  await record(village, told)
  await db('sessions')
    .where({ session_key: told.session_key })
    .update({ stopped_at: after(60), terminate_cause: 'inferred: silent' })
  t.deepEqual(await usageOf(village, service_id), [['2026-11-21', 0, 9]])
})

test('what a plan with fair use has used is told to RADIUS; a plan with neither limit is not spoken of', async (t) => {
  const fair = await village.addHome({ user_name: 'fair', paid: [[-1, 1]] })
  const plain = await village.addHome({ user_name: 'plain', paid: [[-1, 1]] })
  await db.raw(
    `update plans set fair_use_bytes = 1000, fair_down_kbps = 512, fair_up_kbps = 512
     where id = (select plan_id from services where id = ?)`,
    [fair.service_id],
  )
  const noted = async (row_id: number) =>
    (await db('access_changes').where({ kind: 'service', row_id })).length
  for (const [{ service_id }, changes] of [
    [fair, [1, 1, 0]],
    [plain, [0, 0, 0]],
  ] as const) {
    const told = report({ service_id })
    for (const [at, output_octets] of [0, 7, 7].entries()) {
      const before = await noted(service_id)
      await record(village, { ...told, output_octets })
      t.is((await noted(service_id)) - before, changes[at]!)
    }
  }
})

test('U74: a batch asks for days in the order of their keys, so that two batches wait for each other and do not deadlock', async (t) => {
  const homesHere = await Promise.all(Array.from({ length: 8 }, home))
  const reports = homesHere.map(({ service_id }) => report({ service_id, input_octets: 1 }))
  await record(village, ...reports)
  const ids = homesHere.map(({ service_id }) => service_id).sort((one, other) => one - other)

  const somebody = await db.transaction()
  await somebody('daily_usage').where({ service_id: ids[0]! }).forUpdate()
  const batch = record(village, ...reports.map((each) => ({ ...each, input_octets: 5 })))
  await eventually('the batch waits for the first', async () => {
    const { rows } = await db.raw<{ rows: unknown[] }>(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rows.length > 0
  })
  const free = await db.transaction(async (trx) =>
    trx('daily_usage').whereIn('service_id', ids.slice(1)).forUpdate().skipLocked(),
  )
  await somebody.rollback()
  await batch
  t.is(free.length, 7, 'It held none of the later ones meanwhile.')
  for (const service_id of ids)
    t.deepEqual(await usageOf(village, service_id), [['2026-11-21', 5, 0]])
})
