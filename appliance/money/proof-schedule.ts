// When to ask Safaricom again about a payment it has not confirmed.

import type { Instant } from '../time.ts'

// 10 s, 30 s, 1, 2, 5, 15 minutes, then hourly.
const pauses = [10, 30, 60, 120, 300, 900]
const giveUpAfter = { hours: 48 }

/** When to ask again, or `give_up`. `tries` is how often we asked, this time included. */
export function decideNextProof(
  { heard_at, tries }: { heard_at: Instant; tries: number },
  now: Instant,
): Instant | 'give_up' {
  if (!(Temporal.Instant.compare(now, heard_at.add(giveUpAfter)) < 0)) return 'give_up'
  return now.add({ seconds: pauses[tries - 1] ?? 3600 })
}
