// One seed, in a process of its own: told by its arguments, `--seed 7 --days 3 --homes 40`; tells its parent how it ended.

import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { playTown } from './town.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    days: { type: 'string', default: '3' },
    homes: { type: 'string', default: '40' },
    log: { type: 'string' },
  },
})
const wish = {
  seed: Number(values.seed),
  days: Number(values.days),
  homes: Number(values.homes),
}
const played = await playTown(wish)
if (values.log) await writeFile(values.log, `${played.notes.join('\n')}\n`)
const told = { ...played, notes: played.notes.slice(-60) }
if (process.send) process.send(told, () => process.exit(0))
else {
  console.log(JSON.stringify(told, null, 1))
  process.exit(0)
}
