// What one person may only ask for, and another does by saying yes: money that leaves, and what goes past a cap. The
// asking is a row; the yes and the deed are one transaction.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, NotFound } from '../errors.ts'
import type { Approval } from '../tables.ts'
import type { Instant } from '../time.ts'
import type { By } from './approval-asks.ts'
import { deeds } from './approval-deeds.ts'
import { recordAct } from './audit.ts'

/**
 * A yes does it; a no says why. Throws NotFound `approval_unknown`, Conflict `decided_already`, `asked_too_long_ago`, and
 * `second_person_needed` to whoever asked.
 */
export async function decideApproval(
  work: Work,
  id: number,
  { approved, why }: { approved: boolean; why: string },
  by: By,
): Promise<void> {
  const approval = await hold(work, id)
  if (approval.asked_by === by.staff.id)
    throw new Conflict('second_person_needed', 'You asked for it: somebody else must say yes.')
  if (Temporal.Instant.compare(approval.expires_at, work.now) <= 0)
    throw new Conflict('asked_too_long_ago', 'It was asked for too long ago: ask anew.')
  await decide(work, approval, approved ? 'approved' : 'refused', why, by)
  if (approved) await deeds[approval.kind]!(work, approval, by)
}

/** By whoever asked. Throws as decideApproval does. */
export async function withdrawApproval(work: Work, id: number, by: By): Promise<void> {
  const approval = await hold(work, id)
  if (approval.asked_by !== by.staff.id)
    throw new Conflict('not_yours', 'It was asked for by somebody else.')
  await decide(work, approval, 'withdrawn', '', by)
}

async function hold(work: Work, id: number): Promise<Approval> {
  const approval = await work.db('approvals').where({ id }).forUpdate().first()
  if (!approval) throw new NotFound('approval_unknown', `There is no approval ${id}.`)
  if (approval.decision)
    throw new Conflict('decided_already', 'Somebody was faster: it is decided already.')
  return approval
}

async function decide(
  work: Work,
  { id, kind, subject }: Approval,
  decision: NonNullable<Approval['decision']>,
  why: string,
  by: By,
): Promise<void> {
  const decided_why = why || null
  await work
    .db('approvals')
    .where({ id })
    .update({ decision, decided_by: by.staff.id, decided_at: work.now, decided_why })
  const after = { approval: id, kind }
  await recordAct(work, { ...by, action: `approval.${decision}`, subject, after, why })
}

export interface WaitingApproval extends Approval {
  asker: string
}

/** What waits for a second person, oldest first. */
export async function listWaiting(db: Db): Promise<WaitingApproval[]> {
  return db('approvals')
    .join('staff', 'staff.id', 'approvals.asked_by')
    .whereNull('decision')
    .orderBy('asked_at')
    .limit(200)
    .select('approvals.*', 'staff.name as asker')
}

/** How many wait for this person: those that others asked for, and that have not run out. */
export async function countToDecide(db: Db, staff_id: number, now: Instant): Promise<number> {
  const rows = await db('approvals')
    .whereNull('decision')
    .whereNot({ asked_by: staff_id })
    .where('expires_at', '>', now as never)
    .limit(200)
    .pluck('id')
  return rows.length
}

export interface DecidedApproval extends Approval {
  asker: string
  decider: string | null
  decision: NonNullable<Approval['decision']>
}

/** What was decided last, the latest first. */
export async function listDecided(db: Db, limit = 20): Promise<DecidedApproval[]> {
  return db('approvals')
    .join('staff', 'staff.id', 'approvals.asked_by')
    .leftJoin('staff as other', 'other.id', 'approvals.decided_by')
    .whereNotNull('decision')
    .orderBy('decided_at', 'desc')
    .limit(limit)
    .select('approvals.*', 'staff.name as asker', 'other.name as decider') as never
}
