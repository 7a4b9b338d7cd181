// Who may sign in, and what they may do. There is no account nobody made: the first is made at first run.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Invalid } from '../errors.ts'
import type { Role, Staff } from '../tables.ts'
import { recordAct, type Actor } from './audit.ts'
import { hashPassword } from './passwords.ts'

export const roles = [
  'owner',
  'finance',
  'cashier',
  'support',
  'technician',
  'reseller',
  'auditor',
] as const satisfies Role[]

/** What pages and acts know of somebody who is signed in. */
export type Colleague = Pick<Staff, 'id' | 'name' | 'email' | 'role' | 'site_id'>

/** Reads an address as it is stored: lower case. Throws Invalid `email_unreadable`. */
export function parseEmail(words: string): string {
  const email = words.normalize('NFKC').trim().toLowerCase()
  if (email.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(email)) return email
  throw new Invalid('email_unreadable', 'An e-mail address looks like grace@example.co.ke.')
}

/** A person's name, on one line. Throws Invalid `name_unreadable`. */
export function parseName(words: string): string {
  const name = words.normalize('NFC').replace(/\s+/g, ' ').trim()
  if (name !== '' && name.length <= 80 && !/\p{Cc}/u.test(name)) return name
  throw new Invalid('name_unreadable', 'A name has 1 to 80 letters.')
}

export interface NewStaff {
  email: string
  name: string
  role: Role
  site_id?: number | null
  password: string
}

/** Whether anybody is there to sign in. */
export async function isSetUp(db: Db): Promise<boolean> {
  return (await db('staff').first('id')) !== undefined
}

/** Adds somebody, with a password that has been looked at. `by` is null where the box itself does it. */
export async function addStaff(
  work: Work,
  { password, ...person }: NewStaff,
  by: Actor | null,
): Promise<Colleague> {
  const password_hash = await hashPassword(password)
  const [row] = await work
    .db('staff')
    .insert({ ...person, password_hash, added_at: work.now, disabled_at: null })
    .returning(['id', 'name', 'email', 'role', 'site_id'])
  const added = row!
  await recordAct(work, {
    ...(by ?? { staff: added, source_address: null }),
    action: 'staff.added',
    subject: `staff:${added.id}`,
    after: { name: added.name, role: added.role, site_id: added.site_id },
  })
  return added
}
