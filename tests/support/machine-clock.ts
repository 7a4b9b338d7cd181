// A machine whose clock can be set wrong, beside the steady one that can't.

import type { Machine } from '../../appliance/clock-watch.ts'

export interface TestMachine extends Machine {
  /** Time goes on, as it does. */
  pass(duration: Temporal.DurationLike): void
  /** Somebody, or a power cut, sets the clock. */
  set(at: string): void
  /** Moves the clock without time passing. */
  jump(duration: Temporal.DurationLike): void
}

export function testMachine(start: string): TestMachine {
  let wall = Temporal.Instant.from(start)
  let steady = 5000
  return {
    wall: () => wall,
    steady: () => steady,
    pass: (duration) => {
      wall = wall.add(duration)
      steady += Temporal.Duration.from(duration).total('milliseconds')
    },
    set: (at) => (wall = Temporal.Instant.from(at)),
    jump: (duration) => (wall = wall.add(duration)),
  }
}
