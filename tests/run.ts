// `npm test`: makes sure of what the tests need, starts a PostgreSQL for them, and runs types, lint, format and
// tests. Arguments name test files; `--checks` leaves the tests out. PostgreSQL is stopped whatever happens.

import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { checkRoom, openFolder, openHomeFolder } from '../appliance/commands/home-folder.ts'
import { isAlive } from '../appliance/commands/machine.ts'
import { startPostgres } from '../appliance/commands/postgres/keeping.ts'
import { openProgress } from '../appliance/commands/progress.ts'
import { openSupervisor } from '../appliance/commands/supervisor.ts'
import { Refusal } from '../appliance/errors.ts'
import { checks, runAva, runCheck, type Count, type Running } from './support/checks.ts'
import { bringPackages } from './support/debian-packages.ts'

let stopRunning: (() => void) | undefined
let interrupted = false
const running: Running = (stop) => {
  stopRunning = stop
  if (interrupted) stop?.()
}

async function main(args: string[]): Promise<number> {
  const onlyChecks = args.includes('--checks')
  const files = args.filter((word) => word !== '--checks')
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const)
    process.on(name, interrupt)

  const counts: Count[] = []
  console.log('Checking types, lint and format')
  for (const name of Object.keys(checks)) counts.push(await runCheck(name, running))
  if (!onlyChecks && !interrupted) counts.push(await testAll(files))

  const passed = counts.reduce((sum, count) => sum + count.passed, 0)
  const failed = counts.reduce((sum, count) => sum + count.failed, 0)
  if (interrupted) console.log('Interrupted.')
  console.log(`${passed} passed, ${failed} failed`)
  if (interrupted) return 130
  return failed === 0 && passed > 0 ? 0 : 1
}

async function testAll(files: string[]): Promise<Count> {
  await bringPackages()
  if (process.env['LANGO_TEST_POSTGRES']) {
    console.log('Testing on the PostgreSQL of LANGO_TEST_POSTGRES')
    return runAva(files, running)
  }
  return onPostgres(async () => {
    console.log(files.length > 0 ? `Testing ${files.join(', ')}` : 'Testing all')
    return runAva(files, running)
  })
}

/** A server of its own, without fsync: what must survive a power cut is tested on servers that the tests start. */
async function onPostgres(task: () => Promise<Count>): Promise<Count> {
  const home = await openHomeFolder()
  await checkRoom(home)
  await removeLeftovers(home)
  const folder = await openFolder(join(home, `tests-${process.pid}`), 0o711)
  const supervisor = openSupervisor(folder, console.log)
  try {
    const settings = { shared_buffers: '128MB', max_wal_size: '1GB' }
    const keeping = { home, folder: join(folder, 'postgresql'), durable: false, settings }
    const { url } = await openProgress().step('PostgreSQL for the tests', () =>
      startPostgres(supervisor, keeping),
    )
    process.env['LANGO_TEST_POSTGRES'] = url
    return interrupted ? { passed: 0, failed: 0 } : await task()
  } finally {
    await supervisor.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** What runs that were killed left behind; their keepers have ended their PostgreSQL. */
async function removeLeftovers(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const [, pid] = /^tests-(\d+)$/.exec(name) ?? []
    if (pid && !isAlive(Number(pid))) await rm(join(home, name), { recursive: true, force: true })
  }
}

function interrupt(): void {
  interrupted = true
  stopRunning?.()
}

process.exit(
  await main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Refusal ? error.message : error)
    console.log('0 passed, 1 failed')
    return 1
  }),
)
