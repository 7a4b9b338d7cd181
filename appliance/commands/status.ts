// `lango status`: what runs here: on a real box the release that serves and its processes, in a checkout its trial.

import { readConfig } from '../config.ts'
import { readHealth } from '../health.ts'
import { release } from '../watch/release.ts'
import { homeFolderPath, trialFolder } from './home-folder.ts'
import { isAlive } from './machine.ts'
import { askTrial } from './trial-hold.ts'

export interface Status {
  words: string
  /** As systemctl's: 0 runs, 3 does not. */
  code: 0 | 3
}

export async function describeStatus(args: readonly string[] = []): Promise<Status> {
  const json = args.includes('--json')
  const folder = trialFolder(homeFolderPath())
  const trial = await askTrial(folder)
  if (!trial) return (await describeBox(json)) ?? tell(json, { runs: false }, `No trial runs in ${folder}.`, 3) // prettier-ignore

  const lines = trial.processes.map(({ name, pid, state, restarts }) => {
    const again = restarts > 0 ? `, started again ${restarts} times` : ''
    return `  ${name.padEnd(12)} ${state}${pid ? `, process ${pid}` : ''}${again}`
  })
  const place = trial.url ? `runs at ${trial.url}` : 'is starting'
  const words = [`Lango ${place}, process ${trial.pid}`, ...lines].join('\n')
  return tell(json, { runs: true, ...trial }, words, 0)
}

/** Undefined where no process tells of itself, as in a checkout. */
async function describeBox(json: boolean): Promise<Status | undefined> {
  const told = await readProcesses()
  if (told.length === 0) return undefined
  const processes = told.map(({ name, pid, told_at }) => ({ name, pid, told_at, runs: isAlive(pid) })) // prettier-ignore
  const lines = processes.map(
    ({ name, pid, runs }) => `  ${name.padEnd(12)} ${runs ? `runs, process ${pid}` : 'is gone'}`,
  )
  const runs = processes.every((each) => each.runs)
  const words = [`Lango, ${release}`, ...lines, 'How it is: lango check'].join('\n')
  return tell(json, { runs, release, processes }, words, runs ? 0 : 3)
}

async function readProcesses() {
  try {
    return await readHealth(readConfig().stateDir)
  } catch {
    return [] // No box key: no box.
  }
}

function tell(json: boolean, facts: object, words: string, code: Status['code']): Status {
  return { words: json ? JSON.stringify(facts, null, 2) : words, code }
}
