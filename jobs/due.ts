// Sends the jobs of rows that have fallen due: on the second, for what nobody announced, and by a timer set for
// the next one, so that a line closes when its time ends and not up to a second later.

import type { Appliance } from '../appliance/appliance.ts'
import { trimAccessChanges } from '../appliance/access/changes.ts'
import { hasLocalRouters, syncLocalUsers } from '../appliance/access/local-users.ts'
import { noteSilentRouters } from '../appliance/access/router-agents.ts'
import { closeSilentSessions } from '../appliance/access/silent-sessions.ts'
import { trimSpeedChanges } from '../appliance/access/speed-changes.ts'
import { listDue, nextDue, type Due } from '../appliance/due.ts'
import { log, warn } from '../appliance/log.ts'
import { noteSilence } from '../appliance/money/callback-silence.ts'
import { sealLedger } from '../appliance/money/ledger-chain.ts'
import { noteNotApplied } from '../appliance/money/not-applied.ts'
import { endCredits } from '../appliance/money/expiries.ts'
import { queueReminders } from '../appliance/people/reminders.ts'
import type { JobData, JobName } from '../appliance/queues.ts'

const sweepMilliseconds = 1000
const reviveEvery = 3
const trimEvery = 600
const silenceEvery = 60
const hearEvery = 300
const remindEvery = 300
/** So many credits that have ended are no trickle any more: they are ended together, group after group. */
const rush = 20
const groupMax = 200
/** So many routers are asked at once in a rush; what is more goes to the jobs. */
const tellingMax = 1000
/** What ends, renews or purges: not while the clock is in doubt. */
const needsTime: ReadonlySet<string> = new Set<JobName>([
  'end-credit',
  'put-away-sessions',
  'export-audit-head',
  'purge-messages',
])

function isRush(due: readonly Due[]): boolean {
  return due.filter(({ name }) => name === 'end-credit').length >= rush
}

export interface DueSweep {
  stop(): Promise<void>
}

interface Means {
  /** Called at the start and every few seconds: see appliance/orphans.ts. */
  revive?: () => Promise<unknown>
  /** Tells a router to end a session, as the job does. */
  disconnect?: (data: JobData['send-disconnect']) => Promise<void>
}

export function startDueSweep(
  { db, safe, work, now, timeInDoubt }: Appliance,
  { revive = async () => {}, disconnect = async () => {} }: Means = {},
): DueSweep {
  const telling = new Set<Promise<void>>()
  let sweeps = 0
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let sweeping: Promise<void> = Promise.resolve()

  async function closeSilent(): Promise<void> {
    const closed = await closeSilentSessions(db, now())
    if (closed > 0) log('sessions.silent', { closed })
  }

  async function look(): Promise<Due[]> {
    const due = await listDue(db, now())
    return timeInDoubt() ? due.filter(({ name }) => !needsTime.has(name)) : due
  }

  /** What buys nothing more. Whoever has money for another term is left to the jobs, and to the next look. */
  async function endTogether(): Promise<void> {
    const { ended, disconnection_ids } = await work((unit) => endCredits(unit, groupMax))
    if (ended > 0) log('credits.ended', { ended, disconnections: disconnection_ids.length })
    await tell(disconnection_ids)
    if (ended === groupMax && !stopped && !timeInDoubt()) await endTogether()
  }

  /** At once, without a job for each; one that fails is due again in half a minute. */
  async function tell(disconnection_ids: readonly number[]): Promise<void> {
    const each = disconnection_ids.map((disconnection_id) => ({ disconnection_id }))
    const room = Math.max(0, tellingMax - telling.size)
    for (const data of each.slice(0, room)) {
      const told = disconnect(data).catch((error: unknown) => warn('disconnect.failed', { ...data, error })) // prettier-ignore
      telling.add(told)
      void told.finally(() => telling.delete(told))
    }
    if (each.length > room)
      await work((unit) => unit.enqueue('send-disconnect', ...each.slice(room)))
  }

  /** In groups; one by one where that fails: a job that can't be sent must not hold back the others. */
  async function sendAll(due: readonly Due[]): Promise<void> {
    const names = Object.entries(Object.groupBy(due, ({ name }) => name)) as [JobName, Due[]][]
    for (const [name, rows] of names) {
      const each = rows.map(({ data }) => data)
      const send = (data: JobData[JobName][]) => work((unit) => unit.enqueue(name, ...data))
      await send(each).catch(async () => {
        for (const data of each) await send([data])
      })
    }
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
      if (sweeps % silenceEvery === 0) await work(noteSilentRouters)
      if (!timeInDoubt() && (await hasLocalRouters(db)))
        await work((unit) => syncLocalUsers(unit, safe))
      if (sweeps % hearEvery === 0 && !timeInDoubt()) await work(noteSilence)
      if (sweeps % remindEvery === 0 && !timeInDoubt()) await work(queueReminders)
      let due = await look()
      if (isRush(due)) {
        // One that can't be ended must not hold back the others: the jobs take them one by one.
        await endTogether().catch((error: unknown) => warn('credits.not_ended', { error }))
        due = await look()
      }
      await sendAll(due)
      await sealLedger({ work }).catch((error: unknown) => warn('ledger.not_sealed', { error }))
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
      await Promise.all(telling)
    },
  }
}
