// The business clock. On a real box it is the machine's; in trial mode it runs ahead by an offset that stands
// in the database, so that "make time pass" moves every process and every simulator at once.

import type { Doubt } from './clock-watch.ts'
import { openDatabase, type Db } from './database.ts'
import { listen } from './listener.ts'
import type { Instant } from './time.ts'

export interface Clock {
  now(): Instant
  /** Why the time can't be believed, and the last moment when it could; undefined while it can. */
  doubt?(): Doubt | undefined
  close(): Promise<void>
}

/** The machine's clock, in PostgreSQL's microseconds, so that what is stored equals what was meant. */
export function machineNow(): Instant {
  return Temporal.Now.instant().round('microsecond')
}

export const machineClock: Clock = { now: machineNow, close: async () => {} }

/** How far the trial's time is ahead, in seconds; 0 where nobody moved it. */
export async function readClockOffset(db: Db): Promise<number> {
  const row = await db('trial_clock').first('offset_seconds')
  return row?.offset_seconds ?? 0
}

/** Moves the trial's time on. It never goes back: what has happened has happened. */
export async function passTime(db: Db, seconds: number): Promise<void> {
  await db.raw(
    `insert into trial_clock (offset_seconds) values (greatest(:seconds, 0))
     on conflict (one) do update set offset_seconds = trial_clock.offset_seconds + excluded.offset_seconds`,
    { seconds },
  )
}

/**
 * Follows the offset: told by NOTIFY, asked for at each connection and every second, for what was not told.
 * While PostgreSQL is away the last offset known stays.
 */
export async function followTrialClock(
  databaseUrl: string,
  machine: Pick<Clock, 'now' | 'doubt'> = machineClock,
): Promise<Clock> {
  const db = openDatabase(databaseUrl, { connections: 1, statement_seconds: 2 })
  let offset = 0

  async function ask(): Promise<void> {
    offset = await readClockOffset(db).catch(() => offset)
  }
  const listener = listen(databaseUrl, {
    channel: 'clock_changed',
    onNotice: (payload) => (offset = Number(payload)),
    onConnect: ask,
  })
  const asking = setInterval(ask, 1000)
  await ask()

  return {
    now: () => machine.now().add({ seconds: offset }),
    doubt: () => {
      const doubt = machine.doubt?.()
      return doubt && { ...doubt, as_of: doubt.as_of.add({ seconds: offset }) }
    },
    close: async () => {
      clearInterval(asking)
      await listener.close()
      await db.destroy()
    },
  }
}
