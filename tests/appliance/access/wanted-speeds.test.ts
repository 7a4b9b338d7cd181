// Which open sessions go faster or slower than they should: fair use, nights, renewals, plans that were changed.

import test from 'ava'
import type { RouterAnswer } from '../../../appliance/access/router-answers.ts'
import { answer, askFor, fair, gibibyte, openLine, village, wantedOf } from './speedy-lines.ts'

const ack: RouterAnswer = { kind: 'ack' }
const { clock } = village
const { db } = village.appliance
test.after.always(() => village.close())

test.serial(
  'an early renewal does not lift it; the next credit does, for what begins in it',
  async (t) => {
    const { service_id, session_id, tell, report } = await openLine({ plan: fair, told: '1M/2M' })
    await tell({ output_octets: gibibyte })
    await village.addCredit(service_id, [12, 36])
    t.is(await wantedOf(session_id), undefined)

    const noon = clock.now()
    clock.pass({ hours: 12 })
    const started_at = clock.now()
    const next = { session_key: `${report.session_key}-next`, acct_session_id: '81209999' }
    await tell({ ...next, started_at, heard_at: started_at, rate_limit: '1M/2M' })
    const { id } = (await db('sessions').where({ session_key: next.session_key }).first())!
    t.is(await wantedOf(id), '5M/10M')
    clock.set(String(noon))
  },
)

test.serial('a night begins and ends, on Nairobi’s clock', async (t) => {
  const { session_id, find } = await openLine({ night: ['13:00', '15:00'] })
  const noon = clock.now()
  t.is(await wantedOf(session_id), undefined)
  clock.set('2026-11-21T09:59:59Z')
  t.is(await wantedOf(session_id), undefined)
  clock.set('2026-11-21T10:00:00Z')
  t.is(await wantedOf(session_id), '10M/20M')
  await answer((await askFor(session_id))!, ack)
  t.is((await find()).rate_limit, '10M/20M')
  clock.set('2026-11-21T12:00:00Z')
  t.is(await wantedOf(session_id), '5M/10M')
  clock.set(String(noon))
})

test.serial('a plan that was changed, burst and priority included', async (t) => {
  const { session_id } = await openLine({
    plan: {
      burst_down_kbps: 20_000,
      burst_up_kbps: 10_000,
      threshold_down_kbps: 8000,
      threshold_up_kbps: 4000,
      burst_seconds: 8,
      priority: 3,
    },
  })
  t.is(await wantedOf(session_id), '5M/10M 10M/20M 4M/8M 8/8 3')
})

test.serial(
  'what was told is not known: only plans that change their speed are asked about',
  async (t) => {
    t.is(await wantedOf((await openLine({ told: null })).session_id), undefined)
    t.is(await wantedOf((await openLine({ told: null, plan: fair })).session_id), '5M/10M')
    t.is(
      await wantedOf((await openLine({ told: null, night: ['20:00', '05:00'] })).session_id),
      '5M/10M',
    )
  },
)

test.serial('no time is paid for, or it is told to leave: nothing is asked', async (t) => {
  const ended = await openLine({ told: '1M/2M' })
  await db.raw('update credits set ends_at = ? where service_id = ?', [
    clock.now() as never,
    ended.service_id,
  ])
  t.is(await wantedOf(ended.session_id), undefined)

  const leaving = await openLine({ told: '1M/2M' })
  const { session_id } = leaving
  await db('disconnections').insert({
    session_id,
    reason: 'asked',
    state: 'asked',
    asked_at: clock.now(),
    due_at: clock.now(),
  })
  t.is(await wantedOf(session_id), undefined)
})
