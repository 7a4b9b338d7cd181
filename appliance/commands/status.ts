// `lango status`: whether a trial of this checkout runs, where, and how its processes are.

import { homeFolderPath, trialFolder } from './home-folder.ts'
import { askTrial } from './trial-hold.ts'

export interface Status {
  words: string
  /** As systemctl's: 0 runs, 3 does not. */
  code: 0 | 3
}

export async function describeStatus(): Promise<Status> {
  const folder = trialFolder(homeFolderPath())
  const trial = await askTrial(folder)
  if (!trial) return { words: `No trial runs in ${folder}.`, code: 3 }

  const lines = trial.processes.map(({ name, pid, state, restarts }) => {
    const again = restarts > 0 ? `, started again ${restarts} times` : ''
    return `  ${name.padEnd(12)} ${state}${pid ? `, process ${pid}` : ''}${again}`
  })
  const place = trial.url ? `runs at ${trial.url}` : 'is starting'
  return { words: [`Lango ${place}, process ${trial.pid}`, ...lines].join('\n'), code: 0 }
}
