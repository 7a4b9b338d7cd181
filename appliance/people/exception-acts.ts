// What a person does with an exception beside giving its money to somebody: takes it on, lets go of it, closes
// it with a reason, opens it again.

import type { Work } from '../appliance.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import type { Db } from '../database.ts'
import type { Exception, ExceptionKind, Role } from '../tables.ts'
import { recordAct, undoMinutes, type Action, type Actor } from './audit.ts'
import { kindsToGive, markResolved } from '../money/exceptions.ts'
import { kindsFor, type Viewer } from './exception-queue.ts'

interface By extends Actor {
  staff: Viewer
}

/** A colleague's from now on, who may see its kind. Throws NotFound `staff_unknown`. */
export async function assignException(
  work: Work,
  id: number,
  staff_id: number,
  by: By,
): Promise<void> {
  const exception = await lockOpen(work, id, by)
  const colleague = await work
    .db('staff')
    .where({ id: staff_id, disabled_at: null })
    .first('id', 'role')
  const may =
    colleague && mayOwn(colleague.role) && kindsFor(colleague.role).includes(exception.kind)
  if (!may) throw new NotFound('staff_unknown', 'Nobody of that name looks after these.')
  await own(work, exception, staff_id, 'exception.assigned', by)
}

function mayOwn(role: Role): boolean {
  return role !== 'auditor'
}

export interface Assignee {
  id: number
  name: string
  role: Role
}

/** Colleagues who may be given one of this kind. */
export async function listAssignees(db: Db, kind: ExceptionKind): Promise<Assignee[]> {
  const staff = await db('staff')
    .whereNull('disabled_at')
    .orderBy('name')
    .select('id', 'name', 'role')
  return staff.filter(({ role }) => mayOwn(role) && kindsFor(role).includes(kind))
}

/** Theirs from now on. Throws Conflict `taken_already` where it is somebody else's. */
export async function takeException(work: Work, id: number, by: By): Promise<void> {
  const exception = await lockOpen(work, id, by)
  if (exception.owner_id !== null && exception.owner_id !== by.staff.id)
    throw new Conflict('taken_already', 'Somebody was faster: it has an owner.')
  await own(work, exception, by.staff.id, 'exception.taken', by)
}

/** Nobody's again; an owner may let go of what others hold. */
export async function releaseException(work: Work, id: number, by: By): Promise<void> {
  const exception = await lockOpen(work, id, by)
  if (exception.owner_id !== by.staff.id && by.staff.role !== 'owner')
    throw new Conflict('not_yours', 'It belongs to somebody else.')
  await own(work, exception, null, 'exception.released', by)
}

async function own(
  work: Work,
  exception: Exception,
  owner_id: number | null,
  action: Action,
  by: By,
): Promise<void> {
  await work.db('exceptions').where({ id: exception.id }).update({ owner_id })
  const before = { owner_id: exception.owner_id }
  await recordAct(work, {
    ...by,
    action,
    subject: `exception:${exception.id}`,
    before,
    after: { owner_id },
  })
}

/** Looked into, nothing more to do. Not for money that must be given to somebody. */
export async function closeException(work: Work, id: number, why: string, by: By): Promise<void> {
  const exception = await lockOpen(work, id, by)
  if (kindsToGive.includes(exception.kind))
    throw new Invalid('money_must_be_given', 'This money must be given to a subscriber.')
  if (exception.kind === 'possible_double')
    throw new Invalid('choose_first', 'Say what this money is for, or give it back.')
  if (exception.kind === 'refund_stuck' && (await isSetAside(work, exception)))
    throw new Invalid('choose_first', 'The money is still set aside: say what becomes of it.')
  await markResolved(work, id, {
    resolved_by: by.staff.id,
    resolution: why,
    resolved_as: 'closed',
  })
  await recordAct(work, { ...by, action: 'exception.closed', subject: `exception:${id}`, why })
}

/** Whether the refund it is about waits to be given back. */
async function isSetAside({ db }: Work, { subject }: Exception): Promise<boolean> {
  const id = Number(subject.replace('refund:', ''))
  return (await db('refunds').where({ id, state: 'approved' }).first('id')) !== undefined
}

/** Takes the closing back, within ten minutes. */
export async function reopenException(work: Work, id: number, by: By): Promise<void> {
  const exception = await lock(work, id, by)
  const late = work.now.subtract({ minutes: undoMinutes })
  if (!exception.resolved_at || exception.resolved_as !== 'closed')
    throw new Conflict('not_closed', 'It was not closed with a reason.')
  if (Temporal.Instant.compare(exception.resolved_at, late) < 0)
    throw new Conflict('undo_late', 'Ten minutes are over: it stays closed.')
  await work
    .db('exceptions')
    .where({ id })
    .update({ resolved_at: null, resolved_by: null, resolution: null, resolved_as: null })
  await recordAct(work, { ...by, action: 'exception.reopened', subject: `exception:${id}` })
}

async function lockOpen(work: Work, id: number, by: By): Promise<Exception> {
  const exception = await lock(work, id, by)
  if (exception.resolved_at)
    throw new Conflict('exception_resolved', 'Somebody was faster: it is resolved already.')
  return exception
}

async function lock(work: Work, id: number, { staff }: By): Promise<Exception> {
  const kinds = kindsFor(staff.role)
  const row = await work.db('exceptions').where({ id }).whereIn('kind', kinds).forUpdate().first()
  if (row) return row
  throw new NotFound('exception_unknown', `There is no exception ${id}.`)
}
