// Brings the database up to date: our migrations, then pg-boss's own and our queues, then who may do what.
// Only this does; every other process opens what it finds.

import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Knex } from 'knex'
import { PgBoss } from 'pg-boss'
import { openDatabase } from './database.ts'
import { grantRights } from './grants.ts'
import { dropScopedViews, makeScopedViews } from './people/scoped-views.ts'
import { deadLetters, queues, type JobName } from './queues.ts'

const folder = new URL('../migrations/', import.meta.url)

const source: Knex.MigrationSource<string> = {
  getMigrations: async () => {
    const names = await readdir(fileURLToPath(folder))
    return names.filter((name) => /^\d{8}_\d{4}_\w+\.ts$/.test(name)).sort()
  },
  getMigrationName: (name) => name.replace(/\.ts$/, ''),
  getMigration: (name) => import(new URL(name, folder).href) as Promise<Knex.Migration>,
}

/** Runs what has not run yet and returns the names of it. Safe to run at any time, and twice at once. */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const db = openDatabase(databaseUrl, { connections: 2, statement_seconds: 600 })
  try {
    const config = { migrationSource: source, tableName: 'migrations' }
    const [, waiting] = (await db.migrate.list(config)) as [unknown[], unknown[]]
    if (waiting.length > 0) await dropScopedViews(db)
    const [, done] = (await db.migrate.latest(config)) as [number, string[]]
    await makeScopedViews(db)
    await bringQueues(databaseUrl)
    await grantRights(db)
    return done
  } finally {
    await db.destroy()
  }
}

/** The names of what has not run yet. It changes nothing, and whoever may read may ask. */
export async function listWaiting(db: Knex): Promise<string[]> {
  const all = (await source.getMigrations([])).map((name) => source.getMigrationName(name))
  if (!(await db.schema.hasTable('migrations'))) return all
  const ran = new Set<string>(await db('migrations').pluck('name'))
  return all.filter((name) => !ran.has(name))
}

async function bringQueues(databaseUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: 1,
    supervise: false,
    schedule: false,
  })
  boss.on('error', () => {})
  await boss.start()
  try {
    const known = new Set((await boss.getQueues()).map(({ name }) => name))
    if (!known.has(deadLetters))
      await boss.createQueue(deadLetters, { retentionSeconds: 90 * 24 * 3600 })
    for (const [name, queue] of Object.entries(queues) as [JobName, (typeof queues)[JobName]][]) {
      const { policy, ...changeable } = queue
      if (known.has(name)) await boss.updateQueue(name, changeable)
      else await boss.createQueue(name, { policy: policy!, ...changeable })
    }
  } finally {
    await boss.stop({ graceful: false, close: true })
  }
}
