// Decisions on their way to the timelines staff read. Nobody waits for them: they are written in batches, repeats counted,
// and while PostgreSQL is away the oldest give way, counted as well.

import { recordDecisions, type Answered, type Run } from '../appliance/access/decisions.ts'
import type { Appliance } from '../appliance/appliance.ts'
import { warn } from '../appliance/log.ts'
import { within } from './patience.ts'
import { openRefusalRuns } from './refusal-runs.ts'

export interface DecisionLog {
  note(decision: Answered): void
  /** Writes what waits and what was counted; resolves when that is done or has failed. */
  flush(): Promise<void>
  /** How many gave way, ever. */
  dropped(): number
  close(): Promise<void>
}

const flushMilliseconds = 200
const retryMilliseconds = 1000
const releaseMilliseconds = 10_000
const batchMax = 1000
const answerMilliseconds = 5000

export function openDecisionLog({ db }: Pick<Appliance, 'db'>, waitingMax = 20_000): DecisionLog {
  const runs = openRefusalRuns()
  let waiting: Run[] = []
  let dropped = 0
  let told = 0
  let timer: NodeJS.Timeout | undefined
  let releaseTimer: NodeJS.Timeout | undefined
  let flushing: Promise<void> | undefined

  // A buffer of twice the bound is cut back to it, so that giving way costs one copy in many notes.
  function bound(most: number): void {
    if (waiting.length <= most) return
    const gone = waiting.slice(0, -waitingMax)
    dropped += gone.reduce((sum, { times }) => sum + times, 0)
    waiting = waiting.slice(-waitingMax)
  }

  function wake(milliseconds: number): void {
    timer ??= setTimeout(() => void write(), milliseconds)
  }

  function release(): void {
    clearTimeout(releaseTimer)
    releaseTimer = undefined
    waiting.push(...runs.release())
    bound(waitingMax * 2)
    if (waiting.length > 0 && !flushing) wake(flushMilliseconds)
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      bound(waitingMax)
      const batch = waiting.slice(0, batchMax)
      waiting = waiting.slice(batchMax)
      try {
        await within(answerMilliseconds, recordDecisions(db, batch))
      } catch (error) {
        waiting = [...batch, ...waiting]
        if (dropped > told) warn('decisions.dropped', { dropped: dropped - told, error })
        told = dropped
        throw error
      }
    }
  }

  function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    flushing ??= writeAll()
      .catch(() => wake(retryMilliseconds))
      .finally(() => (flushing = undefined))
    return flushing
  }

  function flush(): Promise<void> {
    release()
    return write()
  }

  return {
    note(decision) {
      waiting.push(...runs.note(decision))
      bound(waitingMax * 2)
      if (waiting.length > 0 && !flushing) wake(flushMilliseconds)
      if (runs.counts()) releaseTimer ??= setTimeout(release, releaseMilliseconds)
    },
    flush,
    dropped: () => dropped,
    close: async () => {
      await flushing
      await flush()
      clearTimeout(timer)
      clearTimeout(releaseTimer)
    },
  }
}
