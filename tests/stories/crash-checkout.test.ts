// F18, F02, F31, F32: something is killed at the steps that a checkout adds to a payment, and where its money is.
// `npm run crash` goes through every step with every target.

import test from 'ava'
import { findDifferences } from '../support/crash.ts'
import {
  comeToRest,
  findGuestDifferences,
  openGuestLab,
  runGuestCell,
  shortCheckoutCells,
  type GuestLab,
} from '../support/crash-checkout.ts'
import { lastFaults } from '../support/eventually.ts'

let lab: GuestLab
test.before(async () => {
  lab = await openGuestLab('127.0.0.35')
})
test.after.always(() => lab?.close())

for (const cell of shortCheckoutCells) {
  test.serial(
    `a guest pays, ${cell.target} killed at ${cell.point}: as if nothing had been`,
    async (t) => {
      t.timeout(90_000)
      const reached = await runGuestCell(lab, cell).catch((error: Error) => {
        t.log(lab.world.logs().slice(-6000))
        throw error
      })
      t.true(reached, `${cell.point} was never reached`)
    },
  )
}

test.serial(
  'in the end: every guest paid once, was let in and told; the ledger at zero',
  async (t) => {
    await comeToRest(lab)
    const stories = shortCheckoutCells.length
    // Whoever was killed last begins anew first, and works off what is left.
    const left = async () => [
      ...(await findDifferences(lab.world, stories)),
      ...(await findGuestDifferences(lab.world, stories)),
    ]
    t.deepEqual(await lastFaults(left), [])
  },
)
