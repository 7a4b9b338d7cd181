// Decisions on their way to the timelines staff read. Nobody waits for them: they are written in batches, repeats counted,
// and while PostgreSQL is away the oldest give way, counted as well.

import { nameKey, recordDecisions, type Answered, type Run } from '../appliance/access/decisions.ts'
import { openYeses, type Yeses } from '../appliance/access/yeses.ts'
import type { Appliance } from '../appliance/appliance.ts'
import { warn } from '../appliance/log.ts'
import { within } from '../appliance/patience.ts'
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
const batchMax = 5000
const answerMilliseconds = 5000

export function openDecisionLog({ db }: Pick<Appliance, 'db'>, waitingMax = 20_000): DecisionLog {
  const runs = openRefusalRuns()
  let yeses: Yeses[] = [] // Older than what waits beside them, or of other names.
  let waiting: Run[] = []
  let refused = new Set<string>() // The names among these.
  let dropped = 0
  let told = 0
  let timer: NodeJS.Timeout | undefined
  let releaseTimer: NodeJS.Timeout | undefined
  let flushing: Promise<void> | undefined

  const countYeses = () => yeses.reduce((sum, each) => sum + each.count(), 0)

  // A buffer of twice the bound is cut back to it, so that giving way costs one copy in many notes.
  function bound(most: number): void {
    if (waiting.length + yeses.length * batchMax <= most) return
    while (yeses.length > 1 && countYeses() + waiting.length > waitingMax)
      dropped += yeses.shift()!.count()
    if (waiting.length <= most) return
    const gone = waiting.slice(0, -waitingMax)
    dropped += gone.reduce((sum, { times }) => sum + times, 0)
    waiting = waiting.slice(-waitingMax)
  }

  function wake(milliseconds: number): void {
    timer ??= setTimeout(() => void write(), milliseconds)
  }

  /** Beside the others, where none of these is of the same name: nearly all are. */
  function addYes(decision: Answered): void {
    let last = yeses.at(-1)
    if (!last || last.count() >= batchMax) {
      yeses.push((last = openYeses()))
      bound(waitingMax * 2)
    }
    last.add(decision)
  }

  function add(more: readonly Run[]): void {
    if (more.length === 0) return
    waiting.push(...more)
    for (const run of more) refused.add(nameKey(run))
    bound(waitingMax * 2)
  }

  function release(): void {
    clearTimeout(releaseTimer)
    releaseTimer = undefined
    add(runs.release())
    if (waits() && !flushing) wake(flushMilliseconds)
  }

  const waits = () => waiting.length > 0 || yeses.length > 0

  async function writeOne(): Promise<void> {
    const batch = yeses.shift()
    if (batch) {
      await within(answerMilliseconds, batch.write(db)).catch((error: unknown) => {
        yeses.unshift(batch)
        throw error
      })
      return
    }
    const some = waiting.slice(0, batchMax)
    waiting = waiting.slice(batchMax)
    if (waiting.length === 0) refused = new Set()
    await within(answerMilliseconds, recordDecisions(db, some)).catch((error: unknown) => {
      waiting = [...some, ...waiting]
      refused = new Set(waiting.map(nameKey))
      throw error
    })
  }

  /** What waits by now. What comes meanwhile has its own turn: a statement for a few rows costs as much as for hundreds. */
  async function writeAll(): Promise<void> {
    const statements = yeses.length + Math.ceil(waiting.length / batchMax)
    for (let each = 0; each < statements && waits(); each++) {
      bound(waitingMax)
      try {
        await writeOne()
      } catch (error) {
        if (dropped > told) warn('decisions.dropped', { dropped: dropped - told, error })
        told = dropped
        throw error
      }
    }
  }

  async function tryToWrite(): Promise<void> {
    try {
      await writeAll()
      if (waits()) wake(flushMilliseconds)
    } catch {
      wake(retryMilliseconds)
    }
    flushing = undefined
  }

  function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    return (flushing ??= tryToWrite())
  }

  async function flush(): Promise<void> {
    release()
    await flushing
    await write()
  }

  return {
    note(decision) {
      const isPlain = decision.outcome === 'accept' && runs.isNew(decision)
      if (isPlain && (refused.size === 0 || !refused.has(nameKey(decision)))) addYes(decision)
      else add(runs.note(decision))
      if (!flushing && waits()) wake(flushMilliseconds)
      if (runs.counts()) releaseTimer ??= setTimeout(release, releaseMilliseconds)
    },
    flush,
    dropped: () => dropped,
    close: async () => {
      await flush()
      clearTimeout(timer)
      clearTimeout(releaseTimer)
    },
  }
}
