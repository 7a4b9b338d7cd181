// A whole provider for one story: the three processes on a database of their own, a simulated Safaricom and a
// simulated router, one clock for all, and the test beside them to look and to move time on.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAppliance, type Appliance } from '../../appliance/appliance.ts'
import { followTrialClock, passTime } from '../../appliance/clock.ts'
import type { KillPoint } from '../../appliance/kill-points.ts'
import { readConfig } from '../../appliance/config.ts'
import { openSafaricom, type Safaricom } from '../simulators/safaricom/safaricom.ts'
import { openRouter, type Router } from '../simulators/router/router.ts'
import { sms } from './sms-account.ts'
import { dropDatabase, freshDatabase, testEnv } from './database.ts'
import { eventually } from './eventually.ts'
import { addRouter, openShop, paybill, routerSecret, safaricomKeys } from './factories.ts'
import {
  freePort,
  freeUdpPort,
  startProcess,
  type ProcessName,
  type TestProcess,
} from './processes.ts'

export interface World {
  appliance: Appliance
  safaricom: Safaricom
  router: Router
  origin: string
  process(name: ProcessName): TestProcess
  kill(name: ProcessName): Promise<void>
  /** Starts a process that was killed, as systemd would. */
  start(name: ProcessName): Promise<void>
  /** Moves everybody's clock on, and waits until it has moved. */
  pass(duration: Temporal.DurationLike): Promise<void>
  /** From now on the router's time stands still, so that it ends nothing by itself. */
  stopRouterClock(): void
  startRouterClock(): void
  /** Hears of every kill point any process stops at, instead of who heard of them before. */
  onReached(listener: (point: KillPoint, goOn: () => void) => void): void
  /** What the three processes logged last: for when something is not as expected. */
  logs(): string
  close(): Promise<void>
}

export interface WorldOptions {
  /** An address of PostgreSQL's of the story's own; without one, a database of the test server. */
  databaseUrl?: string
  killPoints?: boolean
  routerAddress: string
}

/** Opens it all with the paybill registered at Safaricom: the first payment can be made at once. */
export async function openWorld(options: WorldOptions): Promise<World> {
  const databaseUrl = options.databaseUrl ?? (await freshDatabase())
  const stateDir = await mkdtemp(join(tmpdir(), 'lango-world-'))
  const ports = { web: await freePort(), auth: await freeUdpPort(), acct: await freeUdpPort() }
  const origin = `http://127.0.0.1:${ports.web}`
  const env = testEnv(databaseUrl, {
    LANGO_STATE_DIR: stateDir,
    LANGO_PUBLIC_URL: origin,
    LANGO_WEB_PORT: String(ports.web),
    LANGO_RADIUS_HOST: '127.0.0.1',
    LANGO_RADIUS_AUTH_PORT: String(ports.auth),
    LANGO_RADIUS_ACCT_PORT: String(ports.acct),
    LANGO_TRIAL: 'yes',
    LANGO_KILL_POINTS: options.killPoints ? 'yes' : 'no',
  })
  const clock = await followTrialClock(databaseUrl)
  const { now } = clock
  const appliance = await openAppliance(readConfig(env), { clock })
  const safaricom = await openSafaricom({
    now,
    consumer_key: 'key',
    consumer_secret: 'secret',
    initiators: [{ name: 'lango', password: 'Gate#2026' }],
    private_key: safaricomKeys.privateKey,
    sms,
  })
  await openShop(appliance, safaricom.url)
  let stopped: Temporal.Instant | undefined
  const router = await openRouter({
    name: 'kasarani-1',
    address: options.routerAddress,
    coa_port: await freeUdpPort(),
    radius: {
      host: '127.0.0.1',
      auth_port: ports.auth,
      acct_port: ports.acct,
      secret: routerSecret,
    },
    now: () => stopped ?? now(),
  })
  await addRouter(appliance, { address: options.routerAddress, coa_port: router.coa_port })

  const running = new Map<ProcessName, TestProcess>()
  let listener = (_point: KillPoint, goOn: () => void) => goOn()
  async function start(name: ProcessName): Promise<void> {
    const started = await startProcess(name, env)
    started.onReached((point) => listener(point, () => started.goOn(point)))
    running.set(name, started)
  }
  await Promise.all([start('web'), start('radius'), start('jobs')])
  await eventually('the paybill is registered', async () => {
    const row = await appliance.db('shortcodes').where({ shortcode: paybill }).first()
    return row?.urls_registered_at && row.pull_registered_at
  })

  return {
    appliance,
    safaricom,
    router,
    origin,
    process: (name) => running.get(name)!,
    kill: (name) => running.get(name)!.kill('SIGKILL'),
    start,
    pass: async (duration) => {
      const aim = appliance.now().add(duration)
      const seconds = Temporal.Duration.from(duration).total('seconds')
      await eventually('time is moved', () => passTime(appliance.db, seconds).then(() => true))
      await eventually('time has passed', () => Temporal.Instant.compare(appliance.now(), aim) >= 0)
    },
    stopRouterClock: () => (stopped = now()),
    startRouterClock: () => (stopped = undefined),
    onReached: (hear) => (listener = hear),
    logs: () => [...running.values()].map((one) => `--- ${one.name}\n${one.log()}`).join('\n'),
    close: async () => {
      await Promise.all([...running.values()].map((one) => one.kill('SIGTERM')))
      await router.close()
      await safaricom.close()
      await appliance.close()
      if (!options.databaseUrl) await dropDatabase(databaseUrl)
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}
