// A session is told to end: once, again and again, and believed gone only when there is proof (F57).

import test from 'ava'
import { eventually } from '../../support/eventually.ts'
import {
  applyDisconnectAnswer,
  askDisconnect,
  decideDisconnect,
  findDisconnectTarget,
  type DisconnectAnswer,
} from '../../../appliance/access/disconnections.ts'
import { recordAccounting, type SessionReport } from '../../../appliance/access/sessions.ts'
import type { Disconnection, Session } from '../../../appliance/tables.ts'
import { openVillage, noon, secret } from '../../radius/conversations/village.ts'

const village = await openVillage()
const { clock } = village
const { db, work, safe } = village.appliance
const router_id = await village.addRouter({ name: 'Kilimani', address: '10.1.0.1' })
const { service_id, subscriber_id } = await village.addHome({ user_name: 'wanjiku' })
test.after.always(() => village.close())

const now = Temporal.Instant.from(noon)
const ack: DisconnectAnswer = { kind: 'ack' }
const silent: DisconnectAnswer = { kind: 'silent' }
const notFound: DisconnectAnswer = { kind: 'nak', error_cause: 503 }
const prohibited: DisconnectAnswer = { kind: 'nak', error_cause: 501 }
const wordless: DisconnectAnswer = { kind: 'nak', error_cause: null }

let drawn = 0

function report(more: Partial<SessionReport> = {}): SessionReport {
  return {
    session_key: `class:${(drawn += 1)}`,
    router_id,
    service_id,
    acct_session_id: `8120${String(drawn).padStart(4, '0')}`,
    user_name: 'Wanjiku',
    calling_station_id: null,
    nas_port_id: null,
    nas_ip_address: '192.168.88.1',
    framed_ip_address: '10.10.0.14',
    started_at: now,
    heard_at: now,
    session_seconds: 0,
    input_octets: 0,
    output_octets: 0,
    stopped_at: null,
    terminate_cause: null,
    ...more,
  }
}

async function openSession(): Promise<{ session: Session; stop(): Promise<void> }> {
  const opened = report()
  const ended = { ...opened, stopped_at: now, terminate_cause: 'Admin-Reset' }
  await recordAccounting(db, [{ kind: 'session', report: opened }], now)
  const session = (await db('sessions').where({ session_key: opened.session_key }).first())!
  return {
    session,
    stop: () => recordAccounting(db, [{ kind: 'session', report: ended }], clock.now()),
  }
}

async function askFor(session: Session): Promise<number> {
  return (await askAgain(session))!
}

function askAgain({ id: session_id }: Session): Promise<number | undefined> {
  return work((unit) => askDisconnect(unit, { session_id, reason: 'asked' }))
}

function find(id: number): Promise<Disconnection> {
  return db('disconnections').where({ id }).first() as Promise<Disconnection>
}

function answer(id: number, given: DisconnectAnswer): Promise<string | undefined> {
  return work((unit) => applyDisconnectAnswer(unit, id, given))
}

const unseen = { state: 'asked', tries: 0, error_cause: null, due_at: now } as const
const seenNotFound = { state: 'refused', tries: 1, error_cause: 503, due_at: now } as const
const seenJustNow = { ...seenNotFound, due_at: now.add({ seconds: 1 }) }

for (const [given, row, heard, expected] of [
  ['an ACK is looked at again', unseen, ack, { state: 'acknowledged', again_seconds: 10 }],
  ['no such session is looked at again', unseen, notFound, { state: 'refused', again_seconds: 5 }],
  ['no such session, twice', seenNotFound, notFound, { state: 'confirmed' }],
  ['no such session, twice in one breath', seenJustNow, notFound, { state: 'refused', again_seconds: 5 }],
  ['no such session, then an ACK', seenNotFound, ack, { state: 'acknowledged', again_seconds: 10 }],
  ['no such session, then silence', seenNotFound, silent, { state: 'unanswered', again_seconds: 10 }],
  ['another refusal', unseen, prohibited, { state: 'refused', again_seconds: 5 }],
  ['a refusal without a reason', unseen, wordless, { state: 'refused', again_seconds: 5 }],
  ['silence', unseen, silent, { state: 'unanswered', again_seconds: 5 }],
  ['silence, the 2nd time', { ...unseen, tries: 1 }, silent, { state: 'unanswered', again_seconds: 10 }],
  ['silence, the 3rd time', { ...unseen, tries: 2 }, silent, { state: 'unanswered', again_seconds: 20 }],
  ['silence, the 4th time', { ...unseen, tries: 3 }, silent, { state: 'unanswered', again_seconds: 40 }],
  ['silence, the 7th time', { ...unseen, tries: 6 }, silent, { state: 'unanswered', again_seconds: 60 }],
  ['silence, the 8th time', { ...unseen, tries: 7 }, silent, { state: 'failed' }],
  ['an ACK, the 8th time', { ...unseen, tries: 7 }, ack, { state: 'failed' }],
  ['no such session, twice, the 8th time', { ...seenNotFound, tries: 7 }, notFound, { state: 'confirmed' }],
] as const) {
  test(`F57: decides a disconnection: ${given}`, (t) => {
    t.deepEqual(decideDisconnect(row, heard, now), expected)
  })
} // prettier-ignore

test.serial('asked once however often it is asked, and there is a job for it', async (t) => {
  const { session } = await openSession()
  const id = await askFor(session)
  t.is(await askAgain(session), undefined)

  const jobs = await db('pgboss.job' as never).whereRaw(`data ->> 'disconnection_id' = ?`, [
    String(id),
  ])
  t.is(jobs.length, 1)
  const { state, tries, due_at } = await find(id)
  t.deepEqual([state, tries, String(due_at)], ['asked', 0, String(clock.now())])
})

test.serial(
  'the target is the router of the live session, and the session as the router named it',
  async (t) => {
    const { session } = await openSession()
    const target = (await findDisconnectTarget(db, await askFor(session)))!
    t.like(target, {
      user_name: 'Wanjiku',
      acct_session_id: session.acct_session_id,
      framed_ip_address: '10.10.0.14',
      nas_ip_address: '192.168.88.1',
      address: '10.1.0.1',
      coa_port: 3799,
      coa_message_authenticator: false,
    })
    t.is(safe.open(target.secret_sealed, 'routers.secret'), secret)
  },
)

test.serial('an ACK alone confirms nothing; the Stop does', async (t) => {
  const { session, stop } = await openSession()
  const id = await askFor(session)
  t.is(await answer(id, ack), 'acknowledged')
  t.is(String((await find(id)).due_at), String(clock.now().add({ seconds: 10 })))

  await stop()
  const { state, due_at, confirmed_at } = await find(id)
  t.deepEqual([state, due_at, String(confirmed_at)], ['confirmed', null, String(clock.now())])
  t.is(await findDisconnectTarget(db, id), undefined)
  t.is(await answer(id, silent), 'confirmed')
})

test.serial('a router that twice knows of no such session is believed', async (t) => {
  const { session } = await openSession()
  const id = await askFor(session)
  await answer(id, notFound)
  t.is((await db('sessions').where({ id: session.id }).first())!.stopped_at, null)
  clock.pass({ seconds: 5 })
  t.is(await answer(id, notFound), 'confirmed')
  const { terminate_cause } = (await db('sessions').where({ id: session.id }).first())!
  t.is(terminate_cause, 'inferred: Session-Context-Not-Found')
})

test.serial(
  'eight times in vain: a person is told; a Stop after all tells them it is over',
  async (t) => {
    const { session, stop } = await openSession()
    const id = await askFor(session)
    for (let tries = 1; tries <= 8; tries++) await answer(id, silent)
    const { state, tries, due_at } = await find(id)
    t.deepEqual([state, tries, due_at], ['failed', 8, null])

    const about = { kind: 'still_online', subject: `session:${session.id}` } as const
    const opened = (await db('exceptions').where(about).first())!
    t.deepEqual(
      [opened.session_id, opened.subscriber_id, opened.resolved_at],
      [session.id, subscriber_id, null],
    )
    await stop()
    t.truthy((await db('exceptions').where(about).first())!.resolved_at)
    t.truthy((await askAgain(session).catch(() => undefined)) === undefined)
  },
)

test.serial(
  'a session that has stopped is not disconnected: its user may be online again',
  async (t) => {
    const { session, stop } = await openSession()
    await stop()
    t.is(await askAgain(session), undefined)
  },
)

test.serial('F20: a Stop that comes while it is being asked for confirms it', async (t) => {
  const { session, stop } = await openSession()
  let stopping: Promise<void> | undefined
  const id = await work(async (unit) => {
    const asked = (await askDisconnect(unit, { session_id: session.id, reason: 'asked' }))!
    stopping = stop()
    await eventually('the Stop waits', async () => {
      const { rows } = await db.raw<{ rows: unknown[] }>(
        `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      )
      return rows.length > 0
    })
    return asked
  })
  await stopping
  t.is((await find(id)).state, 'confirmed')
})
