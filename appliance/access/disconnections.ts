// A session is told to end. The router's answer is not the end of it: accounting is, or the router's word, given
// twice, that it has no such session (F57).
//
// By which ways it is told: disconnect-ladder.ts.
//
//   asked ──▶ acknowledged ──┐
//     └─────▶ refused ───────┼──▶ confirmed   its Stop came, or the router no longer knows it
//     └─────▶ unanswered ────┴──▶ failed      eight answers, and it is still online: a person is told
//
// A router that does not answer is asked until it does, however long it is away (F60); after eight tries a person is told.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { ask, numbers } from '../statements.ts'
import type { Disconnection, Router, Session } from '../tables.ts'
import type { Instant } from '../time.ts'
import { hasAgent } from './agent-step.ts'
import type { StepAnswer } from './disconnect-ladder.ts'
import { saysGone, saysGoneAgain, targetColumns, type RouterTarget } from './router-answers.ts'

export type DisconnectTarget = RouterTarget &
  Pick<Disconnection, 'id' | 'session_id' | 'state' | 'step' | 'tries' | 'due_at'> &
  Pick<Session, 'calling_station_id'> &
  Pick<Router, 'api_password_sealed' | 'api_port' | 'api_certificate_sha256'> & {
    has_agent: boolean
  }

export const openStates = ['asked', 'acknowledged', 'refused', 'unanswered']
export const triesMax = 8
const againAfterAck = 10
const againAfterNotFound = 5
const againAfterAgent = 30 // It calls four times a minute.
// With the fourteen seconds of a try, never a minute without a packet: a router that returns hears of it in time.
const backoffSeconds = [5, 10, 20, 30]

/** Asks for the end of a session that is open; once, however often it is asked. Returns the row's id, if it is a new one. */
export async function askDisconnect(
  work: Work,
  { session_id, reason }: Pick<Disconnection, 'session_id' | 'reason'>,
): Promise<number | undefined> {
  // Locked against its Stop: that comes before us, and there is nothing to ask; or after, and confirms us.
  const session = await work
    .db('sessions')
    .where({ id: session_id })
    .whereNull('stopped_at')
    .forShare()
    .first('id')
  if (!session) return undefined

  const [asked] = await work
    .db('disconnections')
    .insert({ session_id, reason, state: 'asked', asked_at: work.now, due_at: work.now })
    .onConflict(work.db.raw("(session_id) where state not in ('confirmed', 'failed')") as never)
    .ignore()
    .returning('id')
  if (!asked) return undefined

  await work.enqueue('send-disconnect', { disconnection_id: asked.id })
  return asked.id
}

/** While the caller tells the routers itself: longer than it takes to hear that one is silent. */
const inHandSeconds = 30

/**
 * The same of every open session of these services; without jobs, because the caller tells the routers itself. What it does
 * not get to is due in half a minute. Returns the ids of the rows.
 */
export async function askDisconnects(
  { db, now }: Pick<Work, 'db' | 'now'>,
  service_ids: readonly number[],
  reason: Disconnection['reason'],
): Promise<number[]> {
  // In the order of accounting's keys, so that the two wait for each other and don't deadlock.
  const { rows } = await db.raw<{ rows: { id: number }[] }>(
    `with open as (
       select id from sessions where service_id = any(:service_ids::bigint[]) and stopped_at is null
       order by session_key for share
     )
     insert into disconnections (session_id, reason, state, asked_at, due_at)
     select id, :reason, 'asked', :now, :due_at from open
     on conflict (session_id) where state not in ('confirmed', 'failed') do nothing
     returning id`,
    { service_ids, reason, now, due_at: now.add({ seconds: inHandSeconds }) } as never,
  )
  return rows.map(({ id }) => id)
}

/** Which sessions on which routers, of those where there is something left to send. `due_at` says when to send it. */
export async function findDisconnectTargets(
  db: Db,
  disconnection_ids: readonly number[],
): Promise<DisconnectTarget[]> {
  const { rows } = await db.raw<{ rows: DisconnectTarget[] }>(
    `with asked as materialized ( -- A handful, whatever the planner believes of a table that was empty a second ago.
       select id, session_id, state, step, tries, due_at from disconnections
       where id = any(:disconnection_ids::bigint[]) and state = any(:openStates::text[])
     )
     select d.id, d.session_id, d.state, d.step, d.tries, d.due_at, ${targetColumns.join(', ')}, s.calling_station_id,
            r.api_password_sealed, r.api_port, r.api_certificate_sha256, ${hasAgent} as has_agent
     from asked d
     join lateral (select * from sessions x where x.id = d.session_id and x.stopped_at is null limit 1) s on true
     join routers r on r.id = s.router_id -- Of the live session, not of the plan (F58).`,
    { disconnection_ids, openStates } as never,
  )
  return rows
}

export type Step = Pick<Disconnection, 'state'> & { again_seconds?: number }

/** What follows from an answer. Pure. That there is no such session is believed when it is said again, in its time. */
export function decideDisconnect(
  row: Pick<Disconnection, 'state' | 'tries' | 'answers' | 'error_cause' | 'due_at'>,
  answer: StepAnswer,
  now: Instant,
): Step {
  if (answer.kind === 'absent' || saysGoneAgain(row, answer, now)) return { state: 'confirmed' }
  const again_seconds = backoffSeconds[Math.min(row.tries + 1, backoffSeconds.length) - 1]!
  if (answer.kind === 'silent') return { state: 'unanswered', again_seconds }
  if (row.answers + 1 >= triesMax) return { state: 'failed' }
  if (saysGone(answer)) return { state: 'refused', again_seconds: againAfterNotFound }
  if (answer.kind === 'ack' || answer.kind === 'removed')
    return { state: 'acknowledged', again_seconds: againAfterAck }
  if (answer.kind === 'queued') return { state: 'acknowledged', again_seconds: againAfterAgent }
  return { state: 'refused', again_seconds }
}

/** The router has said often enough that it has no such session. */
export async function endGoneSession(
  { db, now }: Pick<Work, 'db' | 'now'>,
  session: Session,
  proof: StepAnswer['kind'] = 'nak',
): Promise<void> {
  if (session.stopped_at) return
  const terminate_cause =
    proof === 'absent' ? 'inferred: Read-Back' : 'inferred: Session-Context-Not-Found'
  await db('sessions').where({ id: session.id }).update({ stopped_at: now, terminate_cause })
  await confirmDisconnections(db, [session.id], now)
}

/** These sessions have stopped: whoever wanted them to has his wish. */
export async function confirmDisconnections(
  db: Db,
  session_ids: readonly number[],
  now: Instant,
): Promise<void> {
  if (session_ids.length === 0) return
  await ask(db, confirmEnds, [numbers(session_ids), now.epochMilliseconds])
}

// Session by session (offset 0): joined, a plan could walk through all that is under way for each of them.
const confirmEnds = {
  name: 'confirm_ends',
  text: `with ended as (
      select s.id from unnest($1::bigint[]) as n (id)
      cross join lateral (select id from sessions where id = n.id and stopped_at is not null offset 0) s
    ), confirmed as (
      update disconnections set state = 'confirmed', confirmed_at = to_timestamp($2::float8 / 1000), due_at = null
      where id = any (array(
        select d.id from ended e cross join lateral (
          select id from disconnections where session_id = e.id and state <> all (array['confirmed', 'failed']) offset 0) d))
    )
    update exceptions set resolved_at = to_timestamp($2::float8 / 1000), resolution = 'The session has ended.'
    where id = any (array(
      select x.id from ended e cross join lateral (
        select id from exceptions
        where kind = 'still_online' and subject = 'session:' || e.id and resolved_at is null offset 0) x))
      and resolved_at is null`,
}

/** Sessions that something else than their Stop has ended: whoever found them silent need not know of us. */
export async function confirmEnded(db: Db, now: Instant): Promise<void> {
  const { rows } = await db.raw<{ rows: { id: number }[] }>(
    `select x.id from sessions x
     where x.stopped_at is not null and x.id in (
       select session_id from disconnections where due_at is not null
       union all
       select session_id from exceptions where kind = 'still_online' and resolved_at is null)`,
  )
  if (rows.length === 0) return
  const ended = rows.map(({ id }) => id)
  await confirmDisconnections(db, ended, now)
}
