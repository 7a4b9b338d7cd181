// Whether the web door takes work. It does while PostgreSQL is away and the disk has room: a callback is written down there.
// Whoever would take it out of service for that would lose the callbacks it is there for.

import { access, constants, statfs } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Watched } from './readings.ts'

export interface Readiness {
  /** Whether what comes is kept. */
  ready: boolean
  /** Pages and logins to the portal want it; callbacks do without. */
  database: 'up' | 'away'
  /** Room for what waits while the database is away. */
  disk: 'room' | 'full'
  clock: 'believed' | 'in doubt'
}

const bytesMin = 64_000_000
const patienceMilliseconds = 1000

export async function readReadiness({ db, config, timeInDoubt }: Watched): Promise<Readiness> {
  const late = wait(patienceMilliseconds, 'away' as const, { ref: false })
  const asked = db.raw('select 1').then(
    () => 'up' as const,
    () => 'away' as const,
  )
  const [database, disk] = await Promise.all([
    Promise.race([asked, late]),
    readDisk(config.stateDir),
  ])
  return {
    ready: database === 'up' || disk === 'room',
    database,
    disk,
    clock: timeInDoubt() ? 'in doubt' : 'believed',
  }
}

async function readDisk(folder: string): Promise<Readiness['disk']> {
  try {
    await access(folder, constants.W_OK)
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize > bytesMin ? 'room' : 'full'
  } catch {
    return 'full'
  }
}
