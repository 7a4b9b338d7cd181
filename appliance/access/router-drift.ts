// Where a router and the money part: who is online there without paid time, and who has paid for a line there that is not
// online.

import type { Db } from '../database.ts'
import type { Disconnection } from '../tables.ts'
import type { Instant } from '../time.ts'

export interface Stayer {
  user_name: string
  account_no: string
  started_at: Instant
  /** When its paid time ended; null where it never had any. */
  ended_at: Instant | null
  suspended: boolean
  /** How its end is going: of the last time it was asked for. */
  state: Disconnection['state'] | null
  step: Disconnection['step'] | null
}

export interface Absentee {
  user_name: string
  account_no: string
  paid_until: Instant
  offline_since: Instant
  terminate_cause: string | null
}

export const listedMax = 50
/** A line that ends now is told to within this; one that redials is back within the other. */
const patience = { stayer: { seconds: 60 }, absentee: { minutes: 5 } } as const

/** Online at this router, and nothing runs that they have paid for: a minute after it should have ended. The longest first. */
export async function listStayers(db: Db, router_id: number, now: Instant): Promise<Stayer[]> {
  const { rows } = await db.raw<{ rows: Stayer[] }>(
    `select s.user_name, u.account_no, s.started_at, last.ends_at as ended_at, u.suspended_at is not null as suspended,
            d.state, d.step
     from sessions s
     join services v on v.id = s.service_id
     join subscribers u on u.id = v.subscriber_id
     left join lateral (select max(c.ends_at) as ends_at from credits c where c.service_id = v.id and c.starts_at <= :now) last on true
     left join lateral (select state, step from disconnections where session_id = s.id order by id desc limit 1) d on true
     where s.router_id = :router_id and s.stopped_at is null and s.started_at <= :begun
       and (u.suspended_at <= :begun or last.ends_at is null or last.ends_at <= :begun)
     order by coalesce(last.ends_at, s.started_at), s.id limit :listedMax`,
    { router_id, now, begun: now.subtract(patience.stayer), listedMax } as never,
  )
  return rows
}

/** Lines whose last session was here, paid for, and not online for five minutes. A guest who left is none of them. */
export async function listAbsentees(db: Db, router_id: number, now: Instant): Promise<Absentee[]> {
  const { rows } = await db.raw<{ rows: Absentee[] }>(
    `select v.user_name, u.account_no, c.ends_at as paid_until, x.stopped_at as offline_since, x.terminate_cause
     from credits c
     join services v on v.id = c.service_id and v.closed_at is null
     join plans p on p.id = c.plan_id and p.kind = 'pppoe'
     join subscribers u on u.id = v.subscriber_id and u.suspended_at is null and u.closed_at is null
     join lateral (
       select router_id, stopped_at, terminate_cause from sessions
       where service_id = v.id order by stopped_at is null desc, started_at desc limit 1) x on true
     where c.starts_at <= :now and c.ends_at > :now and x.router_id = :router_id and x.stopped_at <= :since
     order by x.stopped_at desc limit :listedMax`,
    { router_id, now, since: now.subtract(patience.absentee), listedMax } as never,
  )
  return rows
}
