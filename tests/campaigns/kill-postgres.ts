// PostgreSQL killed with SIGKILL two hundred times (`-- --kills 1000` for more) while callbacks pour in; then a door that answers
// before the commit, which must be caught. In parts of twenty, each with a PostgreSQL of its own; stopped, it goes on after the last
// part that was through. Prints the count and writes it, dated, beside itself.
//   npm run campaign:kill

import { mkdir, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { inParts } from '../support/campaign-parts.ts'
import { killPostgres, type KillCount } from '../support/kill-postgres.ts'

const { values } = parseArgs({ options: { kills: { type: 'string', default: '200' } } })
const kills = Number(values.kills)
const lines: string[] = []

function say(line: string): void {
  lines.push(line)
  console.log(line)
}

function tell(
  who: string,
  { kills: times, acknowledged, refused, lost, doubled, seconds }: KillCount,
): void {
  say(`${who}: killed ${times} times in ${seconds} s, ${acknowledged} acknowledged, ${lost} of them lost, ${doubled} reported twice, ${refused} not acknowledged`) // prettier-ignore
}

function addUp(counts: readonly KillCount[]): KillCount {
  const sum = (of: keyof KillCount) => counts.reduce((total, count) => total + count[of], 0)
  return {
    kills: sum('kills'),
    acknowledged: sum('acknowledged'),
    refused: sum('refused'),
    lost: sum('lost'),
    doubled: sum('doubled'),
    seconds: sum('seconds'),
  }
}

const today = Temporal.Now.plainDateISO('Africa/Nairobi')
say(`PostgreSQL killed under load, ${today}, Node ${process.version}`)
const parts = {
  name: 'kill',
  total: kills,
  size: 20,
  tell: (done: number) => console.log(`${done} kills`),
}
const ours = addUp(await inParts(parts, (_from, count) => killPostgres(count)))
tell('The door as it is', ours)
const control = await killPostgres(10, { bug: 'answers_before_commit' })
tell('A door that answers before the commit', control)
const passed = [ours.lost === 0, control.lost > 0]
say(`${passed.filter(Boolean).length} passed, ${passed.filter((one) => !one).length} failed`)
const folder = new URL('results/', import.meta.url)
await mkdir(folder, { recursive: true })
await writeFile(new URL(`kill-postgres-${today}.txt`, folder), `${lines.join('\n')}\n`)
process.exit(passed.every(Boolean) ? 0 : 1)
