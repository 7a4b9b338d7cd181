// Whether the machine's clock can be believed (F11–F13, T63). A clock that was put back, or that begins in 1970 after a power
// cut, would keep everybody online for nothing; one that was put on would cut everybody off. While it is in doubt nobody's
// time ends: time goes on from the last moment that was believed, by the steady clock, which nobody can set.

import { warn, log } from './log.ts'
import type { Instant } from './time.ts'

/** Where a machine tells time: a clock that may be set, and milliseconds that only go on. */
export interface Machine {
  wall(): Instant
  steady(): number
}

export interface Doubt {
  why:
    | 'before_build' // Earlier than this release was made.
    | 'behind' // Earlier than a moment that has surely been.
    | 'ahead' // Later than what has passed allows.
    | 'long_away' // The box was off for long, or its clock was put on while it was.
  /** The last moment that was believed: who was paid up then stays online. */
  as_of: Instant
}

export interface ClockWatch {
  /** The machine's time; while that is in doubt, the last that was believed and what has passed since. */
  now(): Instant
  doubt(): Doubt | undefined
  /** The latest moment that was believed. */
  mark(): Instant
  /** To be called every few seconds: what is doubted is believed again here. */
  check(): void
  /** Somebody else who shares our books has believed this moment. */
  hear(mark: Instant): void
  /** A person says that the clock is right. */
  accept(): void
}

/** How far back a clock may be put without a doubt, and how far on between two checks. */
export const tolerances = { back: 5 * 60_000, on: 60_000, off: 3_600_000 }
/** How far steps that were each small enough may have moved it together; a thousandth of the time that passes is forgiven. */
export const drips = { back: 10 * 60_000, on: 2 * 60_000, forgiven: 0.001 }
const agreement = { checks: 3, milliseconds: 60_000, within: 5_000 }

/** `build` is a moment this release is surely later than; `mark` the latest that an earlier life believed. */
export function openClockWatch(
  machine: Machine,
  { build, mark }: { build: Instant; mark: Instant | null },
): ClockWatch {
  let anchor = { at: machine.wall(), steady: machine.steady() }
  let moved = 0 // Milliseconds, by steps that were believed (T63).
  let doubt: Doubt | undefined
  let proof: { offset: number; since: number; checks: number } | undefined

  const passed = () => Math.max(0, Math.round(machine.steady() - anchor.steady))
  const reckoned = () => anchor.at.add({ milliseconds: passed() })

  function look(wall: Instant, on = tolerances.on): Doubt['why'] | undefined {
    if (wall.epochMilliseconds < build.epochMilliseconds) return 'before_build'
    const ahead = aheadBy(wall)
    if (ahead < -tolerances.back || moved + ahead < -drips.back) return 'behind'
    return ahead > on || moved + Math.min(ahead, tolerances.on) > drips.on ? 'ahead' : undefined
  }

  const aheadBy = (wall: Instant) => wall.epochMilliseconds - anchor.at.epochMilliseconds - passed()

  function distrust(why: Doubt['why'], as_of: Instant): void {
    doubt = { why, as_of }
    proof = undefined
    warn('clock.doubted', { why, clock: String(machine.wall()), believed: String(as_of) })
  }

  function trust(wall: Instant): void {
    const sum = moved + aheadBy(wall)
    moved = doubt ? 0 : Math.sign(sum) * Math.max(0, Math.abs(sum) - passed() * drips.forgiven)
    anchor = { at: wall, steady: machine.steady() }
    if (doubt) log('clock.believed', { clock: String(wall), doubted: doubt.why })
    doubt = undefined
  }

  /** A clock that runs ahead is believed when it has gone its way evenly for a minute. */
  function agrees(wall: Instant): boolean {
    const steady = machine.steady()
    const offset = wall.epochMilliseconds - steady
    if (!proof || Math.abs(offset - proof.offset) > agreement.within) {
      proof = { offset, since: steady, checks: 0 }
    }
    proof.checks += 1
    return proof.checks >= agreement.checks && steady - proof.since >= agreement.milliseconds
  }

  function hear(heard: Instant): void {
    if (heard.epochMilliseconds - reckoned().epochMilliseconds <= tolerances.back) return
    anchor = { at: heard, steady: machine.steady() }
    const why = look(machine.wall())
    if (doubt) doubt = { why: why ?? doubt.why, as_of: heard }
    else if (why) distrust(why, heard)
  }

  const began = machine.wall()
  const last = mark && mark.epochMilliseconds > build.epochMilliseconds ? mark : build
  if (mark || began.epochMilliseconds < build.epochMilliseconds) {
    anchor = { at: last, steady: machine.steady() }
    const why = look(began, tolerances.off)
    if (why) distrust(why === 'ahead' ? 'long_away' : why, last)
    else anchor = { at: began, steady: machine.steady() }
  }

  // Noticed by whoever asks first, not only at the next check.
  function watch(): Instant {
    const wall = machine.wall()
    if (!doubt) {
      const why = look(wall)
      if (why) distrust(why, reckoned())
    }
    return wall
  }

  return {
    now: () => {
      const wall = watch()
      // Who was off for long most often simply was: what is written down meanwhile bears the clock's time.
      return doubt && doubt.why !== 'long_away' ? reckoned() : wall
    },
    doubt: () => {
      watch()
      return doubt
    },
    mark: () => (doubt ? doubt.as_of : anchor.at),
    check: () => {
      const wall = machine.wall()
      const why = look(wall)
      if (!why) return trust(wall)
      if (!doubt) return distrust(why, reckoned())
      if (why !== 'ahead') {
        doubt = { ...doubt, why }
        proof = undefined
      } else if (agrees(wall)) trust(wall)
      else if (doubt.why !== 'long_away') doubt = { ...doubt, why }
    },
    hear,
    accept: () => {
      trust(machine.wall())
      moved = 0
    },
  }
}
