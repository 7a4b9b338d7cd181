// Works the queues. A refusal that trying again can't cure goes to the dead letters at once; anything else is
// tried again, with longer and longer pauses, before it does.

import type { PgBoss } from 'pg-boss'
import { reach, reachSoon } from '../appliance/kill-points.ts'
import { warn } from '../appliance/log.ts'
import { deadLetters, type JobName } from '../appliance/queues.ts'
import type { Handlers } from './handlers.ts'

// LISTEN wakes a worker in milliseconds; the poll finds retries, whose time comes without a NOTIFY.
const settleMilliseconds = 2000
const options = { pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1, localConcurrency: 4 }

/** Returns the ids of the jobs that are in this process's hands at any moment. */
export async function startWorkers(boss: PgBoss, handlers: Handlers): Promise<ReadonlySet<string>> {
  const inHand = new Set<string>()
  for (const [name, handle] of Object.entries(handlers) as [
    JobName,
    (data: unknown) => Promise<void>,
  ][]) {
    await boss.work(name, options, async ([job]) => {
      inHand.add(job!.id)
      try {
        await handle(job!.data)
        await reach('S10.before')
        reachSoon('S10.after')
      } catch (error) {
        warn('job.failed', { name, data: job!.data, error })
        throw error
      } finally {
        // pg-boss has yet to write down how it ended; a job it can't write down is an orphan soon enough.
        setTimeout(() => inHand.delete(job!.id), settleMilliseconds).unref()
      }
    })
  }
  return inHand
}

export type DeadLetter = {
  name: JobName
  data: object
  tries: number
  output: unknown
}

/** Hands each job that failed for good to `take`, once or again. */
export async function startDeadLetters(
  boss: PgBoss,
  take: (letter: DeadLetter) => Promise<void>,
): Promise<void> {
  await boss.work(
    deadLetters,
    { ...options, localConcurrency: 1, includeMetadata: true },
    async ([job]) => {
      const { data, sourceName, sourceRetryCount, sourceOutput } = job!
      await take({
        name: sourceName as JobName,
        data: data as object,
        tries: (sourceRetryCount ?? 0) + 1,
        output: sourceOutput,
      })
    },
  )
}
