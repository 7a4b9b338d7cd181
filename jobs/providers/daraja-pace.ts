// How fast we may ask: Daraja's gateway cuts off at five calls in three seconds an app, so we keep to one a
// second, three at once after a pause. Where many wait, a guest who stands at the gate goes before a list of payments.

import { setTimeout as pause } from 'node:timers/promises'

/** What a call is for, the most pressing first: a prompt, how it stands, everything else. */
export type Rank = 'prompt' | 'answer' | 'rest'

export interface Pace {
  /** Resolves when the caller may go: by rank, and in the order they asked; who waits too long goes first. */
  turn(rank?: Rank): Promise<void>
}

export interface PaceParts {
  interval_ms: number
  burst: number
  /** Who has waited so long goes before every rank. */
  patience_ms: number
  /** Milliseconds that only ever grow. */
  clock: () => number
  wait: (ms: number) => Promise<unknown>
}

const usual: PaceParts = {
  interval_ms: 1000,
  burst: 3,
  patience_ms: 20_000,
  clock: () => performance.now(),
  wait: (ms) => pause(ms),
}

const ranks: readonly Rank[] = ['prompt', 'answer', 'rest']

interface Waiting {
  rank: number
  since: number
  go(): void
}

export function keepPace(parts: Partial<PaceParts> = {}): Pace {
  const { interval_ms, burst, patience_ms, clock, wait } = { ...usual, ...parts }
  // The moment at which every turn given so far has been paid for, an interval each.
  let paid = -Infinity
  const waiting: Waiting[] = []
  let serving = false

  /** Milliseconds until the next turn may be given. */
  function early(): number {
    return Math.max(paid, clock()) + interval_ms - burst * interval_ms - clock()
  }

  function give(): void {
    paid = Math.max(paid, clock()) + interval_ms
  }

  async function serve(): Promise<void> {
    serving = true
    while (waiting.length > 0) {
      if (early() > 0) await wait(early())
      give()
      takeNext().go()
    }
    serving = false
  }

  function takeNext(): Waiting {
    const oldest = waiting.reduce((one, other) => (other.since < one.since ? other : one))
    const late = clock() - oldest.since > patience_ms
    const next = late
      ? oldest
      : waiting.reduce((one, other) => (other.rank < one.rank ? other : one))
    waiting.splice(waiting.indexOf(next), 1)
    return next
  }

  return {
    async turn(rank = 'rest') {
      if (!serving && early() <= 0) return give()
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.push({ rank: ranks.indexOf(rank), since: clock(), go: resolve })
      if (!serving) void serve()
      await promise
    },
  }
}
