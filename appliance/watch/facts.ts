// What `lango check` looks at, each thing by itself: where one can't be seen, the others still are.

import { access, constants } from 'node:fs/promises'
import type { Appliance } from '../appliance.ts'
import { machineNow } from '../clock.ts'
import type { Db } from '../database.ts'
import { listProblems, readHealth } from '../health.ts'
import { listWaiting } from '../migrate.ts'
import { addUpEntries } from '../money/ledger.ts'
import { listWaitingJobs, readDisk } from '../people/box-health.ts'
import { countOverdue } from '../people/overdue.ts'
import type { Instant } from '../time.ts'
import { listCertificates, type CertificateEnd } from './certificates.ts'

/** Undefined: could not be seen. */
export interface BoxFacts {
  at: Instant
  public_url: string
  trial: boolean
  state: { folder: string; writable: boolean; free_bytes: number; total_bytes: number } | undefined
  processes: { count: number; problems: string[] }
  certificates: CertificateEnd[]
  /** What PostgreSQL said when it could not be asked; null where it answers. */
  database_fault: string | null
  database: DatabaseFacts | undefined
}

export interface DatabaseFacts {
  version: number
  /** PostgreSQL's clock less the machine's. */
  clock_seconds: number
  /** Settings with which a commit may be lost. */
  unsafe: string[]
  role: string
  superuser: boolean
  connections: number
  connections_max: number
  migrations_waiting: string[]
  /** Whether the box key opens what is sealed; null where nothing is. */
  key_fits: boolean | null
  owners: number
  paybills: { shortcode: string; registered: boolean }[]
  routers: number
  queue_seconds: number
  overdue: number
  drift_cents: number
}

export async function readFacts(box: Appliance): Promise<BoxFacts> {
  const { config } = box
  const processes = await readHealth(config.stateDir)
  const at = machineNow()
  let database: DatabaseFacts | undefined
  let database_fault: string | null = null
  try {
    database = await readDatabase(box, at)
  } catch (error) {
    database_fault = (error as Error).message.split('\n', 1)[0]!
  }
  return {
    at,
    public_url: config.publicUrl,
    trial: config.trial,
    state: await readState(config.stateDir),
    processes: { count: processes.length, problems: listProblems(processes, at) },
    certificates: await listCertificates(box),
    database_fault,
    database,
  }
}

async function readState(folder: string): Promise<BoxFacts['state']> {
  const disk = await readDisk(folder)
  if (!disk) return undefined
  const writable = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  )
  const { free_bytes, total_bytes } = disk
  return { folder, writable, free_bytes, total_bytes }
}

async function readDatabase(box: Appliance, at: Instant): Promise<DatabaseFacts> {
  const { db } = box
  const { rows } = await db.raw<{ rows: Omit<DatabaseFacts, 'unsafe' | 'migrations_waiting'>[] }>(
    `select current_setting('server_version_num')::int / 10000 as version, current_user as role,
            (select round(extract(epoch from query_start - :at::timestamptz))::int
             from pg_stat_activity where pid = pg_backend_pid()) as clock_seconds,
            (select rolsuper from pg_roles where rolname = current_user) as superuser,
            (select count(*) from pg_stat_activity where datname = current_database()) as connections,
            current_setting('max_connections')::int as connections_max`,
    { at },
  )
  const first = { ...rows[0]!, unsafe: await listUnsafe(db), migrations_waiting: await listWaiting(db) } // prettier-ignore
  const empty = { key_fits: null, owners: 0, paybills: [], routers: 0, queue_seconds: 0, overdue: 0, drift_cents: 0 } // prettier-ignore
  if (first.migrations_waiting.length > 0) return { ...first, ...empty } // Its tables may not be there.
  const { rows: known } = await db.raw<{ rows: Pick<DatabaseFacts, 'owners' | 'routers'>[] }>(
    `select (select count(*) from staff where role = 'owner' and disabled_at is null) as owners,
            (select count(*) from routers) as routers`,
  )
  const [oldest] = await listWaitingJobs(db, at)
  const shortcodes = await db('shortcodes').select('shortcode', 'provider', 'token_sealed', 'urls_registered_at') // prettier-ignore
  const late = await countOverdue(db, box.now())
  return {
    ...first,
    ...known[0]!,
    queue_seconds: oldest?.seconds ?? 0,
    drift_cents: await addUpEntries(db),
    key_fits: shortcodes.length === 0 ? null : shortcodes.every(({ token_sealed }) => opens(box, token_sealed)), // prettier-ignore
    paybills: shortcodes.map(({ shortcode, provider, urls_registered_at }) => ({ shortcode, registered: provider !== 'daraja' || urls_registered_at !== null })), // prettier-ignore
    overdue: late.reduce((sum, { count }) => sum + count, 0),
  }
}

function opens({ safe }: Appliance, sealed: Buffer): boolean {
  try {
    safe.open(sealed, 'shortcodes.token')
    return true
  } catch {
    return false
  }
}

async function listUnsafe(db: Db): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { name: string; setting: string }[] }>(
    `select name, setting from pg_settings
     where name in ('fsync', 'full_page_writes') and setting = 'off'
        or name = 'synchronous_commit' and setting in ('off', 'local')`,
  )
  return rows.map(({ name, setting }) => `${name} = ${setting}`)
}
