// A rehearsal: the troubles of a provider's day, played on the simulators against a database of its own. What came of
// each stays here with its date, for the checklist.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { locks } from '../locks.ts'
import type { Rehearsal, RehearsedCase } from '../tables.ts'
import { recordAct, type Actor } from './audit.ts'

/** What is played, in this order (S2-92 to S2-99). */
export const rehearsedItems = [
  'successful_payment',
  'failed_payment',
  'delayed_confirmation',
  'wrong_amount',
  'duplicate_callback',
  'abandoned_payment',
  'different_number',
  'staff_reconciliation',
] as const
export type RehearsedItem = (typeof rehearsedItems)[number]

/** Asks for one; one that waits or runs already is as good. */
export async function askForRehearsal(work: Work, by: Actor): Promise<void> {
  await work.db.raw('select pg_advisory_xact_lock(?)', [locks.rehearsal])
  if (await work.db('rehearsals').where({ finished_at: null }).first('id')) return
  const [row] = await work
    .db('rehearsals')
    .insert({
      asked_by: by.staff?.id ?? null,
      asked_at: work.now,
      due_at: work.now,
      finished_at: null,
      passed: null,
      problem: null,
    })
    .returning('id')
  await work.enqueue('rehearse', { rehearsal_id: row!.id })
  await recordAct(work, { ...by, action: 'rehearsal.asked', subject: `rehearsal:${row!.id}` })
}

/** Whether it still waits to be played. */
export async function isOpenRehearsal(db: Db, id: number): Promise<boolean> {
  return (await db('rehearsals').where({ id, finished_at: null }).first('id')) !== undefined
}

/** While it runs: the cases that are over. */
export async function noteCases(work: Work, id: number, cases: RehearsedCase[]): Promise<void> {
  await work
    .db('rehearsals')
    .where({ id, finished_at: null })
    .update({ cases: JSON.stringify(cases) as never })
}

/** Passed if every item was played and passed. `problem`: why it could not be played to its end. */
export async function finishRehearsal(
  work: Work,
  id: number,
  cases: RehearsedCase[],
  problem: string | null,
): Promise<void> {
  const passed =
    problem === null &&
    rehearsedItems.every((item) => cases.some((one) => one.item === item && one.passed))
  await work
    .db('rehearsals')
    .where({ id, finished_at: null })
    .update({
      finished_at: work.now,
      due_at: null,
      passed,
      problem,
      cases: JSON.stringify(cases) as never,
    })
}

/** The newest, running or not. */
export async function findLastRehearsal(db: Db): Promise<Rehearsal | undefined> {
  return db('rehearsals').orderBy('id', 'desc').first()
}
