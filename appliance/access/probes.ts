// A session that keeps a payer out may be long gone, its Stop lost (F59). Its router is asked for the speed that it has
// already: "no such session", said twice, ends it, and the payer's next try finds the place free. Any other word changes
// nothing (speed-changes.ts).

import type { Db } from '../database.ts'
import type { Instant } from '../time.ts'

export const probeEverySeconds = 60

/**
 * Asks about each open session of the service whose speed is known, and none more than once a minute. The due sweep sends
 * them. Returns how many.
 */
export async function askProbes(db: Db, service_id: number, now: Instant): Promise<number> {
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `insert into speed_changes (session_id, rate_limit, asked_at, due_at, is_probe)
     select x.id, x.rate_limit, :now, :now, true from sessions x
     where x.service_id = :service_id and x.stopped_at is null and x.rate_limit is not null
       and not exists (select from speed_changes c where c.session_id = x.id
                       and c.asked_at > :now::timestamptz - make_interval(secs => :probeEverySeconds))
       and not exists (select from disconnections d where d.session_id = x.id and d.due_at is not null)
     order by x.id
     on conflict (session_id) where ended_at is null do nothing
     returning id`,
    { service_id, now: now as never, probeEverySeconds },
  )
  return rows.length
}
