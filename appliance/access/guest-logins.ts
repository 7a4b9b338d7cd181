// A guest who has paid is let in by the router's API: it is told the phone, the name and the password, and no browser is needed.
// The phone's browser may be quicker, or the router may ask RADIUS by the MAC: either way the guest is in, and in once.
//
//   asked ──▶ let_in | was_in (somebody was quicker)
//     └─────▶ away (the hotspot does not see the phone) | refused | unanswered | over (its time, or the phone's pass)

import type { Work } from '../appliance.ts'
import type { GuestLogin, Router } from '../tables.ts'
import type { Instant } from '../time.ts'

/** What came of one try. */
export type LoginAnswer =
  | { kind: 'let_in' | 'was_in' | 'away' | 'silent' }
  | { kind: 'refused'; words: string }

export interface LoginTarget
  extends
    Pick<GuestLogin, 'id' | 'router_id' | 'mac'>,
    Pick<Router, 'address' | 'api_port' | 'api_certificate_sha256'> {
  api_password_sealed: Buffer
  user_name: string
  password_sealed: Buffer
}

/** After paying, in the same transaction: where the router has an API and asks RADIUS, and the phone is not online by now. */
export async function askGuestLogin(
  work: Work,
  { service_id, device_id, router_id }: { service_id: number; device_id: number; router_id: number | null },
): Promise<void> {
  if (router_id === null) return
  const { rows } = await work.db.raw<{ rows: { id: number }[] }>(
    `insert into guest_logins (service_id, router_id, mac, asked_at, due_at)
     select d.service_id, r.id, d.mac, :now, :now
     from devices d join routers r on r.id = :router_id
     where d.id = :device_id and d.service_id = :service_id and r.retired_at is null and r.api_password_sealed is not null
       and r.reach <> 'phone' and not r.local_users
       and not exists (select from sessions x where x.service_id = d.service_id and x.stopped_at is null
                       and upper(regexp_replace(x.calling_station_id, '[^0-9A-Fa-f]', '', 'g')) = replace(d.mac, ':', ''))
     on conflict (service_id, mac) where due_at is not null do nothing returning id`,
    { service_id, device_id, router_id, now: work.now as never },
  )
  for (const { id } of rows) await work.enqueue('let-guest-in', { guest_login_id: id })
} // prettier-ignore

/** Undefined where nothing is left to do: it is over, or came to nothing meanwhile. */
export async function findLoginTarget(work: Work, id: number): Promise<LoginTarget | undefined> {
  const { db, now } = work
  const row = await db('guest_logins').where({ id }).whereNotNull('due_at').forUpdate().first()
  if (!row || Temporal.Instant.compare(row.due_at!, now) > 0) return undefined
  const { rows } = await db.raw<{ rows: LoginTarget[] }>(
    `select g.id, g.router_id, g.mac, host(r.address) as address, r.api_port, r.api_certificate_sha256, r.api_password_sealed,
            v.user_name, v.password_sealed
     from guest_logins g
     join routers r on r.id = g.router_id and r.retired_at is null and r.api_password_sealed is not null
     join services v on v.id = g.service_id and v.closed_at is null
     join devices d on d.mac = g.mac and d.service_id = v.id
     where g.id = :id and exists (select from credits c where c.service_id = v.id and c.starts_at <= :now and c.ends_at > :now)`,
    { id, now: now as never },
  )
  if (!rows[0]) await db('guest_logins').where({ id }).update({ state: 'over', due_at: null })
  return rows[0]
} // prettier-ignore

export const loginTriesMax = 4
const againSeconds = [5, 10, 20]

/** What follows from an answer. Pure. Who is not there yet is looked for a few times: a phone sleeps while its owner pays. */
export function decideLogin(
  tries: number,
  answer: LoginAnswer,
): { state: GuestLogin['state']; again_seconds: number | null } {
  const { kind } = answer
  if (kind === 'let_in' || kind === 'was_in') return { state: kind, again_seconds: null }
  const again_seconds = tries + 1 < loginTriesMax ? (againSeconds[tries] ?? null) : null
  return { state: kind === 'silent' ? 'unanswered' : kind, again_seconds }
}

/** Told twice it changes nothing more. */
export async function applyLoginAnswer(work: Work, id: number, answer: LoginAnswer): Promise<GuestLogin['state'] | undefined> {
  const { db, now } = work
  const row = await db('guest_logins').where({ id }).whereNotNull('due_at').forUpdate().first()
  if (!row) return undefined
  const { state, again_seconds } = decideLogin(row.tries, answer)
  const words = answer.kind === 'refused' ? answer.words.slice(0, 200) : null
  const due_at = again_seconds === null ? null : now.add({ seconds: again_seconds })
  await db('guest_logins').where({ id }).update({ state, words, due_at, answered_at: now, tries: row.tries + 1 })
  return state
} // prettier-ignore

/** Its router is not asked just now: this one waits, and no try is counted. */
export async function putOffLogin({ db, now }: Work, id: number, seconds: number): Promise<void> {
  const due_at = now.add({ seconds })
  await db('guest_logins').where({ id }).whereNotNull('due_at').update({ due_at })
}

/** As the timeline tells it. */
export interface GuestLetIn extends Pick<GuestLogin, 'state' | 'words' | 'tries' | 'asked_at' | 'answered_at'> {
  kind: 'guest_login'
  at: Instant
  user_name: string
  router: string
} // prettier-ignore

/** SQL for the timeline: of these services, older than :before, :limit at most. */
export const toldLogins = (services: string): string => `
  select 'guest_login' as kind, coalesce(g.answered_at, g.asked_at) as at, g.state, g.words, g.tries, g.asked_at, g.answered_at,
         v.user_name, r.name as router
  from guest_logins g join services v on v.id = g.service_id join routers r on r.id = g.router_id
  where g.service_id in ${services} and coalesce(g.answered_at, g.asked_at) < :before order by g.id desc limit :limit`
