// Who may be online while the machine's clock can't be believed: nobody's time ends then (F11, F12).

import type { Doubt } from '../clock-watch.ts'
import type { Instant } from '../time.ts'
import type { Access } from './access.ts'

/** Then a session has an hour, whatever was left: by its end the clock is believed again, or the hour is given anew. */
export const doubtfulSessionSeconds = 3600

/**
 * Pure. In doubt it is decided as of the last moment that was believed, so that who was paid up stays online, and then as of
 * what has passed since, so that who pays meanwhile comes online.
 */
export function decideInDoubt(
  decide: (at: Instant) => Access,
  now: Instant,
  doubt: Doubt | undefined,
): Access {
  if (!doubt) return decide(now)
  const then = decide(doubt.as_of)
  const access = then.outcome === 'accept' ? then : decide(now)
  if (access.outcome !== 'accept') return access
  return { ...access, session_seconds: doubtfulSessionSeconds }
}
