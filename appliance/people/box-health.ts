// How the box itself is: its disk, its clock, its processes, the jobs that wait. What only the machine knows is asked of
// the machine, so that a page can say it.

import { statfs } from 'node:fs/promises'
import type { Appliance } from '../appliance.ts'
import type { Doubt } from '../clock-watch.ts'
import { machineNow } from '../clock.ts'
import type { Db } from '../database.ts'
import { listProblems, readHealth, type Health } from '../health.ts'
import type { Instant } from '../time.ts'

export interface Disk {
  free_bytes: number
  total_bytes: number
  /** Tight: below a sixth of it. Full: below a twentieth, or below a gigabyte. */
  state: 'good' | 'tight' | 'full'
}

export interface WaitingJobs {
  queue: string
  count: number
  /** How long the oldest has waited, by the machine's clock. */
  seconds: number
}

export interface BoxHealth {
  disk: Disk | null
  database_bytes: number
  /** Jobs that could run now and do not yet, the oldest first. */
  jobs: WaitingJobs[]
  /** The oldest of them, in seconds of the machine's clock; 0 where nothing waits. */
  queue_seconds: number
  /** Why this process does not believe its clock; null where it does. */
  doubt: Doubt['why'] | null
  processes: Health[]
  /** What the processes say somebody should look at. */
  problems: string[]
}

export async function readBoxHealth({
  db,
  config,
  timeInDoubt,
}: Pick<Appliance, 'db' | 'config' | 'timeInDoubt'>): Promise<BoxHealth> {
  const here = machineNow() // Jobs and files bear the machine's time, whatever a trial's clock says.
  const [disk, database_bytes, jobs, processes] = await Promise.all([
    readDisk(config.stateDir),
    readDatabaseSize(db),
    listWaitingJobs(db, here),
    readHealth(config.stateDir),
  ])
  return {
    disk,
    database_bytes,
    jobs,
    queue_seconds: jobs[0]?.seconds ?? 0,
    doubt: timeInDoubt()?.why ?? null,
    processes,
    problems: listProblems(processes, here),
  }
}

const gigabyte = 1_000_000_000

export function decideDisk(free_bytes: number, total_bytes: number): Disk['state'] {
  if (free_bytes < gigabyte || free_bytes < total_bytes / 20) return 'full'
  return free_bytes < total_bytes / 6 ? 'tight' : 'good'
}

/** Null where it can't be seen. */
export async function readDisk(folder: string): Promise<Disk | null> {
  const found = await statfs(folder).catch(() => null)
  if (!found || found.blocks === 0) return null
  const free_bytes = found.bavail * found.bsize
  const total_bytes = found.blocks * found.bsize
  return { free_bytes, total_bytes, state: decideDisk(free_bytes, total_bytes) }
}

export async function readDatabaseSize(db: Db): Promise<number> {
  const { rows } = await db.raw<{ rows: { bytes: number }[] }>(
    'select pg_database_size(current_database()) as bytes',
  )
  return rows[0]!.bytes
}

export async function listWaitingJobs(db: Db, here: Instant): Promise<WaitingJobs[]> {
  const { rows } = await db.raw<{ rows: WaitingJobs[] }>(
    `select name as queue, count(*) as count,
            greatest(0, extract(epoch from :here::timestamptz - min(greatest(created_on, start_after))))::int as seconds from pgboss.job
     where state < 'active' and not blocked and start_after <= :here group by name order by 3 desc, 1`,
    { here },
  )
  return rows
}
