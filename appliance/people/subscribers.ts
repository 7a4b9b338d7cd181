// One subscriber: who they are, what they have, what is in the wallet, and who of their lines is online.

import type { Db } from '../database.ts'
import { codeOfM } from '../money/payments.ts'
import { NotFound } from '../errors.ts'
import type { Cents } from '../money.ts'
import type { ServiceKind, Subscriber, Transfer } from '../tables.ts'
import type { Instant } from '../time.ts'

export interface Person extends Subscriber {
  site: string
}

/** Throws NotFound `subscriber_unknown`. */
export async function findSubscriber(db: Db, account_no: string): Promise<Person> {
  const row = await db('subscribers')
    .join('sites', 'sites.id', 'subscribers.site_id')
    .where({ account_no })
    .first<Person | undefined>('subscribers.*', 'sites.name as site')
  if (row) return row
  throw new NotFound('subscriber_unknown', `No subscriber has the account number ${account_no}.`)
}

export interface Line {
  service_id: number
  service_no: number
  kind: ServiceKind
  user_name: string
  plan: string
  price_cents: Cents
  term_count: number
  term_unit: 'hour' | 'day' | 'month'
  down_kbps: number
  up_kbps: number
  closed_at: Instant | null
  /** When the credit we are in began; null when there is none. */
  credit_starts_at: Instant | null
  /** The end of everything bought; null when nothing ever was. */
  paid_until: Instant | null
  /** When paid time ended, where the line is open by days of grace at this moment. */
  grace_since: Instant | null
  session_id: number | null
  online_since: Instant | null
  heard_at: Instant | null
  router: string | null
  /** When the router last spoke of anybody. */
  router_heard_at: Instant | null
  framed_ip_address: string | null
  /** What the router was last told, as Mikrotik-Rate-Limit; null: unknown. */
  rate_limit: string | null
  disconnecting_since: Instant | null
}

/** The services, open ones first, each with its credit and its session as they stand at `now`. */
export async function listLines(db: Db, subscriber_id: number, now: Instant): Promise<Line[]> {
  const { rows } = await db.raw<{ rows: Line[] }>(
    `select v.id as service_id, v.service_no, p.kind, v.user_name, p.name as plan, p.price_cents, p.term_count,
            p.term_unit, p.down_kbps, p.up_kbps, v.closed_at,
            (select min(c.starts_at) from credits c
             where c.service_id = v.id and c.starts_at <= :now and c.ends_at > :now) as credit_starts_at,
            (select max(c.ends_at) from credits c where c.service_id = v.id) as paid_until,
            (select c.starts_at from credits c where c.service_id = v.id and c.kind = 'grace' and c.starts_at <= :now
             and c.ends_at > :now order by c.ends_at desc limit 1) as grace_since,
            x.id as session_id, x.started_at as online_since, x.heard_at, r.name as router,
            (select max(y.heard_at) from sessions y
             where y.router_id = x.router_id and y.stopped_at is null) as router_heard_at, x.framed_ip_address, x.rate_limit,
            (select min(d.asked_at) from disconnections d
             where d.session_id = x.id and d.state not in ('confirmed', 'failed')) as disconnecting_since
     from services v join plans p on p.id = v.plan_id
     left join lateral (select * from sessions x where x.service_id = v.id and x.stopped_at is null
                        order by x.started_at desc limit 1) x on true
     left join routers r on r.id = x.router_id
     where v.subscriber_id = :subscriber_id
     order by v.closed_at is not null, v.service_no`,
    { subscriber_id, now },
  )
  return rows
}

export interface WalletEntry {
  id: number
  posted_at: Instant
  kind: Transfer['kind']
  amount_cents: Cents
  balance_cents: Cents
  reason: string
  rail: string | null
  receipt_code: string | null
  plan: string | null
  ends_at: Instant | null
}

/** The wallet's last entries, newest first, each with the balance it left. */
export async function listWalletEntries(
  db: Db,
  subscriber_id: number,
  limit: number,
): Promise<WalletEntry[]> {
  const { rows } = await db.raw<{ rows: WalletEntry[] }>(
    `select e.id, t.posted_at, t.kind, t.reason, e.amount_cents, e.balance_cents,
            m.rail, ${codeOfM} as receipt_code, p.name as plan, c.ends_at
     from (select e.id, e.transfer_id, e.amount_cents, sum(e.amount_cents) over (order by e.id) as balance_cents
           from entries e join accounts a on a.id = e.account_id
           where a.kind = 'wallet' and a.subscriber_id = :subscriber_id
           order by e.id desc limit :limit) e
     join transfers t on t.id = e.transfer_id
     left join payments m on m.transfer_id = t.id
     left join lateral (select c.plan_id, c.ends_at from credits c where c.transfer_id = t.id
                        order by c.ends_at desc limit 1) c on t.kind <> 'undo'
     left join plans p on p.id = c.plan_id
     order by e.id desc`,
    { subscriber_id, limit },
  )
  return rows
}

/** The paybills people pay to, for "how to pay". */
export async function listPaybills(db: Db): Promise<string[]> {
  const rows = await db('shortcodes').orderBy('shortcode').select('shortcode')
  return rows.map(({ shortcode }) => shortcode)
}
