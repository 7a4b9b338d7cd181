// Every kill point with every target, in all stories: a payment by hand, a guest at the hotspot, and both by other providers. Prints a line for
// each and writes them, dated, beside itself.
//   npm run crash

import { mkdir, writeFile } from 'node:fs/promises'
import { allCells, findDifferences, openCrashLab, runCell, type Cell } from '../support/crash.ts'
import {
  allCheckoutCells,
  comeToRest,
  findGuestDifferences,
  openGuestLab,
  runGuestCell,
} from '../support/crash-checkout.ts'

import {
  collectorCells,
  ipnCells,
  openCollectorLab,
  openIpn,
  runIpnCell,
  type Collected,
} from '../support/crash-providers.ts'

const folder = new URL('results/', import.meta.url)
const lines: string[] = []
let passed = 0
let failed = 0

function say(line: string): void {
  lines.push(line)
  console.log(line)
}

async function campaign(
  title: string,
  cells: readonly Cell[],
  run: (cell: Cell) => Promise<boolean>,
  compare: () => Promise<string[]>,
): Promise<void> {
  say(`${title}: ${cells.length} kills`)
  for (const cell of cells) {
    const { point, target } = cell
    const began = performance.now()
    const outcome = await run(cell).then(
      (reached) => (reached ? 'as without the kill' : 'NOT REACHED'),
      (error: Error) => `FAILED: ${error.message}`,
    )
    if (outcome === 'as without the kill') passed += 1
    else failed += 1
    const took = `${Math.round(performance.now() - began)} ms`
    say(`${title.padEnd(23)}${point.padEnd(11)} ${target.padEnd(10)} ${outcome} (${took})`)
  }
  const differences = await compare()
  say(`${title}: books and lines in the end: ${differences.join('; ') || 'as without a kill'}\n`)
  if (differences.length === 0) passed += 1
  else failed += 1
}

const today = Temporal.Now.plainDateISO('Africa/Nairobi')
say(`Crash campaign of ${today}, Node ${process.version}`)
// Side by side: each has a PostgreSQL, processes and a clock of its own, and mostly waits.
async function killByHand(): Promise<void> {
  const lab = await openCrashLab('127.0.0.33')
  await campaign(
    'Paid by hand',
    allCells,
    (cell) => runCell(lab, cell),
    () => findDifferences(lab.world, allCells.length),
  )
  await lab.close()
}

async function killGuests(): Promise<void> {
  const lab = await openGuestLab('127.0.0.36')
  await campaign(
    'A guest at the hotspot',
    allCheckoutCells,
    (cell) => runGuestCell(lab, cell),
    async () => {
      await comeToRest(lab)
      return [
        ...(await findDifferences(lab.world, allCheckoutCells.length)),
        ...(await findGuestDifferences(lab.world, allCheckoutCells.length)),
      ]
    },
  )
  await lab.close()
}

async function killCollected(provider: Collected, address: string): Promise<void> {
  const lab = await openCollectorLab(provider, address)
  const cells = collectorCells(provider)
  await campaign(
    provider === 'payhero' ? 'Asked by PayHero' : 'Asked by Paystack',
    cells,
    (cell) => runGuestCell(lab, cell),
    async () => {
      await comeToRest(lab)
      return [
        ...(await findDifferences(lab.world, cells.length)),
        ...(await findGuestDifferences(lab.world, cells.length)),
      ]
    },
  )
  await lab.close()
}

async function killIpn(): Promise<void> {
  const lab = await openCrashLab('127.0.0.76')
  const url = await openIpn(lab)
  await campaign(
    'Told by the service',
    ipnCells,
    (cell) => runIpnCell(lab, url, cell),
    () => findDifferences(lab.world, ipnCells.length),
  )
  await lab.close()
}

/** `npm run crash -- providers`: the other providers alone; `-- daraja`: all but them. */
const [only] = process.argv.slice(2)
const began = performance.now()
if (only !== 'providers') await Promise.all([killByHand(), killGuests()])
if (only !== 'daraja')
  await Promise.all([
    killCollected('payhero', '127.0.0.74').then(killIpn),
    killCollected('paystack', '127.0.0.75'),
  ])
say(`${Math.round((performance.now() - began) / 1000)} s`)
say(`${passed} passed, ${failed} failed`)
await mkdir(folder, { recursive: true })
await writeFile(new URL(`crash-${today}.txt`, folder), `${lines.join('\n')}\n`)
process.exit(failed === 0 ? 0 : 1)
