// Many credits that end in one second, as at midnight after the first of the month: those whose wallets buy nothing more are
// ended together. Whoever has money for another term, or whose credit is not over, is left to expiry.ts, one by one.

import { askDisconnects } from '../access/disconnections.ts'
import type { Work } from '../appliance.ts'

export interface Expiries {
  ended: number
  /** Whose sessions the caller has to tell their routers to end, at once. */
  disconnection_ids: number[]
}

/**
 * Ends up to `limit` credits that are due, the most overdue first; passes over those whose subscriber is being served at this
 * moment. Run twice, or by two at once, each credit ends once.
 */
export async function endCredits({ db, now }: Work, limit: number): Promise<Expiries> {
  // The subscribers first, as everybody does who changes money or time: what is read from here on stays as it is.
  const { rows: held } = await db.raw<{ rows: { id: number }[] }>(
    `select c.id from credits c join services v on v.id = c.service_id join subscribers s on s.id = v.subscriber_id
     where c.due_at <= :now and c.ends_at <= :now and (${buysNothing})
     order by c.due_at limit :limit for no key update of s skip locked`,
    { now: now as never, limit },
  )
  // Asked again: somebody may have paid between the look and the lock.
  const { rows } = await db.raw<{ rows: { service_id: number; goes_on: boolean }[] }>(
    `update credits c set due_at = null
     from services v, subscribers s
     where c.id = any(:ids::bigint[]) and v.id = c.service_id and s.id = v.subscriber_id
       and c.due_at <= :now and c.ends_at <= :now and (${buysNothing})
     returning c.service_id, exists (select from credits next where next.service_id = c.service_id
                                     and next.starts_at <= :now and next.ends_at > :now) as goes_on`,
    { ids: held.map(({ id }) => id), now: now as never },
  )
  const over = rows.filter(({ goes_on }) => !goes_on).map(({ service_id }) => service_id)
  const disconnection_ids = await askDisconnects({ db, now }, over, 'credit_ended')
  return { ended: rows.length, disconnection_ids }
}

/**
 * As renewAtExpiry decides: suspended, closed, or a wallet that holds less than the next term costs, no days of grace to lend
 * and no outage that somebody may be kept on through. Whoever is leaving is served alone: their account closes.
 */
const buysNothing = `
  s.cancelled_at is null and (
    s.suspended_at is not null or v.closed_at is not null
    or (select p.price_cents from plans p where p.id = coalesce(v.next_plan_id, v.plan_id)) > coalesce((
      select sum(e.amount_cents) from accounts a join entries e on e.account_id = a.id
      where a.kind = 'wallet' and a.subscriber_id = s.id), 0)
    and (c.kind = 'grace' or not exists (
      select from plans g where g.id = v.plan_id and g.kind = 'pppoe' and g.grace_days > 0)
      and not exists (select from outage_rule, provider_lines l where l.out_since is not null)))`
