// What routers say themselves of who is online: read over their API once a minute, and laid beside our books. Accounting may be
// lost on the way, and a session that only the router knows is one that nobody counts and nobody ends.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import type { Router, RouterActive, RouterReading } from '../tables.ts'
import type { Instant } from '../time.ts'
import { listedMax } from './router-drift.ts'

export const readEvery = { seconds: 60 } as const
/** A list that is older says nothing of now. */
const freshFor = { minutes: 5 } as const

export type ReadTarget = Pick<Router, 'address' | 'api_port' | 'api_certificate_sha256'> & {
  router_id: number
  api_password_sealed: Buffer
}

/** Whose turn it is to be read. They are taken here, so that two machines don't read the same. */
export async function takeReadings({ db, now }: Work, limit: number): Promise<ReadTarget[]> {
  const { rows } = await db.raw<{ rows: ReadTarget[] }>(
    `with next as (
       select r.id from routers r left join router_readings g on g.router_id = r.id
       where r.retired_at is null and r.api_password_sealed is not null and r.reach <> 'phone'
         and (g.tried_at is null or g.tried_at <= :before)
       order by g.tried_at nulls first, r.id limit :limit
     ), taken as (
       insert into router_readings (router_id, tried_at) select id, :now from next
       on conflict (router_id) do update set tried_at = excluded.tried_at where router_readings.tried_at <= :before
       returning router_id
     )
     select t.router_id, r.address, r.api_port, r.api_certificate_sha256, r.api_password_sealed
     from taken t join routers r on r.id = t.router_id`,
    { now: now as never, before: now.subtract(readEvery) as never, limit },
  )
  return rows
}

/** "router_silent": why it was not read this time. What it said before stays, and grows old. */
export async function recordUnread({ db }: Work, router_id: number, problem: string): Promise<void> {
  await db('router_readings').where({ router_id }).update({ problem })
} // prettier-ignore

export type Seen = Pick<RouterActive, 'service' | 'user_name' | 'address' | 'mac'>

/** Its list takes the place of the one before; who was on that keeps the time of being seen first. */
export async function recordReading(work: Work, router_id: number, seen: readonly Seen[]): Promise<void> {
  const { db, now } = work
  await db('router_readings').where({ router_id }).forUpdate().first('router_id')
  const plain = (text: string, longest: number) => text.replace(/\p{Cc}/gu, '').slice(0, longest)
  const lists = {
    services: seen.map(({ service }) => service),
    names: seen.map(({ user_name }) => plain(user_name, 253)),
    addresses: seen.map(({ address }) => plain(address, 64)),
    macs: seen.map(({ mac }) => plain(mac, 64)),
  }
  await db.raw(
    `with seen as (
       select distinct * from unnest(:services::text[], :names::text[], :addresses::text[], :macs::text[]) as n (service, user_name, address, mac)
     ), gone as (
       delete from router_active a where a.router_id = :router_id
         and not exists (select from seen n where (n.service, n.user_name, n.address, n.mac) = (a.service, a.user_name, a.address, a.mac))
     )
     insert into router_active (router_id, service, user_name, address, mac, service_id, first_read_at)
     select :router_id, n.service, n.user_name, n.address, n.mac, v.id, :now
     from seen n left join services v on v.user_name = lower(n.user_name) and v.closed_at is null
     on conflict (router_id, service, user_name, address, mac) do update set service_id = excluded.service_id`,
    { router_id, now: now as never, ...lists } as never,
  )
  await db('router_readings').where({ router_id }).update({ read_at: now, problem: null })
} // prettier-ignore

/** On the router's list, twice, and in no session of our books. */
export interface Stray extends Pick<RouterActive, 'service' | 'user_name' | 'address' | 'first_read_at'> {
  account_no: string | null
  /** Null: nothing runs that was paid for. */
  paid_until: Instant | null
} // prettier-ignore

const isSame = `lower(x.user_name) = lower(a.user_name)
  and (x.framed_ip_address is null or a.address = '' or host(x.framed_ip_address) = a.address)`

export async function listStrays(db: Db, router_id: number, now: Instant): Promise<Stray[]> {
  const { rows } = await db.raw<{ rows: Stray[] }>(
    `select a.service, a.user_name, a.address, a.first_read_at, s.account_no,
            (select max(c.ends_at) from credits c where c.service_id = a.service_id and c.starts_at <= :now and c.ends_at > :now) as paid_until
     from router_active a
     join router_readings g on g.router_id = a.router_id and g.read_at >= :fresh and a.first_read_at < g.read_at
     left join services v on v.id = a.service_id
     left join subscribers s on s.id = v.subscriber_id
     where a.router_id = :router_id
       and not exists (select from sessions x where x.router_id = a.router_id and x.stopped_at is null and ${isSame})
     order by a.first_read_at, a.user_name limit :listedMax`,
    { router_id, now, fresh: now.subtract(freshFor), listedMax } as never,
  )
  return rows
}

/** Online in our books, paid for, and not on the router's list, though we have heard nothing of it since the list was read. */
export interface Ghost {
  user_name: string
  account_no: string
  heard_at: Instant
  read_at: Instant
  paid_until: Instant
}

export async function listGhosts(db: Db, router_id: number, now: Instant): Promise<Ghost[]> {
  const { rows } = await db.raw<{ rows: Ghost[] }>(
    `select x.user_name, s.account_no, x.heard_at, g.read_at, paid.until as paid_until
     from router_readings g
     join sessions x on x.router_id = g.router_id and x.stopped_at is null and x.heard_at < g.read_at
     join services v on v.id = x.service_id
     join subscribers s on s.id = v.subscriber_id
     join lateral (select max(c.ends_at) as until from credits c
                   where c.service_id = v.id and c.starts_at <= :now and c.ends_at > :now) paid on paid.until is not null
     where g.router_id = :router_id and g.read_at >= :fresh
       and not exists (select from router_active a where a.router_id = g.router_id and ${isSame})
     order by x.heard_at, x.id limit :listedMax`,
    { router_id, now, fresh: now.subtract(freshFor), listedMax } as never,
  )
  return rows
}

export async function findReading(db: Db, router_id: number): Promise<RouterReading | undefined> {
  return db('router_readings').where({ router_id }).first()
}
