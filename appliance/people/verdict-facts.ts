// What the verdict looks at, fetched for one subscriber.

import { listPooledData } from '../access/data.ts'
import type { Db } from '../database.ts'
import { walletOf } from '../money/ledger.ts'
import type { Instant } from '../time.ts'
import { findClaim } from './claims.ts'
import type { Line, Person } from './subscribers.ts'
import type { Facts, LineFacts } from './verdict.ts'

export async function findFacts(db: Db, person: Person, lines: Line[]): Promise<Facts> {
  const last = await db('payments')
    .where({ subscriber_id: person.id })
    .orderBy('heard_at', 'desc')
    .first('amount_cents', 'heard_at')
  return {
    person,
    wallet_cents: await walletOf(db, person.id),
    last_payment: last ? { amount_cents: last.amount_cents, at: last.heard_at } : null,
    claim: await findClaim(db, person, lines),
  }
}

/** For each line: what RADIUS last answered and how often, how its last session ended, and its data. */
export async function listLineFacts(db: Db, lines: Line[]): Promise<LineFacts[]> {
  const { rows } = await db.raw<{
    rows: {
      service_id: number
      answer: {
        at: string
        first_at: string
        outcome: 'accept' | 'reject'
        reason: string | null
        count: number
      } | null
      dropped_at: Instant | null
      terminate_cause: string | null
    }[]
  }>(
    `select v.id as service_id, to_jsonb(a) as answer, x.stopped_at as dropped_at, x.terminate_cause
     from unnest(:ids::bigint[]) as v(id)
     left join lateral (
       select last.at, last.outcome, last.reason, day.count, day.first_at
       from (select d.*, coalesce(d.last_at, d.decided_at) as at from access_decisions d
             where d.service_id = v.id order by at desc, d.id desc limit 1) last
       cross join lateral (
         select sum(d.times)::int as count, min(d.decided_at) as first_at from access_decisions d
         where d.service_id = v.id and d.outcome = last.outcome and d.reason is not distinct from last.reason
           and coalesce(d.last_at, d.decided_at) > last.at - interval '1 day') day) a on true
     left join lateral (
       select stopped_at, terminate_cause from all_sessions x
       where x.service_id = v.id and x.stopped_at is not null order by x.started_at desc limit 1) x on true`,
    { ids: lines.map(({ service_id }) => service_id) },
  )
  const data = await Promise.all(
    lines.map(
      ({ service_id, credit_starts_at: start }) => start && listPooledData(db, service_id, start),
    ),
  )
  return lines.map((line, at) => {
    const row = rows.find(({ service_id }) => service_id === line.service_id)
    return {
      line,
      data: data[at]!,
      answer: row?.answer
        ? {
            ...row.answer,
            at: Temporal.Instant.from(row.answer.at),
            first_at: Temporal.Instant.from(row.answer.first_at),
          }
        : null,
      dropped: row?.dropped_at
        ? { at: row.dropped_at, terminate_cause: row.terminate_cause! }
        : null,
    }
  })
}
