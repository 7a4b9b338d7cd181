// What one person may only ask for, and another does by saying yes: money that leaves, and what goes past a cap. The
// asking is a row; the yes and the deed are one transaction.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, NotFound } from '../errors.ts'
import type { Cents } from '../money.ts'
import type { Approval, Staff } from '../tables.ts'
import type { Instant } from '../time.ts'
import { deeds, type ApprovalKind } from './approval-deeds.ts'
import { recordAct, type Actor } from './audit.ts'

export interface Asking {
  kind: ApprovalKind
  /** What it would be done to: "payment:12". One asking of a kind is open for it. */
  subject: string
  amount_cents: Cents | null
  details: Record<string, unknown>
  why: string
}

/** Somebody of the staff, as an act remembers them. */
export interface By extends Actor {
  staff: Pick<Staff, 'id' | 'role'>
}

const open = { hours: 72 }

/** Returns the approval's id. Throws Conflict `asked_already`. */
export async function askForApproval(work: Work, asking: Asking, by: By): Promise<number> {
  const { details, ...row } = asking
  const [asked] = await work
    .db('approvals')
    .insert({
      ...row,
      details: JSON.stringify(details) as never,
      asked_by: by.staff.id,
      asked_at: work.now,
      expires_at: work.now.add(open),
    })
    .onConflict(work.db.raw('(kind, subject) where decision is null'))
    .ignore()
    .returning('id')
  if (!asked) throw new Conflict('asked_already', 'It was asked for already, and waits for a yes.')
  await recordAct(work, {
    ...by,
    action: 'approval.asked',
    subject: asking.subject,
    after: { approval: asked.id, kind: asking.kind, amount_cents: asking.amount_cents },
    why: asking.why,
  })
  return asked.id
}

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
