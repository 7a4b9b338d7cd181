// Who was let in and who was refused, for the timelines staff read. Written in batches, after the routers were answered.
// A box that is refused asks again within seconds, all night: its refusals are one row with a count, and of each name at
// each router the last rows are kept; of who is let in, each night. Who is online, and was, is told by sessions.

import type { Db } from '../database.ts'
import type { AccessDecision } from '../tables.ts'
import type { Instant } from '../time.ts'
import { openYeses } from './yeses.ts'

/** One answer to a router. */
export type Answered = Omit<AccessDecision, 'id' | 'times' | 'last_at'>

/** One answer, or equal refusals that followed each other. */
export interface Run extends Answered {
  times: number
  last_at: Instant
}

/** Equal refusals of a name at a router are one row while none comes later than so long after the one before. */
const runSeconds = 60

/** The last rows of a name at a router. */
export const keptOfName = 20
const servicesAtOnce = 1000
const keptOfNobody = 1000 // Whoever guesses names must not fill the disk (T55).

/** Whether it is the refusal of before once more, `last_at` being the last time of that. Of one name at one router. Pure. */
export function isRepeat(one: Answered, last_at: Instant, other: Answered): boolean {
  return (
    one.outcome === 'reject' &&
    other.outcome === 'reject' &&
    one.reason === other.reason &&
    one.service_id === other.service_id &&
    one.calling_station_id === other.calling_station_id &&
    Math.abs(other.decided_at.since(last_at).total('seconds')) < runSeconds
  )
}

/** What tells names at routers apart. */
export function nameKey({ router_id, user_name }: Answered): string {
  return `${router_id} ${user_name}`
}

/** Runs of one name that go on as one: what waited while PostgreSQL was away. Pure. */
function joinRuns(runs: readonly Run[]): Run[] {
  const joined: Run[] = []
  const latest = new Map<string, Run>()
  for (const run of runs) {
    const key = nameKey(run)
    const before = latest.get(key)
    if (before && isRepeat(before, before.last_at, run)) {
      before.times += run.times
      before.last_at = run.last_at
      continue
    }
    const own = { ...run }
    latest.set(key, own)
    joined.push(own)
  }
  return joined
}

/** Any order of routers and names; those of one name in the order they were given. */
export async function recordDecisions(db: Db, answered: readonly Run[]): Promise<void> {
  const special = answered.filter(({ outcome, times }) => outcome === 'reject' || times > 1)
  if (special.length === 0) return writeYeses(db, answered)
  const refused = new Set(special.map(nameKey))
  const of = Map.groupBy(answered, (run) => (refused.has(nameKey(run)) ? 'refused' : 'let in'))
  const runs = joinRuns(of.get('refused') ?? [])
  await db.transaction(async (trx) => {
    await writeYeses(trx, of.get('let in') ?? [])
    if ((await writeRuns(trx, runs)) > 0) await trim(trx, runs)
  })
}

/** Of names that are refused in the same batch see below. */
async function writeYeses(db: Db, runs: readonly Run[]): Promise<void> {
  const yeses = openYeses()
  for (const run of runs) yeses.add(run)
  await yeses.write(db)
}

/** Counts up the rows that are repeated, and writes the others. Returns how many those are. */
async function writeRuns(db: Db, runs: readonly Run[]): Promise<number> {
  const column = <Name extends keyof Run>(name: Name) => runs.map((each) => each[name])
  // A service that is gone is left blank; a router that is gone takes its row with it.
  const { rowCount } = await db.raw<{ rowCount: number }>(
    `with told as (
       select d.*, s.id as known_id, row_number() over (partition by d.router_id, d.user_name order by d.place) as turn
       from unnest(:decided_at::timestamptz[], :router_id::bigint[], :service_id::bigint[], :user_name::text[],
                   :calling_station_id::text[], :outcome::text[], :reason::text[], :session_seconds::int[],
                   :rate_limit::text[], :times::int[], :last_at::timestamptz[])
         with ordinality as d (decided_at, router_id, service_id, user_name, calling_station_id,
                               outcome, reason, session_seconds, rate_limit, times, last_at, place)
       join routers r on r.id = d.router_id
       left join services s on s.id = d.service_id
     ), counted as (
       update access_decisions a
       set times = a.times + t.times, decided_at = least(a.decided_at, t.decided_at),
           last_at = greatest(a.decided_at, a.last_at, t.last_at)
       from told t
       where t.turn = 1 and a.outcome = 'reject' and t.outcome = 'reject' and a.reason = t.reason
         and a.id = (select max(m.id) from access_decisions m
                     where m.router_id = t.router_id and m.user_name = t.user_name and m.outcome = 'reject')
         and not exists (select from access_decisions m
                         where m.service_id = t.known_id and m.decided_at >= a.decided_at and m.outcome = 'accept'
                           and m.router_id = t.router_id and m.user_name = t.user_name and m.id > a.id)
         and a.service_id is not distinct from t.known_id
         and a.calling_station_id is not distinct from t.calling_station_id
         and t.decided_at < coalesce(a.last_at, a.decided_at) + :run_seconds * interval '1 second'
         and t.last_at > a.decided_at - :run_seconds * interval '1 second'
       returning t.place
     )
     insert into access_decisions (decided_at, router_id, service_id, user_name, calling_station_id,
                                   outcome, reason, session_seconds, rate_limit, times, last_at)
     select decided_at, router_id, known_id, user_name, calling_station_id,
            outcome, reason, session_seconds, rate_limit, times, case when times > 1 then last_at end
     from told where place not in (select place from counted)
     order by place`,
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
      times: column('times'),
      last_at: column('last_at'),
      run_seconds: runSeconds,
    },
  )
  return rowCount
}

/** Of the names just written, and of the names that nobody has, what is older than the rows kept. */
async function trim(db: Db, runs: readonly Run[]): Promise<void> {
  await db.raw(
    `delete from access_decisions d
     using (select distinct router_id, user_name
            from unnest(:router_id::bigint[], :user_name::text[]) as t (router_id, user_name)) t
     where d.router_id = t.router_id and d.user_name = t.user_name and d.outcome = 'reject'
       and d.id <= (select k.id from access_decisions k
                    where k.router_id = t.router_id and k.user_name = t.user_name and k.outcome = 'reject'
                    order by k.id desc offset :kept limit 1)`,
    {
      router_id: runs.map(({ router_id }) => router_id),
      user_name: runs.map(({ user_name }) => user_name),
      kept: keptOfName,
    },
  )
  const strange = runs.filter(({ service_id }) => service_id === null)
  const router_ids = [...new Set(strange.map(({ router_id }) => router_id))]
  if (router_ids.length === 0) return
  await db.raw(
    `delete from access_decisions d using unnest(:router_ids::bigint[]) as t (router_id)
     where d.service_id is null and d.router_id = t.router_id
       and d.id <= (select k.id from access_decisions k where k.service_id is null and k.router_id = t.router_id
                    order by k.id desc offset :kept limit 1)`,
    { router_ids, kept: keptOfNobody },
  )
}

/**
 * Of each service the last yeses of a name at a router; older ones go. For the night: services after `after`, up to a
 * thousand; the id of the last of them, null where there are no more.
 */
export async function trimYeses(db: Db, after: number): Promise<number | null> {
  const { rows } = await db.raw<{ rows: { last: number | null }[] }>(
    `with page as (
       select id from services where id > :after order by id limit ${servicesAtOnce}
     ), old as (
       select place from (
         select d.ctid as place, row_number() over (
                  partition by d.service_id, d.router_id, d.user_name order by d.decided_at desc, d.id desc) as turn
         from page join access_decisions d on d.service_id = page.id where d.outcome = 'accept') d
       where turn > :kept
     ), gone as (
       delete from access_decisions where ctid in (select place from old)
     )
     select max(id) as last from page`,
    { after, kept: keptOfName },
  )
  return rows[0]?.last ?? null
}
