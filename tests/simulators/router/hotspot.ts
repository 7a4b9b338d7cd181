// The hotspot of a simulated router: phones on its Wi-Fi, each with a gateway of its own that stands for the network it
// sees. Logging in is a matter of RADIUS; what the browser is shown is the servlet's.

import { randomBytes } from 'node:crypto'
import { machineDice, type Dice } from '../dice.ts'
import type { Dialled } from './dialling.ts'
import { openGateway } from './gateway.ts'
import { openHosts, type Credentials, type Host } from './hosts.ts'
import { mintMac, openPhone, type Phone, type PhoneSettings } from './phone.ts'
import type { Router } from './router.ts'
import { answerAsRouter } from './servlet.ts'
import { builtInPages } from './servlet-pages.ts'
import type { Session } from './sessions.ts'

export type LoginBy = 'http-chap' | 'http-pap' | 'mac' | 'mac-cookie'

export interface HotspotOptions {
  /** The html directory, file name → text; without any, RouterOS's own. */
  readonly pages?: Readonly<Record<string, string>>
  /** /ip hotspot name */
  readonly server_name?: string
  readonly login_by?: readonly LoginBy[]
  /** What the router's links call it; without one, the gateway's address. */
  readonly dns_name?: string
  /** Hosts that anyone may reach; * and ? stand for signs. */
  readonly walled_garden?: readonly string[]
  readonly shared_users?: number
  /** A phone gone that long is logged out; 0 is never. */
  readonly keepalive_seconds?: number
  readonly mac_cookie_seconds?: number
  readonly mac_auth_mode?: 'mac-as-username' | 'mac-as-username-and-password'
  readonly mac_auth_password?: string
  readonly random?: Dice
}

/** What the servlet needs to know of the hotspot. */
export interface Household {
  readonly router: Router
  readonly pages: Readonly<Record<string, string>>
  readonly server_name: string
  readonly dns_name: string | undefined
  readonly walled_garden: readonly string[]
  allows(way: LoginBy): boolean
  /** A new challenge for this host; the one before no longer counts. */
  challenge(host: Host): void
  login(host: Host, credentials: Credentials, by: LoginBy, base: string): Promise<Dialled>
  logOut(host: Host): void
}

export interface Hotspot {
  readonly router: Router
  readonly clients: readonly Phone[]
  /** Who is on the Wi-Fi with an address, logged in or not. */
  readonly hosts: readonly Host[]
  readonly server_name: string
  /** Without its browser: `/ip hotspot active login`. */
  loginHost(host: Host, credentials: Credentials): Promise<Dialled>
  removeHost(host: Host): void
  /** The phone's gateway listens on 127.0.0.1; port 0 takes a free one. */
  addClient(settings: PhoneSettings): Promise<Phone>
  /** Looks at the clock now: who is out of reach for too long. */
  tick(): void
  close(): Promise<void>
}

const POLL_MS = 100
const SHARED_USERS = 1
const KEEPALIVE_SECONDS = 120
const COOKIE_SECONDS = 3 * 86_400

export async function openHotspot(router: Router, options: HotspotOptions = {}): Promise<Hotspot> {
  const { now } = router
  const dice = options.random ?? machineDice
  const login_by = options.login_by ?? ['http-chap']
  const hosts = openHosts((ip) => router.sessions.some(({ framed_ip }) => framed_ip === ip))
  const phones: Phone[] = []
  const pages = options.pages ?? {}
  const household: Household = {
    router,
    pages: Object.keys(pages).length === 0 ? builtInPages : pages,
    server_name: options.server_name ?? 'lango-hotspot',
    dns_name: options.dns_name,
    walled_garden: options.walled_garden ?? [],
    allows: (way) => login_by.includes(way),
    challenge: (host) => {
      host.challenge = { identifier: randomBytes(1), challenge: randomBytes(16) }
    },
    login,
    logOut(host) {
      if (host.session) router.hangUp(host.session, 'user_request')
      look(host)
    },
  }
  const polling = setInterval(tick, POLL_MS)
  polling.unref()

  async function login(
    host: Host,
    credentials: Credentials,
    by: LoginBy,
    base: string,
  ): Promise<Dialled> {
    host.is_logging_in = true
    const dialled = await router.dial({
      ...credentials,
      mac: host.mac,
      service: 'hotspot',
      framed_ip: host.ip,
      hotspot: { server_name: household.server_name, logoff_url: `${base}/logout` },
      shared_users: options.shared_users ?? SHARED_USERS,
      wish: { up: 0, down: 0 }, // It uses what its browser uses.
    })
    host.is_logging_in = false
    host.error = dialled.outcome === 'online' ? '' : dialled.error
    if (dialled.outcome === 'online') letIn(host, dialled.session, credentials, by)
    return dialled
  }

  function letIn(host: Host, session: Session, credentials: Credentials, by: LoginBy): void {
    if (hosts.find(host.mac) !== host) return router.hangUp(session, 'admin_reset')
    Object.assign(host, { session, login_by: by, challenge: undefined })
    if (by === 'mac' || !household.allows('mac-cookie')) return
    const seconds = options.mac_cookie_seconds ?? COOKIE_SECONDS
    hosts.keepCookie(host.mac, credentials, now().add({ seconds }))
  }

  /** What became of the host's session since we last looked. */
  function look(host: Host): void {
    const ended = hosts.settle(host)
    if (!ended) return
    for (const phone of phones) if (phone.mac === host.mac) phone.last_session = ended
  }

  /** The host that a phone's packets come from; a new one is tried by cookie and by MAC, once. */
  async function hostOf(phone: Phone): Promise<Host> {
    router.tick()
    const known = hosts.find(phone.mac)
    if (known) look(known)
    const host = hosts.find(phone.mac)
    if (host) {
      host.gone_since = undefined
      return host
    }
    const appeared = hosts.add(phone.mac)
    await tryWithoutPage(appeared, phone.url)
    return appeared
  }

  async function tryWithoutPage(host: Host, base: string): Promise<void> {
    const { mac } = host
    const cookie = household.allows('mac-cookie') ? hosts.findCookie(mac, now()) : undefined
    if (cookie) {
      const { outcome } = await login(host, cookie, 'mac-cookie', base)
      if (outcome === 'rejected') hosts.dropCookie(mac)
    }
    if (household.allows('mac') && !host.session) {
      const isBoth = options.mac_auth_mode === 'mac-as-username-and-password'
      const password = isBoth ? mac : (options.mac_auth_password ?? '')
      await login(host, { user_name: mac, password }, 'mac', base)
    }
    host.error = '' // Nobody typed anything.
  }

  /** Two phones with one MAC: neither is let in by the cookie again. */
  function noticeTwins(phone: Phone): void {
    const twins = phones.filter(({ mac, is_connected }) => is_connected && mac === phone.mac)
    if (twins.length > 1) hosts.dropCookie(phone.mac)
  }

  function noticeGone(mac: string): void {
    const isHere = phones.some((phone) => phone.is_connected && phone.mac === mac)
    const host = hosts.find(mac)
    if (host && !isHere) host.gone_since ??= now()
  }

  function tick(): void {
    const keepalive = options.keepalive_seconds ?? KEEPALIVE_SECONDS
    for (const host of hosts.all) {
      look(host)
      if (!host.gone_since || keepalive === 0) continue
      if (now().since(host.gone_since).total('seconds') < keepalive) continue
      if (host.session) router.hangUp(host.session, 'lost_carrier')
      look(host)
      hosts.remove(host)
    }
  }

  function removeHost(host: Host): void {
    if (host.session) router.hangUp(host.session, 'admin_reset')
    look(host)
    hosts.remove(host)
  }

  async function addClient(settings: PhoneSettings): Promise<Phone> {
    const phone: Phone = openPhone(settings, {
      mac: settings.mac?.toUpperCase() ?? mintMac(dice),
      router,
      mintMac: () => mintMac(dice),
      gateway: await openGateway(settings.port ?? 0, {
        isThere: () => phone.is_connected,
        async answer(asked) {
          const host = await hostOf(phone)
          const answer = await answerAsRouter(household, host, phone, asked)
          router.tick()
          look(host)
          return answer
        },
      }),
      find(mac) {
        const host = hosts.find(mac)
        if (host) look(host)
        return hosts.find(mac)
      },
      async appear() {
        noticeTwins(phone)
        await hostOf(phone)
      },
      noticeGone,
      removeHost,
    })
    phones.push(phone)
    noticeTwins(phone)
    return phone
  }

  return {
    router,
    clients: phones,
    get hosts() {
      for (const host of hosts.all) look(host)
      return hosts.all
    },
    server_name: household.server_name,
    loginHost: (host, credentials) =>
      login(host, credentials, 'http-pap', `http://${router.address}`),
    removeHost,
    addClient,
    tick,
    async close() {
      clearInterval(polling)
      await Promise.all(phones.map((phone) => phone.close()))
    },
  }
}
