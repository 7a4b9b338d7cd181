// The phones that stand before a hotspot. A pass belongs to the devices bound to it, known by their MAC: open Wi-Fi
// cannot prove more (T43). A new phone takes a place; when all are taken, the one bound longest ago gives way.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import type { Device } from '../tables.ts'
import { askDisconnect } from './disconnections.ts'

/** "AA:BB:CC:00:11:22" of any spelling RouterOS or a form knows (mikrotik.md A.2, radius-mac-format). */
export function readMac(words: string): string | undefined {
  if (isOurSpelling(words)) return words // As RouterOS sends it; each login is looked at.
  const digits = words.trim().replace(/[:.\-\s]/g, '')
  if (!/^[0-9a-f]{12}$/i.test(digits)) return undefined
  return digits.toUpperCase().match(/../g)!.join(':')
}

function isOurSpelling(words: string): boolean {
  if (words.length !== 17) return false
  for (let at = 0; at < 17; at++) {
    const sign = words.charCodeAt(at)
    const isDigit = (sign > 47 && sign < 58) || (sign > 64 && sign < 71)
    if (at % 3 === 2 ? sign !== 58 : !isDigit) return false
  }
  return true
}

/** The device's row, made at its first visit. */
export async function seeDevice(work: Work, mac: string): Promise<Device> {
  await work.db('devices').insert({ mac, first_seen_at: work.now }).onConflict('mac').ignore()
  return (await work.db('devices').where({ mac }).first())!
}

/** Lets a device use a pass. The subscriber is held by the caller. */
export async function bindDevice(work: Work, device_id: number, service_id: number): Promise<void> {
  // In one order: two devices may be changing their passes, each for the other's.
  const devices = await work
    .db('devices')
    .where({ id: device_id })
    .orWhere({ service_id })
    .orderBy('id')
    .forUpdate()
  const device = devices.find(({ id }) => id === device_id)
  if (!device) return
  const already = device.service_id === service_id
  await work
    .db('devices')
    .where({ id: device_id })
    .update({
      service_id,
      bound_at: already ? device.bound_at : work.now,
      name: already ? device.name : null, // Another's words are nobody's here.
      login_tried_at: null,
    })
  if (already) return

  const places = await countPlaces(work.db, service_id, work.now)
  const bound = devices
    .filter(({ id }) => id !== device_id)
    .sort((one, other) => Temporal.Instant.compare(other.bound_at!, one.bound_at!))
  const leaving = bound.slice(places - 1)
  await work
    .db('devices')
    .whereIn('id', idsOf(leaving))
    .update({ service_id: null, bound_at: null, name: null })
  await endSessionsOf(work, service_id, leaving)
}

/** Takes a device off its pass, and ends what it has open there. The subscriber is held by the caller. */
export async function releaseDevice(work: Work, device: Device): Promise<void> {
  const { id, service_id } = device
  if (service_id === null) return
  await work.db('devices').where({ id }).update({ service_id: null, bound_at: null, name: null })
  await endSessionsOf(work, service_id, [device])
}

function idsOf(rows: { id: number }[]): number[] {
  return rows.map(({ id }) => id)
}

/** How many devices the pass allows now: of the plan that is running, else of the one it would be renewed with. */
export async function countPlaces(db: Db, service_id: number, now: Work['now']): Promise<number> {
  const { rows } = await db.raw<{ rows: { places: number }[] }>(
    `select coalesce(max(running.devices), max(p.devices)) as places
     from services v join plans p on p.id = v.plan_id
     left join credits c on c.service_id = v.id and c.starts_at <= :now and c.ends_at > :now
     left join plans running on running.id = c.plan_id
     where v.id = :service_id`,
    { service_id, now: now as never },
  )
  return rows[0]?.places ?? 1
}

async function endSessionsOf(work: Work, service_id: number, devices: Device[]): Promise<void> {
  if (devices.length === 0) return
  const open = await work
    .db('sessions')
    .where({ service_id })
    .whereNull('stopped_at')
    .orderBy('session_key') // As accounting locks them.
    .select('id', 'calling_station_id')
  for (const { id, calling_station_id } of open) {
    const calling = readMac(calling_station_id ?? '')
    if (devices.some(({ mac }) => mac === calling))
      await askDisconnect(work, { session_id: id, reason: 'moved' })
  }
}
