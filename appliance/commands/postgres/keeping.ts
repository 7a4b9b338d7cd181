// What a keeper is told: which PostgreSQL to keep, where, and how carefully. Passed as JSON in its environment.

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ProcessPlan, Supervisor } from '../supervisor.ts'
import { endOrphans } from './orphans.ts'

export interface Keeping {
  /** Where PostgreSQL's programs are copied to. */
  home: string
  /** Where the data lies, in a folder `data`, beside the password and the port of the last time. */
  folder: string
  /** Off: nothing is fsynced, and a power cut may ruin it. For tests. */
  durable: boolean
  /** Further settings of PostgreSQL's: { shared_buffers: '64MB' }. */
  settings?: Record<string, string>
  /** What else PostgreSQL finds in its environment: a test's slow disk. */
  environment?: Record<string, string>
}

/** What the keeper says when PostgreSQL answers. */
export interface Kept {
  /** Of its maintenance database, password included. */
  url: string
  /** The postmaster's process. */
  pid: number
  version: string
}

const variable = 'LANGO_KEEPER'
const script = fileURLToPath(new URL('keeper.ts', import.meta.url))

export function readKeeping(env: NodeJS.ProcessEnv = process.env): Keeping {
  return JSON.parse(env[variable] ?? '') as Keeping
}

export function keeperPlan(keeping: Keeping): ProcessPlan {
  return {
    name: 'postgresql',
    script,
    env: { [variable]: JSON.stringify(keeping) },
    ready_seconds: 120, // Recovery after a power cut may take its time.
  }
}

/** Starts a PostgreSQL under the supervisor, which starts it again when it dies and ends it when told to stop. */
export async function startPostgres(supervisor: Supervisor, keeping: Keeping): Promise<Kept> {
  return (await supervisor.start(keeperPlan(keeping))) as unknown as Kept
}

/** Where PostgreSQL's data lies in a keeper's folder. */
export function dataFolder(folder: string): string {
  return join(folder, 'data')
}

/** Ends a PostgreSQL whose keeper was killed: before its data is thrown away. */
export async function endPostgres(folder: string): Promise<void> {
  await endOrphans(dataFolder(folder), script)
}

/** The address of another database of the same server. */
export function databaseUrl(server: string, database: string): string {
  return Object.assign(new URL(server), { pathname: `/${database}` }).href
}
