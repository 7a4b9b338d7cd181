// A session is told to go faster or slower without being cut. The router's ACK is believed: nothing else tells. What it
// refuses, or does not answer, is ended by a Disconnect, so that the next login brings the right speed.
//
//   asked ──▶ acknowledged
//     ├─────▶ refused ────┬──▶ failed    refused for good, or eight tries: the session is disconnected
//     ├─────▶ unanswered ─┘
//     └─────▶ dropped                    the session has ended
//
// A probe goes the same way, but for the Disconnect: it asks for nothing that the session has not (probes.ts).

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import type { SpeedChange } from '../tables.ts'
import type { Instant } from '../time.ts'
import { askDisconnect, endGoneSession } from './disconnections.ts'
import { findErrorCause } from './error-causes.ts'
import {
  keepAnswers,
  saysGone,
  saysGoneAgain,
  targetColumns,
  type RouterAnswer,
  type RouterTarget,
} from './router-answers.ts'
import { listMismatches, type Mismatch } from './wanted-speeds.ts'

export type SpeedTarget = RouterTarget & Pick<SpeedChange, 'rate_limit' | 'due_at'>

const triesMax = 8
const againAfterNotFound = 5
const backoffSeconds = [5, 10, 20, 30]

/** Asks for what is not as it should be, up to `limit` sessions, and returns how many they were. */
export async function askSpeedChanges(work: Work, limit: number): Promise<number> {
  const mismatches = await listMismatches(work.db, work.now, limit)
  for (const mismatch of mismatches) await askSpeedChange(work, mismatch)
  return mismatches.length
}

/** A change that is under way already is aimed at the new speed: one of a session at a time. */
async function askSpeedChange(work: Work, { session_id, rate_limit }: Mismatch): Promise<void> {
  // Locked against its Stop, as a disconnection's asking is.
  const session = await work
    .db('sessions')
    .where({ id: session_id })
    .whereNull('stopped_at')
    .forShare()
    .first('id')
  if (!session) return
  const { now: asked_at } = work
  const [asked] = await work
    .db('speed_changes')
    .insert({ session_id, rate_limit, state: 'asked', asked_at, due_at: asked_at })
    .onConflict(work.db.raw('(session_id) where ended_at is null') as never)
    .merge({ rate_limit, tries: 0, due_at: asked_at, is_probe: false })
    .returning('id')
  await work.enqueue('change-speed', { speed_change_id: asked!.id })
}

/** Which session on which router, and its speed; undefined where there is nothing left to tell. */
export async function findSpeedTarget(
  db: Db,
  speed_change_id: number,
): Promise<SpeedTarget | undefined> {
  return db('speed_changes as c')
    .join('sessions as s', 's.id', 'c.session_id')
    .join('routers as r', 'r.id', 's.router_id') // Of the live session (F58).
    .where('c.id', speed_change_id)
    .whereNull('c.ended_at')
    .whereNull('s.stopped_at')
    .first('c.rate_limit', 'c.due_at', ...targetColumns)
}

type Step = Pick<SpeedChange, 'state'> & { again_seconds?: number }

/** What follows from an answer. Pure. `dropped`: the router has said twice, in its time, that it has no such session. */
export function decideSpeedChange(
  row: Pick<SpeedChange, 'state' | 'tries' | 'error_cause' | 'due_at' | 'is_probe'>,
  answer: RouterAnswer,
  now: Instant,
): Step {
  if (answer.kind === 'ack') return { state: 'acknowledged' }
  if (saysGoneAgain(row, answer, now)) return { state: 'dropped' }
  if (row.is_probe && !saysGone(answer)) return { state: 'failed' }
  const tried = row.tries + 1
  const isFinal = answer.kind === 'nak' && findErrorCause(answer.error_cause).follows === 'never'
  if (isFinal || tried >= triesMax) return { state: 'failed' }
  const backoff = backoffSeconds[Math.min(tried, backoffSeconds.length) - 1]!
  const again_seconds = saysGone(answer) ? againAfterNotFound : backoff
  return { state: answer.kind === 'nak' ? 'refused' : 'unanswered', again_seconds }
}

/** Writes down the answer to one try of telling `rate_limit`, and what follows from it. */
export async function applySpeedAnswer(
  work: Work,
  speed_change_id: number,
  { rate_limit, answer }: { rate_limit: string; answer: RouterAnswer },
): Promise<SpeedChange['state'] | undefined> {
  const { db, now } = work
  const found = await db('speed_changes').where({ id: speed_change_id }).first('session_id')
  if (!found) return undefined
  // The session first, as accounting locks it.
  const session = (await db('sessions').where({ id: found.session_id }).forUpdate().first())!
  const row = (await db('speed_changes').where({ id: speed_change_id }).forUpdate().first())!
  if (row.ended_at) return row.state
  const about = { disconnection_id: null, speed_change_id }
  await keepAnswers(work, [{ about, answer }])
  if (answer.kind === 'ack') await db('sessions').where({ id: session.id }).update({ rate_limit })

  const decided: Step = session.stopped_at
    ? { state: 'dropped' }
    : decideSpeedChange(row, answer, now)
  // Aimed at another speed while this answer was under way: that one is told now.
  const isOvertaken = answer.kind === 'ack' && row.rate_limit !== rate_limit && !session.stopped_at
  const step: Step = isOvertaken ? { state: 'asked', again_seconds: 0 } : decided
  const isOver = step.again_seconds === undefined
  await db('speed_changes')
    .where({ id: row.id })
    .update({
      state: step.state,
      tries: row.tries + 1,
      answered_at: answer.kind === 'silent' ? row.answered_at : now,
      error_cause: answer.kind === 'nak' ? answer.error_cause : null,
      ended_at: isOver ? now : null,
      due_at: isOver ? null : now.add({ seconds: step.again_seconds! }),
    })
  if (step.state === 'dropped') await endGoneSession(work, session)
  if (step.state === 'failed' && !row.is_probe)
    await askDisconnect(work, { session_id: session.id, reason: 'speed' })
  return step.state
}

const keptDays = 30

/** Nobody asks a month later why a line was slow on an evening. Answers to a Disconnect stay with it. */
export async function trimSpeedChanges({ db, now }: Pick<Work, 'db' | 'now'>): Promise<number> {
  const before = now.subtract({ hours: keptDays * 24 })
  return db('speed_changes')
    .where('ended_at', '<', before as never)
    .delete()
}

/** Changes of sessions that have ended are nobody's. Returns how many there were. */
export async function dropSpeedChanges({ db, now }: Pick<Work, 'db' | 'now'>): Promise<number> {
  return db('speed_changes')
    .whereNull('ended_at')
    .whereIn('session_id', db('sessions').select('id').whereNotNull('stopped_at'))
    .update({ state: 'dropped', ended_at: now, due_at: null })
}
