// What a router says to a Disconnect- or CoA-Request. Each answer is kept, so that whoever looks into a line that would
// not close sees what was tried, step by step.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import type { Disconnection, Router, RouterAnswerKept, Session, SpeedChange } from '../tables.ts'
import { nairobi, type Instant } from '../time.ts'
import { stepNames, type LadderStep, type StepAnswer } from './disconnect-ladder.ts'
import { findErrorCause } from './error-causes.ts'

export type RouterAnswer =
  | { kind: 'ack' }
  | { kind: 'nak'; error_cause: number | null }
  | { kind: 'silent' }

/** The session as its router named it, and the way to that router. */
export type RouterTarget = Pick<
  Session,
  'acct_session_id' | 'user_name' | 'framed_ip_address' | 'nas_ip_address' | 'router_id'
> &
  Pick<Router, 'address' | 'coa_port' | 'secret_sealed' | 'coa_message_authenticator'>

/** Of a query that has joined sessions as s and routers as r. */
export const targetColumns = [
  's.acct_session_id', 's.user_name', 's.framed_ip_address', 's.nas_ip_address', 's.router_id',
  'r.address', 'r.coa_port', 'r.secret_sealed', 'r.coa_message_authenticator',
] as const // prettier-ignore

export function saysGone(answer: StepAnswer): boolean {
  return answer.kind === 'nak' && findErrorCause(answer.error_cause).follows === 'gone'
}

/** That there is no such session, for the second time; not where the same packet was answered twice in one breath. */
export function saysGoneAgain(
  row: Pick<Disconnection | SpeedChange, 'state' | 'error_cause' | 'due_at'>,
  answer: StepAnswer,
  now: Instant,
): boolean {
  const before: RouterAnswer = { kind: 'nak', error_cause: row.error_cause }
  const inTime = row.due_at !== null && Temporal.Instant.compare(row.due_at, now) <= 0
  return saysGone(answer) && row.state === 'refused' && saysGone(before) && inTime
}

type About = Pick<RouterAnswerKept, 'disconnection_id' | 'speed_change_id'>

export async function keepAnswers(
  work: Pick<Work, 'db' | 'now'>,
  all: readonly { about: About; answer: StepAnswer; step?: LadderStep }[],
): Promise<void> {
  const rows = all.map(({ about, answer, step = 'disconnect' }) => {
    const error_cause = answer.kind === 'nak' ? answer.error_cause : null
    const words = answer.kind === 'trap' ? answer.words.slice(0, wordsMax) : null
    return { ...about, at: work.now, kind: answer.kind, error_cause, step, words }
  })
  await work.db('router_answers').insert(rows)
}

const stepsMax = 20
const wordsMax = 200

/** What was tried to end a session or to change its speed, in order, in words: "12:00:05 Disconnect: acknowledged". */
export async function listSteps(db: Db, session_id: number): Promise<string[]> {
  const { rows } = await db.raw<{ rows: (RouterAnswerKept & { what: string | null })[] }>(
    `select * from (
       select a.*, case when a.disconnection_id is not null then null when c.is_probe then 'Probe' else 'Speed' end as what
       from router_answers a
       left join disconnections d on d.id = a.disconnection_id
       left join speed_changes c on c.id = a.speed_change_id
       where coalesce(d.session_id, c.session_id) = :session_id
       order by a.id desc limit :stepsMax) last
     order by id`,
    { session_id, stepsMax },
  )
  return rows.map(({ at, what, step, ...told }) => {
    const time = at.toZonedDateTimeISO(nairobi).toPlainTime().toString({ smallestUnit: 'second' })
    return `${time} ${what ?? stepNames[step]}: ${tellAnswer(told)}`
  })
}

const meanings = {
  ack: 'acknowledged.',
  silent: 'no answer.',
  removed: 'taken out of its list.',
  absent: 'its list has no such session.',
  queued: 'to be told when it calls.',
} as const

/** What came of one step, as a sentence. */
export function tellAnswer({
  kind,
  error_cause,
  words,
}: Pick<RouterAnswerKept, 'kind' | 'error_cause' | 'words'>): string {
  if (kind === 'trap') return `refused: ${words}.`
  return kind === 'nak' ? findErrorCause(error_cause).means : meanings[kind]
}

/** Its router did not answer a moment ago: this one waits, and no try of its own is counted. */
export async function putOff(
  { db, now }: Pick<Work, 'db' | 'now'>,
  { disconnection_id, speed_change_id }: About,
  seconds: number,
): Promise<void> {
  const [table, id] =
    disconnection_id === null
      ? (['speed_changes', speed_change_id] as const)
      : (['disconnections', disconnection_id] as const)
  await db(table)
    .where({ id: id! })
    .where('due_at', '<=', now as never)
    .update({ due_at: now.add({ seconds }) })
}

/** A router that was silent has answered: what waits for it is asked now (F60). */
export async function askAgain(
  { db, now }: Pick<Work, 'db' | 'now'>,
  router_id: number,
): Promise<void> {
  for (const table of ['disconnections', 'speed_changes'] as const) {
    await db.raw(
      `update ?? t set due_at = ? from sessions x
       where x.id = t.session_id and x.router_id = ? and x.stopped_at is null
         and t.state in ('asked', 'unanswered') and t.due_at > ?`,
      [table, now as never, router_id, now as never],
    )
  }
}
