// Sessions that ended long ago are put away by the month. A late word of one finds it, and nothing is charged twice.

import test from 'ava'
import { bringBack, putAwaySessions, keysMoved } from '../../../appliance/access/past-sessions.ts'
import { listMonths } from '../../../appliance/access/past-months.ts'
import { listPooledData } from '../../../appliance/access/data.ts'
import { listHappenings } from '../../../appliance/people/happenings.ts'
import type { SessionReport } from '../../../appliance/access/sessions.ts'
import { openVillage, noon, type Village } from '../../radius/conversations/village.ts'
import { record, reportOf, usageOf } from './usage-reports.ts'

const kept = 24

interface Hamlet {
  village: Village
  service_id: number
  subscriber_id: number
  router_id: number
  /** A session that ran for an hour so many days ago. */
  ended(days: number, more?: Partial<SessionReport>): SessionReport
  where(session_key: string): Promise<string[]>
}

async function hamlet(t: { teardown(fn: () => Promise<void>): void }): Promise<Hamlet> {
  const village = await openVillage()
  t.teardown(() => village.close())
  const { db } = village.appliance
  const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  const home = await village.addHome({ user_name: 'wanjiku' })
  return {
    village,
    router_id,
    ...home,
    ended: (days, more) => {
      const started_at = Temporal.Instant.from(noon).subtract({ hours: days * 24 + 1 })
      const end = started_at.add({ hours: 1 })
      const counters = { session_seconds: 3600, input_octets: 10, output_octets: 200 }
      const stop = { heard_at: end, stopped_at: end, terminate_cause: 'User-Request' }
      return reportOf(router_id, started_at, { ...counters, ...stop, ...more })
    },
    where: async (session_key) => {
      const tables = ['sessions', 'past_sessions', 'past_session_keys'] as const
      const found = await Promise.all(
        tables.map(async (name) => ((await db(name).where({ session_key }).first()) ? name : [])),
      )
      return found.flat()
    },
  }
}

const away = ['past_sessions', 'past_session_keys']

test('U38: what ended 35 days ago is put away in its month; what is open, young or still spoken of stays', async (t) => {
  const { village, router_id, ended, where } = await hamlet(t)
  const { db } = village.appliance
  const [old, older, young, spoken, watched] = [ended(36), ended(80), ended(34), ended(37), ended(38)]
  const open = reportOf(router_id, Temporal.Instant.from(noon).subtract({ hours: 24 * 90 }))
  const heardLately = ended(40, { heard_at: Temporal.Instant.from(noon) })
  await record(village, old, older, young, open, heardLately, spoken, watched)
  const idOf = async ({ session_key }: SessionReport) => (await db('sessions').where({ session_key }).first('id'))!.id
  const asked_at = village.clock.now()
  await db('disconnections').insert({ session_id: await idOf(spoken), reason: 'asked', state: 'asked', asked_at, due_at: asked_at } as never)
  await db('exceptions').insert({ kind: 'still_online', subject: 's', session_id: await idOf(watched), details: {}, opened_at: asked_at, deadline_at: asked_at } as never)

  const first = await putAwaySessions(village.appliance, kept)
  t.deepEqual(first, { moved: 2, dropped: null, done: true })
  t.deepEqual((await listMonths(db)).map(String), ['2026-09', '2026-10', '2026-11'])
  for (const { session_key } of [old, older]) t.deepEqual(await where(session_key), away)
  for (const { session_key } of [young, open, heardLately, spoken, watched]) t.deepEqual(await where(session_key), ['sessions'])
  t.deepEqual(await putAwaySessions(village.appliance, kept), { moved: 0, dropped: null, done: true })
}) // prettier-ignore

test('pages still show it: the timeline, and the data of a pass that runs for long', async (t) => {
  const { village, service_id, subscriber_id, ended } = await hamlet(t)
  const { db, now } = village.appliance
  await village.addCredit(service_id, [-24 * 60, 24 * 60], 1000)
  await record(village, ended(50, { service_id }), ended(3, { service_id }))
  const window = { subscriber_id, before: now(), now: now(), limit: 100 }
  const told = async () => (await listHappenings(db, window)).map(({ kind, at }) => `${kind} ${at}`)
  const [before, data] = [await told(), await listPooledData(db, service_id, now())]
  t.is(before.filter((line) => line.startsWith('session_ended')).length, 2)
  t.is(data!.used_bytes, 420)

  t.is((await putAwaySessions(village.appliance, kept)).moved, 1)
  t.deepEqual((await told()).sort(), before.sort())
  t.deepEqual(await listPooledData(db, service_id, now()), data)
})

for (const [what, word, charged] of [
  ['its Start again', { session_seconds: 0, input_octets: 0, output_octets: 0, stopped_at: null, terminate_cause: null }, 0],
  ['its Stop again', {}, 0],
  ['a Stop that counts more', { output_octets: 250 }, 50],
] as const) {
  test(`F55: a late word of a session that was put away finds it: ${what}`, async (t) => {
    const { village, service_id, ended, where } = await hamlet(t)
    const { db } = village.appliance
    const told = ended(50, { service_id })
    await record(village, told)
    const { id } = (await db('sessions').where({ session_key: told.session_key }).first())!
    await putAwaySessions(village.appliance, kept)

    const other = reportOf(told.router_id, village.clock.now(), { service_id })
    await record(village, other, { ...told, ...word, heard_at: village.clock.now() })
    t.deepEqual(await where(told.session_key), ['sessions'])
    t.deepEqual(await where(other.session_key), ['sessions'])
    t.like((await db('sessions').where({ session_key: told.session_key }).first())!, { id, terminate_cause: 'User-Request', output_octets: 200 + charged })
    const sum = (await usageOf(village, service_id)).reduce((bytes, [, up, down]) => bytes + up + down, 0)
    t.is(sum, 210 + charged)

    t.is((await putAwaySessions(village.appliance, kept)).moved, 0, 'It was heard of today.')
    village.clock.pass({ hours: 24 * 36 })
    t.is((await putAwaySessions(village.appliance, kept)).moved, 1)
    t.deepEqual(await where(told.session_key), away)
  })
} // prettier-ignore

test('F55: a word that comes while its session is being put away waits, and finds it', async (t) => {
  const { village, service_id, ended, where } = await hamlet(t)
  const { db } = village.appliance
  const told = ended(50, { service_id })
  await record(village, told)
  // The move of one page, held before its commit.
  const mover = await db.transaction()
  await putAwaySessions({ work: async (task) => task({ db: mover, now: village.clock.now(), enqueue: async () => {} }) }, kept)
  const late = record(village, { ...told, output_octets: 300 })
  await t.throwsAsync(Promise.race([late, new Promise((_, reject) => db.raw('select pg_sleep(0.2)').then(() => reject(new Error('waits'))))]), { message: 'waits' })
  await mover.commit()
  await late
  t.deepEqual(await where(told.session_key), ['sessions'])
  t.is((await db('sessions').where({ session_key: told.session_key }).first())!.output_octets, 300)
  t.is((await usageOf(village, service_id)).reduce((bytes, [, up, down]) => bytes + up + down, 0), 310)
}) // prettier-ignore

test('a key that was put away is refused to a session that is not the same', async (t) => {
  const { village, service_id, ended } = await hamlet(t)
  const { db } = village.appliance
  const told = ended(50, { service_id })
  await record(village, told)
  await putAwaySessions(village.appliance, kept)
  const { id: _, ...row } = (await db('past_sessions').first())!
  const error = await t.throwsAsync(async () => db('sessions').insert(row))
  t.deepEqual(keysMoved(error), [told.session_key])
  await bringBack(db, [told.session_key, 'class:unknown'])
  t.is((await db('all_sessions').where({ session_key: told.session_key })).length, 1)
})

test('killed between any two of its steps, the next go ends the same', async (t) => {
  const { village, ended, where } = await hamlet(t)
  const { appliance } = village
  const sessions = [36, 70, 110, 800].map((days) => ended(days))
  await record(village, ...sessions)
  for (let steps = 1, finished = false; !finished; steps++) {
    let left = steps
    const work: typeof appliance.work = (task) => {
      if (left-- === 0) throw new Error('killed')
      return appliance.work(task)
    }
    finished = await putAwaySessions({ work }, kept).then(
      () => true,
      () => false,
    )
    for (const { session_key } of sessions.slice(0, 3)) {
      const places = await where(session_key)
      t.true(places.join() === 'sessions' || places.join() === away.join(), places.join())
    }
    t.true(steps < 30)
  }
  for (const { session_key } of sessions.slice(0, 3)) t.deepEqual(await where(session_key), away)
  t.deepEqual(await where(sessions[3]!.session_key), []) // Older than is kept: its month went.
})

test('a month older than is kept goes, with its keys, one a night; what was used on its days stays', async (t) => {
  const { village, service_id, ended, where } = await hamlet(t)
  const { db } = village.appliance
  const [first, second, third] = [ended(80, { service_id }), ended(50, { service_id }), ended(36, { service_id })]
  await record(village, first, second, third)
  const usage = await usageOf(village, service_id)
  t.is(usage.length, 3)
  await putAwaySessions(village.appliance, kept)
  t.is((await putAwaySessions(village.appliance, 1)).dropped, '2026-09')
  t.is((await putAwaySessions(village.appliance, 1)).dropped, null)
  t.deepEqual(await where(first.session_key), [])
  t.deepEqual(await where(third.session_key), away)
  t.deepEqual(await where(second.session_key), away)
  t.deepEqual(await usageOf(village, service_id), usage)

  village.clock.pass({ hours: 24 * 365 * 50 }) // A clock that has jumped ahead.
  t.is((await putAwaySessions(village.appliance, kept)).dropped, '2026-10')
  t.deepEqual(await where((await db('past_sessions').first('session_key'))?.session_key ?? ''), [])
}) // prettier-ignore

test('nothing points at a session by a key that would hold it back, and both tables have the same columns', async (t) => {
  const { village } = await hamlet(t)
  const { db } = village.appliance
  const { rows } = await db.raw<{ rows: { name: string }[] }>(
    `select conrelid::regclass::text as name from pg_constraint
     where contype = 'f' and confrelid in ('sessions'::regclass, 'past_sessions'::regclass)`,
  )
  t.deepEqual(rows, [], 'Sessions move: name one by its id, without a foreign key, and look in all_sessions.')
  const columnsOf = async (table: string) => {
    const { rows: found } = await db.raw<{ rows: { column: string }[] }>(
      `select attname || ' ' || format_type(atttypid, atttypmod) as column from pg_attribute
       where attrelid = ?::regclass and attnum > 0 and not attisdropped order by attnum`,
      [table],
    )
    return found.map(({ column }) => column)
  }
  t.deepEqual(await columnsOf('past_sessions'), await columnsOf('sessions'))
  t.deepEqual(await columnsOf('all_sessions'), await columnsOf('sessions'))
}) // prettier-ignore
