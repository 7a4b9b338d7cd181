// `npm test`: makes sure of what the tests need, starts a PostgreSQL for them, and runs types, lint, format and
// tests. Arguments name test files; `--checks` leaves the tests out. PostgreSQL is stopped whatever happens.

import { Refusal } from '../appliance/errors.ts'
import { checks, runAva, runCheck, type Count, type Running } from './support/checks.ts'
import { bringPackages } from './support/debian-packages.ts'
import { onPostgres } from './support/test-postgres.ts'

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
  return onPostgres(async () => {
    if (interrupted) return { passed: 0, failed: 0 }
    console.log(files.length > 0 ? `Testing ${files.join(', ')}` : 'Testing all')
    return runAva(files, running)
  })
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
