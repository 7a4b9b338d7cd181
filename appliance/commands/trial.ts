// `npm start`: the whole of Lango on a bare machine, to try. PostgreSQL from the npm package, a small provider in
// the books, the three processes, a simulated Safaricom and two simulated routers; all gone again with Ctrl-C.

import { rm, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { machineNow, readClockOffset } from '../clock.ts'
import { Invalid } from '../errors.ts'
import { migrate } from '../migrate.ts'
import { openAppliance } from '../appliance.ts'
import { readConfig } from '../config.ts'
import { checkRoom, openFolder, openHomeFolder, trialFolder } from './home-folder.ts'
import { orExplain } from './obstacles.ts'
import { databaseUrl, endPostgres, startPostgres } from './postgres/keeping.ts'
import { openProgress, type Progress } from './progress.ts'
import { seed } from './seed.ts'
import { endLeftBehind, openSupervisor, type Supervisor } from './supervisor.ts'
import { holdTrial } from './trial-hold.ts'
import { chooseTrialPorts, usualPorts } from './trial-ports.ts'
import { keepTrialPlace, safaricomUrl, trialEnv, type TrialPlace } from './trial-place.ts'
import { addCollectors, collectorsPlan } from './trial-collectors.ts'
import { boxPlans, routersPlan, safaricomPlan, withDatabase } from './trial-processes.ts'
import { openTrialSecrets } from './trial-secrets.ts'
import { followTour } from './trial-tour.ts'
import { describeTrial } from './trial-words.ts'

const database = 'lango'
const logBytesMax = 20_000_000

/** Runs until it is told to stop. `--fresh` throws away what earlier trials left. */
export async function runTrial(args: string[]): Promise<void> {
  const fresh = args.includes('--fresh')
  const unknown = args.find((word) => word !== '--fresh')
  if (unknown) throw new Invalid('argument_unknown', `npm start knows --fresh, not ${unknown}.`)

  const stopAsked = untilToldToStop()
  const progress = openProgress()
  const home = await openHomeFolder()
  const folder = trialFolder(home)
  let place: TrialPlace | undefined
  let supervisor: Supervisor | undefined
  const letGo = await holdTrial(folder, () => ({
    pid: process.pid,
    url: place?.publicUrl ?? null,
    processes: supervisor?.list() ?? [],
  }))
  try {
    await endLeftBehind(join(folder, 'logs'), console.log)
    if (fresh) await throwAway(folder)
    await checkRoom(home)
    await openFolder(folder, 0o711)
    const logFolder = await openFolder(join(folder, 'logs'), 0o700)
    await turnLogs(logFolder)
    console.log(`Starting Lango in ${folder}`)
    supervisor = openSupervisor(logFolder, progress.say)
    const opening = open({ home, folder, supervisor, progress, ready: (here) => (place = here) })
    opening.catch(() => {}) // Told to stop meanwhile: what it was doing fails, and nobody need hear of it.
    const words = await Promise.race([opening, stopAsked.then(() => undefined)])
    if (words) {
      const summary = { place: place!, folder, logFolder }
      console.log(
        await withDatabase(place!.databaseUrl, async (db) => {
          const offset = await readClockOffset(db)
          return describeTrial(db, machineNow().add({ seconds: offset }), summary)
        }),
      )
    }
    const tour = place && followTour(place, console.log)
    await stopAsked
    tour?.close()
    console.log('Stopping …')
  } finally {
    await supervisor?.stop()
    letGo()
  }
  console.log('Stopped.')
}

async function throwAway(folder: string): Promise<void> {
  await endPostgres(join(folder, 'postgresql'))
  await orExplain(folder, () => rm(folder, { recursive: true, force: true }))
}

interface Opening {
  home: string
  folder: string
  supervisor: Supervisor
  progress: Progress
  ready(place: TrialPlace): void
}

/** Starts everything, in the order in which one needs another. */
async function open({ home, folder, supervisor, progress, ready }: Opening): Promise<true> {
  const env = process.env
  const webHost = env['LANGO_WEB_HOST'] ?? '127.0.0.1'
  const secrets = await openTrialSecrets(folder)
  const ports = await chooseTrialPorts(env, webHost)
  if (ports.web !== usualPorts.web && env['LANGO_WEB_PORT'] === undefined)
    progress.say(`Port ${usualPorts.web} is taken: the staff pages are on ${ports.web}`)
  const stateDir = await openFolder(join(folder, 'state'), 0o700)

  const keeping = { home, folder: join(folder, 'postgresql'), durable: true }
  const server = await progress.step(
    'PostgreSQL',
    () => startPostgres(supervisor, keeping),
    ({ version }) => version.replace(/-.*/, ''),
  )
  const place: TrialPlace = {
    databaseUrl: databaseUrl(server.url, database),
    stateDir,
    webHost,
    publicUrl: env['LANGO_PUBLIC_URL'] ?? `http://127.0.0.1:${ports.web}`,
    ports,
    secrets,
  }
  await progress.step('Migrations', () => bringDatabase(server.url, place.databaseUrl), told)
  await progress.step(
    'Books',
    () => seedOnce(place),
    (outcome) => outcome.replace('_', ' '),
  )
  await progress.step('Safaricom, simulated', () => supervisor.start(safaricomPlan(place)))
  await progress.step('PayHero and Paystack, simulated', async () =>
    supervisor.start(await collectorsPlan(place)),
  )
  const plans = [await routersPlan(place), ...boxPlans(place)]
  await progress.step('radius, web, jobs and the simulated routers', () =>
    Promise.all(plans.map((plan) => supervisor.start(plan))),
  )
  await keepTrialPlace(folder, place)
  ready(place)
  return true
}

async function bringDatabase(server: string, url: string): Promise<string[]> {
  await withDatabase(server, async (db) => {
    const { rows } = await db.raw('select 1 from pg_database where datname = ?', [database])
    if (rows.length === 0) await db.raw(`create database ${database}`)
  })
  return migrate(url)
}

function told(names: string[]): string {
  return names.length === 0 ? 'up to date' : `${names.length} run`
}

async function seedOnce(place: TrialPlace): Promise<string> {
  const appliance = await openAppliance(readConfig(trialEnv(place)))
  try {
    const { owner, credentials, sms } = place.secrets
    const outcome = await seed(appliance, {
      owner,
      credentials,
      sms,
      safaricomUrl: safaricomUrl(place.ports),
    })
    await addCollectors(appliance, place)
    return outcome
  } finally {
    await appliance.close()
  }
}

/** A signal, or the end of whoever started us. More of them change nothing: npm and the terminal both send one. */
function untilToldToStop(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => resolve())
  process.on('disconnect', () => resolve())
  process.stdout.on('error', () => {}) // Whoever read us has gone: `npm start | head`.
  return promise
}

async function turnLogs(folder: string): Promise<void> {
  for (const name of [
    'postgresql',
    'radius',
    'web',
    'jobs',
    'safaricom',
    'collectors',
    'routers',
  ]) {
    const path = join(folder, `${name}.log`)
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    )
    if (size > logBytesMax) await rename(path, `${path}.1`)
  }
}
