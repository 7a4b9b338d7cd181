// Looks every few seconds for sessions whose speed is not what it should be, and asks for what is. A town whose night
// begins is told a part at a time: so many a look, and as many at once as there are workers.

import type { Appliance } from '../appliance/appliance.ts'
import { confirmEnded } from '../appliance/access/disconnections.ts'
import { askSpeedChanges, dropSpeedChanges } from '../appliance/access/speed-changes.ts'
import { warn } from '../appliance/log.ts'

const lookMilliseconds = 5000
const nextLookMilliseconds = 1000 // While there is more to ask for.
const asksMax = 200

export interface SpeedWatch {
  stop(): Promise<void>
}

export function watchSpeeds({ work }: Appliance): SpeedWatch {
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  async function look(): Promise<void> {
    let pause = lookMilliseconds
    try {
      await work(dropSpeedChanges)
      await work((unit) => confirmEnded(unit.db, unit.now))
      const asked = await work((unit) => askSpeedChanges(unit, asksMax))
      if (asked === asksMax) pause = nextLookMilliseconds
    } catch (error) {
      warn('speeds.failed', { error })
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
