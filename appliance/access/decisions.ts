// Who was let in and who was refused, for the timelines staff read. Written in batches, after the routers were answered.

import type { Db } from '../database.ts'
import type { AccessDecision } from '../tables.ts'

export type NewDecision = Omit<AccessDecision, 'id'>

/** One statement for all of them. A service that is gone is left blank; a router that is gone takes its row with it. */
export async function recordDecisions(db: Db, decisions: readonly NewDecision[]): Promise<void> {
  const column = <Name extends keyof NewDecision>(name: Name) => decisions.map((each) => each[name])
  await db.raw(
    `insert into access_decisions (decided_at, router_id, service_id, user_name, calling_station_id,
                                   outcome, reason, session_seconds, rate_limit)
     select d.decided_at, r.id, s.id, d.user_name, d.calling_station_id,
            d.outcome, d.reason, d.session_seconds, d.rate_limit
     from unnest(:decided_at::timestamptz[], :router_id::bigint[], :service_id::bigint[], :user_name::text[],
                 :calling_station_id::text[], :outcome::text[], :reason::text[], :session_seconds::int[],
                 :rate_limit::text[])
       with ordinality as d (decided_at, router_id, service_id, user_name, calling_station_id,
                             outcome, reason, session_seconds, rate_limit, place)
     join routers r on r.id = d.router_id
     left join services s on s.id = d.service_id
     order by d.place`,
    {
      decided_at: column('decided_at'),
      router_id: column('router_id'),
      service_id: column('service_id'),
      user_name: column('user_name'),
      calling_station_id: column('calling_station_id'),
      outcome: column('outcome'),
      reason: column('reason'),
      session_seconds: column('session_seconds'),
      rate_limit: column('rate_limit'),
    },
  )
}
