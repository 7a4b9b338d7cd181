// The day so far, for the first page: what came in, what needs a person, who is online, what ends soon. Every
// figure is counted from the rows its link leads to.

import type { Appliance } from '../appliance.ts'
import type { Db } from '../database.ts'
import type { Cents } from '../money.ts'
import type { ExceptionKind } from '../tables.ts'
import { dayBegins, nairobi, type Instant } from '../time.ts'
import { readHotspotToday, type HotspotToday } from './checkout-funnel.ts'
import { kindsFor } from './exception-queue.ts'
import { keepCount } from './kept-counts.ts'
import { spanOf } from './payment-register.ts'
import { scopeOf, type Scope, type Viewer } from './scopes.ts'
import { readWellness, type Wellness } from './wellness.ts'

export interface Today {
  /** Null for whom payments are no business of. */
  money: MoneyToday | null
  kinds: OpenKind[]
  ending: EndingSoon
  suspended: number
  /** Null where no pass is sold, or for whoever sees one site only. */
  hotspot: HotspotToday | null
  wellness: Wellness
}

/** `money`: whether this person may look at payments. */
export async function readToday(
  appliance: Pick<Appliance, 'db' | 'config' | 'timeInDoubt'>,
  viewer: Viewer,
  { money: mayMoney, now }: { money: boolean; now: Instant },
): Promise<Today> {
  const { db } = appliance
  const scope = scopeOf(viewer)
  const [money, kinds, ending, suspended, hotspot, wellness] = await Promise.all([
    mayMoney ? readMoneyToday(db, scope, now) : null,
    listOpenKinds(db, viewer, now),
    keepCount(
      db,
      {
        name: `ending ${JSON.stringify(scope.bindings)}`,
        count: (at) => listEnding(at, scope, now),
        isLarge: ({ count }) => count > 500,
      },
      now,
    ),
    countSuspended(db, scope),
    scope.everybody
      ? keepCount(
          db,
          {
            name: `hotspot ${dayBegins(now)}`,
            count: (at) => readHotspotToday(at, now),
            isLarge: (hotspot) => hotspot !== null && hotspot.asked > 500,
          },
          now,
        )
      : null,
    readWellness(appliance, viewer, now),
  ])
  return { money, kinds, ending, suspended, hotspot, wellness }
}

async function countSuspended(db: Db, scope: Scope): Promise<number> {
  const { rows } = await db.raw<{ rows: { count: number }[] }>(
    `select count(*) as count from subscribers s
     where s.suspended_at is not null and s.closed_at is null and ${scope.sql('s')}`,
    { ...scope.bindings },
  )
  return rows[0]!.count
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

async function readMoneyToday(db: Db, scope: Scope, now: Instant): Promise<MoneyToday> {
  const { from, until } = spanOf('today', now)
  // Whoever sees everybody sees money too that is nobody's yet.
  const rowsOfToday = `payments m ${scope.everybody ? '' : `join subscribers s on s.id = m.subscriber_id and ${scope.sql('s')}`}
    where m.heard_at >= :from and m.heard_at < :until`
  const { rows } = await db.raw<{ rows: { hour: number; count: number; amount_cents: Cents }[] }>(
    `select extract(hour from heard_at at time zone :nairobi)::int as hour, count(*) as count,
            sum(amount_cents) as amount_cents
     from ${rowsOfToday} group by 1`,
    { from, until, nairobi, ...scope.bindings },
  )
  const delays = await db.raw<{ rows: { median_ms: number | null; slow_ms: number | null }[] }>(
    `select round(percentile_cont(0.5) within group (order by ms))::int as median_ms,
            round(percentile_cont(0.95) within group (order by ms))::int as slow_ms
     from (select extract(epoch from settled_at - heard_at) * 1000 as ms from ${rowsOfToday} and m.state = 'settled') delays`,
    { from, until, ...scope.bindings },
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
async function listEnding(db: Db, scope: Scope, now: Instant): Promise<EndingSoon> {
  const { rows } = await db.raw<{ rows: (Ending & { count: number; short: number })[] }>(
    `with ending as (
       select s.account_no, s.name, p.name as plan, p.price_cents, c.ends_at,
              (select coalesce(sum(e.amount_cents), 0) from entries e join accounts a on a.id = e.account_id
               where a.kind = 'wallet' and a.subscriber_id = s.id) as wallet_cents
       from credits c join services v on v.id = c.service_id join subscribers s on s.id = v.subscriber_id
       join plans p on p.id = v.plan_id
       where c.due_at is not null and v.closed_at is null and c.ends_at >= :now and c.ends_at < :tomorrow
         and p.kind = 'pppoe' and ${scope.sql('s')}
         and not exists (select from credits d where d.service_id = c.service_id and d.ends_at > c.ends_at))
     select *, count(*) over () as count, count(*) filter (where wallet_cents < price_cents) over () as short
     from ending order by ends_at, account_no limit ${endingShown}`,
    { now, tomorrow: now.add({ hours: 24 }), ...scope.bindings },
  )
  return {
    rows,
    count: rows[0]?.count ?? 0,
    short: rows[0]?.short ?? 0,
  }
}
