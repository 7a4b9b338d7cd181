// A town of unpaid routers that redial all night: what of it is told, and what is only counted.

import test from 'ava'
import type { Answered } from '../../appliance/access/decisions.ts'
import { openDecisionLog } from '../../radius/decision-log.ts'
import { openRefusalRuns } from '../../radius/refusal-runs.ts'
import { noon, openVillage } from './conversations/village.ts'

const at = (seconds: number) => Temporal.Instant.from(noon).add({ seconds })

function refusal(user_name: string, seconds: number, more: Partial<Answered> = {}): Answered {
  return {
    decided_at: at(seconds),
    router_id: 1,
    service_id: 7,
    user_name,
    calling_station_id: null,
    outcome: 'reject',
    reason: 'unpaid',
    session_seconds: null,
    rate_limit: null,
    ...more,
  }
}

test('the first refusal is told at once, its repeats are counted', (t) => {
  const runs = openRefusalRuns()
  t.like(runs.note(refusal('a', 0))[0], { times: 1, user_name: 'a' })
  t.false(runs.counts())
  for (const seconds of [5, 10, 15]) t.deepEqual(runs.note(refusal('a', seconds)), [])
  t.true(runs.counts())
  const [counted] = runs.release()
  t.like(counted, { times: 3, user_name: 'a', reason: 'unpaid' })
  t.deepEqual([counted!.decided_at, counted!.last_at].map(String), [at(5), at(15)].map(String))
  t.false(runs.counts())
  t.deepEqual(runs.release(), [])
})

for (const [what, next] of [
  ['let in', { outcome: 'accept', reason: null }],
  ['another reason', { reason: 'suspended' }],
  ['another device', { calling_station_id: '4C:5E:0C:AA:BB:01' }],
  ['another service', { service_id: 8 }],
  ['a minute later', { decided_at: at(65) }],
] as const) {
  test(`what was counted is told before what follows: ${what}`, (t) => {
    const runs = openRefusalRuns()
    runs.note(refusal('a', 0))
    runs.note(refusal('a', 5))
    const told = runs.note(refusal('a', 10, next))
    t.deepEqual(told.map(({ times }) => times), [1, 1])
    t.is(told[1]!.reason, 'reason' in next ? next.reason : 'unpaid')
    t.false(runs.counts())
  }) // prettier-ignore
}

test('T55: however many names are guessed, so many are remembered, and no count is lost', (t) => {
  const runs = openRefusalRuns(10)
  let times = 0
  const count = (told: { times: number }[]) => (times += told.reduce((sum, run) => sum + run.times, 0)) // prettier-ignore
  for (let index = 0; index < 1000; index++) count(runs.note(refusal(`guess-${index % 37}`, Math.floor(index / 100)))) // prettier-ignore
  count(runs.release())
  t.is(times, 1000)
})

test('five hundred unpaid routers that redial sixty times are five hundred rows, and few statements', async (t) => {
  const village = await openVillage()
  t.teardown(() => village.close())
  const { db } = village.appliance
  const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  const decisions = openDecisionLog(village.appliance)
  let statements = 0
  db.on('query', () => void (statements += 1))
  for (let round = 0; round < 60; round++) {
    for (let home = 0; home < 500; home++)
      decisions.note(refusal(`home-${home}`, round * 5, { router_id, service_id: null }))
  }
  await decisions.close()
  const rows = await db('access_decisions')
  t.is(rows.length, 500)
  t.true(rows.every(({ times }) => times === 60))
  t.true(rows.every((row) => row.last_at!.equals(at(295))))
  t.true(statements < 20, `${statements} statements`)
  t.is(decisions.dropped(), 0)
})
