// Waiting for what another process or a job will do: asked again until it holds, with a limit, never for a
// fixed time.

import { setTimeout as wait } from 'node:timers/promises'
import { isAway } from '../../appliance/database.ts'
import { Unavailable } from '../../appliance/errors.ts'

/** Asks until the answer is neither undefined, null nor false. Throws after `seconds` with what was waited for. */
export async function eventually<Answer>(
  what: string,
  ask: () => Promise<Answer> | Answer,
  seconds = 20,
): Promise<NonNullable<Exclude<Answer, false>>> {
  const started = performance.now()
  for (;;) {
    const answer = await orNotYet(ask)
    if (answer !== undefined && answer !== null && answer !== false) {
      return answer as NonNullable<Exclude<Answer, false>>
    }
    if (performance.now() - started > seconds * 1000)
      throw new Error(`${what}: not within ${seconds} s`)
    await wait(20)
  }
}

/** Asks what is still wrong until nothing is; what is wrong after `seconds` is the answer. */
export async function lastFaults(ask: () => Promise<string[]>, seconds = 20): Promise<string[]> {
  const started = performance.now()
  for (;;) {
    const faults = await ask()
    if (faults.length === 0 || performance.now() - started > seconds * 1000) return faults
    await wait(200)
  }
}

/** PostgreSQL may be away because the test took it away: that is no answer, and no failure either. */
async function orNotYet<Answer>(ask: () => Promise<Answer> | Answer): Promise<Answer | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof Unavailable || isAway(error)) return undefined
    throw error
  }
}
