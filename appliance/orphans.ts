// Jobs that a killed process left "active". pg-boss finds them when their time is up, a minute later; a payer
// should not wait a minute because a process was killed. Whoever is the only one that works the queues knows at
// once: what is active and not in its own hands is in nobody's.

import { Client } from 'pg'
import type { PgBoss } from 'pg-boss'
import type { Db } from './database.ts'

// Every process that works the queues holds this lock shared; who can have it alone is alone.
const lock = 7_102

export interface Watch {
  /** Fails the orphans, so that they are tried again, unless another machine works the queues too. */
  revive(inHand: ReadonlySet<string>): Promise<number>
  close(): Promise<void>
}

export function openOrphanWatch(databaseUrl: string, db: Db, boss: PgBoss): Watch {
  let client: Client | undefined

  async function connect(): Promise<Client> {
    const fresh = new Client({ connectionString: databaseUrl, application_name: 'lango orphans' })
    fresh.on('error', () => (client = undefined))
    fresh.on('end', () => (client = undefined))
    await fresh.connect()
    await fresh.query('select pg_advisory_lock_shared($1)', [lock])
    return fresh
  }

  return {
    revive: async (inHand) => {
      client ??= await connect()
      const alone = await client.query<{ ok: boolean }>('select pg_try_advisory_lock($1) as ok', [
        lock,
      ])
      if (!alone.rows[0]!.ok) return 0
      try {
        const { rows } = await db.raw<{ rows: { name: string; id: string }[] }>(
          `select name, id from pgboss.job where state = 'active'`,
        )
        const orphans = rows.filter(({ id }) => !inHand.has(id))
        for (const { name, id } of orphans)
          await boss.fail(name, id, { message: 'Its process was killed.' })
        return orphans.length
      } finally {
        await client?.query('select pg_advisory_unlock($1)', [lock])
      }
    },
    close: async () => {
      await client?.end()
    },
  }
}
