// Refusals that repeat, counted in memory: the first of them is told at once, the rest every ten seconds, so that a town of
// unpaid routers that redial all night is a few rows a minute to write.

import { isRepeat, nameKey, type Answered, type Run } from '../appliance/access/decisions.ts'

export interface RefusalRuns {
  /** Whether nothing is remembered of this name at this router. */
  isNew(answered: Answered): boolean
  /** What is to be written now, in this order; nothing for a repeat, which is counted. */
  note(answered: Answered): Run[]
  /** What was counted since, and forgets those who have been quiet since the last time. */
  release(): Run[]
  /** Whether anything is counted that has not been released. */
  counts(): boolean
}

interface Known {
  last: Answered
  counted: Run | undefined
}

export function openRefusalRuns(namesMax = 20_000): RefusalRuns {
  const known = new Map<string, Known>()
  let counting = 0

  function releaseOne(each: Known): Run[] {
    const { counted } = each
    if (!counted) return []
    each.counted = undefined
    counting--
    return [counted]
  }

  function release(): Run[] {
    const released: Run[] = []
    for (const [key, each] of known) {
      const runs = releaseOne(each)
      released.push(...runs)
      if (runs.length === 0) known.delete(key)
    }
    return released
  }

  return {
    isNew: (answered) => known.size === 0 || !known.has(nameKey(answered)), // Nearly always none, where all is well.
    note(answered) {
      const { decided_at, outcome } = answered
      const key = nameKey(answered)
      const before = known.get(key)
      if (before && isRepeat(before.last, before.last.decided_at, answered)) {
        before.last = answered
        if (!before.counted) counting++
        before.counted ??= { ...answered, times: 0, last_at: decided_at }
        before.counted.times++
        before.counted.last_at = decided_at
        return []
      }
      const first = runOf(answered)
      const told = before ? [...releaseOne(before), first] : [first]
      known.delete(key)
      if (outcome === 'accept') return told
      // Whoever guesses names must not fill the memory.
      if (known.size >= namesMax) {
        told.unshift(...release())
        known.clear()
      }
      known.set(key, { last: answered, counted: undefined })
      return told
    },
    release,
    counts: () => counting > 0,
  }
}

function runOf(answered: Answered): Run {
  return { ...answered, times: 1, last_at: answered.decided_at }
}
