// May this user come online, how fast and for how long? The one place that says so, for every router's question.

import type { Instant } from '../time.ts'

/** Time bought for a service, and the speed of the plan it was bought on. */
export interface CreditFacts {
  readonly starts_at: Instant
  readonly ends_at: Instant
  readonly down_kbps: number
  readonly up_kbps: number
}

/** What RADIUS needs to know of one service. */
export interface ServiceFacts {
  readonly id: number
  readonly user_name: string
  /** null where the box key does not open it: then nobody can say whether a password is right. */
  readonly password: string | null
  readonly static_address: string | null
  /** Its own end or its subscriber's. */
  readonly closed: boolean
  readonly suspended: boolean
  /** In the order of time; they never overlap. */
  readonly credits: readonly CreditFacts[]
}

export interface AccessFacts {
  readonly service: ServiceFacts | undefined
  /** Whether what we know is as recent as it should be. */
  readonly fresh: boolean
}

/** Whether what the router sent proves this password. */
export type Proof = (password: string) => boolean

export type RejectReason = 'unknown_user' | 'wrong_password' | 'closed' | 'suspended' | 'unpaid'

export type Access =
  | {
      outcome: 'accept'
      /** Whole seconds until what is paid for ends, 1 to 21,474,720. */
      session_seconds: number
      down_kbps: number
      up_kbps: number
      static_address: string | null
    }
  | { outcome: 'reject'; reason: RejectReason }
  | { outcome: 'silence' } // The router asks again, or asks another server.

/** RouterOS's longest Session-Timeout, 248 days (User Manager's manual). */
export const sessionSecondsMax = 21_474_720

/**
 * Pure. Only who has proved the password learns what is wrong with the account. A user we have not heard of is refused
 * only while we would have heard (F01); what we do know of stays true while PostgreSQL is away, its end included.
 */
export function decideAccess({ service, fresh }: AccessFacts, proof: Proof, now: Instant): Access {
  if (!service)
    return fresh ? { outcome: 'reject', reason: 'unknown_user' } : { outcome: 'silence' }
  if (service.password === null) return { outcome: 'silence' }
  // Nobody is given an empty password, and an empty User-Password would prove one.
  const proved = service.password !== '' && proof(service.password)
  if (!proved) return { outcome: 'reject', reason: 'wrong_password' }
  if (service.closed) return { outcome: 'reject', reason: 'closed' }
  if (service.suspended) return { outcome: 'reject', reason: 'suspended' }

  const paid = findPaidTime(service.credits, now)
  if (!paid) return { outcome: 'reject', reason: 'unpaid' }

  const { down_kbps, up_kbps } = paid.current
  const session_seconds = wholeSeconds(now, paid.ends_at)
  return {
    outcome: 'accept',
    session_seconds,
    down_kbps,
    up_kbps,
    static_address: service.static_address,
  }
}

/** The credit of this moment, and the end of it and of all that follow without a gap. */
function findPaidTime(
  credits: readonly CreditFacts[],
  now: Instant,
): { current: CreditFacts; ends_at: Instant } | undefined {
  const { compare } = Temporal.Instant
  const at = credits.findIndex(
    ({ starts_at, ends_at }) => compare(starts_at, now) <= 0 && compare(now, ends_at) < 0,
  )
  const current = credits[at]
  if (!current) return undefined

  let { ends_at } = current
  for (const next of credits.slice(at + 1)) {
    if (compare(next.starts_at, ends_at) > 0) break
    ends_at = next.ends_at
  }
  return { current, ends_at }
}

function wholeSeconds(from: Instant, to: Instant): number {
  const seconds = (to.epochNanoseconds - from.epochNanoseconds) / 1_000_000_000n
  return Math.min(Math.max(Number(seconds), 1), sessionSecondsMax)
}
