// Jobs that a killed process left "active". pg-boss finds them when their time is up, a minute later; a payer
// should not wait a minute because a process was killed. Whoever is the only one that works the queues knows at
// once: what is active and not in its own hands is in nobody's.

import { Client } from 'pg'
import type { PgBoss } from 'pg-boss'
import { machineNow } from './clock.ts'
import type { Db } from './database.ts'
import { locks } from './locks.ts'
import { deadLetters } from './queues.ts'

// Every process that works the queues holds this lock shared; who can have it alone is alone.
const lock = locks.workers
// Fetched a moment ago, a job may not be in anybody's hands yet.
const settledSeconds = 5

export interface Watch {
  /** Fails the orphans, so that they are tried again, unless another machine works the queues too. */
  revive(inHand: ReadonlySet<string>): Promise<number>
  close(): Promise<void>
}

export function openOrphanWatch(databaseUrl: string, db: Db, boss: PgBoss): Watch {
  let client: Client | undefined

  async function connect(): Promise<Client> {
    const fresh = new Client({
      connectionString: databaseUrl,
      application_name: 'lango orphans',
      connectionTimeoutMillis: 2000,
      query_timeout: 3000,
      keepAlive: true,
    })
    fresh.on('error', () => (client = undefined))
    fresh.on('end', () => (client = undefined))
    try {
      await fresh.connect()
      await fresh.query('select pg_advisory_lock_shared($1)', [lock])
      return fresh
    } catch (error) {
      fresh.end().catch(() => {})
      throw error
    }
  }

  return {
    revive: async (inHand) => {
      client ??= await connect()
      const held = client
      const alone = await held.query<{ ok: boolean }>('select pg_try_advisory_lock($1) as ok', [
        lock,
      ])
      if (!alone.rows[0]!.ok) return 0
      try {
        const { rows } = await db.raw<{ rows: { name: string; id: string }[] }>(
          `select name, id from pgboss.job
           where state = 'active' and name <> :deadLetters and started_on < :settled`,
          { deadLetters, settled: machineNow().subtract({ seconds: settledSeconds }) as never },
        )
        const orphans = rows.filter(({ id }) => !inHand.has(id))
        for (const { name, id } of orphans)
          await boss.fail(name, id, { message: 'Its process was killed.' })
        return orphans.length
      } catch (error) {
        client = undefined
        held.end().catch(() => {})
        throw error
      } finally {
        if (client) await held.query('select pg_advisory_unlock($1)', [lock])
      }
    },
    close: async () => {
      await client?.end()
    },
  }
}
