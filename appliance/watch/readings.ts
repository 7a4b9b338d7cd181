// What the figures are just now. What lies in files is told whatever happens; what PostgreSQL knows, where it answers
// within two seconds: whoever watches the box must hear of it when the database is ill, and not wait with it.

import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Appliance } from '../appliance.ts'
import { machineNow } from '../clock.ts'
import { readDisk } from '../people/box-health.ts'
import { folderBytes, readHealth, type Health } from '../health.ts'
import { release } from './release.ts'
import { listCertificates } from './certificates.ts'
import { readBooks } from './books.ts'
import { sample, type Sample } from './figures.ts'
import type { Instant } from '../time.ts'

export type Watched = Pick<Appliance, 'db' | 'config' | 'safe' | 'now' | 'timeInDoubt'>

const patienceMilliseconds = 2000

export async function readFigures(box: Watched): Promise<Sample[]> {
  const { stateDir } = box.config
  const [processes, certificates, disk, spools, books] = await Promise.all([
    readHealth(stateDir),
    listCertificates(box),
    readRoom(stateDir),
    readSpools(stateDir),
    booksInTime(box),
  ])
  return [
    sample('release_info', 1, { release }),
    ...processes.flatMap(ofProcess),
    ...certificates.map(({ name, ends_at }) =>
      sample('certificate_ends_at_seconds', seconds(ends_at), { certificate: name }),
    ),
    ...disk,
    ...spools,
    sample('database_up', books ? 1 : 0),
    ...(books ?? []),
  ]
}

async function booksInTime(box: Watched): Promise<Sample[] | undefined> {
  const over = new AbortController()
  const late = wait(patienceMilliseconds, undefined, { signal: over.signal }).catch(() => undefined)
  const read = readBooks(box, machineNow()).catch(() => undefined)
  return Promise.race([read, late]).finally(() => over.abort())
}

function ofProcess({ name, told_at, clock, radius }: Health): Sample[] {
  const own = { process: name }
  return [
    sample('told_at_seconds', seconds(Temporal.Instant.from(told_at)), own),
    sample('clock_in_doubt', clock ? 1 : 0, own),
    ...(radius ? ofRadius(radius) : []),
  ]
}

function ofRadius(radius: NonNullable<Health['radius']>): Sample[] {
  return [
    sample('radius_fresh', radius.fresh && radius.source === 'postgresql' ? 1 : 0),
    sample('radius_age_seconds', radius.age_seconds ?? -1),
    sample('radius_services', radius.services),
    sample('radius_routers', radius.routers),
    ...Object.entries(radius.unanswered).map(([reason, times]) =>
      sample('radius_unanswered_total', times, { reason }),
    ),
    ...Object.entries(radius.clock_skews ?? {}).map(([router, skew]) =>
      sample('router_clock_skew_seconds', skew, { router }),
    ),
  ]
}

async function readSpools(stateDir: string): Promise<Sample[]> {
  const folder = (...names: string[]) => folderBytes(join(stateDir, ...names))
  const [callbacks, refused, radius] = await Promise.all([
    folder('spool-callbacks'),
    folder('spool-callbacks', 'refused'),
    folder('spool-radius'),
  ])
  return [
    sample('spool_bytes', callbacks, { spool: 'callbacks' }),
    sample('spool_bytes', radius, { spool: 'accounting' }),
    sample('refused_bytes', refused),
  ]
}

async function readRoom(folder: string): Promise<Sample[]> {
  const disk = await readDisk(folder)
  if (!disk) return []
  return [sample('disk_free_bytes', disk.free_bytes), sample('disk_total_bytes', disk.total_bytes)]
}

export function seconds(at: Instant): number {
  return Math.floor(at.epochMilliseconds / 1000)
}
