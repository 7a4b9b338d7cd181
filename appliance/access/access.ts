// May this user come online, how fast and for how long? The one place that says so, for every router's question.

import type { ServiceKind } from '../tables.ts'
import type { Instant } from '../time.ts'
import type { DataFacts } from './data.ts'

/** Time and data bought for a service, and what the plan it was bought on gives: speed, devices. */
export interface CreditFacts {
  readonly starts_at: Instant
  readonly ends_at: Instant
  readonly down_kbps: number
  readonly up_kbps: number
  /** How many may be online with it at once. */
  readonly devices: number
  /** Of the whole chain this credit is a part of; null: without a limit. */
  readonly data: DataFacts | null
}

/** What RADIUS needs to know of one service. */
export interface ServiceFacts {
  readonly id: number
  readonly kind: ServiceKind
  readonly user_name: string
  /** null where the box key does not open it: then nobody can say whether a password is right. */
  readonly password: string | null
  readonly static_address: string | null
  /** Its own end or its subscriber's. */
  readonly closed: boolean
  readonly suspended: boolean
  /** The devices it is bound to, as AA:BB:CC:DD:EE:FF. A pass opens for no other; a PPPoE line is bound to none. */
  readonly macs: readonly string[]
  /** In the order of time; they never overlap. */
  readonly credits: readonly CreditFacts[]
}

export interface AccessFacts {
  readonly service: ServiceFacts | undefined
  /** Whether what we know is as recent as it should be. */
  readonly fresh: boolean
  /** The device that asks, as AA:BB:CC:DD:EE:FF; null where the router doesn't say. */
  readonly mac: string | null
  /** Of the service's sessions that hold a place already, the asker's own apart, which station each has. */
  readonly stations?: readonly string[]
}

/** Whether what the router sent proves this password. */
export type Proof = (password: string) => boolean

export type RejectReason =
  | 'unknown_user'
  | 'wrong_password'
  | 'closed'
  | 'suspended'
  | 'unpaid'
  | 'data_used'
  | 'wrong_device'
  | 'too_many_sessions'

export type Access =
  | {
      outcome: 'accept'
      /** Whole seconds until what is paid for ends, 1 to 21,474,720. */
      session_seconds: number
      down_kbps: number
      up_kbps: number
      static_address: string | null
      /** What is left of the data, up and down together, at least 1; null: without a limit. */
      total_limit_bytes: number | null
      /** How many may be online at once by this user name; null where the router's own rule holds (PPPoE). */
      port_limit: number | null
    }
  | { outcome: 'reject'; reason: RejectReason }
  | { outcome: 'silence' } // The router asks again, or asks another server.

/** RouterOS's longest Session-Timeout, 248 days (User Manager's manual). */
export const sessionSecondsMax = 21_474_720

/**
 * Pure. Only who has proved the password learns what is wrong with the account. A user we have not heard of is refused
 * only while we would have heard (F01); what we do know of stays true while PostgreSQL is away, its end included.
 * What is wrong with a pass is said before who asks for it: moving one that has ended would help nobody.
 */
export function decideAccess(
  { service, fresh, mac, stations = [] }: AccessFacts,
  proof: Proof,
  now: Instant,
): Access {
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

  const { down_kbps, up_kbps, devices, data } = paid.current
  const left = data && data.allowed_bytes - data.used_bytes
  if (left !== null && left <= 0) return { outcome: 'reject', reason: 'data_used' }
  // A password that was seen on an open Wi-Fi is of no use on another device (T43).
  const isPass = service.kind === 'hotspot'
  const isItsDevice = mac !== null && service.macs.includes(mac)
  if (isPass && !isItsDevice) return { outcome: 'reject', reason: 'wrong_device' }
  // A phone that has lost the pass is being told to leave: it must not keep out the one that has it now.
  const rightful = isPass ? stations.filter((each) => service.macs.includes(each)) : stations
  if (rightful.length >= devices) return { outcome: 'reject', reason: 'too_many_sessions' }

  return {
    outcome: 'accept',
    session_seconds: wholeSeconds(now, paid.ends_at),
    down_kbps,
    up_kbps,
    static_address: service.static_address,
    total_limit_bytes: left,
    port_limit: isPass ? devices : null,
  }
}

/**
 * The credit of this moment, and the end of it and of all that follow without a gap. A session keeps the limit it began
 * with, so it ends where data with a limit begins, or ends.
 */
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
    if ((next.data === null) !== (current.data === null)) break
    ends_at = next.ends_at
  }
  return { current, ends_at }
}

function wholeSeconds(from: Instant, to: Instant): number {
  const seconds = (to.epochNanoseconds - from.epochNanoseconds) / 1_000_000_000n
  return Math.min(Math.max(Number(seconds), 1), sessionSecondsMax)
}
