// A sign-in is somebody's browser, known by a token only the browser has: the box keeps its hash. It ends when
// they say so, half an hour after they last did something, and twelve hours after it began.

import type { Appliance, Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { drawToken, hashToken } from '../secrets.ts'
import type { SignIn } from '../tables.ts'
import type { Instant } from '../time.ts'
import { recordAct } from './audit.ts'
import { isPassword } from './passwords.ts'
import { forgetTries, takeTry } from './sign-in-attempts.ts'
import type { Colleague } from './staff.ts'

const idle = { minutes: 30 }
const absolute = { hours: 12 }
const touchAfter = { minutes: 1 } // Not a write a click.

export interface Browser {
  source_address: string | null
  user_agent: string | null
}

export type SigningIn =
  | { outcome: 'signed_in'; token: string; staff: Colleague }
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
    await forgetTries(unit, email)
    const token = await startSignIn(unit, staff, browser)
    return { outcome: 'signed_in', token, staff }
  })
}

/** Begins a sign-in for somebody who has proved who they are. A new token each time (T29). */
export async function startSignIn(work: Work, staff: Colleague, browser: Browser): Promise<string> {
  const token = drawToken(32)
  await work.db('sign_ins').insert({
    staff_id: staff.id,
    token_hash: hashToken(token),
    started_at: work.now,
    seen_at: work.now,
    ended_at: null,
    source_address: browser.source_address,
    user_agent: browser.user_agent?.slice(0, 300) ?? null,
  })
  await recordAct(work, {
    staff,
    source_address: browser.source_address,
    action: 'staff.signed_in',
    subject: `staff:${staff.id}`,
  })
  return token
}

export interface Held {
  sign_in: Pick<SignIn, 'id' | 'seen_at'>
  staff: Colleague
}

/** Who holds this token, with the role they have now; undefined for one that has ended. */
export async function findSignIn(db: Db, token: string, now: Instant): Promise<Held | undefined> {
  const { rows } = await db.raw<{
    rows: (Colleague & { sign_in_id: number; seen_at: Instant })[]
  }>(
    `select i.id as sign_in_id, i.seen_at, s.id, s.name, s.email, s.role, s.site_id
     from sign_ins i join staff s on s.id = i.staff_id
     where i.token_hash = :hash and i.ended_at is null and s.disabled_at is null
       and i.seen_at > :idle and i.started_at > :absolute`,
    { hash: hashToken(token), idle: now.subtract(idle), absolute: now.subtract(absolute) },
  )
  const [row] = rows
  if (!row) return undefined
  const { sign_in_id, seen_at, ...staff } = row
  return { sign_in: { id: sign_in_id, seen_at }, staff }
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

/** In the trial a jump of the clock is nobody's idleness: whoever is signed in stays so. */
export async function carrySignInsOver(work: Work, seconds: number): Promise<void> {
  await work.db.raw(
    `update sign_ins set started_at = started_at + make_interval(secs => :seconds),
            seen_at = seen_at + make_interval(secs => :seconds)
     where ended_at is null and seen_at > :idle`,
    { seconds, idle: work.now.subtract(idle) },
  )
}
