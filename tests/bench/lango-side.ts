// Our RADIUS process as it runs on a box, with every line in the book of record and every attempt logged.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testEnv } from '../support/database.ts'
import { createDatabase, type DurablePostgres } from '../support/durable-postgres.ts'
import { routerSecret as secret } from '../support/factories.ts'
import { freeUdpPort, startProcess } from '../support/processes.ts'
import type { Side } from './generator.ts'
import { seedLines, type Town } from './radius-lines.ts'

export interface Lango extends Side {
  databaseUrl: string
  /** From its start until it said that it is ready. */
  ready_seconds: number
  /** Resident memory of the RADIUS process. */
  megabytes(): Promise<number>
}

export async function startLango(
  server: DurablePostgres,
  name: string,
  lines: number,
  routers?: Town['routers'],
): Promise<Lango> {
  const databaseUrl = await createDatabase(server.url, name)
  const ends_at = Temporal.Now.instant().add({ hours: 30 * 24 })
  await seedLines(databaseUrl, { lines, ends_at, ...(routers && { routers }) })
  const stateDir = await mkdtemp(join(tmpdir(), 'lango-bench-state-'))
  const [auth_port, acct_port] = [await freeUdpPort(), await freeUdpPort()]
  const began = performance.now()
  const radius = await startProcess(
    'radius',
    testEnv(databaseUrl, {
      LANGO_STATE_DIR: stateDir,
      LANGO_RADIUS_HOST: '127.0.0.1',
      LANGO_RADIUS_AUTH_PORT: String(auth_port),
      LANGO_RADIUS_ACCT_PORT: String(acct_port),
      // One router speaks here for a whole country.
      LANGO_RADIUS_ROUTER_PACKETS: '999999',
      LANGO_RADIUS_ROUTER_BURST: '999999',
      LANGO_NEW_SESSIONS_PER_MINUTE: '999999',
    }),
  )
  return {
    name: 'Lango',
    databaseUrl,
    auth_port,
    acct_port,
    secret,
    trees: { radius: () => radius.pid, postgresql: server.pid },
    ready_seconds: (performance.now() - began) / 1000,
    megabytes: async () => {
      const status = await readFile(`/proc/${radius.pid}/status`, 'utf8')
      return Number(/^VmRSS:\s+(\d+)/m.exec(status)![1]) / 1024
    },
    stop: async () => {
      await radius.kill('SIGTERM')
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}
