// Looks once a minute for what burns, and has somebody told.

import type { Appliance } from '../appliance/appliance.ts'
import { warn } from '../appliance/log.ts'
import { watchOnce } from '../appliance/watch/alerts.ts'

const everyMilliseconds = 60_000

export interface Watch {
  stop(): Promise<void>
}

export function watchBox(appliance: Appliance): Watch {
  let looking: Promise<unknown> = Promise.resolve()
  const look = () => {
    looking = looking
      .then(() => watchOnce(appliance))
      .catch((error) => warn('box.not_watched', { error }))
  }
  const timer = setInterval(look, everyMilliseconds)
  return {
    stop: async () => {
      clearInterval(timer)
      await looking
    },
  }
}
