// What RouterOS puts into its requests, in its order: taken from real debug logs for the hotspot. Nobody has published a
// PPPoE capture, so that order is the likely one, and a switch.

import { createHash } from 'node:crypto'
import { MIKROTIK, vendor, WISPR, type Attribute } from './codec.ts'
import type { RouterSwitches } from './habits.ts'
import { causes, counterWords, type Cause, type Session } from './sessions.ts'

export interface Place {
  /** /system identity name */
  readonly name: string
  readonly address: string
}

/** A hotspot server as its packets name it. */
export interface HotspotPlace {
  readonly server_name: string
  readonly logoff_url: string
}

const usualHotspot: HotspotPlace = {
  server_name: 'lango-hotspot',
  logoff_url: 'http://10.5.50.1/logout',
}

/** The line a subscriber comes in on, before anyone is let in. */
export interface Line {
  readonly service: 'pppoe' | 'hotspot'
  readonly user_name: string
  readonly mac: string
  readonly session_id: string
  readonly nas_port: number
  /** A hotspot guest has an address before the login; a PPPoE subscriber has none yet. */
  readonly framed_ip: string | undefined
  readonly hotspot?: HotspotPlace
}

export function accessAttributes(
  place: Place,
  line: Line,
  proof: readonly Attribute[],
  switches: RouterSwitches,
): Attribute[] {
  const nas: Attribute[] = [
    ['NAS-Identifier', place.name],
    ['NAS-IP-Address', place.address],
  ]
  if (line.service === 'hotspot') {
    return [
      ...hotspotLine(line),
      ...proof,
      ['Service-Type', 1],
      vendor(WISPR, 'WISPr-Logoff-URL', (line.hotspot ?? usualHotspot).logoff_url),
      ...nas,
    ]
  }
  return switches.pppoe_order === 'service_first'
    ? [...pppoeService, ...pppoeLine(line), ...proof, ...nas]
    : [...pppoeLine(line), ...proof, ...pppoeService, ...nas]
}

const pppoeService: readonly Attribute[] = [
  ['Service-Type', 2],
  ['Framed-Protocol', 1],
]

function pppoeLine({ nas_port, user_name, mac, session_id }: Line): Attribute[] {
  return [
    ['NAS-Port', nas_port],
    ['NAS-Port-Type', 15],
    ['User-Name', user_name],
    ['Calling-Station-Id', mac],
    ['Called-Station-Id', 'lango-pppoe'],
    ['NAS-Port-Id', 'bridge-pppoe'],
    ['Acct-Session-Id', session_id],
  ]
}

function hotspotLine(line: Line): Attribute[] {
  const { nas_port, user_name, mac, session_id, framed_ip } = line
  return [
    ['NAS-Port-Type', 19],
    ['Calling-Station-Id', mac],
    ['Called-Station-Id', (line.hotspot ?? usualHotspot).server_name],
    ['NAS-Port-Id', 'bridge-hotspot'],
    ['User-Name', user_name],
    ['NAS-Port', nas_port],
    ['Acct-Session-Id', session_id],
    ['Framed-IP-Address', framed_ip ?? '0.0.0.0'],
    vendor(MIKROTIK, 'Mikrotik-Host-IP', framed_ip ?? '0.0.0.0'),
  ]
}

const statusTypes = { start: 1, stop: 2, interim: 3 } as const

export type Status = keyof typeof statusTypes

interface Report {
  readonly status: Status
  readonly at: Temporal.Instant
  readonly delay_seconds: number
  readonly cause: Cause | undefined
}

/** The Access-Request's attributes without the proof, then the session's own. Event-Timestamp is the router's clock. */
export function accountingAttributes(
  place: Place,
  session: Session,
  { status, at, delay_seconds, cause }: Report,
  switches: RouterSwitches,
): Attribute[] {
  const isPppoe = session.service === 'pppoe'
  const line = isPppoe ? pppoeLine(session) : hotspotLine(session)
  const service_first = isPppoe && switches.pppoe_order === 'service_first'
  return [
    ['Acct-Status-Type', statusTypes[status]],
    ...(service_first ? pppoeService : []),
    ...line,
    ...(isPppoe && !service_first ? pppoeService : []),
    ...(isPppoe ? ([['Framed-IP-Address', session.framed_ip]] as const) : []),
    ...(isPppoe ? ([['Acct-Authentic', 1]] as const) : []),
    ...session.classes.map((one): Attribute => ['Class', one]),
    ...(status === 'start' ? [] : counters(session, at)),
    ...(cause === undefined ? [] : ([['Acct-Terminate-Cause', causes[cause]]] as const)),
    ['Event-Timestamp', seconds(at)],
    ['NAS-Identifier', place.name],
    ['Acct-Delay-Time', delay_seconds],
    ['NAS-IP-Address', place.address],
  ]
}

function counters(session: Session, at: Temporal.Instant): Attribute[] {
  const input = counterWords(session.input_bytes)
  const output = counterWords(session.output_bytes)
  const lasted = Math.floor(at.since(session.started_at).total('seconds'))
  return [
    ['Acct-Session-Time', Math.max(0, lasted)],
    ['Acct-Input-Octets', input.octets],
    ['Acct-Input-Gigawords', input.gigawords],
    ['Acct-Output-Octets', output.octets],
    ['Acct-Output-Gigawords', output.gigawords],
    ['Acct-Input-Packets', input.packets],
    ['Acct-Output-Packets', output.packets],
  ]
}

/** Given as bytes, so that no Date is made of it. */
function seconds(at: Temporal.Instant): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(Math.floor(at.epochMilliseconds / 1000))
  return bytes
}

/** "81000001": two digits of the service, one of the boot, five of the session. */
export function sessionId(
  service: 'pppoe' | 'hotspot',
  boot_digit: number,
  counter: number,
): string {
  const boot = (boot_digit % 16).toString(16)
  return `${service === 'pppoe' ? '81' : '80'}${boot}${(counter % 0x100000).toString(16).padStart(5, '0')}`
}

/** The address a MAC gets from the router's pools: the same every time, unlikely to meet another's. */
export function poolAddress(service: 'pppoe' | 'hotspot', mac: string, attempt: number): string {
  const bytes = createHash('sha256').update(`${mac} ${attempt}`).digest()
  const last = 2 + (bytes[2]! % 250)
  return service === 'pppoe'
    ? `100.${64 + (bytes[0]! % 64)}.${bytes[1]}.${last}`
    : `10.5.${bytes[0]}.${last}`
}
