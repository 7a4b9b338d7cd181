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
  readonly key: string
  readonly metAt: number
  answer: Buffer | undefined
}

export function openDuplicates(
  { secondsMax, entriesMax }: Limits = { secondsMax: 30, entriesMax: 65_536 },
  clock: () => number = () => performance.now(),
): Duplicates {
  const entries = new Map<string, Entry>()
  // The oldest first. The Map has them in that order too, but to find its first one after many were deleted is slow.
  let queue: Entry[] = []
  let gone = 0

  function dropOld(now: number): void {
    for (let oldest = queue[gone]; oldest; oldest = queue[gone]) {
      if (now - oldest.metAt < secondsMax * 1000 && entries.size < entriesMax) break
      if (entries.get(oldest.key) === oldest) entries.delete(oldest.key)
      gone++
    }
    if (gone < 1024 || gone * 2 < queue.length) return
    queue = queue.slice(gone)
    gone = 0
  }

  return {
    meet(key) {
      const now = clock()
      dropOld(now)
      const known = entries.get(key)
      if (known) return known.answer ?? 'in_progress'
      const entry = { key, metAt: now, answer: undefined }
      entries.set(key, entry)
      queue.push(entry)
      return 'new'
    },
    answered(key, answer) {
      const entry = entries.get(key)
      if (entry) entry.answer = answer
    },
    unanswered: (key) => void entries.delete(key),
  }
}
