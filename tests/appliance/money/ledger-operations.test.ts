// Two hundred thousand operations on the ledger, against a reckoning in memory. `npm run campaign:ledger` does ten million.

import test from 'ava'
import { freshAppliance, testClock } from '../../support/database.ts'
import { openShop } from '../../support/factories.ts'
import { operateLedger } from '../../support/ledger-operations.ts'

const operations = 200_000

test('invariants 4, 5 and 6: 200,000 operations end where they were reckoned to, sealed in one chain', async (t) => {
  const appliance = await freshAppliance(testClock('2026-11-21T11:32:00Z'))
  t.teardown(() => appliance.close())
  await openShop(appliance)
  const tally = await operateLedger(appliance, { seed: 20_261_121, operations })
  t.is(tally.posted, operations)
  t.true(tally.undone >= 400 && tally.failed >= 5 && tally.accounts > 800, JSON.stringify(tally))
})
