// Access without money: who is online though nothing that runs is paid for, a minute and more after it ended (U35). The list
// should be empty; who stands here was told to leave and did not, or came by a way that nobody thought of.

import type { Db } from '../database.ts'
import { countedAside } from './kept-counts.ts'
import type { Instant } from '../time.ts'

export interface UnpaidOnline {
  user_name: string
  account_no: string
  router: string
  online_since: Instant
  /** Null where nothing was ever paid for. */
  paid_until: Instant | null
  heard_at: Instant
}

const grace = { seconds: 60 }
const shownMax = 50

/** The longest unpaid first. */
export async function listUnpaidOnline(db: Db, now: Instant): Promise<UnpaidOnline[]> {
  const { rows } = await db.raw<{ rows: UnpaidOnline[] }>(
    `select x.user_name, s.account_no, r.name as router, x.started_at as online_since, x.heard_at,
            (select max(c.ends_at) from credits c where c.service_id = x.service_id and c.ends_at <= :now) as paid_until
     from sessions x join services v on v.id = x.service_id join subscribers s on s.id = v.subscriber_id
     join routers r on r.id = x.router_id
     where x.stopped_at is null and x.started_at < :late
       and not exists (select from credits c where c.service_id = x.service_id and c.starts_at <= :now and c.ends_at > :late)
     order by paid_until nulls first, x.id limit ${shownMax} ${countedAside}`,
    { now: now as never, late: now.subtract(grace) as never },
  )
  return rows
}
