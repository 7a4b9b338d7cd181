// Who changed what, when, from where, from what to what, and why. One row an act, in the transaction of the
// act itself; the database refuses to change or delete it.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import type { AuditEntry, Role, Staff } from '../tables.ts'
import type { Instant } from '../time.ts'

/** noun.past_tense: "subscriber.suspended". */
export type Action = `${string}.${string}`

/** Somebody who works here, as an act remembers them. */
export interface Actor {
  staff: Pick<Staff, 'id'> | null
  source_address: string | null
}

export interface Act extends Actor {
  action: Action
  /** What it was done to: "subscriber:12", "exception:7". */
  subject: string
  before?: unknown
  after?: unknown
  why?: string | null
}

/** Writes the act down. Secrets, phones in full and passwords have no place in `before` and `after`. */
export async function recordAct(work: Work, act: Act): Promise<void> {
  const { staff, source_address, action, subject, before, after, why } = act
  await work.db('audit').insert({
    at: work.now,
    staff_id: staff?.id ?? null,
    source_address,
    action,
    subject,
    before: toJson(before) as never,
    after: toJson(after) as never,
    why: why || null,
  })
}

function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

export interface ToldAct extends Pick<AuditEntry, 'id' | 'at' | 'action' | 'subject' | 'why'> {
  staff_name: string | null
  role: Role | null
}

/** The acts on one subject, newest first; `before` leaves out what is not older. */
export async function listActs(
  db: Db,
  subject: string,
  { before, limit }: { before: Instant; limit: number },
): Promise<ToldAct[]> {
  const { rows } = await db.raw<{ rows: ToldAct[] }>(
    `select a.id, a.at, a.action, a.subject, a.why, s.name as staff_name, s.role
     from audit a left join staff s on s.id = a.staff_id
     where a.subject = :subject and a.at < :before order by a.id desc limit :limit`,
    { subject, before, limit },
  )
  return rows
}

/** What somebody did last, newest first. */
export async function listActsBy(db: Db, staff_id: number, limit: number): Promise<ToldAct[]> {
  const { rows } = await db.raw<{ rows: ToldAct[] }>(
    `select a.id, a.at, a.action, a.subject, a.why, s.name as staff_name, s.role
     from audit a join staff s on s.id = a.staff_id
     where a.staff_id = :staff_id order by a.id desc limit :limit`,
    { staff_id, limit },
  )
  return rows
}

export const undoMinutes = 10

/** What this person did last to a subject, if it is fresh enough to offer an undo; else undefined. */
export async function findFreshAct(
  db: Db,
  subject: string,
  staff_id: number,
  now: Instant,
): Promise<AuditEntry | undefined> {
  const last = await db('audit').where({ subject }).orderBy('id', 'desc').first()
  const fresh =
    last && Temporal.Instant.compare(last.at, now.subtract({ minutes: undoMinutes })) > 0
  return fresh && last.staff_id === staff_id ? last : undefined
}
