// The day so far, for the first page: what came in, what needs a person, who is online, what ends soon. Every
// figure is counted from the rows its link leads to.

import type { Db } from '../database.ts'
import type { Cents } from '../money.ts'
import type { ExceptionKind } from '../tables.ts'
import { nairobi, type Instant } from '../time.ts'
import { readHotspotToday, type HotspotToday } from './checkout-funnel.ts'
import { kindsFor, type Viewer } from './exception-queue.ts'
import { countOverdue, type OverdueCount } from './overdue.ts'
import { spanOf } from './payment-register.ts'

export interface Today {
  money: MoneyToday
  kinds: OpenKind[]
  routers: RouterToday[]
  ending: EndingSoon
  /** Null where no pass is sold. */
  hotspot: HotspotToday | null
  late: OverdueCount[]
}

export async function readToday(db: Db, viewer: Viewer, now: Instant): Promise<Today> {
  const [money, kinds, routers, ending, hotspot, late] = await Promise.all([
    readMoneyToday(db, now),
    listOpenKinds(db, viewer, now),
    listRoutersToday(db, now),
    listEnding(db, now),
    readHotspotToday(db, now),
    countOverdue(db, now),
  ])
  return { money, kinds, routers, ending, hotspot, late }
}

export interface MoneyToday {
  count: number
  amount_cents: Cents
  /** Cents by the hour of the day it was heard in, 24 of them. */
  by_hour: Cents[]
  /** From heard to credited, in milliseconds: the middle one and the slowest of twenty; null without payments. */
  median_ms: number | null
  slow_ms: number | null
}

async function readMoneyToday(db: Db, now: Instant): Promise<MoneyToday> {
  const { from, until } = spanOf('today', now)
  const { rows } = await db.raw<{ rows: { hour: number; count: number; amount_cents: Cents }[] }>(
    `select extract(hour from heard_at at time zone :nairobi)::int as hour, count(*) as count,
            sum(amount_cents) as amount_cents
     from payments where heard_at >= :from and heard_at < :until group by 1`,
    { from, until, nairobi },
  )
  const delays = await db.raw<{ rows: { median_ms: number | null; slow_ms: number | null }[] }>(
    `select round(percentile_cont(0.5) within group (order by ms))::int as median_ms,
            round(percentile_cont(0.95) within group (order by ms))::int as slow_ms
     from (select extract(epoch from settled_at - heard_at) * 1000 as ms from payments
           where state = 'settled' and heard_at >= :from and heard_at < :until) delays`,
    { from, until },
  )
  const sum = (column: 'count' | 'amount_cents') =>
    rows.reduce((total, row) => total + row[column], 0)
  return {
    count: sum('count'),
    amount_cents: sum('amount_cents') as Cents,
    by_hour: Array.from(
      { length: 24 },
      (_, hour) => rows.find((row) => row.hour === hour)?.amount_cents ?? (0 as Cents),
    ),
    ...delays.rows[0]!,
  }
}

export interface OpenKind {
  kind: ExceptionKind
  fresh: number
  old: number
  older: number
  count: number
  amount_cents: Cents
  oldest_at: Instant
  late: number
}

/** Open exceptions by kind and age: under 4 hours, 4 to 24, over 24. The oldest trouble first. */
async function listOpenKinds(db: Db, viewer: Viewer, now: Instant): Promise<OpenKind[]> {
  const { rows } = await db.raw<{ rows: OpenKind[] }>(
    `select kind, count(*) as count, coalesce(sum(amount_cents), 0) as amount_cents, min(opened_at) as oldest_at,
            count(*) filter (where opened_at > :hours4) as fresh,
            count(*) filter (where opened_at <= :hours4 and opened_at > :hours24) as old,
            count(*) filter (where opened_at <= :hours24) as older,
            count(*) filter (where deadline_at < :now) as late
     from exceptions where resolved_at is null and kind = any(:kinds) group by kind order by min(opened_at)`,
    {
      now,
      hours4: now.subtract({ hours: 4 }),
      hours24: now.subtract({ hours: 24 }),
      kinds: kindsFor(viewer.role) as never,
    },
  )
  return rows
}

export interface RouterToday {
  name: string
  site: string
  online: number
  paid: number
  heard_at: Instant | null
}

// A router's last decision is looked for among the newest ones of all: an index by router would cost every login.
const recentDecisions = 50_000

/** Each router in use: who is online, how many paid lines last used it, when it last spoke to us. */
async function listRoutersToday(db: Db, now: Instant): Promise<RouterToday[]> {
  const { rows } = await db.raw<{ rows: RouterToday[] }>(
    `with recent as (
       select router_id, max(coalesce(last_at, decided_at)) as decided_at from access_decisions
       where id > (select coalesce(max(id), 0) - ${recentDecisions} from access_decisions) group by router_id),
     online as (
       select router_id, count(*) as online, max(heard_at) as heard_at from sessions
       where stopped_at is null group by router_id),
     paid as (
       select x.router_id, count(*) as paid
       from credits c join lateral (
         select router_id from sessions x where x.service_id = c.service_id order by started_at desc limit 1) x on true
       where c.due_at is not null and c.starts_at <= :now and c.ends_at > :now group by x.router_id)
     select r.name, i.name as site, coalesce(o.online, 0) as online, coalesce(p.paid, 0) as paid,
            greatest(o.heard_at, d.decided_at) as heard_at
     from routers r join sites i on i.id = r.site_id left join online o on o.router_id = r.id
     left join recent d on d.router_id = r.id left join paid p on p.router_id = r.id
     where r.retired_at is null order by r.name`,
    { now },
  )
  return rows
}

export interface Ending {
  account_no: string
  name: string
  plan: string
  price_cents: Cents
  wallet_cents: Cents
  ends_at: Instant
}

export interface EndingSoon {
  rows: Ending[]
  count: number
  /** Of them, how many have less in the wallet than the plan costs. */
  short: number
}

const endingShown = 8

/**
 * Lines whose paid time ends within 24 hours, soonest first: the first few, and how many there are. A guest's pass is meant
 * to end, and nobody waits for its next payment.
 */
async function listEnding(db: Db, now: Instant): Promise<EndingSoon> {
  const { rows } = await db.raw<{ rows: (Ending & { count: number; short: number })[] }>(
    `with ending as (
       select s.account_no, s.name, p.name as plan, p.price_cents, c.ends_at,
              (select coalesce(sum(e.amount_cents), 0) from entries e join accounts a on a.id = e.account_id
               where a.kind = 'wallet' and a.subscriber_id = s.id) as wallet_cents
       from credits c join services v on v.id = c.service_id join subscribers s on s.id = v.subscriber_id
       join plans p on p.id = v.plan_id
       where c.due_at is not null and v.closed_at is null and c.ends_at >= :now and c.ends_at < :tomorrow
         and p.kind = 'pppoe'
         and not exists (select from credits d where d.service_id = c.service_id and d.ends_at > c.ends_at))
     select *, count(*) over () as count, count(*) filter (where wallet_cents < price_cents) over () as short
     from ending order by ends_at, account_no limit ${endingShown}`,
    { now, tomorrow: now.add({ hours: 24 }) },
  )
  return {
    rows,
    count: rows[0]?.count ?? 0,
    short: rows[0]?.short ?? 0,
  }
}
