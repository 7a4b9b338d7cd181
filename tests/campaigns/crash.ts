// Every kill point with every target: 54 stories. Prints a line for each and writes them, dated, beside itself.
//   npm run crash

import { mkdir, writeFile } from 'node:fs/promises'
import { allCells, findDifferences, openCrashLab, runCell } from '../support/crash.ts'

const folder = new URL('results/', import.meta.url)
const lab = await openCrashLab('127.0.0.33')
const lines: string[] = []
let failed = 0

function say(line: string): void {
  lines.push(line)
  console.log(line)
}

const today = Temporal.Now.plainDateISO('Africa/Nairobi')
say(`Crash campaign of ${today}: ${allCells.length} kills, Node ${process.version}`)
for (const { point, target } of allCells) {
  const began = performance.now()
  const outcome = await runCell(lab, { point, target }).then(
    (reached) => (reached ? 'as without the kill' : 'NOT REACHED'),
    (error: Error) => `FAILED: ${error.message}`,
  )
  if (outcome !== 'as without the kill') failed += 1
  say(
    `${point.padEnd(11)} ${target.padEnd(10)} ${outcome} (${Math.round(performance.now() - began)} ms)`,
  )
}
const differences = await findDifferences(lab.world, allCells.length)
say(
  differences.length === 0
    ? 'Books and lines in the end: as without a kill'
    : differences.join('; '),
)
failed += differences.length
say(`${allCells.length + 1 - failed} passed, ${failed} failed`)
await lab.close()
await mkdir(folder, { recursive: true })
await writeFile(new URL(`crash-${today}.txt`, folder), `${lines.join('\n')}\n`)
process.exit(failed === 0 ? 0 : 1)
