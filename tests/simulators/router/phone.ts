// A phone on the hotspot's Wi-Fi. Whatever is asked at its gateway is its browser asking.

import { throwLetters, type Dice } from '../dice.ts'
import type { Gateway } from './gateway.ts'
import type { Host } from './hosts.ts'
import type { Router } from './router.ts'
import { move, type Session } from './sessions.ts'

export interface PhoneSettings {
  readonly name: string
  readonly mac?: string
  /** Of its gateway on 127.0.0.1. */
  readonly port?: number
}

export interface Phone {
  /** Its gateway's port: no two are alike. */
  readonly id: string
  readonly name: string
  readonly mac: string
  readonly router: Router
  /** Its gateway, without a slash at the end. */
  readonly url: string
  readonly is_connected: boolean
  /** Its address on the Wi-Fi, once the router has seen a packet. */
  readonly ip: string | undefined
  readonly state: 'away' | 'waiting' | 'online'
  readonly session: Session | undefined
  /** The last that ended. */
  last_session: Session | undefined
  readonly error: string
  leaveWifi(): void
  /** Its first packets: the router tries cookie and MAC. */
  joinWifi(): Promise<void>
  /** Leaves, and comes back as another; without a MAC as a random one. */
  changeMac(mac?: string): Promise<void>
  /** Bytes at once, where it is online. */
  useData(bytes: number, way: 'up' | 'down'): void
  /** /ip hotspot host remove: the next packet is from a new host. */
  removeHost(): void
  close(): Promise<void>
}

interface Place {
  readonly mac: string
  readonly router: Router
  readonly gateway: Gateway
  mintMac(): string
  find(mac: string): Host | undefined
  appear(): Promise<void>
  noticeGone(mac: string): void
  removeHost(host: Host): void
}

export function openPhone({ name }: PhoneSettings, place: Place): Phone {
  const { router, gateway } = place
  let mac = place.mac
  let is_connected = true
  let last_session: Session | undefined
  const host = () => place.find(mac)

  return {
    id: new URL(gateway.url).port,
    name,
    router,
    url: gateway.url,
    get mac() {
      return mac
    },
    get is_connected() {
      return is_connected
    },
    get ip() {
      return host()?.ip
    },
    get state() {
      if (!is_connected) return 'away'
      return host()?.session ? 'online' : 'waiting'
    },
    get session() {
      return host()?.session
    },
    get last_session() {
      host() // Looks first.
      return last_session
    },
    set last_session(ended) {
      last_session = ended
    },
    get error() {
      return host()?.error ?? ''
    },
    leaveWifi() {
      is_connected = false
      gateway.cut()
      place.noticeGone(mac)
    },
    async joinWifi() {
      is_connected = true
      await place.appear()
    },
    async changeMac(other = place.mintMac()) {
      this.leaveWifi()
      mac = other.toUpperCase()
      await this.joinWifi()
    },
    useData(bytes, way) {
      const { session } = this
      if (!session || !is_connected) return
      move(session, bytes, way, router.now())
      router.tick()
    },
    removeHost() {
      const found = host()
      if (found) place.removeHost(found)
    },
    close: gateway.close,
  }
}

/** A locally administered one, as phones make them up for each Wi-Fi. */
export function mintMac(dice: Dice): string {
  const pairs = Array.from({ length: 5 }, () => throwLetters(dice, 2, '0123456789ABCDEF'))
  return `4E:${pairs.join(':')}`
}
