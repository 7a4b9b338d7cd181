// Places and the routers that stand at them, as staff see them: who is online through each, when it last spoke, and what is
// wrong with its secret. Never the secret itself.

import { listRouters, type ListedRouter } from '../access/routers.ts'
import type { Db } from '../database.ts'
import { Invalid, NotFound } from '../errors.ts'
import type { Viewer } from '../people/scopes.ts'
import type { Safe } from '../secrets.ts'
import type { Router } from '../tables.ts'
import type { Instant } from '../time.ts'

export interface PlacedRouter
  extends
    ListedRouter,
    Pick<Router, 'id' | 'site_id' | 'coa_port' | 'portal_key' | 'hotspot_host'> {
  online: number
  heard_at: Instant | null
}

export interface Place {
  id: number
  name: string
  subscribers: number
  routers: PlacedRouter[]
}

/** All places, or the one a colleague is of, with the routers in use. */
export async function listPlaces(
  db: Db,
  safe: Safe,
  { viewer, now }: { viewer: Pick<Viewer, 'site_id'>; now: Instant },
): Promise<Place[]> {
  const { rows: sites } = await db.raw<{ rows: Omit<Place, 'routers'>[] }>(
    `select t.id, t.name, (select count(*) from subscribers s where s.site_id = t.id and s.closed_at is null)::int as subscribers
     from sites t where :site_id::bigint is null or t.id = :site_id order by t.name`,
    { site_id: viewer.site_id },
  )
  const { rows } = await db.raw<{ rows: (Omit<PlacedRouter, keyof ListedRouter> & { name: string })[] }>(
    `select r.id, r.name, r.site_id, r.coa_port, r.portal_key, r.hotspot_host, coalesce(o.online, 0)::int as online,
            (select max(v.heard_at) from router_voices v where v.router_id = r.id) as heard_at
     from routers r
     left join (select router_id, count(*) as online from sessions where stopped_at is null group by router_id) o
       on o.router_id = r.id
     where r.retired_at is null`,
  )
  const listed = await listRouters(db, safe, now)
  const routers = listed.flatMap((router) => {
    const more = rows.find(({ name }) => name === router.name)
    return more ? [{ ...router, ...more }] : []
  })
  return sites.map((site) => ({
    ...site,
    routers: routers.filter(({ site_id }) => site_id === site.id),
  }))
} // prettier-ignore

/** One in use. Throws NotFound `router_unknown`, for one of another place, too. */
export async function readPlacedRouter(
  db: Db,
  safe: Safe,
  id: number,
  asked: { viewer: Pick<Viewer, 'site_id'>; now: Instant },
): Promise<PlacedRouter> {
  const places = await listPlaces(db, safe, asked)
  const router = places.flatMap(({ routers }) => routers).find((one) => one.id === id)
  if (!router) throw new NotFound('router_unknown', 'There is no such router.')
  return router
}

/** As routers are named: one word, for a terminal and a table. Throws Invalid `name_unreadable`. */
export function readRouterName(words: string): string {
  const name = words.trim()
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/.test(name)) return name
  throw new Invalid('name_unreadable', 'One word of letters, digits, dots and dashes: githurai-2.')
}

/** IPv4 or IPv6. Throws Invalid `address_unreadable`. */
export function readAddress(words: string): string {
  const address = words.trim().toLowerCase()
  const four = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(address)
  if (four || (address.includes(':') && URL.canParse(`http://[${address}]`))) return address
  throw new Invalid('address_unreadable', 'An address like 10.99.0.11.')
}

/** A name or an IPv4 address alone, between http:// and /login; empty: none. Throws Invalid `host_unreadable`. */
export function readHotspotHost(words: string): string | null {
  const host = words.trim().toLowerCase()
  if (host === '') return null
  if (/^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(host))
    return host
  throw new Invalid('host_unreadable', 'The name or address alone, like login.example.net or 10.5.50.1.')
} // prettier-ignore
