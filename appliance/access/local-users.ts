// Guests of a router that asks nobody: it is told whom it knows, as they pay and as their time ends. What it was told last is kept,
// so that it is told of each change once, however often this looks.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import type { Safe } from '../secrets.ts'
import type { Instant } from '../time.ts'
import { formatRateLimit } from './rate-limit.ts'
import { queueCommand } from './router-commands.ts'

/** A guest who paid by a voucher: the router is told with the next look. Nothing where it asks RADIUS. */
export async function noteLocalGuest(
  { db, now }: Work,
  router_id: number,
  service_id: number,
): Promise<void> {
  const router = await db('routers').where({ id: router_id, local_users: true }).first('id')
  if (!router) return
  const { user_name } = (await db('services').where({ id: service_id }).first('user_name'))!
  await db('router_users')
    .insert({ router_id, service_id, user_name, rate: '', until: now })
    .onConflict(['router_id', 'service_id'])
    .ignore()
}

interface Wanted {
  router_id: number
  service_id: number
  user_name: string
  password_sealed: Buffer
  until: Instant
  down_kbps: number
  up_kbps: number
  mac: string | null
}

/** Whether there is any such router: most boxes have none. */
export async function hasLocalRouters(db: Db): Promise<boolean> {
  const one = await db('routers as r')
    .join('router_agents as a', 'a.router_id', 'r.id')
    .where({ 'r.local_users': true } as never)
    .whereNull('r.retired_at' as never)
    .first(db.raw('1 as one') as never)
  return one !== undefined
}

/** Of one router, or of all of them. Returns how many commands were queued. */
export async function syncLocalUsers(work: Work, safe: Safe, router_id: number | null = null): Promise<number> {
  const { db, now } = work
  const wanted = await listWanted(db, now, router_id)
  const { rows: known } = await db.raw<{ rows: { router_id: number; service_id: number; user_name: string; rate: string; until: Instant }[] }>(
    `select u.* from router_users u join routers r on r.id = u.router_id and r.retired_at is null
     where :router_id::bigint is null or u.router_id = :router_id order by u.router_id, u.service_id for update of u`,
    { router_id },
  )
  const keyOf = (row: { router_id: number; service_id: number }) => `${row.router_id} ${row.service_id}`
  const there = new Map(known.map((row) => [keyOf(row), row]))
  const still = new Set(wanted.map(keyOf))
  let queued = 0
  for (const gone of known.filter((row) => !still.has(keyOf(row)))) {
    const { router_id: from, service_id, user_name: name } = gone
    await queueCommand(work, safe, { router_id: from, kind: 'user-remove', told: { name }, service_id })
    await db('router_users').where({ router_id: from, service_id }).delete()
    queued++
  }
  for (const one of wanted) {
    const rate = formatRateLimit({ ...one, burst: null, priority: null } as never)
    const last = there.get(keyOf(one))
    if (last && last.rate === rate && last.until.equals(one.until)) continue
    const { user_name: name, service_id, until, mac } = one
    if (!last || last.rate !== rate) {
      const password = safe.open(one.password_sealed, 'services.password')
      const told = { name, password, rate, mac: mac ?? '' }
      const id = await queueCommand(work, safe, { router_id: one.router_id, kind: 'user-put', told, service_id, expires_at: until })
      if (id === undefined) continue
      queued++
    }
    const row = { router_id: one.router_id, service_id, user_name: name, rate, until }
    await db('router_users').insert(row).onConflict(['router_id', 'service_id']).merge(row)
  }
  return queued
} // prettier-ignore

/** Who has paid time now, on the router they bought it at, or that was told of them before. */
async function listWanted(db: Db, now: Instant, router_id: number | null): Promise<Wanted[]> {
  const { rows } = await db.raw<{ rows: Wanted[] }>(
    `with local as materialized (
       select r.id from routers r join router_agents a on a.router_id = r.id
       where r.local_users and r.retired_at is null and (:router_id::bigint is null or r.id = :router_id)
     ), theirs as (
       select k.router_id, k.service_id from checkouts k where k.router_id in (select id from local)
       union
       select u.router_id, u.service_id from router_users u where u.router_id in (select id from local)
       union
       select v.router_id, v.id from services v where v.router_id in (select id from local)
     )
     select t.router_id, v.id as service_id, v.user_name, v.password_sealed, c.until, p.down_kbps, p.up_kbps,
            (select d.mac from devices d where d.service_id = v.id order by d.bound_at desc limit 1) as mac
     from theirs t
     join services v on v.id = t.service_id and v.closed_at is null
     join subscribers s on s.id = v.subscriber_id and s.closed_at is null and s.suspended_at is null
     join plans p on p.id = v.plan_id and p.kind = 'hotspot'
     join lateral (select max(ends_at) as until from credits where service_id = v.id and starts_at <= :now and ends_at > :now) c
       on c.until is not null
     order by t.router_id, v.id`,
    { router_id, now: now as never },
  )
  return rows
}
