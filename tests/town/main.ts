// `npm run simulate -- --seed 7 --days 3 --homes 40`: a town from a seed, and whether its books held. `--seeds 8` plays as many
// from there on; `--bug NAME` plants a bug first; `--bugs` plants each and says which are found.

import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { onPostgres } from '../support/test-postgres.ts'
import { bugs } from './bugs.ts'
import { addCounts, playAll, repeatOf, type Seen } from './run.ts'
import type { FaultCounts } from './faults.ts'
import { findBugs } from './bug-hunt.ts'

const number = (fallback: string) => ({ type: 'string', default: fallback }) as const
const { values } = parseArgs({
  options: {
    seed: number('1'),
    seeds: number('1'),
    days: number('3'),
    homes: number('40'),
    bug: { type: 'string' },
    bugs: { type: 'boolean', default: false },
  },
})

const abreast = Math.max(1, Math.min(availableParallelism(), 4))

async function play(): Promise<number> {
  const [first, count, days, homes] = [values.seed, values.seeds, values.days, values.homes].map(Number) as [number, number, number, number] // prettier-ignore
  const faults: FaultCounts = {}
  let failed = 0
  const wishes = Array.from({ length: count }, (_, at) => ({
    seed: first + at,
    days,
    homes,
    ...(values.bug !== undefined && { bug: values.bug }),
  }))
  await playAll(
    wishes,
    (seen) => {
      addCounts(faults, seen.faults)
      if (seen.findings.length > 0) failed += 1
      tell(seen)
    },
    { abreast },
  )
  console.log('What went wrong, and how often:')
  for (const [kind, times] of Object.entries(faults).sort(([, one], [, other]) => other - one))
    console.log(`  ${kind.replaceAll('_', ' ')}: ${times}`)
  console.log(`${count - failed} passed, ${failed} failed`)
  return failed
}

function tell(seen: Seen): void {
  const { seed, days, homes, payments, credits, findings, milliseconds, hash } = seen
  const seconds = (milliseconds / 1000).toFixed(1)
  const outcome = findings.length === 0 ? 'the books held' : `${findings.length} findings`
  console.log(`Seed ${seed}: ${days} days, ${homes} homes, ${payments} payments, ${credits} credits, ${seconds} s, ${hash.slice(0, 12)}: ${outcome}`) // prettier-ignore
  if (findings.length === 0) return
  for (const line of findings) console.log(`  ${line}`)
  console.log(`Again: ${repeatOf(seen)}`)
  console.log(`What was done last:\n  ${seen.notes.slice(-20).join('\n  ')}`)
}

async function hunt(): Promise<number> {
  const missed = await findBugs(Object.keys(bugs), (line) => console.log(line), { abreast })
  console.log(`${Object.keys(bugs).length - missed.length} passed, ${missed.length} failed`)
  return missed.length
}

const failed = await onPostgres(values.bugs ? hunt : play)
process.exit(failed === 0 ? 0 : 1)
