// What a session is called whose router did not give back our Class. Its Acct-Session-Id comes again after sixteen
// reboots, and Debian's pppd gives all of them the same one, "%lX6b010d3a%hX": so the time it began tells them apart (F56).

import type { Db } from '../database.ts'
import { ask, texts } from '../statements.ts'
import type { Session } from '../tables.ts'
import type { SessionReport } from './sessions.ts'

export type NamedSession = Pick<Session, 'session_key' | 'started_at' | 'stopped_at' | Identity> & {
  /** Whether nobody but us says that it has stopped. */
  inferred: boolean
}
type Identity = 'router_id' | 'acct_session_id' | 'user_name' | 'calling_station_id'

// A Start is sent again for some seconds; later reports count back to it, with the time they took on their way.
const startSeconds = 60
const laterSeconds = 300
const alikeMax = 8

/**
 * The sessions that are called alike, by how their names begin, as one writer of them knows them. Who else ends a session
 * only infers it, which changes no name.
 */
export interface NamesKnown {
  alike: Map<string, NamedSession[]>
}

const rememberedMax = 50_000

export function rememberNames(): NamesKnown {
  return { alike: new Map() }
}

/** The same reports; those without a Class carry the name of the session they belong to, or a new one. */
export async function nameSessions(
  db: Db,
  reports: readonly SessionReport[],
  { alike }: NamesKnown = rememberNames(),
): Promise<readonly SessionReport[]> {
  const nameless = reports.filter(isNameless)
  if (nameless.length === 0) return reports

  const beginnings = [...new Set(nameless.map(({ session_key }) => session_key))]
  const unknown = beginnings.filter((beginning) => !alike.has(beginning))
  const found = Map.groupBy(await listSessions(db, unknown), beginningOf)
  if (alike.size > rememberedMax) alike.clear()
  for (const beginning of unknown) alike.set(beginning, found.get(beginning) ?? [])
  const inOrder = [...nameless].sort(
    (one, other) => one.started_at.epochMilliseconds - other.started_at.epochMilliseconds,
  )
  const names = new Map<SessionReport, string>()
  for (const report of inOrder) names.set(report, nameOne(report, alike))
  return reports.map((report) => {
    const session_key = names.get(report)
    return session_key === undefined ? report : { ...report, session_key }
  })
}

function nameOne(report: SessionReport, alike: NamesKnown['alike']): string {
  const known = alike.get(report.session_key) ?? []
  const session_key = decideName(report, known) ?? newName(report)
  const met = known.find((each) => each.session_key === session_key)
  if (!met) {
    const { router_id, acct_session_id, user_name, calling_station_id } = report
    const who = { router_id, acct_session_id, user_name, calling_station_id }
    const { started_at, stopped_at } = report
    known.push({ session_key, ...who, started_at, stopped_at, inferred: false })
    if (known.length > alikeMax) known.shift()
    alike.set(report.session_key, known)
  } else if (report.stopped_at !== null && (met.inferred || met.stopped_at === null)) {
    Object.assign(met, { stopped_at: report.stopped_at, inferred: false })
  }
  return session_key
}

/**
 * Which of the sessions that are called alike a report belongs to: the one that began nearest to it, within a minute of
 * a Start and within five of anything else, and not one that a Stop had ended before. Undefined: it is a new one. Pure.
 */
export function decideName(
  report: SessionReport,
  known: readonly NamedSession[],
): string | undefined {
  const most = report.begins ? startSeconds : laterSeconds
  const fitting = known
    .filter((each) => isAlike(each, report))
    .filter(({ stopped_at, inferred }) => {
      if (stopped_at === null || inferred) return true
      return Temporal.Instant.compare(report.started_at, stopped_at) <= 0
    })
    .map((each) => ({ ...each, apart: secondsApart(each, report) }))
    .sort((one, other) => one.apart - other.apart)
  const nearest = fitting.find(({ apart }) => apart <= most)
  if (nearest) return nearest.session_key
  // Without Acct-Session-Time nothing tells when it began: it belongs to what was open then.
  const isTimeless = !report.begins && report.session_seconds === 0
  return isTimeless ? fitting[0]?.session_key : undefined
}

function isNameless({ session_key }: SessionReport): boolean {
  return session_key.startsWith('nas:')
}

function isAlike(one: Pick<Session, Identity>, other: Pick<Session, Identity>): boolean {
  return (
    one.acct_session_id === other.acct_session_id &&
    one.router_id === other.router_id &&
    one.user_name === other.user_name &&
    one.calling_station_id === other.calling_station_id
  )
}

function secondsApart(
  one: Pick<Session, 'started_at'>,
  other: Pick<Session, 'started_at'>,
): number {
  return Math.abs(one.started_at.since(other.started_at).total('seconds'))
}

/** Of a session's own name: what its reports are called, without the time it began. */
function beginningOf({ session_key }: NamedSession): string {
  return session_key.slice(0, session_key.lastIndexOf(' '))
}

function newName({ session_key, started_at }: SessionReport): string {
  return `${session_key} ${started_at}`
}

// The latest of each kind: older ones have begun longer ago than any report reaches back. Their names begin alike, and end
// with when they began.
async function listSessions(db: Db, beginnings: readonly string[]): Promise<NamedSession[]> {
  if (beginnings.length === 0) return []
  const { rows } = await ask<NamedSession>(db, listAlike, [texts(beginnings)])
  return rows
}

const listAlike = {
  name: 'list_sessions_alike',
  text: `select s.session_key, s.router_id, s.acct_session_id, s.user_name, s.calling_station_id,
           s.started_at, s.stopped_at, coalesce(s.terminate_cause like 'inferred:%', false) as inferred
    from unnest($1::text[]) as n (beginning)
    cross join lateral (
      select * from sessions s
      where s.session_key > n.beginning || ' ' collate "C" and s.session_key < n.beginning || '!' collate "C"
      order by s.session_key desc limit ${alikeMax}) s`,
}
