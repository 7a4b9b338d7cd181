// How fast we may ask: Daraja's gateway cuts off at five calls in three seconds an app, so we keep to one a
// second, three at once after a pause.

import { setTimeout as pause } from 'node:timers/promises'

export interface Pace {
  /** Resolves when the caller may go. Turns are given in the order they were asked for. */
  turn(): Promise<void>
}

export interface PaceParts {
  interval_ms: number
  burst: number
  /** Milliseconds that only ever grow. */
  clock: () => number
  wait: (ms: number) => Promise<unknown>
}

const usual: PaceParts = {
  interval_ms: 1000,
  burst: 3,
  clock: () => performance.now(),
  wait: (ms) => pause(ms),
}

export function keepPace(parts: Partial<PaceParts> = {}): Pace {
  const { interval_ms, burst, clock, wait } = { ...usual, ...parts }
  // The moment at which every turn given so far has been paid for, an interval each.
  let paid = -Infinity

  return {
    async turn() {
      const now = clock()
      paid = Math.max(paid, now) + interval_ms
      const early = paid - burst * interval_ms - now
      if (early > 0) await wait(early)
    },
  }
}
