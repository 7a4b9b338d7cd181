// Sends the jobs of rows that have fallen due: on the second, for what nobody announced, and by a timer set for
// the next one, so that a line closes when its time ends and not up to a second later.

import type { Appliance } from '../appliance/appliance.ts'
import { trimAccessChanges } from '../appliance/access/changes.ts'
import { closeSilentSessions } from '../appliance/access/silent-sessions.ts'
import { trimSpeedChanges } from '../appliance/access/speed-changes.ts'
import { listDue, nextDue } from '../appliance/due.ts'
import { log, warn } from '../appliance/log.ts'
import { noteNotApplied } from '../appliance/money/not-applied.ts'
import type { JobData, JobName } from '../appliance/queues.ts'

const sweepMilliseconds = 1000
const reviveEvery = 3
const trimEvery = 600
const silenceEvery = 60
/** What ends, renews or purges: not while the clock is in doubt. */
const needsTime: ReadonlySet<string> = new Set<JobName>(['end-credit', 'put-away-sessions'])

export interface DueSweep {
  stop(): Promise<void>
}

/** `revive` is called at the start and every few seconds: see appliance/orphans.ts. */
export function startDueSweep(
  { db, work, now, timeInDoubt }: Appliance,
  revive: () => Promise<unknown> = async () => {},
): DueSweep {
  let sweeps = 0
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let sweeping: Promise<void> = Promise.resolve()

  async function closeSilent(): Promise<void> {
    const closed = await closeSilentSessions(db, now())
    if (closed > 0) log('sessions.silent', { closed })
  }

  async function sweep(): Promise<void> {
    let pause = sweepMilliseconds
    if (sweeps++ % reviveEvery === 0) {
      await revive().catch((error: unknown) => warn('due.nothing_revived', { error }))
    }
    try {
      if (sweeps % trimEvery === 0 && !timeInDoubt()) {
        await trimAccessChanges(db)
        await work(trimSpeedChanges)
      }
      if (sweeps % silenceEvery === 0 && !timeInDoubt()) await closeSilent()
      if (sweeps % silenceEvery === 0) await work(noteNotApplied)
      const listed = await listDue(db, now())
      const due = timeInDoubt() ? listed.filter(({ name }) => !needsTime.has(name)) : listed
      // One by one: a job that can't be sent must not hold back the others.
      for (const { name, data } of due)
        await work((unit) => unit.enqueue(name as JobName, data as JobData[JobName]))
      const next = await nextDue(db, now())
      if (next) pause = Math.min(pause, Math.max(5, now().until(next).total('milliseconds') + 1))
    } catch (error) {
      warn('due.failed', { error })
    }
    if (!stopped) timer = setTimeout(() => (sweeping = sweep()), pause)
  }

  sweeping = sweep()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await sweeping
    },
  }
}
