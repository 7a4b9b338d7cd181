// How far the routers' clocks are from ours, by the Event-Timestamps of their accounting. Nothing is decided by a router's clock:
// what happened is when we heard of it, less Acct-Delay-Time. A wrong one is told, because its log and its certificates are wrong.

import type { Instant } from '../appliance/time.ts'

export interface RouterClocks {
  /** `event_seconds` since 1970, as the router's clock said when it happened; `sent_at` is when that was by ours. */
  note(router: string, event_seconds: number | undefined, sent_at: Instant): void
  /** By name, in seconds; positive where the router is ahead. Those that are within the limit are left out. */
  skews(): Record<string, number>
}

const skewSecondsMax = 120
const routersMax = 10_000

export function openRouterClocks(): RouterClocks {
  const skews = new Map<string, number>()
  return {
    note(router, event_seconds, sent_at) {
      if (event_seconds === undefined) return
      const skew = event_seconds - Math.floor(sent_at.epochMilliseconds / 1000)
      if (Math.abs(skew) <= skewSecondsMax) skews.delete(router)
      else if (skews.size < routersMax || skews.has(router)) skews.set(router, skew)
    },
    skews: () => Object.fromEntries(skews),
  }
}
