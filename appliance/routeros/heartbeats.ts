// Whether a router is here, by its calls. One that comes and goes is not called well each time it comes: it must be steady for a
// while, and the longer the oftener it was away. Pure.

import type { RouterAgent } from '../tables.ts'
import type { Instant } from '../time.ts'

/** Four calls missed: a gap. Five minutes: somebody is told. */
export const gapSeconds = 60
export const silentSeconds = 300
const steadySeconds = 180
const steadyAfterFlappingSeconds = 900
/** So many gaps without an hour of calm between them is coming and going. */
export const flappingGaps = 3
const calmSeconds = 3600

type Beat = Pick<RouterAgent, 'heard_at' | 'here_since' | 'gaps'>

export interface Heard {
  here_since: Instant
  gaps: number
  /** Its trouble is over. */
  steady: boolean
}

/** A call has come. */
export function hear({ heard_at, here_since, gaps }: Beat, now: Instant): Heard {
  const gap = here_since === null || secondsBetween(heard_at, now) > gapSeconds
  const since = gap ? now : here_since
  const been = secondsBetween(since, now)
  const all = gap ? gaps + 1 : gaps
  const needed = all >= flappingGaps ? steadyAfterFlappingSeconds : steadySeconds
  return {
    here_since: since,
    gaps: been >= calmSeconds ? 0 : all,
    steady: been >= needed,
  }
}

export type Presence = 'here' | 'late' | 'silent' | 'flapping'

export function presenceOf({ heard_at, gaps }: Beat, now: Instant): Presence {
  const seconds = secondsBetween(heard_at, now)
  if (seconds > silentSeconds) return 'silent'
  if (seconds > gapSeconds) return 'late'
  return gaps >= flappingGaps ? 'flapping' : 'here'
}

function secondsBetween(from: Instant, until: Instant): number {
  return from.until(until).total('seconds')
}

export interface Reading {
  up_bytes: number | null
  down_bytes: number | null
  up_kbps: number | null
  down_kbps: number | null
}

/** What went through the customers' port since the last call: from them is up, to them is down. Counters begin anew at a restart. */
export function readThroughput(
  before: Pick<RouterAgent, 'up_bytes' | 'down_bytes' | 'heard_at'>,
  { from, to }: Readonly<Record<string, string | undefined>>,
  now: Instant,
): Reading {
  const [up_bytes, down_bytes] = [countOf(from), countOf(to)]
  const seconds = secondsBetween(before.heard_at, now)
  const kbps = (was: number | null, is: number | null) =>
    was === null || is === null || is < was || seconds < 1
      ? null
      : Math.round(((is - was) * 8) / 1000 / seconds)
  return {
    up_bytes,
    down_bytes,
    up_kbps: kbps(before.up_bytes, up_bytes),
    down_kbps: kbps(before.down_bytes, down_bytes),
  }
}

function countOf(words: string | undefined): number | null {
  return words !== undefined && /^\d{1,15}$/.test(words) ? Number(words) : null
}
