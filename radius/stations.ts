// What a session is called, and who dials it, in the words of one packet and of the table alike.

import { readMac } from '../appliance/access/devices.ts'

/** Calling-Station-Id, a MAC in its one spelling; null where the router doesn't say who dials. */
export function stationOf(calling_station_id: string | null | undefined): string | null {
  if (!calling_station_id) return null
  return readMac(calling_station_id) ?? calling_station_id
}

interface Named {
  router_id: number
  acct_session_id: string
  user_name: string
  calling_station_id: string | null
}

export function classKey(login: string): string {
  return `class:${login}`
}

/** Without our Class; appliance/access/session-names.ts adds the time it began. */
export function routersKey({
  router_id,
  acct_session_id,
  user_name,
  calling_station_id,
}: Named): string {
  return `nas:${JSON.stringify([router_id, acct_session_id, user_name, calling_station_id])}`
}
