// Coming in: what a subscriber's device brings, and how the router asks the server about it.

import type { Attribute, Packet, Read } from './codec.ts'
import { passOnChap, prove, type ChapAnswer, type Method } from './credentials.ts'
import type { RouterSwitches } from './habits.ts'
import type { RadiusClient } from './radius-client.ts'
import { usualMethod } from './replies.ts'
import { accessAttributes, type HotspotPlace, type Line, type Place } from './requests.ts'
import type { Session, Wish } from './sessions.ts'

export interface Dial {
  readonly user_name: string
  readonly password: string
  readonly mac: string
  readonly service: 'pppoe' | 'hotspot'
  /** Usually PAP on PPPoE, CHAP on a hotspot; a hotspot cannot do MS-CHAP. */
  readonly method?: Method
  readonly wish?: Wish
  /** In place of a password: what the browser made of it. */
  readonly chap?: ChapAnswer
  /** A hotspot guest's address, given before the login. */
  readonly framed_ip?: string
  readonly hotspot?: HotspotPlace
  /** Logins of one user name at a time on this router, unless Port-Limit says otherwise; 0 is no limit. */
  readonly shared_users?: number
}

export type Dialled =
  | { outcome: 'online'; attributes: readonly Read[]; session: Session }
  | { outcome: 'rejected'; attributes: readonly Read[]; error: string }
  | { outcome: 'no_answer'; attributes: readonly Read[]; error: string }

export const noAnswer: Dialled = {
  outcome: 'no_answer',
  attributes: [],
  error: 'RADIUS server is not responding',
}

interface Asking extends Place {
  readonly switches: RouterSwitches
  secret(): string
}

/** The server's reply, and what MS-CHAPv2 expects of it. */
export async function askToComeIn(
  client: RadiusClient,
  here: Asking,
  given: Dial,
  line: Line,
): Promise<{ reply: Packet | undefined; expected_success: Buffer | undefined }> {
  let expected_success: Buffer | undefined
  const reply = await client.ask({
    code: 'Access-Request',
    new_packet_each_time: false,
    attributes(_attempt, authenticator): Attribute[] {
      const proof = given.chap
        ? passOnChap(given.chap)
        : prove({
            ...given,
            method: given.method ?? usualMethod(given, here.switches),
            secret: here.secret(),
            authenticator,
            empty_password: here.switches.empty_password,
          })
      expected_success = proof.expected_success
      return accessAttributes(here, line, proof.attributes, here.switches)
    },
  })
  return { reply, expected_success }
}
