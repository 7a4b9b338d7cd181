// New passwords: one's own, by the old one; a forgotten one, by a link that another owner or the command line makes, good
// once and for an hour. A link never signs anybody in: the code from the phone is asked for all the same (T33).

import type { Appliance, Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, NotFound } from '../errors.ts'
import { drawToken, hashToken } from '../secrets.ts'
import type { PasswordLink, Staff } from '../tables.ts'
import type { Instant } from '../time.ts'
import { recordAct, type Actor } from './audit.ts'
import { hashPassword, isPassword } from './passwords.ts'
import { forgetTries, takeTry } from './sign-in-attempts.ts'
import { endAllSignIns, startSignIn, type Browser, type Held } from './sign-ins.ts'

const good = { hours: 1 }

/** Returns the link's token; links made before are worth nothing. Throws Conflict `disabled_already`. */
export async function makePasswordLink(
  work: Work,
  staff: Pick<Staff, 'id' | 'disabled_at'>,
  by: Actor,
): Promise<string> {
  if (staff.disabled_at)
    throw new Conflict('disabled_already', 'They can’t sign in: let them in first.')
  await work.db('password_links').where({ staff_id: staff.id, used_at: null }).delete()
  const token = drawToken()
  await work.db('password_links').insert({
    staff_id: staff.id,
    token_hash: hashToken(token),
    made_by: by.staff?.id ?? null,
    made_at: work.now,
    expires_at: work.now.add(good),
  })
  await recordAct(work, { ...by, action: 'staff.password_link_made', subject: `staff:${staff.id}` })
  return token
}

export interface FoundLink extends Pick<PasswordLink, 'id' | 'staff_id'> {
  email: string
  name: string
}

/** Throws NotFound `link_unknown` for one that is wrong, used or late, or whose person left. */
export async function findPasswordLink(db: Db, token: string, now: Instant): Promise<FoundLink> {
  const row = await db('password_links')
    .join('staff', 'staff.id', 'password_links.staff_id')
    .where('token_hash', hashToken(token))
    .whereNull('used_at')
    .whereNull('disabled_at')
    .where('expires_at', '>', now)
    .first<FoundLink | undefined>('password_links.id', 'staff_id', 'email', 'name')
  if (row) return row
  throw new NotFound('link_unknown', 'This link is not good any more.')
}

/** The new password; every sign-in of theirs is over. Of two who hurry, one. `password` has been looked at. */
export async function redeemPasswordLink(
  work: Work,
  token: string,
  password: string,
  source_address: string | null,
): Promise<void> {
  await work
    .db('password_links')
    .where({ token_hash: hashToken(token) })
    .forUpdate()
    .first('id')
  const { id, staff_id } = await findPasswordLink(work.db, token, work.now)
  await work.db('password_links').where({ id }).update({ used_at: work.now })
  await setPassword(work, staff_id, password)
  await recordAct(work, {
    staff: { id: staff_id },
    source_address,
    action: 'staff.password_changed',
    subject: `staff:${staff_id}`,
    after: { by: 'link' },
  })
}

export type OwnPassword =
  | { outcome: 'right' }
  | { outcome: 'refused' }
  | { outcome: 'wait'; seconds: number }

/** Whether somebody who is signed in is still the one who did: asked before what a stranger at their desk would do. */
export async function proveOwnPassword(
  { work, db }: Pick<Appliance, 'work' | 'db'>,
  { staff: { email, id } }: Held,
  password: string,
  source_address: string | null,
): Promise<OwnPassword> {
  const seconds = await work((unit) => takeTry(unit, { email, source_address }))
  if (seconds > 0) return { outcome: 'wait', seconds }
  const row = await db('staff').where({ id }).first('password_hash')
  if (!(await isPassword(password, row?.password_hash))) return { outcome: 'refused' }
  await work((unit) => forgetTries(unit, email))
  return { outcome: 'right' }
}

/** One's own new one, after the old one was proved: every other browser is signed out, and this one has a new token (T29). */
export async function changePassword(
  work: Work,
  { staff, proved_by }: Held,
  fresh: string,
  browser: Browser,
): Promise<string> {
  const { source_address } = browser
  await setPassword(work, staff.id, fresh)
  const subject = `staff:${staff.id}`
  await recordAct(work, { staff, source_address, action: 'staff.password_changed', subject })
  return startSignIn(work, staff, browser, proved_by)
}

async function setPassword(work: Work, id: number, password: string): Promise<void> {
  await work
    .db('staff')
    .where({ id })
    .update({ password_hash: await hashPassword(password) })
  await work.db('password_links').where({ staff_id: id, used_at: null }).delete()
  await endAllSignIns(work, id)
}
