// A router that hears nothing repeats itself word for word. The answer to a repeat is the answer we gave, byte for byte,
// or nothing while we are still at it (RFC 5080 2.2.2); nothing is done twice.

export interface Duplicates {
  /** What a request is: one we have not seen, one we are at work on, or one that was answered so. */
  meet(key: string): 'new' | 'in_progress' | Buffer
  /** The answer to give again. */
  answered(key: string, answer: Buffer): void
  /** There was no answer: a repeat may try again. */
  unanswered(key: string): void
}

interface Limits {
  secondsMax: number
  entriesMax: number
}

interface Entry {
  readonly metAt: number
  answer: Buffer | undefined
}

export function openDuplicates(
  { secondsMax, entriesMax }: Limits = { secondsMax: 30, entriesMax: 65_536 },
  clock: () => number = () => performance.now(),
): Duplicates {
  const entries = new Map<string, Entry>() // In the order they came, so the oldest are first.

  function dropOld(now: number): void {
    for (const [key, { metAt }] of entries) {
      if (now - metAt < secondsMax * 1000 && entries.size < entriesMax) return
      entries.delete(key)
    }
  }

  return {
    meet(key) {
      const now = clock()
      dropOld(now)
      const known = entries.get(key)
      if (known) return known.answer ?? 'in_progress'
      entries.set(key, { metAt: now, answer: undefined })
      return 'new'
    },
    answered(key, answer) {
      const entry = entries.get(key)
      if (entry) entry.answer = answer
    },
    unanswered: (key) => void entries.delete(key),
  }
}
