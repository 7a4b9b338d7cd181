// How many of a service are online, counted where the answer is given. A place is taken the moment we say yes, because two
// who ask at once would both find it free in PostgreSQL (T56). Accounting confirms it, or gives it back.

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
  /** It has stopped; a late word of it does not bring it back. */
  free(session_key: string): void
  /** The router restarts: all of it, or of the one of those behind its address that says so. */
  freeRouter(router_id: number, nas_identifier: string | null): void
  /** What PostgreSQL knows to be open, and for how many seconds it has been silent. What we know is newer. */
  recall(slot: Slot, silent_seconds: number): void
  /** PostgreSQL knows that these have ended. */
  forget(session_keys: readonly string[]): void
  /** What may be looked up in PostgreSQL, and how many seconds ago each was heard. */
  list(service_id: number): { slot: Slot; silent_seconds: number }[]
  /** Lets go of what has run out; the rest works without. */
  prune(): void
}

/** Three Interim-Updates of the slowest, and a minute: who is silent for longer does not hold a place (F46). */
export const silentSecondsMax = 3 * 330 + 60
const reservedSeconds = 60

interface Held extends Slot {
  state: 'reserved' | 'online' | 'stopped'
  heardAt: number
  until: number
}

const none: never[] = []

/** `clock` is a steady one, in milliseconds: moving the business's time on empties no place. */
export function openSlots(clock: () => number = () => performance.now()): Slots {
  const byKey = new Map<string, Held>()
  const byService = new Map<number, Held[]>() // Mostly one.

  function put(slot: Slot, state: Held['state'], seconds: number, silent_seconds = 0): void {
    remove(byKey.get(slot.session_key))
    const heardAt = clock() - silent_seconds * 1000
    const { session_key, service_id, station, router_id, nas_identifier } = slot
    const named = { session_key, service_id, station, router_id, nas_identifier }
    const held = { ...named, state, heardAt, until: heardAt + seconds * 1000 }
    byKey.set(session_key, held)
    const all = byService.get(service_id)
    if (all) all.push(held)
    else byService.set(service_id, [held])
  }

  function remove(held: Held | undefined): void {
    if (!held) return
    byKey.delete(held.session_key)
    const all = byService.get(held.service_id)!
    if (all.length === 1) all.length = 0 // Most often another one takes its place at once; prune looks for the rest.
    else all.splice(all.indexOf(held), 1)
  }

  function holding(service_id: number): Held[] {
    const all = byService.get(service_id)
    if (!all || all.length === 0) return none
    const now = clock()
    return all.filter(({ state, until }) => state !== 'stopped' && now < until)
  }

  function confirm(slot: Slot, begins: boolean): void {
    if (byKey.get(slot.session_key)?.state === 'stopped') return
    if (begins) {
      for (const held of holding(slot.service_id)) {
        const isBefore = held.state === 'online' && held.session_key !== slot.session_key
        if (isBefore && isSamePlace(held, slot)) remove(held)
      }
    }
    put(slot, 'online', silentSecondsMax)
  }

  return {
    others(service_id, station) {
      const all = byService.get(service_id)
      if (station === null || !all || all.every((held) => held.station === station)) return none
      const stations = holding(service_id).map((held) => held.station)
      return stations.filter((each): each is string => each !== null && each !== station)
    },
    reserve(slot) {
      if (slot.station !== null) {
        for (const held of holding(slot.service_id)) if (held.station === slot.station) remove(held)
      }
      put(slot, 'reserved', reservedSeconds)
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
    free(session_key) {
      const held = byKey.get(session_key)
      if (held) put(held, 'stopped', silentSecondsMax)
    },
    freeRouter(router_id, nas_identifier) {
      for (const held of byKey.values()) {
        if (held.router_id !== router_id || held.state !== 'online') continue
        const { nas_identifier: its } = held
        if (nas_identifier === null || its === null || its === nas_identifier) remove(held)
      }
    },
    recall(slot, silent_seconds) {
      if (byKey.has(slot.session_key)) return
      put(slot, 'online', silentSecondsMax, silent_seconds)
    },
    forget(session_keys) {
      for (const key of session_keys) remove(byKey.get(key))
    },
    list: (service_id) =>
      holding(service_id).map((held) => ({
        slot: held,
        silent_seconds: (clock() - held.heardAt) / 1000,
      })),
    prune() {
      const now = clock()
      for (const held of byKey.values()) if (held.until <= now) remove(held)
      for (const [service_id, all] of byService) if (all.length === 0) byService.delete(service_id)
    },
  }
}

function isSamePlace(one: Slot, other: Slot): boolean {
  return (
    one.station !== null &&
    one.station === other.station &&
    one.router_id === other.router_id &&
    one.nas_identifier === other.nas_identifier
  )
}
