// Who is online, kept in memory from what PostgreSQL, our own answers and accounting say. Read once at the start; before a
// no, of the one service again, for what others have closed meanwhile. While PostgreSQL is away, what is known holds.

import { setTimeout as pause } from 'node:timers/promises'
import { listEnded, listOpenSessions, type OpenSession } from '../appliance/access/open-sessions.ts'
import type { AccountingRecord } from '../appliance/access/sessions.ts'
import type { Appliance } from '../appliance/appliance.ts'
import { log, warn } from '../appliance/log.ts'
import { within } from '../appliance/patience.ts'
import { openSlots, silentSecondsMax, type Slot, type Slots } from './slots.ts'
import { routersKey, stationOf } from './stations.ts'

export interface SessionMemory extends Pick<Slots, 'others' | 'reserve'> {
  /** Takes in what accounting says of a service; `proved` where our Class names the session. */
  hear(record: AccountingRecord, service_id: number | undefined, proved: boolean): void
  /** Resolves when what PostgreSQL knows by now of this service is known here, or after a moment without it. */
  lookAgain(service_id: number): Promise<void>
  close(): Promise<void>
}

const startMillisecondsMax = 20_000
const retryMilliseconds = 5000
const pruneMilliseconds = 60_000
const lookMilliseconds = 20
const lookMillisecondsMax = 200

/** Resolves after the first attempt to read. */
export async function openSessionMemory({ db, now }: Appliance): Promise<SessionMemory> {
  const slots = openSlots()
  let retry: NodeJS.Timeout | undefined
  let reading: Promise<void> | undefined
  let closed = false

  async function recall(service_ids: number[] | null, milliseconds: number): Promise<number> {
    const which = { service_ids, silent_seconds: silentSecondsMax, now: now() }
    const open = await within(milliseconds, listOpenSessions(db, which))
    for (const session of open)
      slots.recall(slotOf(session, session.service_id, keyOf(session)), session.silent_seconds)
    return open.length
  }

  async function readAll(): Promise<void> {
    try {
      log('sessions.recalled', { sessions: await recall(null, startMillisecondsMax) })
    } catch (error) {
      warn('sessions.not_recalled', { error })
      if (!closed) retry = setTimeout(() => (reading = readAll()), retryMilliseconds)
    }
  }

  async function lookAt(service_ids: number[]): Promise<void> {
    const keys = service_ids.flatMap((id) =>
      slots.list(id).map(({ slot: { session_key } }) => session_key),
    )
    try {
      await recall(service_ids, lookMillisecondsMax)
      slots.forget(await within(lookMillisecondsMax, listEnded(db, keys)), service_ids)
    } catch (error) {
      warn('sessions.not_looked_up', { error })
    }
  }

  // Those who ask within a few milliseconds share one look, as in the read model.
  let wanted = new Set<number>()
  let looking: Promise<void> | undefined
  function lookAgain(service_id: number): Promise<void> {
    wanted.add(service_id)
    return (looking ??= pause(lookMilliseconds).then(() => {
      const service_ids = [...wanted]
      wanted = new Set()
      looking = undefined
      return Promise.race([lookAt(service_ids), pause(lookMillisecondsMax)])
    }))
  }

  const pruning = setInterval(slots.prune, pruneMilliseconds)
  await (reading = readAll())

  return {
    others: slots.others,
    reserve: slots.reserve,
    hear(record, service_id, proved) {
      if (record.kind === 'restart')
        return slots.freeRouter(record.router_id, record.nas_identifier ?? null)
      const { report } = record
      if (report.stopped_at !== null) return slots.free(report.session_key, service_id)
      if (service_id === undefined) return
      const begins = report.begins === true
      const slot = slotOf(report, service_id, report.session_key)
      if (proved) slots.confirm(slot, begins)
      else slots.claim({ ...slot, begins })
    },
    lookAgain,
    close: async () => {
      closed = true
      clearInterval(pruning)
      clearTimeout(retry)
      await reading
    },
  }
}

type Told = Pick<OpenSession, 'router_id' | 'calling_station_id'> & {
  nas_identifier?: string | null
}

function slotOf(
  { router_id, calling_station_id, nas_identifier = null }: Told,
  service_id: number,
  session_key: string,
): Slot {
  const station = stationOf(calling_station_id)
  return { session_key, service_id, station, router_id, nas_identifier }
}

/** As a report calls it: without the time it began, where its name is the router's. */
function keyOf(session: OpenSession): string {
  const isOurs = session.session_key.startsWith('class:')
  return isOurs ? session.session_key : routersKey(session)
}
