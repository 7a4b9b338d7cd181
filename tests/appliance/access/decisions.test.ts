// What is kept of RADIUS's answers, for a cashier: refusals counted, the last of each name, and no more.

import test from 'ava'
import { recordDecisions, trimYeses, type Run } from '../../../appliance/access/decisions.ts'
import { noon, openVillage } from '../../radius/conversations/village.ts'

const village = await openVillage()
const { db } = village.appliance
const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
const other_id = await village.addRouter({ name: 'Kibera', address: '127.0.0.2' })
const { service_id } = await village.addHome({ user_name: 'wanjiku' })
test.after.always(() => village.close())

const at = (seconds: number) => Temporal.Instant.from(noon).add({ seconds })

function refusal(user_name: string, seconds: number, more: Partial<Run> = {}): Run {
  return {
    decided_at: at(seconds),
    last_at: at(seconds),
    times: 1,
    router_id,
    service_id,
    user_name,
    calling_station_id: '4C:5E:0C:AA:BB:01',
    outcome: 'reject',
    reason: 'unpaid',
    session_seconds: null,
    rate_limit: null,
    ...more,
  }
}

function acceptance(user_name: string, seconds: number, more: Partial<Run> = {}): Run {
  const terms = { session_seconds: 60, rate_limit: '5M/10M' }
  return refusal(user_name, seconds, { outcome: 'accept', reason: null, ...terms, ...more })
}

/** Of each row: how often, from when and until when, in seconds from noon. */
async function rowsOf(user_name: string): Promise<(number | null)[][]> {
  const rows = await db('access_decisions').where({ user_name }).orderBy('id')
  const seconds = (instant: Temporal.Instant) => instant.since(at(0)).total('seconds')
  return rows.map((row) => [row.times, seconds(row.decided_at), row.last_at && seconds(row.last_at)]) // prettier-ignore
}

const stories: [string, Run[][], (number | null)[][]][] = [
  ['once', [[refusal('a', 0)]], [[1, 0, null]]],
  ['twice within a minute', [[refusal('b', 0)], [refusal('b', 59)]], [[2, 0, 59]]],
  ['a minute apart', [[refusal('c', 0)], [refusal('c', 60)]], [[1, 0, null], [1, 60, null]]],
  ['on and on, never a minute apart', [[refusal('d', 0)], [refusal('d', 50)], [refusal('d', 100, { times: 7, last_at: at(140) })], [refusal('d', 190)]], [[10, 0, 190]]],
  ['counted before it was written', [[refusal('e', 0, { times: 5, last_at: at(30) })]], [[5, 0, 30]]],
  ['for another reason in between', [[refusal('f', 0)], [refusal('f', 10, { reason: 'suspended' })], [refusal('f', 20)]], [[1, 0, null], [1, 10, null], [1, 20, null]]],
  ['and let in between', [[refusal('g', 0)], [acceptance('g', 10)], [refusal('g', 20)]], [[1, 0, null], [1, 10, null], [1, 20, null]]],
  ['all of it in one batch', [[refusal('h', 0), acceptance('h', 10), refusal('h', 20)]], [[1, 0, null], [1, 10, null], [1, 20, null]]],
  ['the first of a batch goes on', [[refusal('i', 0)], [refusal('i', 5), acceptance('i', 10)]], [[2, 0, 5], [1, 10, null]]],
  ['from another device', [[refusal('j', 0)], [refusal('j', 5, { calling_station_id: null })]], [[1, 0, null], [1, 5, null]]],
  ['without a device', [[refusal('k', 0, { calling_station_id: null })], [refusal('k', 5, { calling_station_id: null })]], [[2, 0, 5]]],
  ['at another router', [[refusal('l', 0)], [refusal('l', 5, { router_id: other_id })]], [[1, 0, null], [1, 5, null]]],
  ['let in twice is two rows', [[acceptance('m', 0)], [acceptance('m', 1)]], [[1, 0, null], [1, 1, null]]],
  ['of a service that is gone, as of nobody', [[refusal('n', 0, { service_id: 999_999 })], [refusal('n', 5, { service_id: null })]], [[2, 0, 5]]],
  ['at a router that is gone', [[refusal('o', 0, { router_id: 999_999 })]], []],
  ['late, after what came later', [[refusal('p', 30)], [refusal('p', 0)]], [[2, 0, 30]]],
  ['much later, and then long before', [[refusal('q', 300)], [refusal('q', 0)]], [[1, 300, null], [1, 0, null]]],
] // prettier-ignore

for (const [what, batches, expected] of stories) {
  test(`refused ${what}`, async (t) => {
    for (const batch of batches) await recordDecisions(db, batch)
    t.deepEqual(await rowsOf(batches[0]![0]!.user_name), expected)
  })
}

test('the last twenty of a name at a router are kept, and nobody else loses one', async (t) => {
  await recordDecisions(db, [refusal('kept', 0, { router_id: other_id }), refusal('kept-2', 0)])
  for (let hour = 0; hour < 25; hour += 5) {
    const batch = Array.from({ length: 5 }, (_, more) => refusal('kept', (hour + more) * 3600))
    await recordDecisions(db, batch)
  }
  const rows = await db('access_decisions').where({ user_name: 'kept', router_id }).orderBy('id')
  t.deepEqual(
    rows.map(({ decided_at }) => decided_at.since(at(0)).total('hours')),
    Array.from({ length: 20 }, (_, index) => index + 5),
  )
  t.is((await rowsOf('kept-2')).length, 1)
  t.is((await db('access_decisions').where({ user_name: 'kept', router_id: other_id })).length, 1)
})

test('T55: whoever guesses names at a router fills a thousand rows, and pushes out no subscriber’s', async (t) => {
  const third = await village.addRouter({ name: 'Guessed at', address: '127.0.0.3' })
  await recordDecisions(db, [refusal('mine', 0, { router_id: third })])
  for (let round = 0; round < 3; round++) {
    const guesses = Array.from({ length: 500 }, (_, index) =>
      refusal(`guess-${round}-${index}`, index, {
        router_id: third,
        service_id: null,
        reason: 'unknown_user',
      }),
    )
    await recordDecisions(db, guesses)
  }
  const rows = await db('access_decisions').where({ router_id: third }).orderBy('id')
  t.is(rows.length, 1001)
  t.is(rows[0]!.user_name, 'mine')
  t.is(rows[1]!.user_name, 'guess-1-0')
})

test('T55: each night of every name at a router the last twenty logins are left', async (t) => {
  const { service_id: other } = await village.addHome({ user_name: 'achieng' })
  const logins = Array.from({ length: 30 }, (_, hour) => acceptance('let-in', hour * 3600))
  await recordDecisions(db, [...logins, acceptance('let-in', 0, { router_id: other_id })])
  await recordDecisions(db, [acceptance('achieng', 0, { service_id: other }), refusal('let-in', 0)])
  for (let after: number | null = 0; after !== null; ) after = await trimYeses(db, after)
  const rows = await db('access_decisions').where({ user_name: 'let-in', router_id, outcome: 'accept' }).orderBy('id')
  t.deepEqual(
    rows.map(({ decided_at }) => decided_at.since(at(0)).total('hours')),
    Array.from({ length: 20 }, (_, index) => index + 10),
  )
  t.is((await rowsOf('let-in')).length, 22)
  t.is((await rowsOf('achieng')).length, 1)
}) // prettier-ignore
