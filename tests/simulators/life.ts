// The life of a simulator that runs as a process of its own: told by LANGO_SIMULATOR, on the trial's clock,
// gone when the process that started it is gone.

import { followTrialClock, machineClock } from '../../appliance/clock.ts'

export type Now = () => Temporal.Instant

interface Alive {
  readonly url: string
  close(): Promise<void>
}

/**
 * Opens the simulator with the JSON in LANGO_SIMULATOR. `database_url` in it names the trial's clock; without it
 * the machine's clock is used. Says `{ ready: true, url }` to the parent when it listens.
 */
export async function live<Settings extends object>(
  open: (settings: Settings, now: Now) => Promise<Alive>,
): Promise<void> {
  const settings = JSON.parse(process.env['LANGO_SIMULATOR'] ?? '{}') as Settings & {
    database_url?: string
  }
  const clock = settings.database_url ? await followTrialClock(settings.database_url) : machineClock
  const simulator = await open(settings, () => clock.now())

  let leaving = false
  const leave = () => {
    if (leaving) return
    leaving = true
    void Promise.allSettled([simulator.close(), clock.close()]).then(() => process.exit(0))
  }
  process.once('disconnect', leave)
  process.once('SIGTERM', leave)

  if (process.send) process.send({ ready: true, url: simulator.url })
  else console.log(simulator.url)
}
