// T08: one payment through all doors at one instant, 64 ways, a thousand times (or as often as is asked for): one credit each.
// Stopped, it goes on where it stood.
//   npm run campaign:race
//   npm run campaign:race -- 100

import { mkdir, writeFile } from 'node:fs/promises'
import { inParts } from '../support/campaign-parts.ts'
import { onPostgres } from '../support/test-postgres.ts'

const rounds = Number(process.argv[2] ?? 1000)
const folder = new URL('results/', import.meta.url)
const lines: string[] = []

function say(line: string): void {
  lines.push(line)
  console.log(line)
}

async function race(): Promise<boolean> {
  // Its database is made when it is loaded.
  const { crowd, racePaybill, racePrompt } = await import('../support/door-race.ts')
  const { appliance } = await import('../appliance/money/hotspot.ts')
  const parts = {
    name: 'race',
    total: rounds,
    size: 25,
    tell: (done: number) => console.log(`${done} rounds`),
  }
  const came = await inParts(parts, async (from, count) => {
    const wrong: string[] = []
    for (let round = from; round < from + count; round++)
      wrong.push(...(await (round % 2 === 0 ? racePrompt(round) : racePaybill(round))))
    return wrong
  })
  const wrong = came.flat()
  say(`${rounds} payments, each ${crowd} ways at once: ${wrong.length} wrong`)
  for (const one of wrong.slice(0, 20)) say(`  ${one}`)
  await appliance.close()
  return wrong.length === 0
}

const today = Temporal.Now.plainDateISO('Africa/Nairobi')
const began = performance.now()
say(`Racing through the doors on ${today}, Node ${process.version}`)
const passed = await onPostgres(race)
say(`${passed ? 'passed' : 'FAILED'}, ${Math.round((performance.now() - began) / 1000)} s`)
await mkdir(folder, { recursive: true })
await writeFile(new URL(`race-${today}.txt`, folder), `${lines.join('\n')}\n`)
process.exit(passed ? 0 : 1)
