// The trial's time is made to pass by a person: for every process at once, by Nairobi's calendar, and written down.

import type { Work } from '../appliance.ts'
import { passTime } from '../clock.ts'
import { nairobi } from '../time.ts'
import { recordAct, type Actor } from './audit.ts'
import { carrySignInsOver } from './sign-ins.ts'

export const trialUnits = ['hour', 'day', 'month'] as const
export type TrialUnit = (typeof trialUnits)[number]

/** Moves the clock on by one of these. Whoever is signed in stays so. */
export async function passTrialTime(work: Work, unit: TrialUnit, by: Actor): Promise<void> {
  const here = work.now.toZonedDateTimeISO(nairobi)
  const length = here.until(here.add({ [`${unit}s`]: 1 }))
  const seconds = Math.round(length.total({ unit: 'seconds', relativeTo: here }))
  await passTime(work.db, seconds)
  await carrySignInsOver(work, seconds)
  const act = { action: 'trial.time_passed', subject: 'trial:clock', after: { seconds } } as const
  await recordAct(work, { ...by, ...act })
}
