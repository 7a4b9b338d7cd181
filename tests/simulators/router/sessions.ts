// A session on the router: from the Accept to the Stop. It counts bytes at a rate, knows its limits, and ends by them.

import type { Packet, Read } from './codec.ts'
import type { RouterSwitches } from './habits.ts'
import { readRateLimit, type RateLimit, type ZeroRate } from './rate-limit.ts'
import type { HotspotPlace, Line } from './requests.ts'

/** RFC 2866 5.10, with the names of /ppp/secret last-disconnect-reason. */
export const causes = {
  user_request: 1,
  lost_carrier: 2,
  idle_timeout: 4,
  session_timeout: 5,
  admin_reset: 6,
  admin_reboot: 7,
  port_error: 8,
  nas_error: 9,
  nas_request: 10,
} as const

export type Cause = keyof typeof causes

/** What a subscriber uses where nothing limits it, in bytes per second. */
export interface Wish {
  up: number
  down: number
}

export const usualWish: Wish = { up: 20_000, down: 250_000 }

export interface Session {
  readonly session_id: string
  readonly service: 'pppoe' | 'hotspot'
  readonly user_name: string
  readonly mac: string
  readonly nas_port: number
  readonly framed_ip: string
  readonly hotspot?: HotspotPlace
  readonly classes: readonly Buffer[]
  readonly started_at: Temporal.Instant
  /** What the Accept and later CoA set, by attribute name. */
  readonly settings: Map<string, string | number>
  ends_at: Temporal.Instant | null
  rate_limit: RateLimit
  wish: Wish
  /** From the subscriber: upload. */
  input_bytes: number
  output_bytes: number
  counted_at: Temporal.Instant
  /** When it last moved a byte. */
  busy_at: Temporal.Instant
  interim_seconds: number
  next_interim_at: Temporal.Instant | null
  state: 'online' | 'ended'
  ended_by: Cause | null
}

interface Opening {
  readonly line: Line
  readonly reply: Packet
  /** From the router's own pool, for when the reply gives none. */
  readonly framed_ip: string
  readonly started_at: Temporal.Instant
  readonly wish: Wish
  readonly interim_seconds: number
  readonly switches: RouterSwitches
}

/** The session that an Accept opens on a line. */
export function openSession(opening: Opening): Session {
  const { line, reply, started_at, switches } = opening
  const settings = settingsOf(reply.attributes)
  const told = Number(settings.get('Acct-Interim-Interval') ?? 0)
  const interim_seconds =
    told > 0 ? Math.max(told, switches.interim_minimum_seconds) : opening.interim_seconds
  return {
    ...line,
    framed_ip: line.framed_ip ?? givenAddress(settings) ?? opening.framed_ip,
    classes: reply.attributes.filter(({ name }) => name === 'Class').map(({ bytes }) => bytes),
    started_at,
    settings,
    ends_at: endOf(settings, started_at),
    rate_limit: rateOf(settings, switches.zero_rate),
    wish: { ...opening.wish },
    input_bytes: 0,
    output_bytes: 0,
    counted_at: started_at,
    busy_at: started_at,
    interim_seconds,
    next_interim_at: interim_seconds > 0 ? started_at.add({ seconds: interim_seconds }) : null,
    state: 'online',
    ended_by: null,
  }
}

/** An address in 127.0.0.0/8 or from 224.0.0.0 on means "from the pool". */
function givenAddress(settings: ReadonlyMap<string, string | number>): string | undefined {
  const given = settings.get('Framed-IP-Address')
  if (typeof given !== 'string') return undefined
  const first = Number(given.split('.')[0])
  return first === 127 || first >= 224 ? undefined : given
}

const GIGAWORD = 4_294_967_296
const PACKET_BYTES = 900

/** Brings the counters up to the clock. */
export function count(session: Session, now: Temporal.Instant): void {
  const milliseconds = now.since(session.counted_at).total('milliseconds')
  if (milliseconds <= 0) return
  const { up, down } = session.rate_limit
  const input = grown(session.wish.up, up, milliseconds)
  const output = grown(session.wish.down, down, milliseconds)
  session.input_bytes += input
  session.output_bytes += output
  session.counted_at = now
  if (input + output > 0) session.busy_at = now
}

function grown(wish: number, limit_bits: number | null, milliseconds: number): number {
  const bytes = limit_bits === null ? wish : Math.min(wish, Math.floor(limit_bits / 8))
  return Math.floor((bytes * milliseconds) / 1000)
}

/** Bytes beside the wish, at once; what goes over a limit does not pass, and the next look at the clock ends it. */
export function move(session: Session, bytes: number, way: 'up' | 'down', now: Temporal.Instant) {
  const isUp = way === 'up'
  const both = session.input_bytes + session.output_bytes
  const left = (limit: string, used: number) =>
    Math.max(0, (limitOf(session, limit) ?? Number.MAX_SAFE_INTEGER) - used)
  const passing = Math.min(
    bytes,
    left('Mikrotik-Total-Limit', both),
    isUp
      ? left('Mikrotik-Recv-Limit', session.input_bytes)
      : left('Mikrotik-Xmit-Limit', session.output_bytes),
  )
  session[isUp ? 'input_bytes' : 'output_bytes'] += passing
  session.busy_at = now
}

/** Octets, gigawords and packets of a counter. */
export function counterWords(bytes: number) {
  return {
    octets: bytes % GIGAWORD,
    gigawords: Math.floor(bytes / GIGAWORD),
    packets: Math.ceil(bytes / PACKET_BYTES) % GIGAWORD,
  }
}

/** Why the session must end now, by what it was allowed; undefined while it may go on. */
export function dueCause(session: Session, now: Temporal.Instant): Cause | undefined {
  if (session.ends_at !== null && Temporal.Instant.compare(now, session.ends_at) >= 0) {
    return 'session_timeout'
  }
  const { input_bytes, output_bytes } = session
  const isOver = (limit: string, used: number) => {
    const allowed = limitOf(session, limit)
    return allowed !== undefined && used >= allowed
  }
  if (
    isOver('Mikrotik-Recv-Limit', input_bytes) ||
    isOver('Mikrotik-Xmit-Limit', output_bytes) ||
    isOver('Mikrotik-Total-Limit', input_bytes + output_bytes)
  ) {
    return 'nas_request'
  }
  const idle = session.settings.get('Idle-Timeout')
  if (typeof idle === 'number' && idle > 0) {
    const still = now.since(session.busy_at).total('seconds')
    if (still >= idle) return 'idle_timeout'
  }
  return undefined
}

/** A limit and its gigawords; both zero or absent is no limit. */
export function limitOf({ settings }: Session, name: string): number | undefined {
  const low = Number(settings.get(name) ?? 0)
  const high = Number(settings.get(`${name}-Gigawords`) ?? 0)
  const bytes = high * GIGAWORD + low
  return bytes === 0 ? undefined : bytes
}

/** Where Session-Timeout ends a session, counted from `from`. */
export function endOf(
  settings: ReadonlyMap<string, string | number>,
  from: Temporal.Instant,
): Temporal.Instant | null {
  const seconds = settings.get('Session-Timeout')
  return typeof seconds === 'number' && seconds > 0 ? from.add({ seconds }) : null
}

const NO_LIMIT: RateLimit = { up: null, down: null }

/** Rate-Limit goes before Ascend's rates, and those before WISPr's. An unreadable Rate-Limit counts as none. */
export function rateOf(settings: ReadonlyMap<string, string | number>, zero: ZeroRate): RateLimit {
  const mikrotik = settings.get('Mikrotik-Rate-Limit')
  if (typeof mikrotik === 'string') return readRateLimit(mikrotik, zero) ?? NO_LIMIT
  const number = (name: string) => {
    const value = settings.get(name)
    return typeof value === 'number' && value > 0 ? value : null
  }
  const ascend = { up: number('Ascend-Data-Rate'), down: number('Ascend-Xmit-Rate') }
  if (ascend.up !== null || ascend.down !== null) return ascend
  return { up: number('WISPr-Bandwidth-Max-Up'), down: number('WISPr-Bandwidth-Max-Down') }
}

/** The reply's attributes by name; of repeated ones the last. */
export function settingsOf(attributes: readonly Read[]): Map<string, string | number> {
  const skipped = new Set(['Message-Authenticator', 'Class', 'Reply-Message', 'State'])
  return new Map(
    attributes
      .filter(({ name }) => !skipped.has(name) && !name.startsWith('MS-'))
      .map(({ name, value }) => [name, value]),
  )
}

/** For pages and the control API: what can be said in JSON. */
export function sessionFacts(session: Session, now: Temporal.Instant) {
  const { settings, classes, ...rest } = session
  const seconds_left =
    session.ends_at === null
      ? null
      : Math.max(0, Math.ceil(session.ends_at.since(now).total('seconds')))
  return {
    ...rest,
    seconds_left,
    settings: Object.fromEntries(settings),
    classes: classes.map((one) => one.toString('hex')),
  }
}
