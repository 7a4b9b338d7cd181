// Each night: messages of providers that are older than the house keeps them lose their words. Run twice, or killed in the
// middle, the next go takes up the rest.

import type { Appliance } from '../appliance/appliance.ts'
import { log } from '../appliance/log.ts'
import { isFull, keepingMonths, purgeMessages } from '../appliance/people/message-keeping.ts'
import { finishUpkeep } from '../appliance/upkeep.ts'

export async function purgeOldMessages(appliance: Appliance): Promise<void> {
  const { work, db, config, timeInDoubt } = appliance
  if (timeInDoubt()) return // Nothing is purged by a clock nobody believes.
  const months = await keepingMonths(db, config)
  const purged = await work((unit) => purgeMessages(unit, months))
  const done = !isFull(purged)
  await work((unit) => finishUpkeep(unit, 'purge_messages', done))
  log('messages.purged', { done, months, ...purged })
}
