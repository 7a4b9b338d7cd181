// Checks our readers against fixtures that others made, where a machine has them: `node tests/shared.ts FOLDER`
// with fixtures/radius and fixtures/payments in it. CI does; nobody needs to.

import { join } from 'node:path'
import { openAppliance } from '../appliance/appliance.ts'
import { checkPrompts } from './appliance/money/shared-prompts.ts'
import { checkSettlements } from './appliance/money/shared-settlements.ts'
import { checkSharedMessages } from './appliance/providers/shared-messages.ts'
import { checkSharedVectors } from './radius/wire/shared-vectors.ts'
import { testClock, testConfig } from './support/database.ts'
import { createDatabase, startPostgres } from './support/durable-postgres.ts'

const [folder] = process.argv.slice(2)
if (!folder) {
  console.error('Say where the fixtures are: node tests/shared.ts FOLDER')
  process.exit(2)
}

const server = await startPostgres()
const settings = testConfig(await createDatabase(server.url))
const appliance = await openAppliance(settings, { clock: testClock('2026-11-21T09:00:00Z') })
const reports = {
  'RADIUS vectors': await checkSharedVectors(join(folder, 'fixtures/radius')),
  'messages of providers': await checkSharedMessages(join(folder, 'fixtures/payments')),
  'confirmations, settled': await checkSettlements(appliance, join(folder, 'fixtures/payments')),
  'prompts, to their end': await checkPrompts(appliance, join(folder, 'fixtures/payments')),
}
await appliance.close()
await server.stop()
let passed = 0
let failed = 0
for (const [what, { checked, failures }] of Object.entries(reports)) {
  console.log(`${what}: ${checked} checked, ${failures.length} failures`)
  for (const failure of failures) console.log(`  ✘ ${failure}`)
  failed += failures.length || (checked === 0 ? 1 : 0)
  passed += Math.max(0, checked - failures.length)
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
