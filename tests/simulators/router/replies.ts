// What the server's answer means for who dialled: how they must prove themselves, why an Accept may still not let
// them in, and what they read when they are refused.

import type { Packet } from './codec.ts'
import type { Method } from './credentials.ts'
import type { RouterSwitches } from './habits.ts'
import type { Session } from './sessions.ts'

interface Dialling {
  readonly service: 'pppoe' | 'hotspot'
  readonly user_name: string
  readonly mac: string
}

/** PAP on PPPoE, CHAP on a hotspot's login page; a device that logs in by its address as the switch says. */
export function usualMethod(
  { service, user_name, mac }: Dialling,
  switches: RouterSwitches,
): Method {
  if (service === 'pppoe') return 'pap'
  return user_name === mac ? switches.mac_login : 'chap'
}

/** Why the subscriber is not let in although the server said yes; undefined when nothing is in the way. */
export function refuseAccept(
  reply: Packet,
  dialling: Dialling & {
    readonly expected_success: Buffer | undefined
    readonly sessions: readonly Session[]
    readonly shared_users?: number
  },
): string | undefined {
  const { expected_success, service, user_name, sessions } = dialling
  if (expected_success) {
    const success = reply.attributes.find(({ name }) => name === 'MS-CHAP2-Success')
    // RFC 2759 5: "S=…", perhaps followed by " M=…".
    const proof = success?.bytes.subarray(0, expected_success.length)
    if (!proof?.equals(expected_success)) return 'could not verify the identity of the server'
  }

  const told = reply.attributes.find(({ name }) => name === 'Port-Limit')?.value
  const most = told ?? dialling.shared_users
  if (service !== 'hotspot' || typeof most !== 'number' || most === 0) return undefined
  const same = sessions.filter((session) => session.user_name === user_name)
  return same.length >= most ? `no more sessions are allowed for user ${user_name}` : undefined
}

/** What the guest's page or the home router's log says. */
export function rejectionWords(
  reply: Packet,
  service: Dialling['service'],
  switches: RouterSwitches,
): string {
  const message = reply.attributes.find(({ name }) => name === 'Reply-Message')?.value
  if (typeof message === 'string' && (service === 'pppoe' || switches.error_shows_reply_message)) {
    return message
  }
  return service === 'hotspot' ? 'invalid username or password' : 'authentication failed'
}
