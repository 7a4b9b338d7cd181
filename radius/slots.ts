// How many of a service are online, counted where the answer is given. A place is taken the moment we say yes, because two
// who ask at once would both find it free in PostgreSQL (T56). Accounting confirms it, or gives it back.

import { steadyTime } from './breath.ts'

export interface Slot {
  /** As the session will be called: of its Class, or of what its router tells. */
  session_key: string
  service_id: number
  /** Calling-Station-Id; see stationOf. One that has no name may be anybody's: it keeps nobody out, and nobody it. */
  station: string | null
  router_id: number
  nas_identifier: string | null
}

/** A session whose router did not give back our Class: it takes the place that its station was given there. */
export type Claim = Slot & { begins: boolean }

export interface Slots {
  /** The stations of the sessions that hold a place of the service, the asker's own apart. */
  others(service_id: number, station: string | null): string[]
  /** We have said yes: a place for a minute. What the station held before is given up: who dials again has lost that. */
  reserve(slot: Slot): void
  /** Accounting with our Class: it is online. A Start gives up what the station held before at the same router. */
  confirm(slot: Slot, begins: boolean): void
  /** Accounting without: it counts only where we have let it in. */
  claim(claim: Claim): void
  /** It has stopped; a late word of it does not bring it back. Its service, where that is known. */
  free(session_key: string, service_id?: number): void
  /** The router restarts: all of it, or of the one of those behind its address that says so. */
  freeRouter(router_id: number, nas_identifier: string | null): void
  /** What PostgreSQL knows to be open, and for how many seconds it has been silent. What we know is newer. */
  recall(slot: Slot, silent_seconds: number): void
  /** PostgreSQL knows that these, of these services, have ended. */
  forget(session_keys: readonly string[], service_ids: readonly number[]): void
  /** What may be looked up in PostgreSQL, and how many seconds ago each was heard. */
  list(service_id: number): { slot: Slot; silent_seconds: number }[]
  /** Lets go of what has run out; the rest works without. */
  prune(): void
}

/** Three Interim-Updates of the slowest, and a minute: who is silent for longer does not hold a place (F46). */
export const silentSecondsMax = 3 * 330 + 60
const reservedSeconds = 60

/** Changed in its place, and not made anew: there is one for each line, for as long as it dials. */
interface Held {
  session_key: string
  readonly service_id: number
  station: string | null
  router_id: number
  nas_identifier: string | null
  state: 'reserved' | 'online' | 'stopped'
  heardAt: number
  until: number
}

const none: never[] = []

/** `clock` is a steady one, in milliseconds: moving the business's time on empties no place. */
export function openSlots(clock: () => number = steadyTime): Slots {
  const byKey = new Map<string, Held>() // Those that accounting has spoken of.
  const byService = new Map<number, Held[]>() // Mostly one.

  function find(session_key: string, service_id: number | undefined): Held | undefined {
    const known = byKey.get(session_key)
    if (known || service_id === undefined) return known
    return byService.get(service_id)?.find((held) => held.session_key === session_key)
  }

  function add(slot: Slot): Held {
    const { session_key, service_id, station, router_id, nas_identifier } = slot
    const named = { session_key, service_id, station, router_id, nas_identifier }
    const held: Held = { ...named, state: 'reserved', heardAt: 0.5, until: 0.5 }
    const all = byService.get(service_id)
    if (all) all.push(held)
    else byService.set(service_id, [held])
    return held
  }

  function keep(held: Held, state: Held['state'], seconds: number, silent_seconds = 0): void {
    held.state = state
    held.heardAt = clock() - silent_seconds * 1000
    held.until = held.heardAt + seconds * 1000
  }

  /** Accounting has spoken of it. */
  function put(slot: Slot, silent_seconds = 0): void {
    let held = find(slot.session_key, slot.service_id)
    if (held && held.service_id !== slot.service_id) {
      remove(held)
      held = undefined
    }
    held ??= add(slot)
    rename(held, slot)
    keep(held, 'online', silentSecondsMax, silent_seconds)
    byKey.set(held.session_key, held)
  }

  function remove(held: Held | undefined): void {
    if (!held) return
    if (held.state !== 'reserved') byKey.delete(held.session_key)
    const all = byService.get(held.service_id)!
    if (all.length === 1) all.length = 0 // Most often another one takes its place at once; prune looks for the rest.
    else all.splice(all.indexOf(held), 1)
  }

  function holding(service_id: number): Held[] {
    const all = byService.get(service_id)
    if (!all || all.length === 0) return none
    const now = clock()
    return all.filter((held) => holds(held, now))
  }

  /** The place its station held, and which is its own again: the first, where it held several. */
  function takeBack({ service_id, station }: Slot): Held | undefined {
    const all = byService.get(service_id)
    if (station === null || !all || all.length === 0) return undefined
    const now = clock()
    let own: Held | undefined
    for (let each = all.length - 1; each >= 0; each--) {
      const held = all[each]!
      if (held.station !== station || !holds(held, now)) continue
      remove(own)
      own = held
    }
    if (own && own.state !== 'reserved') byKey.delete(own.session_key)
    return own
  }

  function confirm(slot: Slot, begins: boolean): void {
    if (find(slot.session_key, slot.service_id)?.state === 'stopped') return
    if (begins) {
      for (const held of holding(slot.service_id)) {
        const isBefore = held.state === 'online' && held.session_key !== slot.session_key
        if (isBefore && isSamePlace(held, slot)) remove(held)
      }
    }
    put(slot)
  }

  return {
    others(service_id, station) {
      const all = byService.get(service_id)
      if (station === null || !all || areAllOf(all, station)) return none
      const stations = holding(service_id).map((held) => held.station)
      return stations.filter((each): each is string => each !== null && each !== station)
    },
    reserve(slot) {
      const own = takeBack(slot)
      if (own) rename(own, slot)
      keep(own ?? add(slot), 'reserved', reservedSeconds)
    },
    confirm,
    claim({ begins, ...slot }) {
      const known = byKey.get(slot.session_key)
      if (known?.state === 'online') return confirm(slot, begins)
      const given = holding(slot.service_id).find(
        ({ state, station, router_id }) =>
          state === 'reserved' && station === slot.station && router_id === slot.router_id,
      )
      if (!given) return
      remove(given)
      remove(known) // Its name may come again, after a Stop.
      confirm(slot, begins)
    },
    free(session_key, service_id) {
      const held = find(session_key, service_id)
      if (!held) return
      keep(held, 'stopped', silentSecondsMax)
      byKey.set(session_key, held)
    },
    freeRouter(router_id, nas_identifier) {
      for (const held of byKey.values()) {
        if (held.router_id !== router_id || held.state !== 'online') continue
        const { nas_identifier: its } = held
        if (nas_identifier === null || its === null || its === nas_identifier) remove(held)
      }
    },
    recall(slot, silent_seconds) {
      if (!find(slot.session_key, slot.service_id)) put(slot, silent_seconds)
    },
    forget(session_keys, service_ids) {
      const ended = new Set(session_keys)
      for (const id of service_ids) {
        const all = byService.get(id) ?? none
        for (const held of all.filter(({ session_key }) => ended.has(session_key))) remove(held)
      }
    },
    list: (service_id) =>
      holding(service_id).map((held) => ({
        slot: held,
        silent_seconds: (clock() - held.heardAt) / 1000,
      })),
    prune() {
      const now = clock()
      for (const [service_id, all] of byService) {
        for (const held of all.filter(({ until }) => until <= now)) remove(held)
        if (all.length === 0) byService.delete(service_id)
      }
    },
  }
}

function holds({ state, until }: Held, now: number): boolean {
  return state !== 'stopped' && now < until
}

function areAllOf(all: readonly Held[], station: string): boolean {
  for (const held of all) if (held.station !== station) return false
  return true
}

/** What is the same stays the same string: it has grown old already. */
function rename(held: Held, slot: Slot): void {
  held.session_key = slot.session_key
  held.router_id = slot.router_id
  if (held.station !== slot.station) held.station = slot.station
  if (held.nas_identifier !== slot.nas_identifier) held.nas_identifier = slot.nas_identifier
}

function isSamePlace(one: Held, other: Slot): boolean {
  return (
    one.station !== null &&
    one.station === other.station &&
    one.router_id === other.router_id &&
    one.nas_identifier === other.nas_identifier
  )
}
