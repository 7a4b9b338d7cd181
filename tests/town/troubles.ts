// The outages of a day: Safaricom away for an hour or two, PostgreSQL for some minutes, calls that fail now and then, a queue that
// somebody emptied. All is well again two hours before midnight.

import type { Instant } from '../../appliance/time.ts'
import { apis } from '../simulators/safaricom/faults.ts'
import type { Box } from './box.ts'
import type { Chance } from './faults.ts'

/** A moment of the day and what happens then. */
export interface Event {
  at: Instant
  act(): Promise<void> | void
}

interface Place {
  box: Box
  chance: Chance
  wellSince: Instant
  reinstateAll(): Promise<void>
}

/** In no order. `wellSince` is moved on with the end of each. */
export function troublesOf(town: Place, midnight: Instant): Event[] {
  const { box, chance } = town
  const { safaricom, lives, queue } = box
  const at = (from: number, hours: number) =>
    midnight.add({ minutes: from * 60 + chance.below(hours * 60) })
  const events: Event[] = []
  const spell = (begin: () => void, end: () => void, from: number, minutes: number) => {
    const begins = at(from, 6)
    events.push({ at: begins, act: begin }, { at: begins.add({ minutes }), act: end })
  }
  const well = () => {
    for (const api of apis) Object.assign(safaricom.faults.api[api], { fault: 'none', times: null })
    town.wellSince = box.clock.now()
  }
  spell(
    () => {
      chance.hit('api_away')
      const fault = chance.pick(['html_503', 'reset', 'maintenance_500'] as const)
      for (const api of apis) Object.assign(safaricom.faults.api[api], { fault, times: null })
    },
    well,
    2,
    10 + chance.below(50),
  )
  spell(
    () => {
      chance.hit('database_away')
      lives.away = true
    },
    () => {
      lives.away = false
      town.wellSince = box.clock.now()
    },
    12,
    1 + chance.below(40),
  )
  for (let times = 4; times > 0; times -= 1) {
    const api = chance.pick(['pull', 'status', 'push', 'query', 'token'] as const)
    const busy = chance.oneIn(2)
    const fault = busy ? chance.pick(['busy_500', 'spike_429'] as const) : chance.pick(['truncated', 'html_200', 'empty_400', 'invalid_token'] as const) // prettier-ignore
    events.push({
      at: at(1, 20),
      act: () => {
        chance.hit(busy ? 'api_busy' : 'api_stutters')
        Object.assign(safaricom.faults.api[api], { fault, times: 1 + chance.below(3) })
      },
    })
  }
  const result = chance.pick(['lost', 'twice'] as const)
  spell(
    () => {
      chance.hit(result === 'lost' ? 'results_lost' : 'results_doubled')
      safaricom.faults.result = result
    },
    () => void (safaricom.faults.result = 'none'),
    3,
    600,
  )
  events.push({
    at: at(1, 20),
    act: () => {
      chance.hit('queue_emptied')
      queue.empty()
    },
  })
  events.push({ at: at(20, 1), act: town.reinstateAll })
  return events
}
