// What is asked of a router about an open session's speed, once, and what comes of it.

import test from 'ava'
import type { RouterAnswer } from '../../../appliance/access/router-answers.ts'
import {
  dropSpeedChanges,
  findSpeedTarget,
  trimSpeedChanges,
} from '../../../appliance/access/speed-changes.ts'
import {
  answer,
  askFor,
  fair,
  gibibyte,
  openLine,
  router_id,
  village,
  wantedOf,
} from './speedy-lines.ts'

const ack: RouterAnswer = { kind: 'ack' }
const silent: RouterAnswer = { kind: 'silent' }
const nak = (error_cause: number | null): RouterAnswer => ({ kind: 'nak', error_cause })

const { clock } = village
const { db, work } = village.appliance
test.after.always(() => village.close())

test.serial(
  'a fair share used up asks for the slower speed, once, and an ACK is kept',
  async (t) => {
    const { session_id, tell, find } = await openLine({ plan: fair })
    await tell({ output_octets: gibibyte - 1 })
    t.is(await wantedOf(session_id), undefined)
    await tell({ output_octets: gibibyte - 1, input_octets: 1 })
    t.is(await wantedOf(session_id), '1M/2M')

    const asked = (await askFor(session_id))!
    t.like(asked, { rate_limit: '1M/2M', state: 'asked', tries: 0 })
    const jobs = db('pgboss.job' as never).whereRaw(`data ->> 'speed_change_id' = ?`, [
      String(asked.id),
    ])
    t.is((await jobs).length, 1)
    t.is(await wantedOf(session_id), undefined)
    t.is((await find()).rate_limit, '5M/10M')

    t.is(await answer(asked, ack), 'acknowledged')
    t.is((await find()).rate_limit, '1M/2M')
    await tell({ output_octets: 2 * gibibyte }) // The Accept's words come along, and change nothing.
    t.is((await find()).rate_limit, '1M/2M')
    t.is(await wantedOf(session_id), undefined)
  },
)

for (const [what, given] of [
  ['refused for good', [nak(406)]],
  ['unanswered eight times', Array.from({ length: 8 }, () => silent)],
] as const) {
  test.serial(
    `F57: ${what}: the session is disconnected, so that the next login is right`,
    async (t) => {
      const { session_id, find } = await openLine({ told: '1M/2M' })
      const asked = (await askFor(session_id))!
      for (const each of given) await answer(asked, each)
      t.like(await db('speed_changes').where({ id: asked.id }).first(), {
        state: 'failed',
        due_at: null,
      })
      t.like(await db('disconnections').where({ session_id }).first(), {
        state: 'asked',
        reason: 'speed',
      })
      t.is((await find()).rate_limit, '1M/2M')

      await db('disconnections')
        .where({ session_id })
        .update({ state: 'failed', failed_at: clock.now(), due_at: null })
      t.is(await wantedOf(session_id), undefined, 'the same is not tried for ever')
    },
  )
}

test.serial(
  'F57: a router that knows of no such session twice is believed: it has ended',
  async (t) => {
    const { session_id, find } = await openLine({ told: '1M/2M' })
    const asked = (await askFor(session_id))!
    const noon = clock.now()
    t.is(await answer(asked, nak(503)), 'refused')
    t.is((await find()).stopped_at, null)
    clock.pass({ seconds: 5 })
    t.is(await answer(asked, nak(503)), 'dropped')
    t.is((await find()).terminate_cause, 'inferred: Session-Context-Not-Found')
    clock.set(String(noon))
  },
)

test.serial(
  'a change under way is aimed anew; an ACK of the old speed is an ACK of that',
  async (t) => {
    const { plan_id, session_id, find } = await openLine({ told: '1M/2M' })
    const sent = (await askFor(session_id))!
    t.is(sent.rate_limit, '5M/10M')
    await db('plans').where({ id: plan_id }).update({ down_kbps: 30_000 })
    const aimed = (await askFor(session_id))!
    t.like(aimed, { id: sent.id, rate_limit: '5M/30M' })

    t.is(await answer(sent, ack), 'asked')
    t.is((await find()).rate_limit, '5M/10M')
    t.is((await findSpeedTarget(db, sent.id))!.rate_limit, '5M/30M')
    t.is(await answer(aimed, ack), 'acknowledged')
    t.is((await find()).rate_limit, '5M/30M')
  },
)

test.serial('a change of a session that has ended is dropped', async (t) => {
  const { session_id, tell } = await openLine({ told: '1M/2M' })
  const asked = (await askFor(session_id))!
  await tell({ stopped_at: clock.now(), terminate_cause: 'User-Request' })
  t.is(await findSpeedTarget(db, asked.id), undefined)
  await work(dropSpeedChanges)
  t.like(await db('speed_changes').where({ id: asked.id }).first(), {
    state: 'dropped',
    due_at: null,
  })
})

test.serial(
  'F58: it goes to the router of the live session, wherever the line belongs',
  async (t) => {
    const { service_id, session_id } = await openLine({ told: '1M/2M' })
    const elsewhere = await village.addRouter({ name: 'Githurai', address: '10.1.0.2' })
    await db('services').where({ id: service_id }).update({ router_id: elsewhere })
    const asked = (await askFor(session_id))!
    t.like(await findSpeedTarget(db, asked.id), { address: '10.1.0.1', router_id })
  },
)

test.serial('what has ended is kept for a month, its answers with it', async (t) => {
  const { session_id } = await openLine({ told: '1M/2M' })
  const done = (await askFor(session_id))!
  await answer(done, silent)
  await answer(done, ack)
  const left = async () => ({
    changes: (await db('speed_changes').where({ id: done.id })).length,
    answers: (await db('router_answers').where({ speed_change_id: done.id })).length,
  })
  const noon = clock.now()
  clock.pass({ hours: 30 * 24 })
  await work(trimSpeedChanges)
  t.deepEqual(await left(), { changes: 1, answers: 2 })
  clock.pass({ seconds: 1 })
  await work(trimSpeedChanges)
  t.deepEqual(await left(), { changes: 0, answers: 0 })
  clock.set(String(noon))
})
