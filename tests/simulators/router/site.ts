// A provider's network for a process or a demonstration: some routers, the homes behind them, one page to see them on.

import { machineDice, type Dice } from '../dice.ts'
import { openDoor } from '../door.ts'
import { assetRoutes } from '../page.ts'
import { controlRoutes } from './control.ts'
import { openHomes, type Homes, type HomeSettings } from './homes.ts'
import { openHotspot, type Hotspot, type HotspotOptions } from './hotspot.ts'
import type { PhoneSettings } from './phone.ts'
import { openRouter, type Router, type RouterOptions } from './router.ts'

const POLL_MS = 200

export interface SiteOptions {
  readonly host?: string
  readonly port?: number
  readonly now: () => Temporal.Instant
  readonly random?: Dice
  readonly routers: readonly (Omit<RouterOptions, 'now' | 'random'> & {
    readonly homes?: readonly HomeSettings[]
    readonly hotspot?: HotspotOptions & { readonly clients?: readonly PhoneSettings[] }
  })[]
}

export interface Site {
  readonly url: string
  readonly routers: readonly Router[]
  readonly homes: Homes
  readonly hotspots: readonly Hotspot[]
  readonly now: () => Temporal.Instant
  close(): Promise<void>
}

export async function openSite(options: SiteOptions): Promise<Site> {
  const { now } = options
  const random = options.random ?? machineDice
  const homes = openHomes(now, random)
  const routers: Router[] = []
  const hotspots: Hotspot[] = []
  const closeRouters = async () => {
    await Promise.all(hotspots.map((hotspot) => hotspot.close()))
    await Promise.all(routers.map((router) => router.close()))
  }

  try {
    for (const { homes: settings = [], hotspot: wifi, ...described } of options.routers) {
      const router = await openRouter({ ...described, now, random })
      routers.push(router)
      for (const home of settings) homes.add(router, home)
      if (!wifi) continue
      const hotspot = await openHotspot(router, { random, ...wifi })
      hotspots.push(hotspot)
      for (const phone of wifi.clients ?? []) await hotspot.addClient(phone)
    }
    const network = { routers, homes, hotspots, now }
    const door = await openDoor([...controlRoutes(network), ...assetRoutes], {
      host: options.host ?? '127.0.0.1',
      port: options.port ?? 0,
    })
    const polling = setInterval(homes.tick, POLL_MS)
    polling.unref()

    return {
      ...network,
      url: door.url,
      async close() {
        clearInterval(polling)
        await Promise.all([door.close(), closeRouters()])
      },
    }
  } catch (problem) {
    await closeRouters()
    throw problem
  }
}
