// Looks every few seconds for sessions whose speed is not what it should be, and asks for what is. A town whose night
// begins is told a part at a time: so many a look, and as many at once as there are workers.

import type { Appliance } from '../appliance/appliance.ts'
import { confirmEnded } from '../appliance/access/disconnections.ts'
import { askSpeedChanges, dropSpeedChanges } from '../appliance/access/speed-changes.ts'
import { warn } from '../appliance/log.ts'

const lookMilliseconds = 5000
const lookMillisecondsMax = 30_000
// With a hundred thousand lines online a look takes PostgreSQL one and a half seconds, measured: then they are fewer.
const restPerLook = 10
const nextLookMilliseconds = 1000 // While there is more to ask for.
const asksMax = 200

export interface SpeedWatch {
  stop(): Promise<void>
}

export function watchSpeeds({ work }: Appliance): SpeedWatch {
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  async function look(): Promise<void> {
    const began = performance.now()
    let more = false
    try {
      await work(dropSpeedChanges)
      await work((unit) => confirmEnded(unit.db, unit.now))
      more = (await work((unit) => askSpeedChanges(unit, asksMax))) === asksMax
    } catch (error) {
      warn('speeds.failed', { error })
    }
    const rest = Math.min((performance.now() - began) * restPerLook, lookMillisecondsMax)
    const pause = more ? nextLookMilliseconds : Math.max(rest, lookMilliseconds)
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
