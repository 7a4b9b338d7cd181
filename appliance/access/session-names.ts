// What a session is called whose router did not give back our Class. Its Acct-Session-Id comes again after sixteen
// reboots, and Debian's pppd gives all of them the same one, "%lX6b010d3a%hX": so the time it began tells them apart (F56).

import type { Db } from '../database.ts'
import { ask, texts } from '../statements.ts'
import type { Session } from '../tables.ts'
import type { Instant } from '../time.ts'
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
  find(beginning: string): Alike | undefined
  remember(beginning: string, alike: Alike): void
  /** Since when every new name was remembered here, in milliseconds since 1970. */
  since(): number
  /** One batch after the other: what the first one names the next one knows. */
  inTurn<T>(task: () => Promise<T>): Promise<T>
}

interface Alike {
  sessions: NamedSession[]
  /** Whether those are here, too, that were named before we remembered. */
  lookedUp: boolean
}

const rememberedMax = 50_000

/** The older half gives way. */
export function rememberNames(now?: Instant): NamesKnown {
  let young = new Map<string, Alike>()
  let old = new Map<string, Alike>()
  let youngSince = now ? now.epochMilliseconds : Infinity
  let oldSince = youngSince
  let latest = youngSince
  let last: Promise<unknown> = Promise.resolve()
  return {
    find: (beginning) => young.get(beginning) ?? old.get(beginning),
    remember(beginning, alike) {
      if (young.size >= rememberedMax) {
        old = young
        oldSince = youngSince
        young = new Map()
        youngSince = latest
      }
      for (const { started_at } of alike.sessions)
        latest = Math.max(latest, started_at.epochMilliseconds)
      young.set(beginning, alike)
    },
    since: () => oldSince,
    inTurn(task) {
      const turn = last.then(task)
      last = turn.catch(() => {})
      return turn
    },
  }
}

/** The same reports; those without a Class carry the name of the session they belong to, or a new one. */
export async function nameSessions(
  db: Db,
  reports: readonly SessionReport[],
  names: NamesKnown = rememberNames(),
): Promise<readonly SessionReport[]> {
  const nameless = reports.filter(isNameless)
  if (nameless.length === 0) return reports
  const given = await names.inTurn(() => nameInOrder(db, nameless, names))
  return reports.map((report) => {
    const session_key = given.get(report)
    return session_key === undefined ? report : { ...report, session_key }
  })
}

async function nameInOrder(
  db: Db,
  nameless: SessionReport[],
  names: NamesKnown,
): Promise<Map<SessionReport, string>> {
  const unknown = new Set<string>()
  for (const report of nameless)
    if (mayBeOlder(report, names) && names.find(report.session_key)?.lookedUp !== true)
      unknown.add(report.session_key)
  if (unknown.size > 0) {
    const found = Map.groupBy(await listSessions(db, [...unknown]), beginningOf)
    for (const beginning of unknown) {
      const { sessions } = names.find(beginning) ?? { sessions: [] }
      const here = new Set(sessions.map(({ session_key }) => session_key))
      const older = (found.get(beginning) ?? []).filter(({ session_key }) => !here.has(session_key))
      names.remember(beginning, { sessions: [...older, ...sessions], lookedUp: true })
    }
  }
  const inOrder = nameless.sort(
    (one, other) => one.started_at.epochMilliseconds - other.started_at.epochMilliseconds,
  )
  const given = new Map<SessionReport, string>()
  for (const report of inOrder) given.set(report, nameOne(report, names))
  return given
}

/** Whether it may belong to a session that was named before we remembered. */
function mayBeOlder(report: SessionReport, names: NamesKnown): boolean {
  if (isTimeless(report)) return true
  return report.started_at.epochMilliseconds - secondsMost(report) * 1000 <= names.since()
}

function nameOne(report: SessionReport, names: NamesKnown): string {
  const alike = names.find(report.session_key) ?? { sessions: [], lookedUp: false }
  const known = alike.sessions
  const session_key = decideName(report, known) ?? newName(report)
  const met = known.find((each) => each.session_key === session_key)
  if (!met) {
    const { router_id, acct_session_id, user_name, calling_station_id } = report
    const who = { router_id, acct_session_id, user_name, calling_station_id }
    const { started_at, stopped_at } = report
    known.push({ session_key, ...who, started_at, stopped_at, inferred: false })
    if (known.length > alikeMax) known.shift()
    names.remember(report.session_key, alike)
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
  let nearest: NamedSession | undefined
  let least = Infinity
  for (const each of known) {
    if (!isAlike(each, report) || hasStoppedBefore(each, report)) continue
    const apart = secondsApart(each, report)
    if (apart < least) [nearest, least] = [each, apart]
  }
  // It belongs to what was open then.
  return least <= secondsMost(report) || isTimeless(report) ? nearest?.session_key : undefined
}

function secondsMost({ begins }: SessionReport): number {
  return begins ? startSeconds : laterSeconds
}

/** Without Acct-Session-Time nothing tells when it began. */
function isTimeless({ begins, session_seconds }: SessionReport): boolean {
  return !begins && session_seconds === 0
}

function hasStoppedBefore({ stopped_at, inferred }: NamedSession, report: SessionReport): boolean {
  if (stopped_at === null || inferred) return false
  return Temporal.Instant.compare(report.started_at, stopped_at) > 0
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
  return Math.abs(one.started_at.epochMilliseconds - other.started_at.epochMilliseconds) / 1000
}

/** Of a session's own name: what its reports are called, without the time it began. */
function beginningOf({ session_key }: NamedSession): string {
  return session_key.slice(0, session_key.lastIndexOf(' '))
}

// Those of one breath begin at one and the same instant, whose words cost as much as all the rest of naming.
let latest: { at: Instant; words: string } | undefined

function newName({ session_key, started_at }: SessionReport): string {
  if (latest?.at !== started_at) latest = { at: started_at, words: String(started_at) }
  return `${session_key} ${latest.words}`
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
