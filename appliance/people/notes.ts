// What staff write down about a subscriber, for whoever answers the phone next. A note is never changed; a wrong one is put
// right by the next.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import type { Note } from '../tables.ts'
import { recordAct } from './audit.ts'
import { holdByAccount, type Worker } from './held-subscribers.ts'

export interface ToldNote extends Pick<Note, 'id' | 'at' | 'body'> {
  author: string
}

/** Throws NotFound `subscriber_unknown`. The note itself stands in the notes, and not in the audit. */
export async function addNote(
  work: Work,
  account_no: string,
  body: string,
  by: Worker,
): Promise<void> {
  const { id: subscriber_id } = await holdByAccount(work, account_no, by)
  const row = { subscriber_id, staff_id: by.staff.id, at: work.now, body }
  const [note] = await work.db('notes').insert(row).returning('id')
  const subject = `subscriber:${subscriber_id}`
  await recordAct(work, { ...by, action: 'note.added', subject, after: { note: note!.id } })
}

const shown = 20

/** Newest first. */
export async function listNotes(db: Db, subscriber_id: number): Promise<ToldNote[]> {
  return db('notes')
    .join('staff', 'staff.id', 'notes.staff_id')
    .where({ subscriber_id })
    .orderBy('notes.id', 'desc')
    .limit(shown)
    .select('notes.id', 'notes.at', 'notes.body', 'staff.name as author')
}
