// The long version of the fuzzing in `npm test`: broken packets by the million, to the codec and to the RADIUS process.
// Prints what came of each round, with the process's memory, and writes it, dated, beside itself.
//   npm run fuzz:radius            three million to the process, as many to the codec
//   npm run fuzz:radius -- 10      ten million

import { mkdir, writeFile } from 'node:fs/promises'
import { openDoor, residentMebibytesMax } from '../radius/fuzz/door.ts'
import { fuzzCodec } from '../radius/wire/fuzz.ts'
import { onPostgres } from '../support/test-postgres.ts'

const folder = new URL('results/', import.meta.url)
const millions = Number(process.argv[2] ?? 3)
const perRound = 500_000
const firstSeed = 20261121
const lines: string[] = []
let passed = 0
let failed = 0

function say(line: string): void {
  lines.push(line)
  console.log(line)
}

/** A round passes where its task throws nothing and finds nothing to say against what came of it. */
async function round(name: string, task: () => Promise<string> | string): Promise<void> {
  const began = performance.now()
  const words = await Promise.try(task).then(
    (said) => {
      passed += 1
      return said
    },
    (error: Error) => {
      failed += 1
      return `FAILED: ${error.message}`
    },
  )
  say(`${name}: ${words} (${Math.round((performance.now() - began) / 1000)} s)`)
}

async function fuzzDoor(): Promise<void> {
  const door = await openDoor()
  say(`The process begins with ${door.memory().now} MiB; ${residentMebibytesMax} are its limit`)
  for (let at = 0; at < (millions * 1_000_000) / perRound; at++) {
    const seed = firstSeed + 2 * at
    await round(`door, seed ${seed}`, async () => {
      const { sent, proven, answered, longest } = await door.fuzz(perRound, seed)
      const { now, most } = door.memory()
      if (most > residentMebibytesMax) throw new Error(`${most} MiB`)
      return `${sent} sent, ${proven} proven, ${answered} answered, at most ${longest} octets of ours; ${now} MiB, at most ${most}`
    })
  }
  await round('door, a sound login after it all', async () => {
    const code = await door.login()
    if (code !== 2) throw new Error(`answered with code ${code}`)
    return 'let in'
  })
  await door.close()
}

const today = Temporal.Now.plainDateISO('Africa/Nairobi')
say(`Fuzzing of RADIUS on ${today}, ${millions} million packets each, Node ${process.version}`)
for (let at = 0; at < (millions * 1_000_000) / perRound; at++) {
  const seed = firstSeed + 2 * at
  await round(`codec, seed ${seed}`, () => {
    const { packet = 0, ...refused } = fuzzCodec(perRound, seed)
    return `${packet} read, ${Object.values(refused).reduce((sum, one) => sum + one, 0)} refused by name`
  })
}
await onPostgres(fuzzDoor)
say(`${passed} passed, ${failed} failed`)
await mkdir(folder, { recursive: true })
await writeFile(new URL(`fuzz-radius-${today}.txt`, folder), `${lines.join('\n')}\n`)
process.exit(failed === 0 ? 0 : 1)
