// A million references of a town's payers (or as many as are asked for): what is right finds its payer, one wrong key finds
// nobody. Two wrong keys are counted: a check digit lets one in ten of them through, and few of those meet a number that is taken.
//   npm run campaign:matching            a million
//   npm run campaign:matching -- 10 7    ten million, of seed 7

import { mkdir, writeFile } from 'node:fs/promises'
import { decideOwner, invoiceNo, readEveryWay } from '../../appliance/money/matching.ts'
import { drawReference, drawTown, openBooks, openDice } from '../support/references.ts'

const references = Math.round(Number(process.argv[2] ?? 1) * 1_000_000)
const seed = Number(process.argv[3] ?? Math.trunc(Math.random() * 2 ** 31))
const people = 8000
const folder = new URL('results/', import.meta.url)
const lines: string[] = []

function say(line: string): void {
  lines.push(line)
  console.log(line)
}

const today = Temporal.Now.plainDateISO('Africa/Nairobi')
say(`Matching on ${today}, Node ${process.version}, seed ${seed}`)
const began = performance.now()
const dice = openDice(seed)
const town = drawTown(people, invoiceNo)
const find = openBooks(town)
const count = { right: 0, slip: 0, far: 0 }
let missed = 0
let slipped = 0
let neighbours = 0
for (let at = 0; at < references; at++) {
  const { words, id, how } = drawReference(town, dice)
  const owner = decideOwner(find(readEveryWay(words)))?.subscriber.id
  count[how] += 1
  if (how === 'right' && owner !== id) missed += 1
  if (how === 'slip' && owner !== undefined && words !== town[id - 1]!.account_no) slipped += 1
  if (how === 'far' && owner !== undefined && owner !== id) neighbours += 1
}
const passed = missed === 0 && slipped === 0
say(`${references} references of ${people} payers`)
say(`${count.right} right in some spelling: ${missed} did not find their payer`)
say(`${count.slip} account numbers with one wrong key or two swapped: ${slipped} credited anybody`)
say(`${count.far} with more wrong than that, or words: ${neighbours} met somebody else’s number`)
say(`${passed ? 'passed' : 'FAILED'}, ${Math.round((performance.now() - began) / 1000)} s`)
await mkdir(folder, { recursive: true })
await writeFile(new URL(`matching-${today}.txt`, folder), `${lines.join('\n')}\n`)
process.exit(passed ? 0 : 1)
