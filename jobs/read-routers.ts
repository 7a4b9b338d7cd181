// Asks each router with an API, once a minute, who is online by its own list. A router that does not answer costs its own time:
// a few are asked at once, and the rest wait for the next look.

import type { Appliance } from '../appliance/appliance.ts'
import { recordReading, recordUnread, takeReadings, type ReadTarget } from '../appliance/access/router-readings.ts' // prettier-ignore
import { Refusal } from '../appliance/errors.ts'
import { warn } from '../appliance/log.ts'
import { apiUser } from '../appliance/routeros/router-plan.ts'
import { readActive } from './routers/active-sessions.ts'
import { openRouterApi } from './routers/routeros-api.ts'

const lookMilliseconds = 5000
const atOnce = 8

export interface RouterReader {
  stop(): Promise<void>
}

export function watchRouters(appliance: Appliance, pause = lookMilliseconds): RouterReader {
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  async function look(): Promise<void> {
    try {
      await readRouters(appliance)
    } catch (error) {
      warn('routers.not_read', { error })
    }
    if (!stopped) timer = setTimeout(() => (looking = look()), pause)
  }

  let looking = look()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await looking
    },
  }
}

/** Those whose turn it is, a few at most. Returns how many were asked. */
export async function readRouters(appliance: Appliance): Promise<number> {
  const { work } = appliance
  const targets = await work((unit) => takeReadings(unit, atOnce))
  await Promise.all(targets.map((target) => readOne(appliance, target)))
  return targets.length
}

async function readOne({ work, safe, config }: Appliance, target: ReadTarget): Promise<void> {
  const { router_id, address: host, api_port: port } = target
  const certificate_sha256 = target.api_certificate_sha256
  const password = safe.open(target.api_password_sealed, 'routers.api_password')
  try {
    const api = await openRouterApi({ host, port, user: apiUser, password, certificate_sha256, trial: config.trial }) // prettier-ignore
    const seen = await readActive(api).finally(() => api.close())
    await work((unit) => recordReading(unit, router_id, seen))
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem
    await work((unit) => recordUnread(unit, router_id, problem.code))
  }
}
