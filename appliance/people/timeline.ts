// The story of one subscriber, newest first: asked → paid → credited → let in or refused → online → told to leave. A
// router that asks every half minute is one line with a count.

import type { Db } from '../database.ts'
import type { Instant } from '../time.ts'
import {
  decisionsMax,
  listHappenings,
  type AccessDecided,
  type Happening,
  type Window,
} from './happenings.ts'

/** Equal refusals that nothing interrupted. `at` is the last of them. */
export interface RefusedRun {
  kind: 'refused'
  at: Instant
  first_at: Instant
  /** What is older than this is not a part of it. */
  reaches: Instant
  count: number
  /** There may have been more before those we looked at. */
  at_least: boolean
  user_name: string
  router: string
  reason: string
}

export type Told = Exclude<Happening, { kind: 'access'; outcome: 'reject' }> | RefusedRun

export interface Timeline {
  told: Told[]
  /** To read on: what is older than this; null at the beginning of the story. */
  earlier: Instant | null
}

export async function readTimeline(db: Db, window: Window): Promise<Timeline> {
  const told = collapse(await listHappenings(db, window))
  const shown = told.slice(0, window.limit)
  return { told: shown, earlier: told.length > shown.length ? startOf(shown.at(-1)!) : null }
}

/** Newest first, runs of equal refusals as one. Pure. */
export function collapse(happenings: readonly Happening[]): Told[] {
  const sorted = happenings.toSorted(newestFirst)
  const decisions = sorted.filter(({ kind }) => kind === 'access')
  const lastLookedAt = decisions.length === decisionsMax ? decisions.at(-1) : undefined
  const told: Told[] = []
  for (const happening of sorted) {
    if (!isRefusal(happening)) {
      told.push(happening)
      continue
    }
    const run = told.at(-1)
    const begun = runOf(happening, happening === lastLookedAt)
    if (run?.kind === 'refused' && isSameRefusal(run, happening))
      told[told.length - 1] = { ...begun, at: run.at, count: run.count + begun.count }
    else told.push(begun)
  }
  return told
}

function runOf(refusal: Refusal, isLastLookedAt: boolean): RefusedRun {
  const { at, first_at, times: count, oldest_kept, user_name, router, reason } = refusal
  const at_least = isLastLookedAt || oldest_kept
  const run = { at, first_at, reaches: at, count, at_least, user_name, router, reason }
  return { kind: 'refused', ...run }
}

type Refusal = AccessDecided & { outcome: 'reject'; reason: string }

function isRefusal(happening: Happening): happening is Refusal {
  return happening.kind === 'access' && happening.outcome === 'reject'
}

function isSameRefusal(run: RefusedRun, { user_name, router, reason }: Refusal): boolean {
  return run.user_name === user_name && run.router === router && run.reason === reason
}

// One transaction has one time: then what follows from another stands above it.
const order: Happening['kind'][] = [
  'prompt',
  'payment',
  'sighting',
  'act',
  'credit_ended',
  'exception',
  'credit_bought',
  'disconnection',
  'guest_login',
  'access',
  'session_began',
  'session_ended',
]

function newestFirst(one: Happening, other: Happening): number {
  const byTime = Temporal.Instant.compare(other.at, one.at)
  return byTime || order.indexOf(other.kind) - order.indexOf(one.kind)
}

function startOf(told: Told): Instant {
  return told.kind === 'refused' ? told.reaches : told.at
}
