// The steps of a payment at which the crash test kills something. On a real box `reach` does nothing: the
// setting is off. In the test it tells the parent process where it stands and waits to be killed or let go on.

import { setTimeout as wait } from 'node:timers/promises'

/**
 * The steps of a payment, before and after: the names the crash test goes through. S1–S3 and S13–S15 are a checkout's; S16 and
 * S17 are RADIUS's, the Access-Accept and what accounting tells then.
 */
export const steps = [
  'S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9', 'S10', 'S11', 'S12', 'S13', 'S14', 'S15', 'S16', 'S17',
] as const // prettier-ignore
/** Of accounting, between the promise kept and the answer given. */
export const accountingPoints = ['accounting.committed', 'accounting.spooled'] as const
export type KillPoint =
  | `${(typeof steps)[number]}.${'before' | 'after'}`
  | (typeof accountingPoints)[number]

let armed = false
const waiting = new Map<string, Set<() => void>>() // Two jobs may stand at one point.

/** Switched on once, by the process's main, where the setting says so. */
export function armKillPoints(): void {
  armed = true
  process.on('message', (message: { goOn?: string }) => {
    for (const goOn of waiting.get(message.goOn ?? '') ?? []) goOn()
  })
}

export async function reach(point: KillPoint): Promise<void> {
  if (!armed) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const here = waiting.get(point) ?? new Set()
  waiting.set(point, here.add(resolve))
  process.send?.({ reached: point })
  await Promise.race([promise, wait(20_000, undefined, { ref: false })])
  here.delete(resolve)
}

/** Before and after what is done in one breath on a real box. */
export function around<Value>(
  step: (typeof steps)[number],
  take: () => Value,
): Value | Promise<Value> {
  return armed ? stopAround(step, take) : take()
}

async function stopAround<Value>(step: (typeof steps)[number], take: () => Value): Promise<Value> {
  await reach(`${step}.before`)
  const value = take()
  await reach(`${step}.after`)
  return value
}

/** For the step after the last line that is ours: pg-boss completes a job once its handler has returned. */
export function reachSoon(point: KillPoint): void {
  if (armed) setTimeout(() => void reach(point), 100)
}
