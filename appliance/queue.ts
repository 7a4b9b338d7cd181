// The queue's connection. pg-boss wants a database when it starts; a door must open without one, so it is
// started in the background and tried again until PostgreSQL is there.

import { setTimeout as wait } from 'node:timers/promises'
import { PgBoss } from 'pg-boss'
import { Unavailable } from './errors.ts'
import { warn } from './log.ts'

export interface QueueConnection {
  readonly queue: PgBoss
  /** Resolves when jobs can be sent; throws Unavailable `queue_away` where that takes more than two seconds. */
  ready(): Promise<void>
  /** Resolves when it has started, or was closed before it could. */
  started(): Promise<void>
  close(): Promise<void>
}

export function openQueue(databaseUrl: string, role: 'sends' | 'works'): QueueConnection {
  const works = role === 'works'
  const queue = new PgBoss({
    connectionString: databaseUrl,
    application_name: 'lango queue',
    max: works ? 6 : 2,
    migrate: false, // `lango migrate` does that, once.
    createSchema: false,
    supervise: works,
    schedule: false, // What falls due is rows with due_at.
    useListenNotify: works,
    ...(works && { monitorIntervalSeconds: 10, superviseIntervalSeconds: 10 }),
  })
  queue.on('error', (error) => warn('queue.failed', { error })) // Without a listener Node would exit.

  let closing = false
  let started = false
  async function start(): Promise<void> {
    try {
      await queue.start()
      started = true
    } catch {
      await wait(300)
      if (!closing) await start()
    }
  }
  // Who only sends starts with the first job: a process that never sends one needs no connection.
  let starting = works ? start() : undefined

  return {
    queue,
    ready: async () => {
      starting ??= start()
      if (!started) await Promise.race([starting, wait(2000)])
      if (!started) throw new Unavailable('queue_away', 'The queue does not answer.')
    },
    started: () => (starting ??= start()),
    close: async () => {
      closing = true
      await starting
      if (started)
        await queue.stop({ graceful: works, timeout: 15_000, close: true }).catch(() => {})
    },
  }
}
