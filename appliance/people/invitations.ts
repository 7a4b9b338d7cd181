// How somebody comes to work here: an owner makes a link, good once and for three days, and whoever opens it chooses their
// own password. Nobody ever knows another's, and there is no account nobody uses.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, NotFound } from '../errors.ts'
import { drawToken, hashToken } from '../secrets.ts'
import type { Invitation, Role } from '../tables.ts'
import type { Instant } from '../time.ts'
import { recordAct } from './audit.ts'
import { readPlace, type By } from './colleagues.ts'
import { startSignIn, type Browser } from './sign-ins.ts'
import { addStaff } from './staff.ts'

const good = { hours: 72 }

export interface Invited {
  email: string
  name: string
  role: Role
  site_id: number | null
}

/** Returns the link's token, of which only the hash is kept; the one before is worth nothing. Throws Conflict `email_taken`. */
export async function invite(work: Work, person: Invited, by: By): Promise<string> {
  const { email, name, role, site_id } = readPlace(person)
  if (await work.db('staff').where({ email }).first('id'))
    throw new Conflict('email_taken', 'Somebody here has this e-mail address already.')
  await work
    .db('invitations')
    .where({ email, used_at: null, withdrawn_at: null })
    .update({ withdrawn_at: work.now })
  const token = drawToken()
  const [row] = await work
    .db('invitations')
    .insert({
      email,
      name,
      role,
      site_id,
      token_hash: hashToken(token),
      made_by: by.staff.id,
      made_at: work.now,
      expires_at: work.now.add(good),
    })
    .returning('id')
  const subject = `invitation:${row!.id}`
  await recordAct(work, {
    ...by,
    action: 'staff.invited',
    subject,
    after: { name, email, role, site_id },
  })
  return token
}

/** Throws NotFound `invitation_unknown` for one that is used, withdrawn or never was. */
export async function withdrawInvitation(work: Work, id: number, by: By): Promise<void> {
  const moved = await work
    .db('invitations')
    .where({ id, used_at: null, withdrawn_at: null })
    .update({ withdrawn_at: work.now })
  if (moved === 0)
    throw new NotFound('invitation_unknown', 'That invitation is used or withdrawn already.')
  await recordAct(work, {
    ...by,
    action: 'staff.invitation_withdrawn',
    subject: `invitation:${id}`,
  })
}

export type OpenInvitation = Pick<
  Invitation,
  'id' | 'email' | 'name' | 'role' | 'made_at' | 'expires_at'
> & { site: string | null; maker: string }

/** Those that wait, with those that ran out in vain. */
export async function listInvitations(db: Db): Promise<OpenInvitation[]> {
  return db('invitations')
    .leftJoin('sites', 'sites.id', 'invitations.site_id')
    .join('staff', 'staff.id', 'invitations.made_by')
    .whereNull('used_at')
    .whereNull('withdrawn_at')
    .orderBy('made_at', 'desc')
    .limit(100)
    .select(
      'invitations.id',
      'invitations.email',
      'invitations.name',
      'invitations.role',
      'invitations.made_at',
      'invitations.expires_at',
      'sites.name as site',
      'staff.name as maker',
    )
}

/** Throws NotFound `link_unknown` for one that is wrong, used, withdrawn or late. */
export async function findInvitation(db: Db, token: string, now: Instant): Promise<Invitation> {
  const row = await db('invitations')
    .where({ token_hash: hashToken(token) })
    .first()
  const open =
    row &&
    row.used_at === null &&
    row.withdrawn_at === null &&
    Temporal.Instant.compare(row.expires_at, now) > 0
  if (open) return row
  throw new NotFound('link_unknown', 'This link is not good any more.')
}

/** Makes the person and signs them in; of two who hurry, one. `password` has been looked at. Returns the sign-in's token. */
export async function acceptInvitation(
  work: Work,
  token: string,
  password: string,
  browser: Browser,
): Promise<string> {
  await work
    .db('invitations')
    .where({ token_hash: hashToken(token) })
    .forUpdate()
    .first('id')
  const { id, email, name, role, site_id } = await findInvitation(work.db, token, work.now)
  if (await work.db('staff').where({ email }).first('id'))
    throw new NotFound('link_unknown', 'This link is not good any more.')
  const added = await addStaff(work, { email, name, role, site_id, password }, null)
  await work.db('invitations').where({ id }).update({ used_at: work.now, staff_id: added.id })
  return startSignIn(work, added, browser, 'link')
}
