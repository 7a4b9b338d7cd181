// Ten million operations on the ledger against a reckoning in memory, on a PostgreSQL of its own: see
// tests/support/ledger-operations.ts. What came of it is kept, dated, in results/.
//   npm run campaign:ledger                  ten million
//   npm run campaign:ledger -- 1000000 7     a million, of seed 7

import { mkdir, writeFile } from 'node:fs/promises'
import { freshAppliance, testClock } from '../support/database.ts'
import { openShop } from '../support/factories.ts'
import { operateLedger } from '../support/ledger-operations.ts'
import { onPostgres } from '../support/test-postgres.ts'

const operations = Math.round(Number(process.argv[2] ?? 10_000_000))
const seed = Math.round(Number(process.argv[3] ?? 20_261_121))
const folder = new URL('results/', import.meta.url)
const lines: string[] = []

function say(line: string): void {
  lines.push(line)
  console.log(line)
}

async function operate(): Promise<boolean> {
  const appliance = await freshAppliance(testClock('2026-11-21T11:32:00Z'))
  try {
    await openShop(appliance)
    let told = 0
    const tell = (posted: number) => {
      if (posted - told < 500_000) return
      told = posted
      console.log(`${posted} posted`)
    }
    const { posted, undone, failed, accounts } = await operateLedger(appliance, { seed, operations, tell }) // prettier-ignore
    say(`${posted} transfers and ${undone} undos over ${accounts} accounts; ${failed} transactions cut half way`) // prettier-ignore
    say('every balance is what was reckoned, every transfer sums to zero, both columns agree')
    say(`the chain of ${posted + undone} links is whole, nothing waits to be sealed`)
    return true
  } catch (error) {
    say(`failed: ${(error as Error).message}`)
    return false
  } finally {
    await appliance.close()
  }
}

const started = performance.now()
const day = Temporal.Now.plainDateISO().toString()
say(`The ledger on ${day}, Node ${process.version}, seed ${seed}`)
const passed = await onPostgres(operate)
say(`${passed ? 'passed' : 'FAILED'}, ${Math.round((performance.now() - started) / 1000)} s`)
await mkdir(folder, { recursive: true })
await writeFile(new URL(`ledger-${day}.txt`, folder), `${lines.join('\n')}\n`)
process.exitCode = passed ? 0 : 1
