// The numbers people typed at the paybill before we came: of the system that was here, or of a list on paper. Whoever goes on
// typing theirs is known by it. They have no check digit, so a number may be one person's only.

import type { Work } from '../appliance.ts'
import { Conflict, Invalid, NotFound } from '../errors.ts'
import type { Db } from '../database.ts'
import { recordAct, type Actor } from '../people/audit.ts'

export interface OldNumber {
  /** As it stood in the old books. */
  typed: string
  account_no: string
  /** Where it comes from: "PHPNuxBill", "the blue book". */
  came_from: string
}

const signsMax = 20 // Of a reference at the paybill (payments.md A.8).

/** "kn-0012" → "KN0012": capitals, letters and digits only; undefined for nothing, and for what is too long to be typed. */
export function readOldNo(words: string): string | undefined {
  const old_no = words
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
  return old_no === '' || old_no.length > signsMax ? undefined : old_no
}

/**
 * Keeps them all or none; one that is kept already for the same subscriber is left alone. Throws Invalid `old_number_unreadable`,
 * `account_unknown`; Conflict `old_number_taken`.
 */
export async function keepOldNumbers(
  work: Work,
  numbers: readonly OldNumber[],
  by: Actor,
): Promise<number> {
  let kept = 0
  for (const { typed, account_no, came_from } of numbers) {
    const old_no = readOldNo(typed)
    if (!old_no) throw new Invalid('old_number_unreadable', `"${typed.slice(0, 40)}" is no number.`)
    const subscriber = await work.db('subscribers').where({ account_no }).first('id')
    if (!subscriber) throw new Invalid('account_unknown', `No subscriber has ${account_no}.`)
    const [added] = await work
      .db('old_numbers')
      .insert({ old_no, subscriber_id: subscriber.id, came_from, added_at: work.now })
      .onConflict('old_no')
      .ignore()
      .returning('subscriber_id')
    if (added) kept += 1
    else await refuseTaken(work, old_no, subscriber.id)
  }
  await recordAct(work, {
    ...by,
    action: 'old_numbers.kept',
    subject: 'old_numbers',
    after: { count: kept },
  })
  return kept
}

/** One more, typed by staff on a subscriber's page. Throws Invalid `old_number_unreadable`; Conflict `old_number_taken`. */
export async function addOldNumber(
  work: Work,
  subscriber_id: number,
  { typed, came_from }: Pick<OldNumber, 'typed' | 'came_from'>,
  by: Actor,
): Promise<void> {
  const old_no = readOldNo(typed)
  if (!old_no) throw new Invalid('old_number_unreadable', 'Letters and digits, at most twenty.')
  const row = { old_no, subscriber_id, came_from, added_at: work.now }
  const [added] = await work.db('old_numbers').insert(row).onConflict('old_no').ignore().returning('old_no') // prettier-ignore
  if (!added) return refuseTaken(work, old_no, subscriber_id)
  const subject = `subscriber:${subscriber_id}`
  await recordAct(work, {
    ...by,
    action: 'old_numbers.added',
    subject,
    after: { old_no, came_from },
  })
}

/** It names them no longer. Throws NotFound `old_number_unknown`. */
export async function removeOldNumber(
  work: Work,
  subscriber_id: number,
  old_no: string,
  by: Actor,
): Promise<void> {
  const [gone] = await work.db('old_numbers').where({ subscriber_id, old_no }).delete().returning('came_from') // prettier-ignore
  if (!gone) throw new NotFound('old_number_unknown', 'They have no such number.')
  const subject = `subscriber:${subscriber_id}`
  const before = { old_no, came_from: gone.came_from }
  await recordAct(work, { ...by, action: 'old_numbers.removed', subject, before })
}

export interface KeptOldNumber {
  old_no: string
  came_from: string
}

export async function listOldNumbers(db: Db, subscriber_id: number): Promise<KeptOldNumber[]> {
  return db('old_numbers').where({ subscriber_id }).orderBy('old_no').select('old_no', 'came_from')
}

async function refuseTaken(work: Work, old_no: string, subscriber_id: number): Promise<void> {
  const known = await work.db('old_numbers').where({ old_no }).first('subscriber_id')
  if (known?.subscriber_id === subscriber_id) return
  throw new Conflict('old_number_taken', `${old_no} is another subscriber's already.`)
}
