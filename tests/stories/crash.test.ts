// F18, F02: something is killed at each step of a payment, S4 to S12. `npm run crash` goes through all of it;
// here each step is killed once before and once after, web, jobs and PostgreSQL taking turns.

import test from 'ava'
import {
  findDifferences,
  openCrashLab,
  runCell,
  shortCells,
  type CrashLab,
} from '../support/crash.ts'
import { lastFaults } from '../support/eventually.ts'

let lab: CrashLab
test.before(async () => {
  lab = await openCrashLab('127.0.0.32')
})
test.after.always(() => lab?.close())

for (const cell of shortCells) {
  test.serial(`${cell.target} killed at ${cell.point}: as if nothing had been`, async (t) => {
    t.timeout(60_000)
    const reached = await runCell(lab, cell).catch((error: Error) => {
      t.log(lab.world.logs().slice(-6000))
      throw error
    })
    t.true(reached, `${cell.point} was never reached`)
  })
}

test.serial(
  'in the end: every payment settled once, every line closed, the ledger at zero',
  async (t) => {
    // Whoever was killed last begins anew first, and works off what is left.
    const left = () => findDifferences(lab.world, shortCells.length)
    t.deepEqual(await lastFaults(left), [])
  },
)
