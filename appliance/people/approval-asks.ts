// Asking for what needs a second person. The deeds that a yes does stand elsewhere, so that they can ask, too.

import type { Work } from '../appliance.ts'
import { Conflict } from '../errors.ts'
import type { Cents } from '../money.ts'
import type { Staff } from '../tables.ts'
import { recordAct, type Actor } from './audit.ts'

export interface Asking {
  kind: string
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
