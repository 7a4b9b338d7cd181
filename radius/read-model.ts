// What RADIUS answers from: every service and router of the box, in memory. NOTIFY wakes it, and it asks every second
// besides, because a NOTIFY can be lost (F61). While PostgreSQL is away it keeps what it knows and says how old that is.

import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceFacts } from '../appliance/access/access.ts'
import { readEverything, readNews, type News, type RouterFacts } from '../appliance/access/facts.ts'
import type { Appliance } from '../appliance/appliance.ts'
import { listen } from '../appliance/listener.ts'
import { log, warn } from '../appliance/log.ts'
import { within } from './patience.ts'

export interface ReadModel {
  /** By the user name in lower case. */
  findService(userName: string): ServiceFacts | undefined
  /** The pass a device is bound to, by its MAC as AA:BB:CC:DD:EE:FF. */
  findPass(mac: string): ServiceFacts | undefined
  findRouter(address: string): RouterFacts | undefined
  /** By the SHA-256 of its certificate, in hex. */
  findRouterByCertificate(sha256: string): RouterFacts | undefined
  /** Whether PostgreSQL was read in the last thirty seconds. */
  fresh(): boolean
  /** Resolves when what has been committed by now is known, or after a moment without PostgreSQL. */
  lookAgain(): Promise<void>
  close(): Promise<void>
}

export interface Timings {
  pollMilliseconds?: number
  freshMilliseconds?: number
}

const readMillisecondsMax = 20_000
const lookMilliseconds = 20
const lookMillisecondsMax = 200

/** Resolves after the first attempt to read, whatever came of it: the routers must not wait for PostgreSQL. */
export async function openReadModel(
  appliance: Appliance,
  timings: Timings = {},
): Promise<ReadModel> {
  const { pollMilliseconds = 1000, freshMilliseconds = 30_000 } = timings
  let memory = emptyMemory()
  let mark: News['mark'] | undefined
  let readAt = -Infinity // The machine's steady clock: the business clock may jump, and then nothing has grown old.
  let away = false
  let wanted = false
  let reading: Promise<void> | undefined
  let closed = false

  const fresh = () => performance.now() - readAt < freshMilliseconds

  async function readOnce(): Promise<void> {
    const { db, safe } = appliance
    const startedAt = performance.now()
    try {
      const reader = { db, safe, now: appliance.now() }
      // After a long silence all of it is read: what was noted meanwhile may have been another database's.
      const task = mark && fresh() ? readNews(reader, mark) : readEverything(reader)
      const news = await within(readMillisecondsMax, task)
      memory = remember(memory, news)
      mark = news.mark
      readAt = startedAt
      if (away) log('read_model.back')
      away = false
    } catch (error) {
      if (!away && !closed) warn('read_model.away', { error })
      away = true
    }
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

  const listener = listen(appliance.config.databaseUrl, {
    channel: 'access_changed',
    onNotice: () => void read(),
    onConnect: () => void read(),
  })
  const poll = setInterval(() => void (reading ?? read()), pollMilliseconds)
  await read()

  return {
    findService: (userName) => memory.servicesByName.get(userName),
    findPass: (mac) => memory.passesByMac.get(mac),
    findRouter: (address) => memory.routersByAddress.get(address),
    findRouterByCertificate: (sha256) => memory.routersByCertificate.get(sha256),
    fresh,
    lookAgain,
    close: async () => {
      closed = true
      clearInterval(poll)
      await listener.close()
      await reading
    },
  }
}

interface Memory {
  readonly services: Map<number, ServiceFacts>
  readonly servicesByName: Map<string, ServiceFacts>
  readonly passesByMac: Map<string, ServiceFacts>
  readonly routers: Map<number, RouterFacts>
  readonly routersByAddress: Map<string, RouterFacts>
  readonly routersByCertificate: Map<string, RouterFacts>
}

function emptyMemory(): Memory {
  return {
    services: new Map(),
    servicesByName: new Map(),
    passesByMac: new Map(),
    routers: new Map(),
    routersByAddress: new Map(),
    routersByCertificate: new Map(),
  }
}

/** Forgets first and puts in place after: two services may have exchanged names or devices, two routers addresses. */
function remember(known: Memory, { replaces, services, routers }: News): Memory {
  const memory = replaces === 'everything' ? emptyMemory() : known
  const gone = replaces === 'everything' ? { service_ids: [], router_ids: [] } : replaces
  for (const id of [...gone.service_ids, ...services.map((each) => each.id)]) {
    const { user_name = '', macs = [] } = memory.services.get(id) ?? {}
    memory.servicesByName.delete(user_name)
    for (const mac of macs) memory.passesByMac.delete(mac)
    memory.services.delete(id)
  }
  for (const id of [...gone.router_ids, ...routers.map((each) => each.id)]) {
    memory.routersByAddress.delete(memory.routers.get(id)?.address ?? '')
    memory.routersByCertificate.delete(memory.routers.get(id)?.certificate_sha256 ?? '')
    memory.routers.delete(id)
  }
  for (const service of services) {
    memory.services.set(service.id, service)
    memory.servicesByName.set(service.user_name, service)
    if (service.kind !== 'hotspot') continue
    for (const mac of service.macs) memory.passesByMac.set(mac, service)
  }
  for (const router of routers) {
    memory.routers.set(router.id, router)
    memory.routersByAddress.set(router.address, router)
    if (router.certificate_sha256 !== null)
      memory.routersByCertificate.set(router.certificate_sha256, router)
  }
  return memory
}
