// F18, F02, F31: killed where the other providers have words of their own: PayHero's and Paystack's request, answer, news and proof;
// the old service's call. A few steps each; `npm run crash` goes through all of them with every target.

import test from 'ava'
import { findDifferences, openCrashLab, type Cell, type CrashLab } from '../support/crash.ts'
import {
  comeToRest,
  findGuestDifferences,
  runGuestCell,
  type GuestLab,
} from '../support/crash-checkout.ts'
import {
  fewCells,
  fewIpnCells,
  openCollectorLab,
  openIpn,
  runIpnCell,
} from '../support/crash-providers.ts'
import { lastFaults } from '../support/eventually.ts'

const names = { payhero: 'PayHero', paystack: 'Paystack' } as const
const address = { payhero: '127.0.0.71', paystack: '127.0.0.72', ipn: '127.0.0.73' }
const labs: { payhero?: GuestLab; paystack?: GuestLab; ipn?: CrashLab } = {}

/** One after another: three worlds at once are more than a small machine has room for. */
async function close(which: keyof typeof labs): Promise<void> {
  await labs[which]?.close()
  delete labs[which]
}
test.after.always(async () => {
  for (const which of ['payhero', 'paystack', 'ipn'] as const) await close(which)
})

const killed = ({ point, target }: Cell) => `${target} killed at ${point}: as if nothing had been`

for (const provider of ['payhero', 'paystack'] as const) {
  for (const cell of fewCells(provider))
    test.serial(`F18, S1-03: asked by ${names[provider]}, ${killed(cell)}`, async (t) => {
      t.timeout(120_000)
      labs[provider] ??= await openCollectorLab(provider, address[provider])
      const lab = labs[provider]
      const reached = await runGuestCell(lab, cell).catch((error: Error) => {
        t.log(lab.world.logs().slice(-6000))
        throw error
      })
      t.true(reached, `${cell.point} was never reached`)
    })

  test.serial(`F18: in the end every guest of ${names[provider]} paid once and was let in`, async (t) => {
    t.timeout(120_000)
    const lab = labs[provider]!
    await comeToRest(lab)
    const stories = fewCells(provider).length
    const left = async () => [
      ...(await findDifferences(lab.world, stories)),
      ...(await findGuestDifferences(lab.world, stories)),
    ]
    t.deepEqual(await lastFaults(left), [])
    await close(provider)
  }) // prettier-ignore
}

let url = ''
for (const cell of fewIpnCells)
  test.serial(`F18, S4-25: told by the old service, ${killed(cell)}`, async (t) => {
    t.timeout(90_000)
    if (!labs.ipn) {
      labs.ipn = await openCrashLab(address.ipn)
      url = await openIpn(labs.ipn)
    }
    const lab = labs.ipn
    const reached = await runIpnCell(lab, url, cell).catch((error: Error) => {
      t.log(lab.world.logs().slice(-6000))
      throw error
    })
    t.true(reached, `${cell.point} was never reached`)
  })

test.serial('F18: in the end each payment that the old service told of is settled once', async (t) => {
  const left = () => findDifferences(labs.ipn!.world, fewIpnCells.length)
  t.deepEqual(await lastFaults(left), [])
}) // prettier-ignore
