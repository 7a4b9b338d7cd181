// Those who were let in, on their way into the log: a row for every login, so each is written down as octets of its columns at
// once, and a statement takes some thousand of them. Ordered by service, as the index of timelines is: neighbours share a page of it.

import { ids, integers, moments, words } from '../columns.ts'
import type { Db } from '../database.ts'
import { ask } from '../statements.ts'
import { microsecondsOf } from '../time.ts'
import type { Answered } from './decisions.ts'

export interface Yeses {
  count(): number
  add(answered: Answered): void
  /** Writes all of them, in one statement. */
  write(db: Db): Promise<void>
}

export function openYeses(): Yeses {
  const decided_at = moments()
  const [router_id, service_id, session_seconds] = [ids(), ids(), integers()]
  const [user_name, calling_station_id, rate_limit] = [words(), words(), words()]
  const columns = [decided_at, router_id, service_id, user_name, calling_station_id, session_seconds, rate_limit] // prettier-ignore
  let count = 0

  return {
    count: () => count,
    add(answered) {
      decided_at.add(microsecondsOf(answered.decided_at))
      router_id.add(answered.router_id)
      service_id.add(answered.service_id)
      user_name.add(answered.user_name)
      calling_station_id.add(answered.calling_station_id)
      session_seconds.add(answered.session_seconds)
      rate_limit.add(answered.rate_limit)
      count++
    },
    async write(db) {
      if (count === 0) return
      await ask(
        db,
        insertYeses,
        columns.map((column) => column.array()),
      )
    },
  }
}

const insertYeses = {
  name: 'insert_yeses',
  text: `insert into access_decisions (decided_at, router_id, service_id, user_name, calling_station_id, outcome,
                                session_seconds, rate_limit)
    select decided_at, router_id, service_id, user_name, calling_station_id, 'accept', session_seconds, rate_limit
    from (select unnest($1::timestamptz[]) as decided_at, unnest($2::bigint[]) as router_id,
                 unnest($3::bigint[]) as service_id, unnest($4::text[]) as user_name,
                 unnest($5::text[]) as calling_station_id, unnest($6::int[]) as session_seconds,
                 unnest($7::text[]) as rate_limit) d
    order by service_id`,
}
