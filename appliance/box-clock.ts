// The clock of a process: the machine's, watched (clock-watch.ts); what was believed is kept about every minute
// (time-marks.ts); and in a trial the offset by which a person has moved time on, which is no fault of the machine's.

import { setTimeout as wait } from 'node:timers/promises'
import { openClockWatch, type Machine } from './clock-watch.ts'
import { followTrialClock, machineNow, type Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Db } from './database.ts'
import { warn } from './log.ts'
import {
  buildDate,
  keepMark,
  readMarks,
  readSharedMark,
  shareMark,
  wasAccepted,
} from './time-marks.ts'

const checkMilliseconds = 10_000
const keepEvery = 6
const firstLookMilliseconds = 500

const thisMachine: Machine = { wall: machineNow, steady: () => performance.now() }

/** `name` is the process's; who has none, a command, watches without keeping anything. */
export async function openBoxClock(
  config: Pick<Config, 'stateDir' | 'trial' | 'databaseUrl'>,
  db: Db,
  name?: string,
  machine: Machine = thisMachine,
): Promise<Clock & { check(): Promise<void> }> {
  const { stateDir } = config
  const watch = openClockWatch(machine, { build: buildDate(), mark: await readMarks(stateDir) })
  let checks = 0
  let failing = false
  let checking: Promise<void> | undefined

  async function keep(mine: string): Promise<void> {
    if (watch.doubt()) return
    try {
      await keepMark(stateDir, mine, watch.mark())
      failing = false
    } catch (error) {
      if (!failing) warn('clock.not_kept', { error })
      failing = true
    }
  }

  async function share(): Promise<void> {
    try {
      const shared = watch.doubt() ? await readSharedMark(db) : await shareMark(db, watch.mark())
      if (shared) watch.hear(shared)
    } catch {
      // PostgreSQL is away: the file says it, too.
    }
  }

  async function checkOnce(): Promise<void> {
    watch.check()
    const { why } = watch.doubt() ?? {}
    if (why === 'behind' && (await wasAccepted(stateDir, machine.wall()))) watch.accept()
    if (name === undefined || checks++ % keepEvery > 0) return
    await share()
    await keep(name)
  }
  const check = () => (checking ??= checkOnce().finally(() => (checking = undefined)))

  const clock = config.trial ? await followTrialClock(config.databaseUrl, watch) : undefined
  const every = name === undefined ? undefined : setInterval(() => void check(), checkMilliseconds)
  every?.unref()
  if (name !== undefined) await Promise.race([check(), wait(firstLookMilliseconds)])

  return {
    now: clock?.now ?? watch.now,
    doubt: clock?.doubt ?? watch.doubt,
    check,
    close: async () => {
      clearInterval(every)
      await checking
      if (name !== undefined) await keep(name)
      await clock?.close()
    },
  }
}
