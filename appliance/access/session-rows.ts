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

/** One report a session, in the order of their keys: then two batches wait for each other, and don't deadlock. */
export async function writeSessions(db: Db, reports: readonly SessionReport[]): Promise<Written[]> {
  const begin = reports.filter(({ begins }) => begins)
  const goOn = reports.filter(({ begins }) => !begins)
  const met = await write(db, updateSessions, goOn)
  if (met.length === goOn.length && begin.length === 0) return met
  const known = new Set(met.map(({ session_key }) => session_key))
  const rest = reports.filter(({ session_key }) => !known.has(session_key))
  return [...met, ...(await write(db, insertSessions, rest))]
}

async function write(
  db: Db,
  statement: { name: string; text: string },
  reports: readonly SessionReport[],
): Promise<Written[]> {
  if (reports.length === 0) return []
  // A report that an older release left in the spool may lack what is new.
  const words = (name: keyof SessionReport) =>
    texts(reports.map((each) => each[name] as string | null | undefined))
  const figures = (name: keyof SessionReport) =>
    numbers(reports.map((each) => each[name] as number | null | undefined))
  const { rows } = await ask<Written>(db, statement, [
    words('session_key'),
    figures('router_id'),
    figures('service_id'),
    words('acct_session_id'),
    words('user_name'),
    words('calling_station_id'),
    words('nas_port_id'),
    words('nas_ip_address'),
    words('framed_ip_address'),
    instants(reports.map(({ started_at }) => started_at)),
    instants(reports.map(({ heard_at }) => heard_at)),
    figures('session_seconds'),
    figures('input_octets'),
    figures('output_octets'),
    instants(reports.map(({ stopped_at }) => stopped_at)),
    words('terminate_cause'),
    words('device_mac'),
    words('rate_limit'),
    words('nas_identifier'),
  ])
  return rows
}

const told = `(
  select session_key, router_id, service_id, acct_session_id, user_name, calling_station_id, nas_port_id,
         nas_ip_address::inet, framed_ip_address::inet, to_timestamp(started_ms / 1000) as started_at,
         to_timestamp(heard_ms / 1000) as heard_at, session_seconds, input_octets, output_octets,
         to_timestamp(stopped_ms / 1000) as stopped_at, terminate_cause, device_mac, rate_limit, nas_identifier
  from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
              $9::text[], $10::float8[], $11::float8[], $12::bigint[], $13::bigint[], $14::bigint[], $15::float8[],
              $16::text[], $17::text[], $18::text[], $19::text[])
    as n (session_key, router_id, service_id, acct_session_id, user_name, calling_station_id, nas_port_id,
          nas_ip_address, framed_ip_address, started_ms, heard_ms, session_seconds, input_octets,
          output_octets, stopped_ms, terminate_cause, device_mac, rate_limit, nas_identifier)
) n`

// A router speaks only for services that may come online there. What it says of others is kept, and is nobody's (T49).
const mayBeHere = `(v.router_id is null or v.router_id = r.id) and (v.site_id is null or v.site_id = r.site_id)`

/** Who our Class names, else the user name, else the device; each is looked up only where the one before is nobody. */
const service = `coalesce(
  (select v.id from services v, routers r where v.id = n.service_id and r.id = n.router_id and ${mayBeHere}),
  (select v.id from services v, routers r
   where v.user_name = lower(n.user_name) and r.id = n.router_id and ${mayBeHere}),
  (select v.id from devices d join services v on v.id = d.service_id, routers r
   where d.mac = n.device_mac and r.id = n.router_id and ${mayBeHere}))`

/**
 * How a report changes a row, whatever came before it. The end is the earliest Stop's word. An end that we inferred gives
 * way to a Stop, and to a sign of life a minute after it: the router was wrong when it said that it had no such session.
 */
function merged(s: string, n: string, service_id: string): string {
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

const returning = (s: string) =>
  `returning ${s}.id, ${s}.session_key, ${s}.service_id, ${s}.stopped_at is not null as stopped`

const updateSessions = {
  name: 'update_sessions',
  text: `update sessions s set ${merged('s', 'n', service)}
    from ${told} where s.session_key = n.session_key ${returning('s')}`,
}

const insertSessions = {
  name: 'insert_sessions',
  text: `insert into sessions (session_key, router_id, service_id, acct_session_id, user_name, calling_station_id,
                          nas_port_id, nas_ip_address, framed_ip_address, started_at, heard_at,
                          session_seconds, input_octets, output_octets, stopped_at, terminate_cause, rate_limit,
                          nas_identifier)
    select n.session_key, n.router_id, ${service}, n.acct_session_id, n.user_name, n.calling_station_id,
           n.nas_port_id, n.nas_ip_address, n.framed_ip_address, n.started_at, n.heard_at,
           n.session_seconds, n.input_octets, n.output_octets, n.stopped_at, n.terminate_cause, n.rate_limit,
           n.nas_identifier
    from ${told} where exists (select from routers r where r.id = n.router_id) order by n.session_key
    on conflict (session_key) do update set ${merged('sessions', 'excluded', 'excluded.service_id')}
    ${returning('sessions')}`,
}
