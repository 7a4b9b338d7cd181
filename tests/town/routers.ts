// The town's router and what RADIUS says to it: the real read model and the real decision, asked without packets, and
// accounting that is lost or doubled on its way. Time is the router's own: a session ends when its Session-Timeout says so.

import type { Appliance } from '../../appliance/appliance.ts'
import { decideAccess, type Access } from '../../appliance/access/access.ts'
import { applyDisconnectAnswers } from '../../appliance/access/disconnect-answers.ts'
import { findDisconnectTargets } from '../../appliance/access/disconnections.ts'
import { readEverything, readNews, type Mark } from '../../appliance/access/facts.ts'
import type { RouterAnswer } from '../../appliance/access/router-answers.ts'
import { recordAccounting, type AccountingRecord } from '../../appliance/access/sessions.ts'
import type { Router } from '../../appliance/tables.ts'
import type { Instant } from '../../appliance/time.ts'
import type { Handlers } from '../../jobs/handlers.ts'
import { emptyMemory, remember, rememberAll } from '../../radius/memory.ts'
import type { Chance } from './faults.ts'

export interface Line {
  readonly service_id: number | undefined
  readonly mac: string
}

interface Session {
  session_key: string
  acct_session_id: string
  service_id: number
  user_name: string
  mac: string
  started_at: Instant
  until: Instant
}

export interface Routers {
  /** Everybody who is offline and may be online tries; what Session-Timeout has ended is ended. */
  round(lines: readonly Line[]): Promise<void>
  /** RADIUS has read what is new in the books. */
  lookAgain(): Promise<void>
  /** What RADIUS would answer now; undefined where it does not know the service. */
  decide(line: Line): Access | undefined
  online(): ReadonlyMap<number, Session>
  /** What a router tells to end, and what it says to that. */
  disconnect(appliance: Appliance): Handlers['send-disconnect']
}

interface Place {
  db: () => Appliance['db']
  safe: () => Appliance['safe']
  now: () => Instant
  away: () => boolean
  router: () => Router
  chance: Chance
}

export function openRouters({ db, safe, now, away, router, chance }: Place): Routers {
  let memory = emptyMemory()
  let mark: Mark | undefined
  const sessions = new Map<number, Session>()
  let waiting: AccountingRecord[] = [] // Accounting that nobody could take down yet.
  let drawn = 0

  async function lookAgain(): Promise<void> {
    if (away()) return
    const reader = { db: db(), safe: safe(), now: now() }
    if (mark && chance.strikes('radius_restarted', 60)) mark = undefined
    const news = await (mark ? readNews(reader, mark) : readEverything(reader))
    if (news.replaces === 'everything') memory = await rememberAll(news)
    else remember(memory, news)
    mark = news.mark
  }

  function decide({ service_id, mac }: Line): Access | undefined {
    const service = memory.services.get(service_id ?? 0)
    if (!service) return undefined
    const { id, site_id } = router()
    return decideAccess({ service, fresh: true, mac, router: { id, site_id } }, () => true, now())
  }

  function tell(
    session: Session,
    more: { begins?: boolean; stopped?: Instant; cause?: string },
  ): void {
    const { started_at, session_key, acct_session_id, service_id, user_name, mac } = session
    const heard_at = more.stopped ?? now()
    const seconds = Math.max(0, Math.round(started_at.until(heard_at).total('seconds')))
    const report = {
      session_key, acct_session_id, service_id, user_name, calling_station_id: mac, router_id: router().id,
      nas_port_id: null, nas_identifier: null, nas_ip_address: null, framed_ip_address: null, started_at, heard_at,
      session_seconds: seconds, input_octets: seconds * 1000, output_octets: seconds * 9000,
      stopped_at: more.stopped ?? null, terminate_cause: more.cause ?? null,
      ...(more.begins && { begins: true }),
    } // prettier-ignore
    waiting.push({ kind: 'session', report })
    if (chance.strikes('accounting_doubled', 20)) waiting.push({ kind: 'session', report })
  }

  async function flush(): Promise<void> {
    if (away() || waiting.length === 0) return
    const records = waiting
    waiting = []
    await recordAccounting(db(), records, now())
  }

  function end(session: Session, cause: string, stopped = now()): void {
    sessions.delete(session.service_id)
    if (!chance.strikes('stop_lost', 15)) tell(session, { stopped, cause })
  }

  function expire(): void {
    for (const session of sessions.values())
      if (Temporal.Instant.compare(session.until, now()) <= 0)
        end(session, 'Session-Timeout', session.until)
  }

  function answer(session: Session | undefined): RouterAnswer {
    if (chance.strikes('router_silent', 12)) return { kind: 'silent' }
    if (!session) return { kind: 'nak', error_cause: 503 } // No such session.
    if (chance.strikes('router_refuses', 12)) return { kind: 'nak', error_cause: 506 }
    if (!chance.strikes('router_lies', 12)) end(session, 'Admin-Reset')
    return { kind: 'ack' }
  }

  return {
    lookAgain,
    decide,
    online: () => sessions,
    round: async (lines) => {
      expire()
      await lookAgain()
      for (const line of lines) {
        const known = sessions.get(line.service_id ?? 0)
        if (known && chance.strikes('session_dropped', 300)) end(known, 'Lost-Carrier')
        if (known) continue
        const access = decide(line)
        if (access?.outcome !== 'accept') continue
        drawn += 1
        const service_id = line.service_id!
        const name = drawn.toString(16).padStart(8, '0')
        const session = {
          session_key: `class:town-${name}`,
          acct_session_id: `80${name.slice(2)}`,
          service_id,
          user_name: memory.services.get(service_id)!.user_name,
          mac: line.mac,
          started_at: now(),
          until: now().add({ seconds: access.session_seconds }),
        }
        sessions.set(service_id, session)
        if (!chance.strikes('start_lost', 15)) tell(session, { begins: true })
      }
      if (now().epochMilliseconds % 1_800_000 === 0)
        for (const each of sessions.values()) tell(each, {})
      await flush()
    },
    disconnect:
      ({ work }) =>
      async ({ disconnection_id }) => {
        const [target] = await findDisconnectTargets(db(), [disconnection_id])
        if (!target) return
        const isEarly = target.due_at && Temporal.Instant.compare(target.due_at, now()) > 0
        if (isEarly && target.tries > 0) return
        expire()
        await flush()
        const { acct_session_id } = target
        const session = [...sessions.values()].find(
          (each) => each.acct_session_id === acct_session_id,
        )
        const said = answer(session)
        await work((unit) => applyDisconnectAnswers(unit, [{ disconnection_id, answer: said }]))
        await flush()
      },
  }
}
