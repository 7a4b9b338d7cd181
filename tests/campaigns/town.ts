// Towns of three days and forty homes, seed after seed, for eight minutes (`-- --minutes 60` for longer). Prints each seed that
// was played, what went wrong how often, and how to play again what did not hold; writes it, dated, beside itself.
//   npm run campaign:town

import { availableParallelism } from 'node:os'
import { mkdir, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { FaultCounts } from '../town/faults.ts'
import { onPostgres } from '../support/test-postgres.ts'
import { addCounts, playAll, repeatOf, unseen } from '../town/run.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '8' },
    // Another stretch of seeds every day; the day's is printed.
    seed: {
      type: 'string',
      default: Temporal.Now.plainDateISO('UTC').toString().replaceAll('-', '').slice(2),
    },
  },
})
const first = Number(values.seed) * 1000
const until = performance.now() + Number(values.minutes) * 60_000
const lines: string[] = []

function say(line: string): void {
  lines.push(line)
  console.log(line)
}

function* seeds() {
  for (let seed = first; ; seed += 1) yield { seed, days: 3, homes: 40 }
}

const failed = await onPostgres(async () => {
  const faults: FaultCounts = {}
  const [played, broken] = [[] as number[], [] as number[]]
  let payments = 0
  await playAll(
    seeds(),
    (seen) => {
      played.push(seen.seed)
      payments += seen.payments
      addCounts(faults, seen.faults)
      if (seen.findings.length === 0) return
      broken.push(seen.seed)
      say(`${repeatOf(seen)}\n  ${seen.findings.slice(0, 10).join('\n  ')}`)
    },
    { abreast: Math.max(1, availableParallelism()), until: () => performance.now() > until },
  )
  const days = played.length * 3
  say(
    `Town campaign, Node ${process.version}: ${played.length} seeds from ${first}, ${days} days, ${payments} payments`,
  )
  say(Object.entries(faults).map(([kind, count]) => `${kind} ${count}`).join(', ')) // prettier-ignore
  const never = unseen(faults)
  if (never.length > 0) say(`Never happened: ${never.join(', ')}`)
  say(`${played.length - broken.length} passed, ${broken.length + never.length} failed`)
  return broken.length + never.length
})
const folder = new URL('results/', import.meta.url)
await mkdir(folder, { recursive: true })
const today = Temporal.Now.plainDateISO('Africa/Nairobi')
await writeFile(new URL(`town-${today}.txt`, folder), `${lines.join('\n')}\n`)
process.exit(failed === 0 ? 0 : 1)
