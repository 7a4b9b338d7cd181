// One router must not fill the disk for all: how many new sessions it may tell of, and whose record is whose (T55).

import { crc32 } from 'node:zlib'
import type { AccountingRecord } from '../appliance/access/sessions.ts'

/** The router that a record came from, also one that went through the spool; 0 where it can't be told. */
export function routerOf(record: unknown): number {
  const { kind, router_id, report } = (record ?? {}) as Partial<{
    kind: string
    router_id: number
    report: { router_id: number }
  }>
  return (kind === 'session' ? report?.router_id : router_id) ?? 0
}

export interface SessionQuota {
  /** Whether a record may be kept: its session was told of before, or its router may begin one more. */
  admits(record: AccountingRecord): boolean
}

interface Router {
  left: number
  at: number
  /** Sessions told of lately, by a sum of their keys: two that share one are one new session less. */
  known: Set<number>
  before: Set<number>
}

const minutesAtOnce = 20
const knownMax = 50_000

/** As many new sessions a minute from each router, saved up for twenty minutes. */
export function openSessionQuota(
  perMinute: number,
  clock: () => number = () => performance.now(),
): SessionQuota {
  const routers = new Map<number, Router>()
  const most = perMinute * minutesAtOnce

  function isKnown(router: Router, session: number): boolean {
    if (router.known.has(session)) return true
    return router.before.delete(session)
  }

  function remember(router: Router, session: number): void {
    if (router.known.size >= knownMax) {
      router.before = router.known
      router.known = new Set()
    }
    router.known.add(session)
  }

  return {
    admits(record) {
      if (record.kind === 'restart') return true
      const { router_id, session_key } = record.report
      const now = clock()
      const router = routers.get(router_id) ?? {
        left: most,
        at: now,
        known: new Set(),
        before: new Set(),
      }
      routers.set(router_id, router)
      router.left = Math.min(most, router.left + ((now - router.at) / 60_000) * perMinute)
      router.at = now

      const session = crc32(session_key)
      if (!isKnown(router, session)) {
        if (router.left < 1) return false
        router.left -= 1
      }
      remember(router, session)
      return true
    },
  }
}
