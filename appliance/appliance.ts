// The two nouns to hold. The Appliance is what a process has for life: settings, database, queue, clock, safe.
// Work is one transaction, one reading of the clock and the jobs that follow: all of it commits, or none.

import { setTimeout as wait } from 'node:timers/promises'
import type { Knex } from 'knex'
import { fromKnex, type PgBoss } from 'pg-boss'
import { openBoxClock } from './box-clock.ts'
import type { Doubt } from './clock-watch.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { isAway, isRace, openDatabase, type Limits } from './database.ts'
import { Unavailable } from './errors.ts'
import { openQueue } from './queue.ts'
import { rowOf, type JobData, type JobName } from './queues.ts'
import { openSafe, type Safe } from './secrets.ts'
import type { Instant } from './time.ts'

export interface Work {
  readonly db: Knex.Transaction
  readonly now: Instant
  /** In the same transaction: a job of each exists if and only if the work committed. */
  enqueue<Name extends JobName>(name: Name, ...each: JobData[Name][]): Promise<void>
}

export interface Appliance {
  readonly config: Config
  readonly db: Knex
  readonly safe: Safe
  readonly boss: PgBoss
  /** Resolves when the queue has its database, however long that takes. */
  queueReady(): Promise<void>
  now(): Instant
  /** While the machine's clock can't be believed: nothing may end, renew or be purged then (clock-watch.ts). */
  timeInDoubt(): Doubt | undefined
  /** Runs `task` in one transaction; again, up to five times, where it lost a race. Throws Unavailable when PostgreSQL is away. */
  work<T>(task: (work: Work) => Promise<T>): Promise<T>
  /** The same with a pool of its own, for what must never wait for the others' statements. `close` closes that pool. */
  apart(limits: Limits): Appliance
  close(): Promise<void>
}

interface Opening {
  /** Of the process, for what it leaves in the state folder; a command has none. */
  name?: string
  clock?: Clock
  limits?: Limits
  /** jobs works the queues and keeps them in order; everybody else only sends. */
  queue?: 'sends' | 'works'
}

const racesMax = 5

/** Opens what a process has for life. PostgreSQL may be away: what needs it says so when it is used. */
export async function openAppliance(config: Config, opening: Opening = {}): Promise<Appliance> {
  const db = openDatabase(config.databaseUrl, opening.limits)
  const clock = opening.clock ?? (await openBoxClock(config, db, opening.name))
  const boss = openQueue(config.databaseUrl, opening.queue ?? 'sends')
  const safe = openSafe(config.boxKey)

  const over = (pool: Knex, close: () => Promise<void>): Appliance => ({
    config,
    db: pool,
    safe,
    boss: boss.queue,
    queueReady: boss.started,
    now: clock.now,
    timeInDoubt: () => clock.doubt?.(),
    work: workOn(pool, clock, boss),
    apart: (limits) => {
      const own = openDatabase(config.databaseUrl, limits)
      return over(own, () => own.destroy())
    },
    close,
  })
  return over(db, async () => {
    await boss.close()
    await clock.close()
    await db.destroy()
  })
}

function workOn(
  db: Knex,
  clock: Pick<Clock, 'now'>,
  boss: ReturnType<typeof openQueue>,
): Appliance['work'] {
  async function attempt<T>(task: (work: Work) => Promise<T>): Promise<T> {
    return db.transaction((trx) =>
      task({
        db: trx,
        now: clock.now(),
        enqueue: async (name, ...each) => {
          if (each.length === 0) return
          await boss.ready()
          const jobs = each.map((data) => ({ data, singletonKey: rowOf(data) }))
          await boss.queue.insert(name, jobs, { db: fromKnex(trx), returnId: false })
        },
      }),
    )
  }

  return async (task) => {
    for (let tries = 1; ; tries++) {
      try {
        return await attempt(task)
      } catch (error) {
        if (isAway(error))
          throw new Unavailable('database_away', 'The database does not answer.', { cause: error })
        if (!isRace(error) || tries === racesMax) throw error
        await wait(Math.random() * 20 * tries)
      }
    }
  }
}
