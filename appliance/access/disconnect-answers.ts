// What routers say to Disconnect-Requests, written down with what follows from it: many at once where many lines end at once.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { openException } from '../money/exceptions.ts'
import type { Disconnection, Session } from '../tables.ts'
import {
  decideDisconnect,
  endGoneSession,
  openStates,
  triesMax,
  type Step,
} from './disconnections.ts'
import type { LadderStep, StepAnswer } from './disconnect-ladder.ts'
import { keepAnswers, listSteps } from './router-answers.ts'

/** The answer to one try. */
export interface Answered {
  disconnection_id: number
  answer: StepAnswer
  /** By which way it was asked; without one by a Disconnect-Request. */
  tried?: LadderStep
}

/** The states in which it leaves them, in the same order. A Stop that came meanwhile has settled everything. */
export async function applyDisconnectAnswers(
  work: Work,
  all: readonly Answered[],
): Promise<(Disconnection['state'] | undefined)[]> {
  const ids = all.map(({ disconnection_id }) => disconnection_id)
  const { sessions, rows } = await hold(work.db, ids)
  const steps = all.flatMap(({ disconnection_id, answer, tried = 'disconnect' }) => {
    const row = rows.get(disconnection_id)
    if (!row || !openStates.includes(row.state)) return []
    const session = sessions.get(row.session_id)!
    const isOver = session.stopped_at !== null
    const step: Step = isOver ? { state: 'confirmed' } : decideDisconnect(row, answer, work.now)
    return [{ row, session, answer, step, tried }]
  })
  await write(work, steps)
  await keepLateAnswers(work, all, rows)
  for (const { row, session, answer, step } of steps) {
    row.state = step.state
    if (step.state === 'confirmed') await endGoneSession(work, session, answer.kind)
    const silences = row.tries + 1 - row.answers
    const isSilentTooOften = answer.kind === 'silent' && silences === triesMax
    if (step.state === 'failed' || isSilentTooOften) await tellStillOnline(work, session)
  }
  return ids.map((id) => rows.get(id)?.state)
}

/** The sessions first and in the order of their keys, as accounting locks them. */
async function hold(db: Db, ids: readonly number[]) {
  const theirs = db('disconnections').select('session_id').whereIn('id', ids)
  const sessions = await db('sessions')
    .whereIn('id', theirs)
    .orderBy('session_key')
    .forUpdate()
    .select('*')
  const rows = await db('disconnections').whereIn('id', ids).orderBy('id').forUpdate().select('*')
  return {
    sessions: new Map(sessions.map((session) => [session.id, session])),
    rows: new Map(rows.map((row) => [row.id, row])),
  }
}

/** Its Stop was faster than the answer, which is kept all the same: it says what ended the session. */
async function keepLateAnswers(
  work: Work,
  all: readonly Answered[],
  rows: ReadonlyMap<number, Disconnection>,
): Promise<void> {
  const late = all.flatMap(({ disconnection_id, answer, tried = 'disconnect' }) => {
    const isLate = rows.get(disconnection_id)?.state === 'confirmed' && answer.kind !== 'silent'
    return isLate ? { about: { disconnection_id, speed_change_id: null }, answer, step: tried } : []
  })
  if (late.length > 0) await keepAnswers(work, late)
}

async function write(
  work: Work,
  steps: readonly { row: Disconnection; answer: StepAnswer; step: Step; tried: LadderStep }[],
): Promise<void> {
  if (steps.length === 0) return
  await work.db.raw(
    `update disconnections d set
       state = n.state, step = n.tried, tries = d.tries + 1, error_cause = n.error_cause,
       answers = d.answers + n.answered::int, answered_at = case when n.answered then :now else d.answered_at end,
       confirmed_at = case when n.state = 'confirmed' then :now::timestamptz end,
       failed_at = case when n.state = 'failed' then :now::timestamptz end,
       due_at = :now::timestamptz + make_interval(secs => n.again_seconds)
     from unnest(:ids::bigint[], :states::text[], :answered::boolean[], :error_causes::int[], :again::int[], :tried::text[])
       as n (id, state, answered, error_cause, again_seconds, tried)
     where d.id = n.id`,
    {
      now: work.now,
      ids: steps.map(({ row }) => row.id),
      states: steps.map(({ step }) => step.state),
      answered: steps.map(({ answer }) => answer.kind !== 'silent'),
      error_causes: steps.map(({ answer }) => (answer.kind === 'nak' ? answer.error_cause : null)),
      again: steps.map(({ step }) => step.again_seconds ?? null),
      tried: steps.map(({ tried }) => tried),
    } as never,
  )
  const told = steps.map(({ row, answer, tried }) => ({
    about: { disconnection_id: row.id, speed_change_id: null },
    answer,
    step: tried,
  }))
  await keepAnswers(work, told)
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
