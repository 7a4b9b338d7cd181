// The homes behind the routers: a box on a wall or a phone that dials in with its user name, and dials again when it
// falls off, as such boxes do.

import type { Dice } from '../dice.ts'
import type { Method } from './credentials.ts'
import type { Dialled } from './dialling.ts'
import { mintMac } from './phone.ts'
import type { Router } from './router.ts'
import type { Session } from './sessions.ts'

export interface HomeSettings {
  readonly name: string
  readonly user_name: string
  readonly password: string
  readonly service: 'pppoe' | 'hotspot'
  readonly mac?: string
  readonly method?: Method
  /** Whether it dials by itself from the start. */
  readonly wanted?: boolean
}

export interface Home extends HomeSettings {
  readonly id: string
  readonly mac: string
  readonly router: Router
  wanted: boolean
  state: 'off' | 'dialling' | 'online' | 'refused' | 'no_answer' | 'fell_off'
  /** What it was told when it could not come in, or why it fell off. */
  words: string
  session: Session | undefined
  next_dial_at: Temporal.Instant | null
}

/** A real box waits a few seconds; longer would look broken. */
const REDIAL_SECONDS = 10

export interface Homes {
  readonly all: readonly Home[]
  add(router: Router, settings: HomeSettings): Home
  dial(home: Home): Promise<void>
  hangUp(home: Home): void
  /** Notices who fell off, and lets those dial whose time has come. */
  tick(): void
}

export function openHomes(now: () => Temporal.Instant, dice: Dice): Homes {
  const all: Home[] = []

  function add(router: Router, settings: HomeSettings): Home {
    const home: Home = {
      ...settings,
      id: String(all.length + 1),
      mac: settings.mac ?? mintMac(dice),
      router,
      wanted: settings.wanted ?? false,
      state: 'off',
      words: '',
      session: undefined,
      next_dial_at: null,
    }
    if (home.wanted) home.next_dial_at = now()
    all.push(home)
    return home
  }

  async function dial(home: Home): Promise<void> {
    if (home.state === 'dialling' || home.state === 'online') return
    home.wanted = true
    home.next_dial_at = null
    Object.assign(home, { state: 'dialling', words: '' })
    const dialled = await home.router.dial(home)
    Object.assign(home, afterDialling(dialled))
    if (!home.wanted && dialled.outcome === 'online') hangUp(home)
    if (dialled.outcome !== 'online') dialAgainLater(home)
  }

  function dialAgainLater(home: Home): void {
    // A guest on a hotspot stands before a page; nobody presses the button again for them.
    if (home.service === 'hotspot') home.wanted = false
    home.next_dial_at = home.wanted ? now().add({ seconds: REDIAL_SECONDS }) : null
  }

  function hangUp(home: Home): void {
    home.wanted = false
    home.next_dial_at = null
    if (home.session) home.router.hangUp(home.session)
    if (home.state !== 'dialling') Object.assign(home, { state: 'off', words: '' })
    home.session = undefined
  }

  function tick(): void {
    const instant = now()
    for (const home of all) {
      if (home.session?.state === 'ended') {
        const cause = home.session.ended_by?.replaceAll('_', ' ') ?? 'unknown'
        Object.assign(home, { state: 'fell_off', words: cause, session: undefined })
        dialAgainLater(home)
      }
      const { next_dial_at } = home
      if (next_dial_at && Temporal.Instant.compare(instant, next_dial_at) >= 0) void dial(home)
    }
  }

  return { all, add, dial, hangUp, tick }
}

function afterDialling(dialled: Dialled): Pick<Home, 'state' | 'words' | 'session'> {
  switch (dialled.outcome) {
    case 'online':
      return { state: 'online', words: '', session: dialled.session }
    case 'rejected':
      return { state: 'refused', words: dialled.error, session: undefined }
    case 'no_answer':
      return { state: 'no_answer', words: dialled.error, session: undefined }
  }
}
