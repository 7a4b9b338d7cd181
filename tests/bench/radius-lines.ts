// The same lines for every side of the RADIUS benchmark: line0000000 with pass0000000 and so on, each paid for a month, all
// on plans of one speed; and for us what goes with them in the book of record.

import { openDatabase } from '../../appliance/database.ts'
import { openSafe } from '../../appliance/secrets.ts'
import type { Instant } from '../../appliance/time.ts'
import { readConfig } from '../../appliance/config.ts'
import { testEnv } from '../support/database.ts'
import { routerSecret } from '../support/factories.ts'

export const speed = { down_kbps: 10_000, up_kbps: 5_000 }
export const rateLimit = '5M/10M'
export const pool = 'pppoe'
export const interimSeconds = 300

export function lineName(at: number): string {
  return `line${String(at).padStart(7, '0')}`
}

export function linePassword(at: number): string {
  return `pass${String(at).padStart(7, '0')}`
}

export interface Town {
  lines: number
  routers?: { address: string; coa_port?: number }[]
  ends_at: Instant
}

const chunk = 20_000

/** Puts them into a migrated, empty database. */
export async function seedLines(
  databaseUrl: string,
  { lines, routers, ends_at }: Town,
): Promise<void> {
  const safe = openSafe(readConfig(testEnv(databaseUrl)).boxKey)
  const db = openDatabase(databaseUrl, { connections: 1, statement_seconds: 600 })
  const starts_at = ends_at.subtract({ hours: 30 * 24 })
  try {
    await db.transaction(async (trx) => {
      // A superuser's way past foreign keys and triggers, row by row the dearest part of a seeding.
      await trx.raw('set local session_replication_role = replica')
      await trx.raw(`insert into sites (name) values ('Kasarani')`)
      await trx.raw(
        `insert into plans (name, kind, price_cents, term_count, term_unit, down_kbps, up_kbps, address_pool)
         select 'Home 10', 'pppoe', 150000, 1, 'month', :down_kbps, :up_kbps, :pool`,
        { ...speed, pool },
      )
      for (const { address, coa_port = 3799 } of routers ?? [{ address: '127.0.0.1' }])
        await trx('routers').insert({
          name: `router-${address}`,
          site_id: 1,
          address,
          coa_port,
          secret_sealed: safe.seal(routerSecret, 'routers.secret'),
        })
      await trx.raw(
        `insert into transfers (kind, posted_at, reason) values ('sell', ?, 'A seed')`,
        [starts_at as never],
      )
      for (let from = 0; from < lines; from += chunk) {
        const numbers = Array.from({ length: Math.min(chunk, lines - from) }, (_, at) => from + at)
        const sealed = numbers.map((at) => safe.seal(linePassword(at), 'services.password'))
        await trx.raw(
          `with given as (select n, name, sealed from unnest(:numbers::int[], :names::text[], :sealed::bytea[]) as g (n, name, sealed)),
           s as (insert into subscribers (account_no, name, site_id, joined_at)
             select (1000000 + n)::text, 'Otieno Ouma', 1, :starts_at from given order by n returning id, account_no),
           v as (insert into services (subscriber_id, service_no, plan_id, user_name, password_sealed, opened_at)
             select s.id, 1, 1, g.name, g.sealed, :starts_at
             from given g join s on s.account_no = (1000000 + g.n)::text order by g.n returning id)
           insert into credits (service_id, plan_id, starts_at, ends_at, price_cents, transfer_id, due_at)
             select id, 1, :starts_at, :ends_at, 150000, 1, :ends_at from v`,
          { numbers, names: numbers.map(lineName), sealed, starts_at, ends_at } as never,
        )
      }
    })
    await db.raw('vacuum analyze')
  } finally {
    await db.destroy()
  }
}

/** Sessions that ended long ago. */
export async function seedPastSessions(
  databaseUrl: string,
  sessions: number,
  lines: number,
): Promise<void> {
  const db = openDatabase(databaseUrl, { connections: 1, statement_seconds: 1800 })
  try {
    await db.transaction(async (trx) => {
      await trx.raw('set local session_replication_role = replica')
      const now = Temporal.Now.instant()
      await trx.raw(
        `insert into sessions (session_key, router_id, service_id, acct_session_id, user_name, calling_station_id, nas_port_id,
                               nas_ip_address, framed_ip_address, started_at, heard_at, session_seconds, input_octets,
                               output_octets, stopped_at, terminate_cause)
         select 'class:' || md5(n::text), 1, 1 + n % :lines, '7' || lpad(to_hex(n), 7, '0'),
                'line' || lpad((n % :lines)::text, 7, '0'), '4C:5E:0C:00:00:01', 'ether5', '127.0.0.1', '10.64.0.1',
                at, at + interval '1 hour', 3600, 1000000, 9000000, at + interval '1 hour', 'User-Request'
         from (select n, :now::timestamptz - interval '1 day' - n * interval '3 seconds' as at
               from generate_series(1, :sessions) n) as past`,
        { sessions, lines, now } as never,
      )
    })
    await db.raw('vacuum analyze')
  } finally {
    await db.destroy()
  }
}

/** One open session for each line, on its router: what a power cut leaves behind. */
export async function seedOpenSessions(databaseUrl: string): Promise<void> {
  const db = openDatabase(databaseUrl, { connections: 1, statement_seconds: 60 })
  const started_at = Temporal.Now.instant().subtract({ hours: 1 })
  await db
    .raw(
      `insert into sessions (session_key, router_id, service_id, acct_session_id, user_name, started_at, heard_at)
       select 'class:' || md5(v.id::text), 1 + (v.id - 1) % (select count(*) from routers), v.id, 'b' || v.id, v.user_name,
              :started_at, :started_at
       from services v`,
      { started_at } as never,
    )
    .finally(() => db.destroy())
}
