// What RADIUS answers from: every service and router of the box, in memory. NOTIFY wakes it, and it asks every second
// besides, because a NOTIFY can be lost (F61). While PostgreSQL is away it keeps what it knows and says how old that is; at
// a start while it is away, it knows what the last snapshot says.

import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceFacts } from '../appliance/access/access.ts'
import { readEverything, readNews, type News, type RouterFacts } from '../appliance/access/facts.ts'
import type { Appliance } from '../appliance/appliance.ts'
import { listen } from '../appliance/listener.ts'
import { log, warn } from '../appliance/log.ts'
import type { Instant } from '../appliance/time.ts'
import { steadyTime } from './breath.ts'
import { emptyMemory, remember, rememberAll } from './memory.ts'
import { within } from '../appliance/patience.ts'
import { openSnapshotKeeper } from './snapshot-keeper.ts'
import { openSnapshotFile } from './snapshot.ts'

export interface ReadModel {
  /** By the user name in lower case. */
  findService(userName: string): ServiceFacts | undefined
  findServiceById(id: number): ServiceFacts | undefined
  /** The pass a device is bound to, by its MAC as AA:BB:CC:DD:EE:FF. */
  findPass(mac: string): ServiceFacts | undefined
  findRouter(address: string): RouterFacts | undefined
  /** By the SHA-256 of its certificate, in hex. */
  findRouterByCertificate(sha256: string): RouterFacts | undefined
  /** Whether PostgreSQL was read in the last thirty seconds. */
  fresh(): boolean
  /** Resolves when what has been committed by now is known, or after a moment without PostgreSQL. */
  lookAgain(): Promise<void>
  state(): ReadModelState
  close(): Promise<void>
}

/** How it stands, for whoever looks after the box. */
export interface ReadModelState {
  /** Where what is known comes from. */
  source: 'postgresql' | 'snapshot' | 'nothing'
  fresh: boolean
  /** When PostgreSQL was read last, by the clock of then. */
  read_at: Instant | null
  /** Since PostgreSQL was read last by this process, whatever the clock says; null: never. */
  age_seconds: number | null
  services: number
  routers: number
  snapshot_bytes: number | null
}

export interface Timings {
  pollMilliseconds?: number
  freshMilliseconds?: number
  snapshotMilliseconds?: number
  /** How long PostgreSQL is waited for where there is a snapshot. */
  firstReadMilliseconds?: number
  /** Of several processes one writes the snapshot; all read it. */
  writesSnapshot?: boolean
}

const readMillisecondsMax = 20_000
const lookMilliseconds = 20
const lookMillisecondsMax = 200

/**
 * Resolves when something is known, of PostgreSQL or of the snapshot, or when both were tried in vain: routers that could be
 * answered must not wait for PostgreSQL.
 */
export async function openReadModel(
  appliance: Appliance,
  timings: Timings = {},
): Promise<ReadModel> {
  const { pollMilliseconds = 1000, freshMilliseconds = 30_000 } = timings
  const { firstReadMilliseconds = 1500 } = timings // Then the snapshot will do: routers ask already.
  const { safe, config } = appliance
  const snapshotFile = openSnapshotFile({ stateDir: config.stateDir, safe })
  let memory = emptyMemory()
  let source: ReadModelState['source'] = 'nothing'
  let read_at: Instant | null = null
  let mark: News['mark'] | undefined
  let readAt = -Infinity // The machine's steady clock: the business clock may jump, and then nothing has grown old.
  let away = false
  let wanted = false
  let reading: Promise<void> | undefined
  let closed = false

  const fresh = () => steadyTime() - readAt < freshMilliseconds
  const keeper = openSnapshotKeeper(snapshotFile, timings, () =>
    read_at && { read_at, services: [...memory.services.values()], routers: [...memory.routers.values()] },
  ) // prettier-ignore

  async function readOnce(): Promise<void> {
    const startedAt = performance.now()
    const now = appliance.now()
    try {
      // What was paid for when the clock was last believed is not left out as long gone.
      const reader = { db: appliance.db, safe, now: appliance.timeInDoubt()?.as_of ?? now }
      // After a long silence all of it is read: what was noted meanwhile may have been another database's.
      const task = mark && fresh() ? readNews(reader, mark) : readEverything(reader)
      const news = await within(readMillisecondsMax, task)
      const changed = news.replaces === 'everything' || remember(memory, news)
      if (news.replaces === 'everything') memory = await rememberAll(news)
      mark = news.mark
      readAt = startedAt
      read_at = now
      source = 'postgresql'
      if (changed) keeper.changed()
      if (away) log('read_model.back')
      away = false
    } catch (error) {
      if (!away && !closed) warn('read_model.away', { error })
      away = true
    }
  }

  async function readSnapshot(): Promise<void> {
    const snapshot = await snapshotFile.read()
    if (!snapshot) return
    const remembered = await rememberAll(snapshot)
    if (source !== 'nothing') return // PostgreSQL was there after all.
    memory = remembered
    source = 'snapshot'
    read_at = snapshot.read_at
    warn('read_model.from_snapshot', { read_at: String(read_at), services: memory.services.size })
  }

  /** One at a time; whoever asks while one is under way gets another after it, which sees what they know of. */
  function read(): Promise<void> {
    wanted = !closed
    reading ??= (async () => {
      while (wanted) {
        wanted = false
        await readOnce()
      }
    })().finally(() => (reading = undefined))
    return reading
  }

  // Those who ask within a few milliseconds share one look: a storm of refusals is fifty looks a second.
  let looking: Promise<void> | undefined
  function lookAgain(): Promise<void> {
    return (looking ??= pause(lookMilliseconds).then(() => {
      looking = undefined
      return Promise.race([read(), pause(lookMillisecondsMax)])
    }))
  }

  const listener = listen(config.databaseUrl, {
    channel: 'access_changed',
    onNotice: () => void read(),
    onConnect: () => void read(),
  })
  const poll = setInterval(() => void (reading ?? read()), pollMilliseconds)
  await Promise.race([read(), pause(firstReadMilliseconds)])
  if (mark === undefined) await readSnapshot()
  if (memory.routers.size === 0) await reading // Nobody could be answered yet: who is told that we are ready may rely on it.

  return {
    findService: (userName) => memory.servicesByName.get(userName),
    findServiceById: (id) => memory.services.get(id),
    findPass: (mac) => memory.passesByMac.get(mac),
    findRouter: (address) => memory.routersByAddress.get(address),
    findRouterByCertificate: (sha256) => memory.routersByCertificate.get(sha256),
    fresh,
    lookAgain,
    state: () => ({
      source,
      fresh: fresh(),
      read_at,
      age_seconds: mark ? Math.round((performance.now() - readAt) / 1000) : null,
      services: memory.services.size,
      routers: memory.routers.size,
      snapshot_bytes: keeper.bytes(),
    }),
    close: async () => {
      closed = true
      clearInterval(poll)
      await listener.close()
      await reading
      await keeper.close()
    },
  }
}
