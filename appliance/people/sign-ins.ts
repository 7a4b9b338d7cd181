// A sign-in is somebody's browser, known by a token only the browser has: the box keeps its hash. It ends when
// they say so, half an hour after they last did something, and twelve hours after it began.

import type { Appliance, Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { NotFound } from '../errors.ts'
import { drawToken, hashToken } from '../secrets.ts'
import type { Proof, SignIn } from '../tables.ts'
import type { Instant } from '../time.ts'
import { recordAct, type Actor } from './audit.ts'
import { hasCodes, takeCode } from './codes.ts'
import { isPassword } from './passwords.ts'
import { forgetTries, takeTry } from './sign-in-attempts.ts'
import type { Colleague } from './staff.ts'

const idle = { minutes: 30 }
const absolute = { hours: 12 }
const halfway = { minutes: 10 } // Between the password and the code.
const touchAfter = { minutes: 1 } // Not a write a click.

export interface Browser {
  source_address: string | null
  user_agent: string | null
}

export type SigningIn =
  | { outcome: 'signed_in'; token: string; staff: Colleague }
  | { outcome: 'code_wanted'; token: string } // The token opens nothing but the page that asks for the code.
  | { outcome: 'refused' } // Unknown, disabled or a wrong password: a guesser is not told which.
  | { outcome: 'wait'; seconds: number }

/** Looks at e-mail and password. The slow part, the password, happens outside any transaction. */
export async function signIn(
  { work, db }: Pick<Appliance, 'work' | 'db'>,
  { email, password }: { email: string; password: string },
  browser: Browser,
): Promise<SigningIn> {
  const { source_address } = browser
  const seconds = await work((unit) => takeTry(unit, { email, source_address }))
  if (seconds > 0) return { outcome: 'wait', seconds }

  const staff = await db('staff').where({ email, disabled_at: null }).first()
  if (!(await isPassword(password, staff?.password_hash)) || !staff) return { outcome: 'refused' }
  return work(async (unit) => {
    // What was mistyped is forgotten only at the end: who knows a password must not guess codes for nothing.
    if (await hasCodes(unit.db, staff.id))
      return { outcome: 'code_wanted', token: await startSignIn(unit, staff, browser, null) }
    await forgetTries(unit, email)
    const token = await startSignIn(unit, staff, browser)
    return { outcome: 'signed_in', token, staff }
  })
}

/** The second step: `typed` is a code from the phone or a recovery code. `over`: begin again with the password. */
export async function finishSignIn(
  { work, db, safe, now }: Pick<Appliance, 'work' | 'db' | 'safe' | 'now'>,
  { token, typed }: { token: string; typed: string },
  browser: Browser,
): Promise<SigningIn | { outcome: 'over' }> {
  const half = await findHalfway(db, token, now())
  if (!half) return { outcome: 'over' }
  const { email } = half.staff
  const { source_address } = browser
  const seconds = await work((unit) => takeTry(unit, { email, source_address }))
  if (seconds > 0) return { outcome: 'wait', seconds }
  return work(async (unit) => {
    const proved_by = await takeCode(unit, safe, half.staff.id, typed)
    if (!proved_by) return { outcome: 'refused' }
    const ended = await unit
      .db('sign_ins')
      .where({ id: half.id, ended_at: null })
      .update({ ended_at: unit.now })
    if (ended === 0) return { outcome: 'over' } // Two at once: one came first.
    await forgetTries(unit, email)
    const fresh = await startSignIn(unit, half.staff, browser, proved_by)
    return { outcome: 'signed_in', token: fresh, staff: half.staff }
  })
}

/** Whose password was right, and whose code is waited for; undefined after ten minutes. */
export async function findHalfway(
  db: Db,
  token: string,
  now: Instant,
): Promise<{ id: number; staff: Colleague } | undefined> {
  const { rows } = await db.raw<{ rows: (Colleague & { sign_in_id: number })[] }>(
    `select i.id as sign_in_id, s.id, s.name, s.email, s.role, s.site_id
     from sign_ins i join staff s on s.id = i.staff_id
     where i.token_hash = :hash and i.ended_at is null and i.proved_by is null and s.disabled_at is null
       and i.started_at > :since`,
    { hash: hashToken(token), since: now.subtract(halfway) },
  )
  const [row] = rows
  if (!row) return undefined
  const { sign_in_id, ...staff } = row
  return { id: sign_in_id, staff }
}

/** Begins a sign-in for somebody who has proved who they are. A new token each time (T29). */
export async function startSignIn(
  work: Work,
  staff: Colleague,
  browser: Browser,
  proved_by: Proof | null = 'password',
): Promise<string> {
  const token = drawToken(32)
  await work.db('sign_ins').insert({
    staff_id: staff.id,
    token_hash: hashToken(token),
    started_at: work.now,
    seen_at: work.now,
    ended_at: null,
    source_address: browser.source_address,
    user_agent: browser.user_agent?.slice(0, 300) ?? null,
    proved_by,
  })
  if (proved_by)
    await recordAct(work, {
      staff,
      source_address: browser.source_address,
      action: 'staff.signed_in',
      subject: `staff:${staff.id}`,
      after: { proved_by },
    })
  return token
}

export interface Held {
  sign_in: Pick<SignIn, 'id' | 'seen_at'>
  staff: Colleague
  proved_by: Proof
  /** Whether they have set up codes from their phone. */
  has_codes: boolean
}

/** Who holds this token, with the role they have now; undefined for one that has ended. */
export async function findSignIn(db: Db, token: string, now: Instant): Promise<Held | undefined> {
  const { rows } = await db.raw<{
    rows: (Colleague & { sign_in_id: number } & Pick<Held, 'proved_by' | 'has_codes'> &
      Held['sign_in'])[]
  }>(
    `select i.id as sign_in_id, i.seen_at, i.proved_by, c.proved_at is not null as has_codes, s.id, s.name, s.email, s.role, s.site_id
     from sign_ins i join staff s on s.id = i.staff_id left join code_seeds c on c.staff_id = s.id
     where i.token_hash = :hash and i.ended_at is null and i.proved_by is not null and s.disabled_at is null
       and i.seen_at > :idle and i.started_at > :absolute`,
    { hash: hashToken(token), idle: now.subtract(idle), absolute: now.subtract(absolute) },
  )
  const [row] = rows
  if (!row) return undefined
  const { sign_in_id, seen_at, proved_by, has_codes, ...staff } = row
  return { sign_in: { id: sign_in_id, seen_at }, staff, proved_by, has_codes }
}

/** Whether it is time to write down that they are still here. */
export function isStale({ sign_in }: Held, now: Instant): boolean {
  return Temporal.Instant.compare(sign_in.seen_at, now.subtract(touchAfter)) < 0
}

export async function seeSignIn(work: Work, { sign_in }: Held): Promise<void> {
  await work.db('sign_ins').where({ id: sign_in.id }).update({ seen_at: work.now })
}

/** They signed out: the token is worth nothing from now on. */
export async function endSignIn(
  work: Work,
  { sign_in, staff }: Held,
  source_address: string | null,
): Promise<void> {
  await work.db('sign_ins').where({ id: sign_in.id, ended_at: null }).update({ ended_at: work.now })
  await recordAct(work, {
    staff,
    source_address,
    action: 'staff.signed_out',
    subject: `staff:${staff.id}`,
  })
}

/** Everywhere at once: a lost phone, a person who left. */
export async function endAllSignIns(work: Work, staff_id: number): Promise<void> {
  await work.db('sign_ins').where({ staff_id, ended_at: null }).update({ ended_at: work.now })
}

export type ListedSignIn = Pick<
  SignIn,
  'id' | 'started_at' | 'seen_at' | 'source_address' | 'user_agent' | 'proved_by'
>

/** Where somebody is signed in now, the latest first. */
export async function listSignIns(db: Db, staff_id: number, now: Instant): Promise<ListedSignIn[]> {
  return db('sign_ins')
    .where({ staff_id, ended_at: null })
    .whereNotNull('proved_by')
    .where('seen_at', '>', now.subtract(idle))
    .where('started_at', '>', now.subtract(absolute))
    .orderBy('seen_at', 'desc')
    .limit(50)
    .select('id', 'started_at', 'seen_at', 'source_address', 'user_agent', 'proved_by')
}

/**
 * Ends one of somebody's sign-ins, or all but `kept`. Returns how many. Of a colleague's it is the owner's act, of one's own
 * one's own; Throws NotFound `sign_in_unknown` for one that is not theirs.
 */
export async function revokeSignIns(
  work: Work,
  staff_id: number,
  which: { id: number } | { kept: number | null },
  by: Actor,
): Promise<number> {
  const live = work.db('sign_ins').where({ staff_id, ended_at: null })
  const meant =
    'id' in which ? live.where({ id: which.id }) : live.whereNot({ id: which.kept ?? 0 })
  const count = await meant.update({ ended_at: work.now })
  if ('id' in which && count === 0)
    throw new NotFound('sign_in_unknown', 'That sign-in is over already.')
  const subject = `staff:${staff_id}`
  await recordAct(work, { ...by, action: 'staff.sign_ins_ended', subject, after: { count } })
  return count
}

/** In the trial a jump of the clock is nobody's idleness: whoever is signed in stays so. */
export async function carrySignInsOver(work: Work, seconds: number): Promise<void> {
  await work.db.raw(
    `update sign_ins set started_at = started_at + make_interval(secs => :seconds),
            seen_at = seen_at + make_interval(secs => :seconds)
     where ended_at is null and seen_at > :idle`,
    { seconds, idle: work.now.subtract(idle) },
  )
}
