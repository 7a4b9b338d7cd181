// The rails that are no provider's, at length: vouchers, cash and the bank raced 64 ways, fifty times each; ten thousand guesses at
// vouchers, and at the codes of other people's messages.
//   npm run campaign:rails
//   npm run campaign:rails -- 5 1000     rounds, guesses

import { mkdir, writeFile } from 'node:fs/promises'
import { onPostgres } from '../support/test-postgres.ts'

const rounds = Number(process.argv[2] ?? 50)
const guesses = Number(process.argv[3] ?? 10_000)
const folder = new URL('results/', import.meta.url)
const lines: string[] = []

function say(line: string): void {
  lines.push(line)
  console.log(line)
}

async function run(): Promise<boolean> {
  // Their database is made when they are loaded.
  const { crowd, raceForms, raceNumbers, raceVoucher } = await import('../support/rail-races.ts')
  const { guessClaims, guessVouchers } = await import('../support/rail-guesses.ts')
  const { appliance, hireOwner } = await import('../appliance/money/hotspot.ts')
  const by = await hireOwner()
  const races = {
    'one voucher': raceVoucher,
    'one form of cash, one slip of the bank': (round: number) => raceForms(round, by),
    'the next number': (round: number) => raceNumbers(round, by),
  }
  let passed = true
  for (const [what, race] of Object.entries(races)) {
    const wrong: string[] = []
    for (let round = 0; round < rounds; round++) wrong.push(...(await race(round)))
    say(`${what}, ${crowd} ways at once, ${rounds} times: ${wrong.length} wrong`)
    for (const one of wrong.slice(0, 10)) say(`  ${one}`)
    passed &&= wrong.length === 0
  }
  for (const [what, guess] of Object.entries({
    vouchers: guessVouchers,
    'codes of messages': guessClaims,
  })) {
    // prettier-ignore
    const { tried, hits, answers, real } = await guess(guesses)
    say(`${tried} guesses at ${what}: ${hits} hits; a real one ${real ? 'opens' : 'DOES NOT OPEN'}`)
    for (const [words, count] of Object.entries(answers)) say(`  ${words}: ${count}`)
    passed &&= hits === 0 && real
  }
  await appliance.close()
  return passed
}

const today = Temporal.Now.plainDateISO('Africa/Nairobi')
const began = performance.now()
say(`Rails on ${today}, Node ${process.version}`)
const passed = await onPostgres(run)
say(`${passed ? 'passed' : 'FAILED'}, ${Math.round((performance.now() - began) / 1000)} s`)
await mkdir(folder, { recursive: true })
await writeFile(new URL(`rails-${today}.txt`, folder), `${lines.join('\n')}\n`)
process.exit(passed ? 0 : 1)
