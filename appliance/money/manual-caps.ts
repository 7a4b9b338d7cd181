// How much somebody of each role may take by hand at once before a second person must say yes. Less is the owner's word alone;
// more needs a second person itself, or the cap would be none.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict } from '../errors.ts'
import { cents, formatShillings, type Cents } from '../money.ts'
import { askForApproval, type By } from '../people/approval-asks.ts'
import { recordAct } from '../people/audit.ts'
import type { Approval } from '../tables.ts'
import type { Instant } from '../time.ts'
import { capOf } from './manual-payments.ts'

/** Who takes money by hand at all. */
export const handRoles = ['owner', 'finance', 'cashier'] as const
export type HandRole = (typeof handRoles)[number]

export interface CapChange {
  role: HandRole
  /** Null: without end. */
  amount_cents: Cents | null
}

/** Lower: at once. Higher: waits for a second person. Throws Conflict `cap_unchanged`, `asked_already`. */
export async function changeCap(
  work: Work,
  { role, amount_cents }: CapChange,
  why: string,
  by: By,
): Promise<'changed' | 'asked'> {
  const before = await holdCap(work, role)
  if (before === amount_cents) throw new Conflict('cap_unchanged', 'It is that much already.')
  if (!isMore(amount_cents, before)) {
    await writeCap(work, { role, amount_cents }, before, why, by)
    return 'changed'
  }
  const details = { role, amount_cents, was_cents: before }
  const subject = `cap:${role}`
  await askForApproval(work, { kind: 'caps', subject, amount_cents, details, why: why || tell(before, amount_cents) }, by) // prettier-ignore
  return 'asked'
}

/** The yes. */
export async function approveCap(work: Work, { details, why }: Approval, by: By): Promise<void> {
  const { role, amount_cents } = details as unknown as CapChange
  const change = { role, amount_cents: amount_cents === null ? null : cents(amount_cents) }
  await writeCap(work, change, await holdCap(work, role), why, by)
}

function isMore(one: Cents | null, other: Cents | null): boolean {
  return other !== null && (one === null || one > other)
}

function tell(before: Cents | null, after: Cents | null): string {
  const [was, is] = [before, after].map((one) => (one === null ? 'no end' : `KES ${formatShillings(one)}`)) // prettier-ignore
  return `From ${was} to ${is}`
}

async function holdCap(work: Work, role: HandRole): Promise<Cents | null> {
  await work.db('manual_caps').where({ role }).forUpdate().first('role')
  return capOf(work.db, role)
}

async function writeCap(
  work: Work,
  { role, amount_cents }: CapChange,
  before: Cents | null,
  why: string,
  by: By,
): Promise<void> {
  await work.db('manual_caps').insert({ role, amount_cents }).onConflict('role').merge()
  await recordAct(work, {
    ...by,
    action: 'cap.changed',
    subject: `cap:${role}`,
    before: { amount_cents: before },
    after: { amount_cents },
    why,
  })
}

export interface KnownCap extends CapChange {
  /** A change that waits for a second person; undefined: none. */
  asked: { amount_cents: Cents | null } | undefined
}

export interface ToldChange {
  at: Instant
  author: string | null
  subject: string
  before: { amount_cents: number | null }
  after: { amount_cents: number | null }
  why: string | null
}

export interface CapFile {
  caps: KnownCap[]
  /** The latest first. */
  changes: ToldChange[]
}

export async function readCaps(db: Db): Promise<CapFile> {
  const subjects = handRoles.map((role) => `cap:${role}`)
  const open = await db('approvals').where({ kind: 'caps' }).whereNull('decision')
  const caps: KnownCap[] = []
  for (const role of handRoles) {
    const asked = open.find(({ subject }) => subject === `cap:${role}`)
    caps.push({
      role,
      amount_cents: await capOf(db, role),
      asked: asked && { amount_cents: asked.amount_cents },
    })
  }
  const { rows } = await db.raw<{ rows: ToldChange[] }>(
    `select a.at, o.name as author, a.subject, a.before, a.after, a.why
     from audit a left join staff o on o.id = a.staff_id
     where a.subject = any(:subjects::text[]) and a.action = 'cap.changed' order by a.id desc limit 20`,
    { subjects },
  )
  return { caps, changes: rows }
}
