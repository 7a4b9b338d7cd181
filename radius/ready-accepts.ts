// What Access-Accepts say, laid out once for all lines that are told the same: a town has a few plans, and a plan's Accepts
// differ in how long they last and in their Class. `node tests/bench/run.ts radius --quick` prints what a login costs.

import type { Acceptance } from '../appliance/access/acceptance.ts'
import { formatRateLimit } from '../appliance/access/rate-limit.ts'
import type { Speed } from '../appliance/access/speeds.ts'
import { acceptAttributes, interimSeconds } from './replies.ts'
import { attribute, seekAttribute } from './wire/attributes.ts'
import { definitionNamed, type AttributeName } from './wire/dictionary.ts'
import { layOutAttributes } from './wire/packet-writer.ts'

/** A plain speed in the router's words, and the Accepts that tell it, by their Acct-Interim-Interval. */
interface ToldSpeed {
  words: string
  accepts: Map<number, ReadyAccept[]>
}

/** Of lines with these terms, and no address or data of their own. */
interface ReadyAccept {
  octets: Buffer
  timeoutAt: number
  classAt: number
  address_pool: string | null
  ipv6_pool: string | null
  port_limit: number | null
}

const speeds = new Map<number, ToldSpeed>()
const speedsMax = 1000 // More than a box has plans: guards against growing for ever, not limits.
const alikeMax = 100

/** A speed as the router reads it. Most plans have no more than a rate, and each of these is put into words once. */
export function tellSpeed(speed: Speed): string {
  return findToldSpeed(speed)?.words ?? formatRateLimit(speed)
}

/**
 * The octets of acceptAttributes, and the Class of this session behind them. To be used at once: the next Accept like this one
 * takes its place.
 */
export function layOutAccept(service_id: number, access: Acceptance, token: Buffer): Buffer {
  const { data_left, static_address, ipv6_prefix } = access
  const hasItsOwn = data_left !== null || static_address !== null || ipv6_prefix !== null
  const told = hasItsOwn ? undefined : findToldSpeed(access.speed)
  if (!told) return layOut(service_id, access, token)

  const interim_seconds = interimSeconds(service_id)
  let alike = told.accepts.get(interim_seconds)
  if (!alike || alike.length > alikeMax) told.accepts.set(interim_seconds, (alike = []))
  const ready = findLike(alike, access)
  if (!ready) {
    const first = layOut(service_id, access, token)
    alike.push(readyFrom(first, access))
    return first
  }
  const { octets, timeoutAt, classAt } = ready
  for (let at = 0; at < 4; at++) octets[timeoutAt + at] = access.session_seconds >>> (24 - at * 8)
  for (let at = 0; at < token.length; at++) octets[classAt + at] = token[at]!
  return octets
}

function findToldSpeed(speed: Speed): ToldSpeed | undefined {
  const { down_kbps, up_kbps, burst, priority } = speed
  if (burst !== null || priority !== null || down_kbps >= 2 ** 26) return undefined
  const both = up_kbps * 2 ** 26 + down_kbps // Below 67 Gbit/s they don't mix; a float holds them both.
  let told = speeds.get(both)
  if (!told) {
    if (speeds.size >= speedsMax) speeds.clear()
    speeds.set(both, (told = { words: formatRateLimit(speed), accepts: new Map() }))
  }
  return told
}

function findLike(
  alike: readonly ReadyAccept[],
  { address_pool, ipv6_pool, port_limit }: Acceptance,
): ReadyAccept | undefined {
  for (const each of alike)
    if (
      each.address_pool === address_pool &&
      each.ipv6_pool === ipv6_pool &&
      each.port_limit === port_limit
    )
      return each
  return undefined
}

function layOut(service_id: number, access: Acceptance, token: Buffer): Buffer {
  return layOutAttributes([...acceptAttributes(service_id, access), attribute('Class', token)])
}

function readyFrom(octets: Buffer, access: Acceptance): ReadyAccept {
  const { address_pool, ipv6_pool, port_limit } = access
  const placeOf = (name: AttributeName) => seekAttribute(octets, 0, 0, definitionNamed(name)!.type)
  const [timeoutAt, classAt] = [placeOf('Session-Timeout'), placeOf('Class')]
  return { octets, timeoutAt, classAt, address_pool, ipv6_pool, port_limit }
}
