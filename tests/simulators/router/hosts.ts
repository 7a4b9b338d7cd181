// The hotspot's table of hosts: who is on the Wi-Fi with an address, logged in or not, and the mac-cookies of those who
// were. A cookie lets a phone that comes back in without the page.

import type { ChapAnswer, Method } from './credentials.ts'
import { poolAddress } from './requests.ts'
import type { Cause, Session } from './sessions.ts'

export interface Host {
  readonly mac: string
  /** From the pool, before the login. */
  readonly ip: string
  /** Only the last one that a login page showed to this host counts. */
  challenge: Omit<ChapAnswer, 'digest'> | undefined
  session: Session | undefined
  /** How it logged in, for $(login-by). */
  login_by: string
  is_logging_in: boolean
  /** What the last login failed by; '' when it did not. */
  error: string
  /** Since when no phone with this MAC is on the Wi-Fi. */
  gone_since: Temporal.Instant | undefined
}

export interface Credentials {
  readonly user_name: string
  readonly password: string
  readonly method?: Method
  readonly chap?: ChapAnswer
}

interface Cookie {
  readonly credentials: Credentials
  readonly until: Temporal.Instant
}

export interface Hosts {
  readonly all: readonly Host[]
  find(mac: string): Host | undefined
  add(mac: string): Host
  remove(host: Host): void
  /** Notices that the session ended, and what that means for host and cookie; gives the session that ended. */
  settle(host: Host): Session | undefined
  keepCookie(mac: string, credentials: Credentials, until: Temporal.Instant): void
  findCookie(mac: string, now: Temporal.Instant): Credentials | undefined
  dropCookie(mac: string): void
}

/** The manual's list: after these nobody is let in silently again. */
const endsCookie = new Set<Cause>(['user_request', 'admin_reset', 'nas_request', 'session_timeout'])

/** After these the router has forgotten the phone; when it comes back it is a new host. */
const endsHost = new Set<Cause>(['lost_carrier', 'admin_reboot'])

export function openHosts(isTaken: (ip: string) => boolean): Hosts {
  const all = new Map<string, Host>()
  const cookies = new Map<string, Cookie>()

  function freeAddress(mac: string): string {
    const given = new Set([...all.values()].map(({ ip }) => ip))
    for (let attempt = 0; ; attempt += 1) {
      const found = poolAddress('hotspot', mac, attempt)
      if (!given.has(found) && !isTaken(found)) return found
    }
  }

  return {
    get all() {
      return [...all.values()]
    },
    find: (mac) => all.get(mac),
    add(mac) {
      const host: Host = {
        mac,
        ip: freeAddress(mac),
        challenge: undefined,
        session: undefined,
        login_by: '',
        is_logging_in: false,
        error: '',
        gone_since: undefined,
      }
      all.set(mac, host)
      return host
    },
    remove: (host) => void (all.get(host.mac) === host && all.delete(host.mac)),
    settle(host) {
      const { session } = host
      if (session?.state !== 'ended') return undefined
      host.session = undefined
      host.login_by = ''
      if (session.ended_by && endsCookie.has(session.ended_by)) cookies.delete(host.mac)
      if (session.ended_by && endsHost.has(session.ended_by)) this.remove(host)
      return session
    },
    keepCookie: (mac, credentials, until) => void cookies.set(mac, { credentials, until }),
    findCookie(mac, now) {
      const cookie = cookies.get(mac)
      if (!cookie || Temporal.Instant.compare(now, cookie.until) >= 0) return undefined
      return cookie.credentials
    },
    dropCookie: (mac) => void cookies.delete(mac),
  }
}
