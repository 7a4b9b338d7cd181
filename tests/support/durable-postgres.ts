// A PostgreSQL of a test's own, with fsync on, that may be killed with SIGKILL and comes back on the same port.

import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { homeFolderPath, openFolder, openHomeFolder } from '../../appliance/commands/home-folder.ts'
import {
  databaseUrl,
  keeperPlan,
  type Keeping,
  type Kept,
} from '../../appliance/commands/postgres/keeping.ts'
import { openDatabase } from '../../appliance/database.ts'
import { migrate } from '../../appliance/migrate.ts'
import { makeRoles } from './database.ts'

export interface DurablePostgres {
  url: string
  /** The postmaster, whose children are its backends. */
  pid(): number
  /** SIGKILL to the postmaster, then a new one on the same data. */
  crash(): Promise<void>
  stop(): Promise<void>
}

type More = Pick<Keeping, 'settings' | 'environment'>

export async function startPostgres(more: More = {}): Promise<DurablePostgres> {
  const home = await openHomeFolder(homeFolderPath())
  const folder = await mkdtemp(join(await openFolder(join(home, 'crash'), 0o711), 'cluster-'))
  const { script, env } = keeperPlan({ home, folder, durable: true, ...more })
  let keeper: ChildProcess
  let kept: Kept

  async function start(): Promise<void> {
    keeper = fork(script, {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const [told] = (await once(keeper, 'message')) as [Kept & { failed?: string }]
    if (told.failed) throw new Error(told.failed)
    kept = told
  }
  await start()

  return {
    url: kept!.url,
    pid: () => kept.pid,
    crash: async () => {
      const ended = once(keeper, 'exit')
      process.kill(kept.pid, 'SIGKILL')
      await ended
      await start()
    },
    stop: async () => {
      const ended = once(keeper, 'exit')
      keeper.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A migrated database on a server. */
export async function createDatabase(server: string, name = 'lango'): Promise<string> {
  const url = await createEmptyDatabase(server, name)
  await migrate(url)
  return url
}

export async function createEmptyDatabase(server: string, name: string): Promise<string> {
  const db = openDatabase(server, { connections: 1, statement_seconds: 30 })
  try {
    await makeRoles(db)
    await db.raw('create database ??', [name])
  } finally {
    await db.destroy()
  }
  return databaseUrl(server, name)
}
