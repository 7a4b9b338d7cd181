// May this user come online, how fast and for how long? The one place that says so, for every router's question.

import type { ServiceKind } from '../tables.ts'
import { microsecondsOf, type Instant } from '../time.ts'
import type { DataCounts, DataFacts } from './data.ts'
import type { Hours } from './hours.ts'
import { findPaidTime } from './paid-time.ts'
import { decideSpeed, type Speed, type SpeedFacts } from './speeds.ts'

/** Time and data bought for a service, and what the plan it was bought on gives. */
export interface CreditFacts extends SpeedFacts {
  /** Microseconds since 1970 (time.ts, microsecondsOf). */
  readonly starts_us: number
  readonly ends_us: number
  /** How many may be online with it at once. */
  readonly devices: number
  /** Of the whole chain this credit is a part of; null: without a limit. */
  readonly data: DataFacts | null
  /** Which way its data counts. */
  readonly data_counts: DataCounts
  /** At which hours of the day it opens; null: at all. */
  readonly hours: Hours | null
  /** Names of the router's own pools. */
  readonly address_pool: string | null
  readonly ipv6_pool: string | null
}

/** What RADIUS needs to know of one service. */
export interface ServiceFacts {
  readonly id: number
  readonly kind: ServiceKind
  readonly user_name: string
  /** null where the box key does not open it: then nobody can say whether a password is right. */
  readonly password: string | null
  readonly static_address: string | null
  /** Delegated to it, always the same: 2001:db8:1::/56. */
  readonly ipv6_prefix: string | null
  /** Where it may come online; null: anywhere. */
  readonly site_id: number | null
  readonly router_id: number | null
  /** The only device it may come online from, as AA:BB:CC:DD:EE:FF; null: any. */
  readonly locked_mac: string | null
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
  /** The router that asks for it. */
  readonly router: { readonly id: number; readonly site_id: number }
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
  | 'closed_hours'
  | 'wrong_place'
  | 'wrong_device'
  | 'too_many_sessions'

export type Access =
  | {
      outcome: 'accept'
      /** Whole seconds until what is paid for ends, or closes, 1 to 21,474,720. */
      session_seconds: number
      speed: Speed
      static_address: string | null
      address_pool: string | null
      ipv6_prefix: string | null
      ipv6_pool: string | null
      /** What is left of the data, at least 1 byte; null: without a limit. */
      data_left: { counts: DataCounts; bytes: number } | null
      /** How many may be online at once by this user name; null where the router's own rule holds (PPPoE). */
      port_limit: number | null
    }
  | { outcome: 'reject'; reason: RejectReason }
  | { outcome: 'silence' } // The router asks again, or asks another server.

/** RouterOS's longest Session-Timeout, 248 days (User Manager's manual). */
export const sessionSecondsMax = 21_474_720

// Nobody's. A name that nobody has costs the same work as a wrong password: the time it takes tells a guesser nothing.
const nobodysPassword = 'a password that nobody has'

/**
 * Pure. Only who has proved the password learns what is wrong with the account. A user we have not heard of is refused
 * only while we would have heard (F01); what we do know of stays true while PostgreSQL is away, its end included.
 * What is wrong with a line or a pass is said before who asks for it: moving one that has ended would help nobody.
 */
export function decideAccess(
  { service, fresh, mac, router, stations = [] }: AccessFacts,
  proof: Proof,
  now: Instant,
): Access {
  if (!service && !fresh) return { outcome: 'silence' }
  if (service?.password === null) return { outcome: 'silence' }
  // Nobody is given an empty password, and an empty User-Password would prove one.
  const hasPassword = service !== undefined && service.password !== ''
  const proved = proof(hasPassword ? service.password : nobodysPassword) && hasPassword
  if (!service) return { outcome: 'reject', reason: 'unknown_user' }
  if (!proved) return { outcome: 'reject', reason: 'wrong_password' }
  if (service.closed) return { outcome: 'reject', reason: 'closed' }
  if (service.suspended) return { outcome: 'reject', reason: 'suspended' }

  const paid = findPaidTime(service.credits, now)
  if (!paid) return { outcome: 'reject', reason: 'unpaid' }
  const { data, data_counts: counts, devices, address_pool, ipv6_pool } = paid.current
  const bytes = data && data.allowed_bytes - data.used_bytes
  if (bytes !== null && bytes <= 0) return { outcome: 'reject', reason: 'data_used' }
  if (!paid.open) return { outcome: 'reject', reason: 'closed_hours' }
  if (!isItsPlace(service, router)) return { outcome: 'reject', reason: 'wrong_place' }
  if (!isItsDevice(service, mac)) return { outcome: 'reject', reason: 'wrong_device' }
  if (rightfulOf(service, stations).length >= devices)
    return { outcome: 'reject', reason: 'too_many_sessions' }

  const { static_address, ipv6_prefix } = service
  return {
    outcome: 'accept',
    session_seconds: wholeSeconds(microsecondsOf(now), paid.ends_us),
    speed: decideSpeed(paid.current, now),
    static_address,
    address_pool,
    ipv6_prefix,
    ipv6_pool,
    data_left: bytes === null ? null : { counts, bytes },
    port_limit: service.kind === 'hotspot' ? devices : null,
  }
}

/** A router speaks for those who live by it, where that is said of them (T49). */
export function isItsPlace(
  { site_id, router_id }: Pick<ServiceFacts, 'site_id' | 'router_id'>,
  router: AccessFacts['router'],
): boolean {
  const isItsSite = site_id === null || site_id === router.site_id
  return isItsSite && (router_id === null || router_id === router.id)
}

/** A pass opens for its own devices: a password that was seen on an open Wi-Fi is of no use on another (T43). */
function isItsDevice({ kind, macs, locked_mac }: ServiceFacts, mac: string | null): boolean {
  if (locked_mac !== null && mac !== locked_mac) return false
  return kind !== 'hotspot' || (mac !== null && macs.includes(mac))
}

/** A device that has lost its pass or its line is being told to leave: it must not keep out the one that has it now. */
function rightfulOf(service: ServiceFacts, stations: readonly string[]): readonly string[] {
  return stations.filter((mac) => isItsDevice(service, mac))
}

function wholeSeconds(from_us: number, to_us: number): number {
  return Math.min(Math.max(Math.trunc((to_us - from_us) / 1e6), 1), sessionSecondsMax)
}
