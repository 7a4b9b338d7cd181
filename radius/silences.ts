// What we do not answer, and why, and what we do not believe: counted, and told in the log now and then. Whoever floods us
// must not flood the log.

import { warn } from '../appliance/log.ts'

export interface Silences {
  /** One packet goes unanswered. `who` is a router's name; strangers have none, there may be any number of them. */
  add(reason: string, who: string, facts?: Record<string, unknown>): void
  /** How many so far, by reason. */
  counts(): ReadonlyMap<string, number>
}

/** Accounting that is kept and answered, of which something is not believed. */
export function openDoubts(): Silences {
  return openSilences(warn, undefined, 'accounting.doubted')
}

const tellMilliseconds = 10_000

export function openSilences(
  tell: typeof warn = warn,
  clock: () => number = () => performance.now(),
  event = 'packet.unanswered',
): Silences {
  const totals = new Map<string, number>()
  const kinds = new Map<string, { toldAt: number; times: number }>()

  return {
    add(reason, who, facts = {}) {
      totals.set(reason, (totals.get(reason) ?? 0) + 1)
      const key = `${reason} ${who}`
      const kind = kinds.get(key) ?? { toldAt: -Infinity, times: 0 }
      kinds.set(key, kind)
      kind.times++
      if (clock() - kind.toldAt < tellMilliseconds) return

      tell(event, { reason, router: who, times: kind.times, ...facts })
      kind.toldAt = clock()
      kind.times = 0
    },
    counts: () => totals,
  }
}
