// `lango support-bundle FILE`: what whoever maintains Lango asks for first, in one file that may be sent: no key, no password,
// no name, no phone, no code of a payment. With a journal on its input, that too, with the same taken out.

import { writeFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import type { Appliance } from '../appliance.ts'
import { secretNames } from '../config.ts'
import { Invalid } from '../errors.ts'
import { readHealth } from '../health.ts'
import { redactWords } from '../providers/redaction.ts'
import { readFacts } from '../watch/facts.ts'
import { listFindings } from '../watch/findings.ts'
import { writeExposition } from '../watch/figures.ts'
import { readFigures } from '../watch/readings.ts'
import { release } from '../watch/release.ts'

const journalMax = 5_000_000

/** FILE is gzipped JSON, readable by its owner only. */
export async function writeBundle(
  box: Appliance,
  args: readonly string[],
  journal: () => Promise<string> = async () => (process.stdin.isTTY ? '' : text(process.stdin)),
): Promise<string> {
  const [path, ...more] = args
  if (!path || more.length > 0)
    throw new Invalid('arguments_unreadable', 'Say where to: lango support-bundle FILE.json.gz')
  const facts = await readFacts(box)
  const lines = (await journal()).slice(-journalMax).split('\n')
  const bundle = {
    made_at: String(facts.at),
    release,
    settings: Object.fromEntries(
      Object.entries(box.config).filter(([name]) => !secretNames.includes(name)),
    ),
    findings: listFindings(facts),
    facts: JSON.parse(JSON.stringify(facts)) as unknown,
    processes: await readHealth(box.config.stateDir),
    figures: writeExposition(await readFigures(box)).split('\n'),
    journal: lines.map(cleanLine),
  }
  await writeFile(path, gzipSync(JSON.stringify(bundle, null, 1)), { mode: 0o600, flag: 'wx' })
  return `${path}: ${lines.length} lines of the journal, settings without secrets, figures and findings. Look into it before it leaves the house.`
}

const address = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g
const receipt = /\b[A-Z](?=[A-Z0-9]{0,8}\d)[A-Z0-9]{9}\b/g
/** What people are called in our own log lines, and what they typed. */
const named =
  /"(name|user_name|username|first_name|account_no|account_typed|msisdn|email|mac|calling_station_id)":"[^"]*"/g

/** One line of a log without what belongs to a person or opens a door. Pure. */
export function cleanLine(line: string): string {
  const short = line.slice(0, 2000).replace(named, '"$1":"•••"')
  return redactWords(short.replace(address, '•••@•••').replace(receipt, '•••'))
}
