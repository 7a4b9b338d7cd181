// The two statements that write down what routers tell of sessions: one for sessions there are, which touches nothing but
// their rows and what they used; one for those that may be new. Figures: `npm run bench radius`.

import type { Db } from '../database.ts'
import { ask, instants, numbers, texts } from '../statements.ts'
import type { SessionReport } from './sessions.ts'

export interface Written {
  id: number
  session_key: string
  service_id: number | null
  stopped: boolean
}

/**
 * One report a session, in the order of their keys: then two batches wait for each other, and don't deadlock. Returns `all` of
 * them, or those of which there is something to do: they have ended, or they began where their service, or station of nobody's,
 * had another one open.
 */
export async function writeSessions(
  db: Db,
  reports: readonly SessionReport[],
  { all }: { all: boolean },
): Promise<Written[]> {
  const goOn = reports.filter(({ begins }) => !begins)
  const told: Written[] = []
  let rest = reports
  if (goOn.length > 0) {
    const met = await write(db, updateSessions, goOn, all)
    told.push(...met.told)
    if (met.keys === null) rest = reports.filter(({ begins }) => begins)
    else {
      const known = new Set(met.keys)
      rest = reports.filter(({ session_key }) => !known.has(session_key))
    }
  }
  if (rest.length > 0) told.push(...(await write(db, insertSessions, rest, all)).told)
  return told
}

interface Answer {
  told: Written[]
  /** Which were written, where some were not. */
  keys: string[] | null
}

async function write(
  db: Db,
  statement: { name: string; text: string },
  reports: readonly SessionReport[],
  all: boolean,
): Promise<Answer> {
  // Each column by its own name: one that is looked up by a name that changes takes several times as long.
  const { rows } = await ask<Answer>(db, statement, [
    texts(reports.map((each) => each.session_key)),
    numbers(reports.map((each) => each.router_id)),
    numbers(reports.map((each) => each.service_id)),
    texts(reports.map((each) => each.acct_session_id)),
    texts(reports.map((each) => each.user_name)),
    texts(reports.map((each) => each.calling_station_id)),
    texts(reports.map((each) => each.nas_port_id)),
    texts(reports.map((each) => each.nas_ip_address)),
    texts(reports.map((each) => each.framed_ip_address)),
    instants(reports.map((each) => each.started_at)),
    instants(reports.map((each) => each.heard_at)),
    numbers(reports.map((each) => each.session_seconds)),
    numbers(reports.map((each) => each.input_octets)),
    numbers(reports.map((each) => each.output_octets)),
    instants(reports.map((each) => each.stopped_at)),
    texts(reports.map((each) => each.terminate_cause)),
    texts(reports.map((each) => each.rate_limit)),
    texts(reports.map((each) => each.nas_identifier)), // A report that an older release left in the spool has none.
    all,
  ])
  return rows[0]!
}

const told = `(
  select session_key, router_id, service_id, acct_session_id, user_name, calling_station_id, nas_port_id,
         nas_ip_address::inet, framed_ip_address::inet, to_timestamp(started_ms / 1000) as started_at,
         to_timestamp(heard_ms / 1000) as heard_at, session_seconds, input_octets, output_octets,
         to_timestamp(stopped_ms / 1000) as stopped_at, terminate_cause, rate_limit, nas_identifier
  from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::float8[], $11::float8[], $12::bigint[], $13::bigint[], $14::bigint[], $15::float8[],
              $16::text[], $17::text[], $18::text[])
    as n (session_key, router_id, service_id, acct_session_id, user_name, calling_station_id, nas_port_id,
          nas_ip_address, framed_ip_address, started_ms, heard_ms, session_seconds, input_octets,
          output_octets, stopped_ms, terminate_cause, rate_limit, nas_identifier)
) n`

/**
 * Whose session each is: who our Class names, or RADIUS knows by now; else the user name, else the device. Each is looked up
 * only where the one before is nobody, and what a router says of a service that may not come online there is nobody's (T49).
 */
export async function findServices(
  db: Db,
  reports: readonly SessionReport[],
): Promise<readonly SessionReport[]> {
  const unknown = reports.filter(({ service_id }) => service_id === null)
  if (unknown.length === 0) return reports
  const { rows } = await ask<{ ids: (number | null)[] }>(db, findThem, [
    numbers(unknown.map(({ router_id }) => router_id)),
    texts(unknown.map(({ user_name }) => user_name)),
    texts(unknown.map(({ device_mac }) => device_mac)),
  ])
  const found = new Map(unknown.map((report, at) => [report, rows[0]!.ids[at] ?? null]))
  return reports.map((report) => {
    const service_id = found.get(report)
    return service_id ? { ...report, service_id } : report
  })
}

const mayBeHere = `(v.router_id is null or v.router_id = r.id) and (v.site_id is null or v.site_id = r.site_id)`

const findThem = {
  name: 'find_services',
  text: `select json_agg(coalesce(
      (select v.id from services v, routers r
       where v.user_name = lower(n.user_name) and r.id = n.router_id and ${mayBeHere}),
      (select v.id from devices d join services v on v.id = d.service_id, routers r
       where d.mac = n.device_mac and r.id = n.router_id and ${mayBeHere})) order by n.at) as ids
    from unnest($1::bigint[], $2::text[], $3::text[]) with ordinality as n (router_id, user_name, device_mac, at)`,
}

/**
 * How a report changes a row, whatever came before it. The end is the earliest Stop's word. An end that we inferred gives
 * way to a Stop, and to a sign of life a minute after it: the router was wrong when it said that it had no such session.
 */
function merged(s: string, n: string, service_id = `${n}.service_id`): string {
  const stays = `${s}.stopped_at is not null and case
    when ${s}.terminate_cause like 'inferred:%'
      then ${n}.stopped_at is null and ${n}.heard_at <= ${s}.stopped_at + interval '1 minute'
    else ${n}.stopped_at is null or (${s}.stopped_at, ${s}.terminate_cause) <= (${n}.stopped_at, ${n}.terminate_cause) end`
  const known = (name: string) => `${name} = coalesce(${s}.${name}, ${n}.${name})`
  const most = (name: string) => `${name} = greatest(${s}.${name}, ${n}.${name})`
  return [
    `service_id = coalesce(${s}.service_id, ${service_id})`,
    ...['calling_station_id', 'nas_port_id', 'nas_identifier'].map(known),
    ...['nas_ip_address', 'framed_ip_address', 'rate_limit'].map(known),
    `started_at = least(${s}.started_at, ${n}.started_at)`,
    ...['heard_at', 'session_seconds', 'input_octets', 'output_octets'].map(most),
    `stopped_at = case when ${stays} then ${s}.stopped_at else ${n}.stopped_at end`,
    `terminate_cause = case when ${stays} then ${s}.terminate_cause else ${n}.terminate_cause end`,
  ].join(',\n')
}

// One row comes back: to read one a session costs as much as to write it into the statement.
const answer = (written: string) => `with written as (${written})
  select coalesce(json_agg(json_build_object('id', id, 'session_key', session_key, 'service_id', service_id, 'stopped', stopped))
                    filter (where stopped or beside or $19), '[]') as told,
         case when count(*) < cardinality($1::text[]) then coalesce(json_agg(session_key), '[]') end as keys
  from written`

const returning = (s: string) =>
  `returning ${s}.id, ${s}.session_key, ${s}.service_id, ${s}.stopped_at is not null as stopped`

const isBeside = `case when sessions.service_id is not null
    then exists (select from sessions o where o.service_id = sessions.service_id and o.stopped_at is null
                                          and o.id <> sessions.id)
    else exists (select from sessions o where o.service_id is null and o.calling_station_id = sessions.calling_station_id
                   and o.router_id = sessions.router_id and o.stopped_at is null and o.id <> sessions.id) end`

// Asked only where a session was nobody's so far.
const service = `(select v.id from services v, routers r where v.id = n.service_id and r.id = n.router_id and ${mayBeHere})`

const updateSessions = {
  name: 'update_sessions',
  text: answer(`update sessions s set ${merged('s', 'n', service)}
    from ${told} where s.session_key = n.session_key ${returning('s')}, false as beside`),
}

const insertSessions = {
  name: 'insert_sessions',
  text: answer(`insert into sessions (session_key, router_id, service_id, acct_session_id, user_name, calling_station_id,
                          nas_port_id, nas_ip_address, framed_ip_address, started_at, heard_at,
                          session_seconds, input_octets, output_octets, stopped_at, terminate_cause, rate_limit,
                          nas_identifier)
    select n.session_key, n.router_id, v.id, n.acct_session_id, n.user_name, n.calling_station_id,
           n.nas_port_id, n.nas_ip_address, n.framed_ip_address, n.started_at, n.heard_at,
           n.session_seconds, n.input_octets, n.output_octets, n.stopped_at, n.terminate_cause, n.rate_limit,
           n.nas_identifier
    from ${told} join routers r on r.id = n.router_id left join services v on v.id = n.service_id and ${mayBeHere}
    order by n.session_key
    on conflict (session_key) do update set ${merged('sessions', 'excluded')}
    ${returning('sessions')}, ${isBeside} as beside`),
}
