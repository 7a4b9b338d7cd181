// The clock as a handler reads it. Packets that wait together are taken in one breath, before anything else has its turn:
// they share a reading, which costs more than most of what is done with it.

import type { Appliance } from '../appliance/appliance.ts'

export type TimeOfBreath = Pick<Appliance, 'now' | 'timeInDoubt'>

let steadyNow: number | undefined

/** The machine's steady clock in milliseconds, read once a turn of the event loop. */
export function steadyTime(): number {
  if (steadyNow !== undefined) return steadyNow
  setImmediate(() => (steadyNow = undefined))
  return (steadyNow = performance.now())
}

/** Reads the clock once a turn of the event loop, where anybody asks. */
export function breathe(clock: TimeOfBreath): TimeOfBreath {
  let now: ReturnType<TimeOfBreath['now']> | undefined
  let doubt: ReturnType<TimeOfBreath['timeInDoubt']>

  function read(): NonNullable<typeof now> {
    if (now) return now
    doubt = clock.timeInDoubt()
    setImmediate(() => (now = undefined)) // It comes right after the sockets.
    return (now = clock.now())
  }
  return {
    now: read,
    timeInDoubt: () => {
      read()
      return doubt
    },
  }
}
