// RADIUS as the process it is on a box, on free ports: to be killed, to have its disk taken away, to be started again.

import { execFileSync } from 'node:child_process'
import type { KillPoint } from '../../../appliance/kill-points.ts'
import { testEnv } from '../../support/database.ts'
import { freeUdpPort, startProcess, type TestProcess } from '../../support/processes.ts'
import type { Peer } from '../../support/radclient.ts'
import { secret, type Village } from './village.ts'

export interface RadiusProcess {
  readonly auth: Peer
  readonly acct: Peer
  start(): Promise<void>
  /** Resolves when it stands at this point; it stays there. */
  reached(point: KillPoint): Promise<void>
  kill(): Promise<void>
  log(): string
  /** How long a file it writes may become, in bytes: as on a disk that has no more room. */
  limitFiles(bytes: number | 'unlimited'): void
  close(): Promise<void>
}

export async function openRadiusProcess(
  village: Village,
  more: Record<string, string> = {},
): Promise<RadiusProcess> {
  const ports = { auth: await freeUdpPort(), acct: await freeUdpPort() }
  const env = testEnv(village.appliance.config.databaseUrl, {
    LANGO_STATE_DIR: village.stateDir,
    LANGO_RADIUS_HOST: '127.0.0.1',
    LANGO_RADIUS_AUTH_PORT: String(ports.auth),
    LANGO_RADIUS_ACCT_PORT: String(ports.acct),
    ...more,
  })
  let running: TestProcess | undefined
  let heard = () => {}

  async function start(): Promise<void> {
    running = await startProcess('radius', env)
    const { goOn } = running
    running.onReached((point) => {
      if (point === awaited) heard()
      else goOn(point)
    })
  }
  let awaited: KillPoint | undefined

  await start()
  return {
    auth: { kind: 'auth', port: ports.auth, secret },
    acct: { kind: 'acct', port: ports.acct, secret },
    start,
    reached: (point) => {
      awaited = point
      return new Promise((resolve) => (heard = resolve))
    },
    kill: async () => {
      await running!.kill('SIGKILL')
      awaited = undefined
    },
    log: () => running!.log(),
    limitFiles: (bytes) => {
      // The soft limit only: raising it again needs no rights.
      execFileSync('prlimit', ['--pid', String(running!.pid), `--fsize=${bytes}:`])
    },
    close: async () => running?.kill('SIGTERM'),
  }
}
