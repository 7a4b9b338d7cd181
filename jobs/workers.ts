// Works the queues. A refusal that trying again can't cure goes to the dead letters at once; anything else is
// tried again, with longer and longer pauses, before it does.

import type { Job, JobResult, PgBoss } from 'pg-boss'
import type { Failure } from '../appliance/dead-letters.ts'
import { Refusal, Unavailable } from '../appliance/errors.ts'
import { reach, reachSoon } from '../appliance/kill-points.ts'
import { warn } from '../appliance/log.ts'
import { deadLetters, type JobName } from '../appliance/queues.ts'
import type { Handlers } from './handlers.ts'

const options = {
  pollingIntervalSeconds: 1,
  // LISTEN wakes a worker in milliseconds; the poll finds retries, whose time comes without a NOTIFY.
  notifyPollingIntervalSeconds: 1,
  // Jobs of one batch run side by side. A worker that fetched one at a time would wait for the next poll after
  // each: four a second, measured with a hundred callbacks at once.
  batchSize: 10,
  burstWhenBatchFull: true,
  localConcurrency: 2,
  perJobResults: true,
} as const
// Daraja may take fifteen seconds and lets one call a second through. A batch ends when its slowest job does, and
// too late for all of them: so one at a time, by several.
const slow = { ...options, batchSize: 1, burstWhenBatchFull: false, localConcurrency: 4 } as const
// A router that is away takes fourteen seconds to say nothing, and must not keep a batch of others waiting.
const routers = { ...options, batchSize: 1, localConcurrency: 20 } as const
// Where thousands of lines end in one second: what is fetched together is sent together, and only how a batch ended waits for
// its slowest.
const crowd = { ...options, batchSize: 50, localConcurrency: 20 } as const
const slowQueues = new Set<JobName>([
  'prove-payment',
  'pull-payments',
  'register-shortcode',
  'send-push',
  'query-push',
  'send-message',
  'check-provider',
  'rehearse',
])
const ways: Partial<Record<JobName, typeof options | typeof routers | typeof crowd>> = {
  'change-speed': routers,
  'send-disconnect': crowd,
}
const settleMilliseconds = 2000

/** Returns the ids of the jobs that are in this process's hands at any moment. */
export async function startWorkers(boss: PgBoss, handlers: Handlers): Promise<ReadonlySet<string>> {
  const inHand = new Set<string>()
  const entries = Object.entries(handlers) as [JobName, (data: unknown) => Promise<void>][]
  for (const [name, handle] of entries) {
    const way = ways[name] ?? (slowQueues.has(name) ? slow : options)
    await boss.work(name, way, async (jobs) => {
      for (const { id } of jobs) inHand.add(id)
      const results = await Promise.all(jobs.map((job) => run(job, handle)))
      // pg-boss has yet to write down how they ended; one it can't write down is an orphan soon enough.
      setTimeout(() => jobs.forEach(({ id }) => inHand.delete(id)), settleMilliseconds).unref()
      return results
    })
  }
  return inHand
}

async function run(
  { id, name, data }: Job<unknown>,
  handle: (data: unknown) => Promise<void>,
): Promise<JobResult> {
  try {
    await handle(data)
    await reach('S10.before')
    reachSoon('S10.after')
    return { id, status: 'completed' }
  } catch (error) {
    warn('job.failed', { name, data, error })
    const hopeless = error instanceof Refusal && !(error instanceof Unavailable)
    const { message } = error as Error
    return { id, status: hopeless ? 'deadletter' : 'failed', output: { message } }
  }
}

/** Hands each job that failed for good to `take`, once or again. */
export async function startDeadLetters(
  boss: PgBoss,
  take: (failure: Failure) => Promise<void>,
): Promise<void> {
  await boss.work(
    deadLetters,
    { pollingIntervalSeconds: 1, includeMetadata: true },
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
