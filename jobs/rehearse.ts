// Plays a rehearsal: starts tests/rehearsal by path, in a database of its own beside ours, and writes down each case as it
// ends. It never opens our books.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Appliance } from '../appliance/appliance.ts'
import { log } from '../appliance/log.ts'
import { finishRehearsal, isOpenRehearsal, noteCases } from '../appliance/people/rehearsals.ts'
import type { JobData } from '../appliance/queues.ts'
import type { RehearsedCase } from '../appliance/tables.ts'

const script = fileURLToPath(new URL('../tests/rehearsal/run.ts', import.meta.url))
const mostMilliseconds = 240_000
const wordsMax = 500

type Line = RehearsedCase | { problem: string }

export async function rehearse(
  { db, work, config }: Appliance,
  { rehearsal_id }: JobData['rehearse'],
): Promise<void> {
  if (!(await isOpenRehearsal(db, rehearsal_id))) return
  const cases: RehearsedCase[] = []
  let problem: string | null = null
  const child = spawn(process.execPath, [script], {
    env: { LANGO_REHEARSAL_SERVER: config.databaseUrl, LANGO_REHEARSAL_ID: String(rehearsal_id) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: mostMilliseconds,
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (words: string) => {
    said = (said + words).slice(-wordsMax)
  })
  const ended = new Promise<string | null>((resolve) => {
    child.once('error', ({ message }) => resolve(message))
    child.once('close', (code) => resolve(code === 0 ? null : said || `It ended with ${code}.`))
  })
  for await (const words of createInterface({ input: child.stdout })) {
    const line = JSON.parse(words) as Line
    if ('problem' in line) problem = line.problem.slice(0, wordsMax)
    else {
      cases.push(line)
      await work((unit) => noteCases(unit, rehearsal_id, cases))
    }
  }
  problem ??= await ended
  await work((unit) => finishRehearsal(unit, rehearsal_id, cases, problem))
  log('rehearsal.finished', { rehearsal_id, played: cases.length, problem })
}
