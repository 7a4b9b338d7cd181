// So many at once and no more: who comes when all places are taken waits for one, for a while.

import { Unavailable } from './errors.ts'

export interface Turnstile {
  /** Resolves with what gives the place back, to be called once; throws Unavailable `crowded` after the wait. */
  enter(): Promise<() => void>
}

export function openTurnstile(places: number, waitMilliseconds: number): Turnstile {
  let free = places
  const waiting = new Set<() => void>() // In the order in which they came.

  function giveBack(): void {
    const [next] = waiting
    if (!next) return void (free += 1)
    waiting.delete(next)
    next()
  }

  async function enter(): Promise<() => void> {
    if (free > 0) {
      free -= 1
      return giveBack
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    waiting.add(resolve)
    const timer = setTimeout(() => {
      if (waiting.delete(resolve)) reject(new Unavailable('crowded', 'Too many look at once.'))
    }, waitMilliseconds)
    await promise.finally(() => clearTimeout(timer))
    return giveBack
  }
  return { enter }
}
