// A session is told to end. The router's answer is not the end of it: accounting is, or the router's word, given
// twice, that it has no such session (F57).
//
//   asked ──▶ acknowledged ──┐
//     └─────▶ refused ───────┼──▶ confirmed   its Stop came, or the router no longer knows it
//     └─────▶ unanswered ────┴──▶ failed      eight answers, and it is still online: a person is told
//
// A router that does not answer is asked until it does, however long it is away (F60); after eight tries a person is told.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { openException } from '../money/exceptions.ts'
import { ask, numbers } from '../statements.ts'
import type { Disconnection, Session } from '../tables.ts'
import type { Instant } from '../time.ts'
import {
  keepAnswer,
  listSteps,
  saysGone,
  saysGoneAgain,
  targetColumns,
  type RouterAnswer,
  type RouterTarget,
} from './router-answers.ts'

export type DisconnectTarget = RouterTarget & Pick<Disconnection, 'state' | 'tries' | 'due_at'>

const open = ['asked', 'acknowledged', 'refused', 'unanswered']
const triesMax = 8
const againAfterAck = 10
const againAfterNotFound = 5
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

/** Which session on which router; undefined where there is nothing left to send. `due_at` says when to send it. */
export async function findDisconnectTarget(
  db: Db,
  disconnection_id: number,
): Promise<DisconnectTarget | undefined> {
  return db('disconnections as d')
    .join('sessions as s', 's.id', 'd.session_id')
    .join('routers as r', 'r.id', 's.router_id') // Of the live session, not of the plan (F58).
    .where('d.id', disconnection_id)
    .whereIn('d.state', open)
    .whereNull('s.stopped_at')
    .first('d.state', 'd.tries', 'd.due_at', ...targetColumns)
}

type Step = Pick<Disconnection, 'state'> & { again_seconds?: number }

/** What follows from an answer. Pure. That there is no such session is believed when it is said again, in its time. */
export function decideDisconnect(
  row: Pick<Disconnection, 'state' | 'tries' | 'answers' | 'error_cause' | 'due_at'>,
  answer: RouterAnswer,
  now: Instant,
): Step {
  if (saysGoneAgain(row, answer, now)) return { state: 'confirmed' }
  const again_seconds = backoffSeconds[Math.min(row.tries + 1, backoffSeconds.length) - 1]!
  if (answer.kind === 'silent') return { state: 'unanswered', again_seconds }
  if (row.answers + 1 >= triesMax) return { state: 'failed' }
  if (saysGone(answer)) return { state: 'refused', again_seconds: againAfterNotFound }
  if (answer.kind === 'ack') return { state: 'acknowledged', again_seconds: againAfterAck }
  return { state: 'refused', again_seconds }
}

/** Writes down the answer to one try and what follows from it. A Stop that came meanwhile has settled everything. */
export async function applyDisconnectAnswer(
  work: Work,
  disconnection_id: number,
  answer: RouterAnswer,
): Promise<Disconnection['state'] | undefined> {
  const { db, now } = work
  const found = await db('disconnections').where({ id: disconnection_id }).first('session_id')
  if (!found) return undefined
  // The session first, as accounting locks it.
  const session = (await db('sessions').where({ id: found.session_id }).forUpdate().first())!
  const row = (await db('disconnections').where({ id: disconnection_id }).forUpdate().first())!
  if (!open.includes(row.state)) return row.state

  const step: Step = session.stopped_at
    ? { state: 'confirmed' }
    : decideDisconnect(row, answer, now)
  await db('disconnections')
    .where({ id: row.id })
    .update({
      state: step.state,
      tries: row.tries + 1,
      answers: row.answers + (answer.kind === 'silent' ? 0 : 1),
      answered_at: answer.kind === 'silent' ? row.answered_at : now,
      error_cause: answer.kind === 'nak' ? answer.error_cause : null,
      confirmed_at: step.state === 'confirmed' ? now : null,
      failed_at: step.state === 'failed' ? now : null,
      due_at: step.again_seconds === undefined ? null : now.add({ seconds: step.again_seconds }),
    })
  await keepAnswer(work, { disconnection_id: row.id, speed_change_id: null }, answer)
  if (step.state === 'confirmed') await endGoneSession(work, session)
  const silences = row.tries + 1 - row.answers
  const isSilentTooOften = answer.kind === 'silent' && silences === triesMax
  if (step.state === 'failed' || isSilentTooOften) await tellStillOnline(work, session)
  return step.state
}

/** The router has said often enough that it has no such session. */
export async function endGoneSession(
  { db, now }: Pick<Work, 'db' | 'now'>,
  session: Session,
): Promise<void> {
  if (session.stopped_at) return
  const terminate_cause = 'inferred: Session-Context-Not-Found'
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

async function tellStillOnline(work: Work, session: Session): Promise<void> {
  const { id: session_id, service_id } = session
  const service =
    service_id === null
      ? undefined
      : await work.db('services').where({ id: service_id }).first('subscriber_id')
  const steps = await listSteps(work.db, session_id)
  await openException(work, {
    kind: 'still_online',
    subject: `session:${session_id}`,
    session_id,
    subscriber_id: service?.subscriber_id ?? null,
    details: { user_name: session.user_name, steps: steps.join(' ') },
  })
}
