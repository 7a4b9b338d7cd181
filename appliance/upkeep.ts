// The box's own work that comes round each night, when few are awake. A row says when it is due, as all work does.

import type { Work } from './appliance.ts'
import type { Upkeep } from './tables.ts'
import { nairobi } from './time.ts'

const startOfNight = { hours: 3, minutes: 30 }

/** Due again at half past three; in a second where there was too much for one go. */
export async function finishUpkeep(
  { db, now }: Work,
  task: Upkeep['task'],
  done: boolean,
): Promise<void> {
  const local = now.toZonedDateTimeISO(nairobi)
  const tonight = local.startOfDay().add(startOfNight)
  const next =
    Temporal.ZonedDateTime.compare(tonight, local) > 0 ? tonight : tonight.add({ days: 1 })
  await db('upkeep')
    .where({ task })
    .update({
      due_at: done ? next.toInstant() : now.add({ seconds: 1 }),
      ...(done && { done_at: now }),
    })
}
