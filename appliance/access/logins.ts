// Sending a paid device to its router's login. When is noted, so that a router that sends it back is explained and not asked
// again by itself (S1-09).

import type { Work } from '../appliance.ts'
import type { Safe } from '../secrets.ts'
import type { HandOff } from '../tables.ts'
import { hotspotLogin } from './hotspot-login.ts'

export interface LoginWish {
  mac: string
  service_id: number
  hand_off: HandOff
  /** Where the router leads to afterwards: a page of ours. */
  dst: string
}

/** The router's address with the pass's name and password; undefined where the device has no such pass. */
export async function beginLogin(
  work: Work,
  safe: Safe,
  { mac, service_id, hand_off, dst }: LoginWish,
): Promise<string | undefined> {
  const [device] = await work
    .db('devices')
    .where({ mac, service_id })
    .update({ login_tried_at: work.now })
    .returning('id')
  if (!device) return undefined
  const service = (await work.db('services').where({ id: service_id }).first())!
  const password = safe.open(service.password_sealed, 'services.password')
  return hotspotLogin({ hand_off, user_name: service.user_name, password, dst })
}
