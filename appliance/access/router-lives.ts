// One router at work, for its page: who is online through it, what it asked and what we answered, what was kept of it.

import type { Db } from '../database.ts'
import type { RouterExport } from '../tables.ts'
import type { Instant } from '../time.ts'

export interface OnlineThere {
  user_name: string
  account_no: string | null
  framed_ip_address: string | null
  started_at: Instant
  bytes: number
}

/** The newest first. */
export async function listOnlineThere(db: Db, router_id: number, limit: number): Promise<OnlineThere[]> {
  const { rows } = await db.raw<{ rows: OnlineThere[] }>(
    `select x.user_name, s.account_no, host(x.framed_ip_address) as framed_ip_address, x.started_at,
            x.input_octets + x.output_octets as bytes
     from sessions x left join services v on v.id = x.service_id left join subscribers s on s.id = v.subscriber_id
     where x.router_id = :router_id and x.stopped_at is null order by x.started_at desc limit :limit`,
    { router_id, limit },
  )
  return rows
} // prettier-ignore

export interface Answered {
  /** Null: let in. */
  reason: string | null
  times: number
}

// As site-loads.ts: an index by router would cost every login.
const recentDecisions = 50_000

/** What we answered it since then, the most frequent first. */
export async function countAnswers(db: Db, router_id: number, since: Instant): Promise<Answered[]> {
  const { rows } = await db.raw<{ rows: Answered[] }>(
    `select reason, sum(times)::int as times from access_decisions
     where id > (select coalesce(max(id), 0) - ${recentDecisions} from access_decisions)
       and router_id = :router_id and coalesce(last_at, decided_at) >= :since group by reason order by times desc`,
    { router_id, since: since as never },
  )
  return rows
}

/** The newest first, without their lines. */
export async function listExports(
  db: Db,
  router_id: number,
): Promise<Pick<RouterExport, 'id' | 'taken_at'>[]> {
  return db('router_exports').where({ router_id }).orderBy('id', 'desc').select('id', 'taken_at')
}

export async function findExport(
  db: Db,
  router_id: number,
  id: number,
): Promise<RouterExport | undefined> {
  return db('router_exports').where({ router_id, id }).first()
}
