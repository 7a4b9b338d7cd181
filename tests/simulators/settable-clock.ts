// A clock that a test sets.

export interface SettableClock {
  now(): Temporal.Instant
  pass(time: { seconds?: number; minutes?: number; hours?: number }): void
  set(instant: string): void
}

/** Starts on Saturday 21 November 2026, 14:32 in Nairobi. */
export function settableClock(start = '2026-11-21T11:32:00Z'): SettableClock {
  let now = Temporal.Instant.from(start)
  return {
    now: () => now,
    pass: (time) => void (now = now.add(time)),
    set: (instant) => void (now = Temporal.Instant.from(instant)),
  }
}
