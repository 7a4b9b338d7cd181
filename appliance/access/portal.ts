// What a guest's browser is shown: whose hotspot this is, what it sells, and what this device has.

import type { Db } from '../database.ts'
import { hashToken } from '../secrets.ts'
import type { Business, Checkout, Device, Plan, Router, Shortcode } from '../tables.ts'
import type { Instant } from '../time.ts'
import { listPooledData } from './data.ts'

export interface PortalPlace {
  router: Pick<Router, 'id' | 'name' | 'portal_key' | 'hotspot_host' | 'site_id'>
  site: string
  business: Business
  /** Who is asked to ask phones, and where a guest may pay by hand; null while nothing is set up. */
  paybill: ActiveShortcode | null
}

export async function findPlace(db: Db, portal_key: string): Promise<PortalPlace | undefined> {
  return readPlace(db, { portal_key })
}

export async function readPlace(
  db: Db,
  which: { portal_key: string } | { id: number },
): Promise<PortalPlace | undefined> {
  const router = await db('routers')
    .where(which)
    .whereNull('retired_at')
    .first('id', 'name', 'portal_key', 'hotspot_host', 'site_id')
  if (!router) return undefined
  const { rows } = await db.raw<{ rows: (Business & { site: string })[] }>(
    `select t.name as site, coalesce(b.name, t.name) as name, b.support_phone
     from sites t left join business b on true where t.id = ?`,
    [router.site_id],
  )
  const { site, ...business } = rows[0]!
  const paybill = await findActiveShortcode(db)
  return { router, site, business, paybill: paybill ?? null }
}

export interface ActiveShortcode extends Pick<Shortcode, 'shortcode' | 'till' | 'asks'> {
  /** The paybill to type by hand: its own number, or another of ours where it has none. Null where nobody can. */
  by_hand: string | null
  /** Since when its provider does not answer. */
  out_since: Instant | null
}

/**
 * Who serves new checkouts: the first in the owner's order that asks phones, and of those one that answers; never one that is
 * only watched. Those under way stay with the one they began with.
 */
export async function findActiveShortcode(db: Db): Promise<ActiveShortcode | undefined> {
  const { rows } = await db.raw<{ rows: ActiveShortcode[] }>(
    `select p.shortcode, p.till, p.asks, l.out_since,
            case when p.till is null then
              (select h.shortcode from shortcodes h where h.provider in ('daraja', 'ipn') and h.till is null and not h.shadow
               order by h.shortcode = p.shortcode desc, h.ask_order, h.shortcode limit 1) end as by_hand
     from shortcodes p left join provider_lines l using (shortcode)
     where not p.shadow order by p.asks desc, l.out_since is not null, p.ask_order, p.shortcode limit 1`,
  )
  return rows[0]
}

export type Offer = Pick<
  Plan,
  | 'id'
  | 'name'
  | 'price_cents'
  | 'term_count'
  | 'term_unit'
  | 'down_kbps'
  | 'up_kbps'
  | 'data_bytes'
  | 'devices'
>

/** The hotspot plans a site sells to guests, the cheapest first. */
export async function listOffers(db: Db, site_id: number): Promise<Offer[]> {
  return db('plans')
    .where({ kind: 'hotspot', on_portal: true })
    .whereNull('withdrawn_at')
    .where((one) => one.whereNull('site_id').orWhere({ site_id }))
    .orderBy(['price_cents', 'id'])
    .select(
      'id', 'name', 'price_cents', 'term_count', 'term_unit', 'down_kbps', 'up_kbps', 'data_bytes', 'devices',
    ) // prettier-ignore
}

export interface Pass {
  service_id: number
  account_no: string
  service_no: number
  user_name: string
  /** Of the credit that runs now. */
  plan: string
  paid_until: Instant
  seconds_left: number
  /** Bytes; null without a limit. */
  data_left: number | null
  devices: number
  online: boolean
}

export interface Visitor {
  device: Device | undefined
  /** Paid time and data, now, for this device. */
  pass: Pass | null
  /** A checkout of this device and this browser whose prompt is still out. */
  open: { merchant_reference: string } | null
  /** One is out that another browser asked for, or a window that has lost its cookie. */
  waited: boolean
  /** Sent to the router's login in the last two minutes, and not seen online since: sending again would go round. */
  tried_lately: boolean
}

const triedLately = { minutes: 2 }

export async function readVisitor(
  db: Db,
  mac: string,
  now: Instant,
  guest_key: string | null = null,
): Promise<Visitor> {
  const device = await db('devices').where({ mac }).first()
  if (!device) return { device, pass: null, open: null, waited: false, tried_lately: false }
  const pass = device.service_id === null ? null : await findPass(db, device.service_id, now, mac)
  const asked = await db('checkouts as k')
    .join('stk_pushes as p', 'p.checkout_id', 'k.id')
    .where({ 'k.device_id': device.id, 'k.state': 'open' })
    .whereIn('p.state', ['created', 'sending', 'sent', 'unknown'])
    .orderBy('k.id', 'desc')
    .first<Asked | undefined>('k.merchant_reference', 'k.guest_key_hash')
  const tried_lately = await wasTriedLately(db, device, now)
  // A MAC is no secret: everybody in the room knows it.
  const mine = asked && guest_key !== null && asked.guest_key_hash?.equals(hashToken(guest_key))
  const open = mine ? { merchant_reference: asked.merchant_reference } : null
  return { device, pass, open, waited: asked !== undefined && !open, tried_lately }
}

type Asked = Pick<Checkout, 'merchant_reference' | 'guest_key_hash'>

async function wasTriedLately(
  db: Db,
  { mac, service_id, login_tried_at }: Device,
  now: Instant,
): Promise<boolean> {
  if (service_id === null || login_tried_at === null) return false
  if (Temporal.Instant.compare(login_tried_at.add(triedLately), now) <= 0) return false
  const since = login_tried_at.subtract({ seconds: 5 }) // The router's word may come with its own rounding.
  const session = await db('sessions')
    .where({ service_id })
    .where('started_at', '>=', since as never)
    .whereRaw(isOfMac, [mac])
    .first('id')
  return session === undefined
}

// Calling-Station-Id in any spelling a router may use.
const isOfMac = `upper(regexp_replace(calling_station_id, '[^0-9A-Fa-f]', '', 'g')) = replace(?, ':', '')`

/** The pass of a service, if it is paid for now and has data left. `online` is of this device, or of any. */
export async function findPass(
  db: Db,
  service_id: number,
  now: Instant,
  mac: string | null = null,
): Promise<Pass | null> {
  const { rows } = await db.raw<{
    rows: (Omit<Pass, 'seconds_left' | 'data_left'> & { shut: boolean })[]
  }>(
    `select v.id as service_id, s.account_no, v.service_no, v.user_name, p.name as plan, p.devices,
            (select max(l.ends_at) from credits l where l.service_id = v.id) as paid_until,
            s.suspended_at is not null or s.closed_at is not null or v.closed_at is not null as shut,
            exists (select from sessions n where n.service_id = v.id and n.stopped_at is null
                    and (:mac::text is null or ${isOfMac.replace('?', ':mac')})) as online
     from services v join subscribers s on s.id = v.subscriber_id
     join credits c on c.service_id = v.id and c.starts_at <= :now and c.ends_at > :now
     join plans p on p.id = c.plan_id
     where v.id = :service_id`,
    { service_id, mac, now: now as never },
  )
  const [row] = rows
  if (!row || row.shut) return null
  const { shut: _, ...found } = row
  const data = await listPooledData(db, service_id, now)
  const data_left = data && Math.max(0, data.allowed_bytes - data.used_bytes)
  if (data_left === 0) return null

  const seconds_left = Math.floor(now.until(found.paid_until).total('seconds'))
  return { ...found, seconds_left, data_left }
}
