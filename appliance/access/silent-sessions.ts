// Sessions that have ended without a word: silent while their router spoke (F46). How long each router has been heard
// without a gap is kept beside, because while we were away, or PostgreSQL was, every session fell silent for us.

import type { Db } from '../database.ts'
import type { Instant } from '../time.ts'
import { confirmDisconnections } from './disconnections.ts'

export interface Voice {
  router_id: number
  nas_identifier: string | null
  heard_at: Instant
}

// A router with a single session speaks every 330 seconds at the latest (Acct-Interim-Interval, radius/replies.ts).
const gapSeconds = 400
const silentSeconds = 3 * 330 + 60
const rebootSeconds = 330 + 60
// A router that was given another name leaves sessions of the old one, which nobody speaks of any more.
const renamedSeconds = 24 * 3600
const closedMax = 1000

/** Writes down when routers were last heard; after a gap a new stretch begins. In any order, and as often as you like. */
export async function recordVoices(db: Db, voices: readonly Voice[]): Promise<void> {
  if (voices.length === 0) return
  await db.raw(
    `insert into router_voices as v (router_id, nas_identifier, since_at, heard_at)
     select r.id, n.nas_identifier, max(n.heard_at), max(n.heard_at)
     from unnest(:router_id::bigint[], :nas_identifier::text[], :heard_at::timestamptz[])
       as n (router_id, nas_identifier, heard_at)
     join routers r on r.id = n.router_id
     group by r.id, n.nas_identifier order by r.id, n.nas_identifier
     on conflict (router_id, nas_identifier) do update set
       since_at = case when excluded.heard_at > v.heard_at + make_interval(secs => :gap::int)
                       then excluded.heard_at else v.since_at end,
       heard_at = greatest(v.heard_at, excluded.heard_at)
     where excluded.heard_at > v.heard_at`,
    {
      router_id: voices.map(({ router_id }) => router_id),
      nas_identifier: voices.map(({ nas_identifier }) => nas_identifier ?? ''),
      heard_at: voices.map(({ heard_at }) => heard_at),
      gap: gapSeconds,
    },
  )
}

/**
 * Closes sessions that were silent for three Interim-Updates and a minute of their router's speaking; or for one, where
 * the router's sessions have all begun anew since, with another third digit of Acct-Session-Id: RouterOS counts its
 * reboots there. Their end is their last word. Returns how many.
 */
export async function closeSilentSessions(db: Db, now: Instant): Promise<number> {
  return db.transaction(async (trx) => {
    const rebooted = await close(trx, 'inferred: reboot noticed', ofEarlierBoots, {
      reboot: rebootSeconds,
    })
    const silent = await close(trx, 'inferred: silent', silentWhileSpokenOf, {
      silent: silentSeconds,
      renamed: renamedSeconds,
    })
    const ended = [...rebooted, ...silent]
    await confirmDisconnections(trx, ended, now)
    return ended.length
  })
}

// A session that never named its router among those behind the address counts as each of theirs.
const silentWhileSpokenOf = `
  select s.id from sessions s
  where s.stopped_at is null and exists (
    select from router_voices v
    where v.router_id = s.router_id
      and v.heard_at >= greatest(s.heard_at, v.since_at) + make_interval(secs =>
        case when s.nas_identifier is null or s.nas_identifier = v.nas_identifier then :silent::int else :renamed::int end))`

// A digit that changes while one of its sessions still reports is no reboot: then all of them stay.
const ofEarlierBoots = `
  with open as (
    select id, router_id, nas_identifier, left(acct_session_id, 2) as kind, substr(acct_session_id, 3, 1) as boot,
           started_at, heard_at
    from sessions where stopped_at is null and acct_session_id ~ '^[0-9a-fA-F]{8}$'
  ), boots as (
    select router_id, nas_identifier, kind, boot, min(started_at) as began_at, max(heard_at) as heard_at
    from open group by router_id, nas_identifier, kind, boot
  ), dead as (
    select distinct was.*
    from boots was
    join boots anew on anew.router_id = was.router_id and anew.kind = was.kind and anew.boot <> was.boot
      and anew.nas_identifier is not distinct from was.nas_identifier and anew.began_at > was.heard_at
    join router_voices v on v.router_id = was.router_id and v.nas_identifier = coalesce(was.nas_identifier, '')
      and v.heard_at >= greatest(anew.began_at, v.since_at) + make_interval(secs => :reboot::int)
  )
  select open.id from open join dead using (router_id, kind, boot)
  where open.nas_identifier is not distinct from dead.nas_identifier`

/** One that is being told of at this moment is not silent: its row is locked, and left. */
async function close(
  db: Db,
  terminate_cause: string,
  which: string,
  facts: Record<string, number>,
): Promise<number[]> {
  const { rows } = await db.raw<{ rows: { id: number }[] }>(
    `with gone as (
       select s.id from sessions s where s.id in (${which}) and s.stopped_at is null
       order by s.session_key limit ${closedMax} for update skip locked
     )
     update sessions s set stopped_at = s.heard_at, terminate_cause = :terminate_cause
     from gone where s.id = gone.id
     returning s.id`,
    { ...facts, terminate_cause },
  )
  return rows.map(({ id }) => id)
}
