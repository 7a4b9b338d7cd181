// A MikroTik as a NAS: it asks whether a subscriber may come online, keeps the session as it was told, reports it, and
// obeys Disconnect and CoA. Written from public facts about RouterOS; it shares no code with Lango.

import { machineDice, type Dice } from '../dice.ts'
import { openAccounting } from './accounting.ts'
import type { Packet } from './codec.ts'
import { askToComeIn, noAnswer, type Dial, type Dialled } from './dialling.ts'
import { usualFaults, usualSwitches, type RouterFaults, type RouterSwitches } from './habits.ts'
import { openIncoming, type IncomingMonitor } from './incoming.ts'
import { openRadiusClient, type Monitor, type Note, type Server } from './radius-client.ts'
import { refuseAccept, rejectionWords } from './replies.ts'
import { poolAddress, sessionId, type Line } from './requests.ts'
import { count, dueCause, openSession, usualWish } from './sessions.ts'
import type { Cause, Session, Wish } from './sessions.ts'

const POLL_MS = 100
const KEPT_NOTES = 80
const PPPOE_PORTS = 0xf00000

export interface RouterOptions {
  /** /system identity name */
  readonly name: string
  /** A loopback address of its own: packets come from it. */
  readonly address: string
  readonly radius: Server
  /** 0 takes a free one. */
  readonly coa_port?: number
  readonly now: () => Temporal.Instant
  /** /ppp/aaa interim-update: used when the Accept says none; 0 is never. */
  readonly interim_seconds?: number
  /** Real milliseconds before a resend. */
  readonly timeout_ms?: number
  readonly retries?: number
  /** The third digit of Acct-Session-Id, one more at each boot. */
  readonly boot_digit?: number
  readonly faults?: Partial<RouterFaults>
  readonly switches?: Partial<RouterSwitches>
  readonly random?: Dice
  /** What subscribers use without a limit, in bytes per second. */
  readonly wish?: Wish
}

export interface TimedNote extends Note {
  readonly at: Temporal.Instant
}

export interface Router {
  readonly name: string
  readonly address: string
  readonly coa_port: number
  readonly now: () => Temporal.Instant
  readonly sessions: readonly Session[]
  readonly faults: RouterFaults
  readonly switches: RouterSwitches
  readonly monitor: Monitor
  readonly incoming: IncomingMonitor
  /** The last packets, oldest first. */
  readonly notes: readonly TimedNote[]
  readonly boot_digit: number
  dial(dial: Dial): Promise<Dialled>
  hangUp(session: Session, cause?: Cause): void
  /** Power gone and back: no Stops, and session numbers begin anew under the next digit. */
  reboot(): void
  /** Looks at the clock now, instead of within a tenth of a second. */
  tick(): void
  /** Waits until every accounting packet under way was answered or given up. */
  idle(): Promise<void>
  close(): Promise<void>
}

export async function openRouter(options: RouterOptions): Promise<Router> {
  const { name, address, radius, now } = options
  const faults: RouterFaults = { ...usualFaults, ...options.faults }
  const switches: RouterSwitches = { ...usualSwitches, ...options.switches }
  const dice = options.random ?? machineDice
  const live = new Map<string, Session>()
  const notes: TimedNote[] = []
  let boot_digit = options.boot_digit ?? 1
  let counter = 0

  const here = {
    name,
    address,
    server: radius,
    timeout_ms: options.timeout_ms ?? 3000,
    retries: options.retries ?? 3,
    dice,
    faults,
    switches,
    now,
    secret: () => (faults.wrong_secret ? 'typed-wrongly' : radius.secret),
    sessions: () => [...live.values()],
    end: (session: Session) => end(session, 'admin_reset'),
    note(note: Note) {
      notes.push({ ...note, at: now() })
      if (notes.length > KEPT_NOTES) notes.shift()
    },
  }
  const client = await openRadiusClient(here)
  const accounting = openAccounting(client, here)
  const incoming = await openIncoming(here, options.coa_port ?? 3799).catch(async (problem) => {
    await client.close()
    throw problem
  })
  const polling = setInterval(tick, POLL_MS)
  polling.unref()

  async function dial(given: Dial): Promise<Dialled> {
    const { service, user_name, mac } = given
    if (service === 'pppoe' && switches.one_session_per_host) endOldSession(mac)
    counter += 1
    const session_id = sessionId(service, boot_digit, counter)
    const isNumberedById = service === 'hotspot' || switches.pppoe_nas_port === 'session_id'
    const line: Line = {
      service,
      user_name,
      mac,
      session_id,
      nas_port: isNumberedById ? Number.parseInt(session_id, 16) : PPPOE_PORTS + counter,
      framed_ip: service === 'hotspot' ? (given.framed_ip ?? freeAddress(service, mac)) : undefined,
      ...(given.hotspot ? { hotspot: given.hotspot } : {}),
    }
    const { reply, expected_success } = await askToComeIn(client, here, given, line)
    if (!reply) return noAnswer
    if (reply.code !== 'Access-Accept') {
      client.monitor.rejects += 1
      return {
        outcome: 'rejected',
        attributes: reply.attributes,
        error: rejectionWords(reply, service, switches),
      }
    }
    client.monitor.accepts += 1
    const problem = refuseAccept(reply, { ...given, expected_success, sessions: here.sessions() })
    if (problem !== undefined) {
      return { outcome: 'rejected', attributes: reply.attributes, error: problem }
    }
    const session = begin(line, reply, given.wish ?? options.wish)
    return { outcome: 'online', attributes: reply.attributes, session }
  }

  function begin(line: Line, reply: Packet, wish = usualWish): Session {
    const session = openSession({
      line,
      reply,
      framed_ip: freeAddress(line.service, line.mac),
      started_at: now(),
      wish,
      interim_seconds: options.interim_seconds ?? 0,
      switches,
    })
    live.set(session.session_id, session)
    accounting.report(session, { status: 'start', at: session.started_at })
    return session
  }

  function freeAddress(service: Dial['service'], mac: string): string {
    const taken = new Set([...live.values()].map(({ framed_ip }) => framed_ip))
    for (let attempt = 0; ; attempt += 1) {
      const found = poolAddress(service, mac, attempt)
      if (!taken.has(found)) return found
    }
  }

  function endOldSession(mac: string): void {
    for (const session of here.sessions()) {
      if (session.service === 'pppoe' && session.mac === mac) end(session, 'nas_request')
    }
  }

  function end(session: Session, cause: Cause, at = now()): void {
    if (session.state === 'ended') return
    count(session, at)
    session.state = 'ended'
    session.ended_by = cause
    live.delete(session.session_id)
    if (!faults.stop_lost) accounting.report(session, { status: 'stop', at, cause })
  }

  function tick(): void {
    const instant = now()
    for (const session of here.sessions()) {
      const { ends_at } = session
      const isPast = ends_at !== null && Temporal.Instant.compare(instant, ends_at) >= 0
      count(session, isPast ? ends_at : instant)
      const cause = dueCause(session, instant)
      if (cause !== undefined) end(session, cause, isPast ? ends_at : instant)
      else reportWhenDue(session, instant)
    }
  }

  function reportWhenDue(session: Session, instant: Temporal.Instant): void {
    const { next_interim_at, interim_seconds } = session
    if (next_interim_at === null || Temporal.Instant.compare(instant, next_interim_at) < 0) return
    accounting.report(session, { status: 'interim', at: instant })
    session.next_interim_at = instant.add({ seconds: interim_seconds })
  }

  return {
    name,
    address,
    coa_port: incoming.port,
    now,
    faults,
    switches,
    monitor: client.monitor,
    incoming: incoming.monitor,
    notes,
    get sessions() {
      return [...live.values()]
    },
    get boot_digit() {
      return boot_digit
    },
    dial,
    hangUp: (session, cause = 'user_request') => end(session, cause),
    reboot() {
      for (const session of live.values()) {
        Object.assign(session, { state: 'ended', ended_by: 'admin_reboot' })
      }
      live.clear()
      boot_digit = (boot_digit + 1) % 16
      counter = 0
    },
    tick,
    idle: accounting.idle,
    async close() {
      clearInterval(polling)
      await Promise.all([client.close(), incoming.close()])
    },
  }
}
