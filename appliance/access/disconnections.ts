// A session is told to end. The router's answer is not the end of it: accounting is, or the router's word, given
// twice, that it has no such session (F57).
//
//   asked ──▶ acknowledged ──┐
//     └─────▶ refused ───────┼──▶ confirmed   its Stop came, or the router no longer knows it
//     └─────▶ unanswered ────┴──▶ failed      eight tries: a person is told

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { openException } from '../money/exceptions.ts'
import type { Disconnection, Router, Session } from '../tables.ts'
import type { Instant } from '../time.ts'

export type DisconnectAnswer =
  | { kind: 'ack' }
  | { kind: 'nak'; error_cause: number | null }
  | { kind: 'silent' }

export type DisconnectTarget = Pick<Disconnection, 'state' | 'tries' | 'due_at'> &
  Pick<Session, 'acct_session_id' | 'user_name' | 'framed_ip_address' | 'nas_ip_address'> &
  Pick<Router, 'address' | 'coa_port' | 'secret_sealed' | 'coa_message_authenticator'> & {
    session_id: number
    router_id: number
    service_id: number | null
  }

const open = ['asked', 'acknowledged', 'refused', 'unanswered']
const sessionContextNotFound = 503
const triesMax = 8
const againAfterAck = 10
const againAfterNotFound = 5
const backoffSeconds = [5, 10, 20, 40, 60]

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
    .first(
      'd.state', 'd.tries', 'd.due_at', 'd.session_id', 's.service_id', 's.acct_session_id', 's.user_name',
      's.framed_ip_address', 's.nas_ip_address', 's.router_id', 'r.address', 'r.coa_port', 'r.secret_sealed',
      'r.coa_message_authenticator',
    ) // prettier-ignore
}

type Step = Pick<Disconnection, 'state'> & { again_seconds?: number }

/** What follows from an answer. Pure. That there is no such session is believed when it is said again, in its time. */
export function decideDisconnect(
  row: Pick<Disconnection, 'state' | 'tries' | 'error_cause' | 'due_at'>,
  answer: DisconnectAnswer,
  now: Instant,
): Step {
  const tried = row.tries + 1
  const notFound = answer.kind === 'nak' && answer.error_cause === sessionContextNotFound
  const notFoundBefore = row.state === 'refused' && row.error_cause === sessionContextNotFound
  const inTime = row.due_at !== null && Temporal.Instant.compare(row.due_at, now) <= 0
  if (notFound && notFoundBefore && inTime) return { state: 'confirmed' }
  if (tried >= triesMax) return { state: 'failed' }
  if (notFound) return { state: 'refused', again_seconds: againAfterNotFound }
  if (answer.kind === 'ack') return { state: 'acknowledged', again_seconds: againAfterAck }

  const again_seconds = backoffSeconds[Math.min(tried, backoffSeconds.length) - 1]!
  return { state: answer.kind === 'nak' ? 'refused' : 'unanswered', again_seconds }
}

/** Writes down the answer to one try and what follows from it. A Stop that came meanwhile has settled everything. */
export async function applyDisconnectAnswer(
  work: Work,
  disconnection_id: number,
  answer: DisconnectAnswer,
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
      answered_at: answer.kind === 'silent' ? row.answered_at : now,
      error_cause: answer.kind === 'nak' ? answer.error_cause : null,
      confirmed_at: step.state === 'confirmed' ? now : null,
      failed_at: step.state === 'failed' ? now : null,
      due_at: step.again_seconds === undefined ? null : now.add({ seconds: step.again_seconds }),
    })
  if (step.state === 'confirmed' && !session.stopped_at) {
    const terminate_cause = 'inferred: Session-Context-Not-Found'
    await db('sessions').where({ id: session.id }).update({ stopped_at: now, terminate_cause })
  }
  if (step.state === 'failed') await tellStillOnline(work, session, answer)
  return step.state
}

/** These sessions have stopped: whoever wanted them to has his wish. */
export async function confirmDisconnections(
  db: Db,
  session_keys: readonly string[],
  now: Instant,
): Promise<void> {
  const sessions = db('sessions')
    .select('id')
    .whereIn('session_key', session_keys)
    .whereNotNull('stopped_at')
  await db('disconnections')
    .whereIn('session_id', sessions.clone())
    .whereIn('state', open)
    .update({ state: 'confirmed', confirmed_at: now, due_at: null })
  await db('exceptions')
    .where({ kind: 'still_online' })
    .whereNull('resolved_at')
    .whereIn('session_id', sessions.clone())
    .update({ resolved_at: now, resolution: 'The session has ended.' })
}

async function tellStillOnline(
  work: Work,
  session: Session,
  answer: DisconnectAnswer,
): Promise<void> {
  const service =
    session.service_id === null
      ? undefined
      : await work.db('services').where({ id: session.service_id }).first('subscriber_id')
  await openException(work, {
    kind: 'still_online',
    subject: `session:${session.id}`,
    session_id: session.id,
    subscriber_id: service?.subscriber_id ?? null,
    details: { user_name: session.user_name, tries: triesMax, last_answer: answer },
  })
}
