// Each night: sessions that ended long ago are put away, and what is older than the box keeps goes, as do logins of long ago. Run twice, or killed
// in the middle, the next go takes up the rest.

import { trimYeses } from '../appliance/access/decisions.ts'
import { putAwaySessions } from '../appliance/access/past-sessions.ts'
import type { Appliance } from '../appliance/appliance.ts'
import { log } from '../appliance/log.ts'
import { finishUpkeep } from '../appliance/upkeep.ts'

export async function putAway({ work, config, timeInDoubt }: Appliance): Promise<void> {
  if (timeInDoubt()) return // Nothing is purged by a clock nobody believes.
  const { done, ...facts } = await putAwaySessions({ work }, config.sessionMonths)
  for (let after: number | null = 0; after !== null;) {
    const from: number = after
    after = await work(({ db }) => trimYeses(db, from))
  }
  await work((unit) => finishUpkeep(unit, 'put_away_sessions', done))
  log('sessions.put_away', { done, ...facts })
}
