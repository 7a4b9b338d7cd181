// A session is told to end: once, again and again, and believed gone only when there is proof (F57).

import test from 'ava'
import { eventually } from '../../support/eventually.ts'
import { applyDisconnectAnswers } from '../../../appliance/access/disconnect-answers.ts'
import {
  askDisconnect,
  confirmEnded,
  findDisconnectTargets,
} from '../../../appliance/access/disconnections.ts'
import {
  askAgain as askAgainOf,
  putOff,
  type RouterAnswer,
} from '../../../appliance/access/router-answers.ts'
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
const ack: RouterAnswer = { kind: 'ack' }
const silent: RouterAnswer = { kind: 'silent' }
const notFound: RouterAnswer = { kind: 'nak', error_cause: 503 }
const prohibited: RouterAnswer = { kind: 'nak', error_cause: 501 }

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

async function answer(id: number, given: RouterAnswer): Promise<string | undefined> {
  const all = [{ disconnection_id: id, answer: given }]
  return (await work((unit) => applyDisconnectAnswers(unit, all)))[0]
}

test.serial('asked once however often it is asked, and there is a job for it', async (t) => {
  const { session } = await openSession()
  const id = await askFor(session)
  t.is(await askAgain(session), undefined)

  const theirs = db('pgboss.job' as never).whereRaw(`data ->> 'disconnection_id' = ?`, [`${id}`])
  t.is((await theirs).length, 1)
  const { state, tries, due_at } = await find(id)
  t.deepEqual([state, tries, String(due_at)], ['asked', 0, String(clock.now())])
})

test.serial(
  'F58, invariant 35: the target is the router of the live session, and the session as the router named it',
  async (t) => {
    const { session } = await openSession()
    const [target] = await findDisconnectTargets(db, [await askFor(session)])
    t.like(target!, {
      user_name: 'Wanjiku',
      acct_session_id: session.acct_session_id,
      framed_ip_address: '10.10.0.14',
      nas_ip_address: '192.168.88.1',
      address: '10.1.0.1',
      coa_port: 3799,
      coa_message_authenticator: false,
    })
    t.is(safe.open(target!.secret_sealed, 'routers.secret'), secret)
  },
)

test.serial('invariant 35: an ACK alone confirms nothing; the Stop does', async (t) => {
  const { session, stop } = await openSession()
  const id = await askFor(session)
  t.is(await answer(id, ack), 'acknowledged')
  t.is(String((await find(id)).due_at), String(clock.now().add({ seconds: 10 })))

  await stop()
  const { state, due_at, confirmed_at } = await find(id)
  t.deepEqual([state, due_at, String(confirmed_at)], ['confirmed', null, String(clock.now())])
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

const stillOnline = ({ id }: Session) =>
  db('exceptions')
    .where({ kind: 'still_online', subject: `session:${id}` })
    .first()

test.serial(
  'F57: acknowledged eight times and still online: a person is told, step by step; a Stop after all tells them it is over',
  async (t) => {
    const { session, stop } = await openSession()
    const id = await askFor(session)
    await answer(id, silent)
    await answer(id, prohibited)
    for (let answers = 2; answers <= 8; answers++) await answer(id, ack)
    const { state, tries, answers, due_at } = await find(id)
    t.deepEqual([state, tries, answers, due_at], ['failed', 9, 8, null])

    const opened = (await stillOnline(session))!
    t.deepEqual(
      [opened.session_id, opened.subscriber_id, opened.resolved_at],
      [session.id, subscriber_id, null],
    )
    const time = clock.now().toZonedDateTimeISO('Africa/Nairobi').toPlainTime().toString()
    t.is(
      opened.details['steps'],
      [
        `${time} Disconnect: no answer.`,
        `${time} Disconnect: The router is set up not to allow this.`,
        ...Array.from({ length: 7 }, () => `${time} Disconnect: acknowledged.`),
      ].join(' '),
    )
    await stop()
    t.truthy((await stillOnline(session))!.resolved_at)
    t.is(await askAgain(session), undefined)
  },
)

test.serial(
  'F60: a router that does not answer is asked on and on; a person is told once',
  async (t) => {
    const { session, stop } = await openSession()
    const id = await askFor(session)
    for (let tries = 1; tries <= 7; tries++) await answer(id, silent)
    t.is(await stillOnline(session), undefined)
    await answer(id, silent)
    const opened = (await stillOnline(session))!
    await db('exceptions').where({ id: opened.id }).update({ resolved_at: now, resolution: 'Seen' })
    for (let tries = 9; tries <= 30; tries++) await answer(id, silent)
    const { state, tries, due_at } = await find(id)
    t.deepEqual([state, tries], ['unanswered', 30])
    t.is(String(due_at), String(clock.now().add({ seconds: 30 })))
    t.is((await stillOnline(session))!.id, opened.id)

    t.is(await answer(id, ack), 'acknowledged')
    await stop()
    t.is((await find(id)).state, 'confirmed')
  },
)

test.serial('what ends a session without its Stop ends the asking and the exception', async (t) => {
  const { session } = await openSession()
  const id = await askFor(session)
  for (let tries = 1; tries <= 8; tries++) await answer(id, silent)
  await confirmEnded(db, clock.now())
  t.is((await find(id)).state, 'unanswered')
  const terminate_cause = 'inferred: silent'
  await db('sessions').where({ id: session.id }).update({ stopped_at: now, terminate_cause })
  await confirmEnded(db, clock.now())
  t.is((await find(id)).state, 'confirmed')
  t.truthy((await stillOnline(session))!.resolved_at)
})

test.serial(
  'who waits for a silent router is not counted, and is asked when it is back',
  async (t) => {
    const { session } = await openSession()
    const disconnection_id = await askFor(session)
    const about = { disconnection_id, speed_change_id: null }
    await work((unit) => putOff(unit, about, 45))
    t.like(await find(disconnection_id), { state: 'asked', tries: 0 })
    t.is(String((await find(disconnection_id)).due_at), String(clock.now().add({ seconds: 45 })))
    await work((unit) => askAgainOf(unit, session.router_id + 1))
    t.is(String((await find(disconnection_id)).due_at), String(clock.now().add({ seconds: 45 })))
    await work((unit) => askAgainOf(unit, session.router_id))
    t.is(String((await find(disconnection_id)).due_at), String(clock.now()))
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
