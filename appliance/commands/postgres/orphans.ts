// A PostgreSQL whose keeper was killed lives on and would refuse the next one its data. It is ended first,
// kindly, then firmly. Two on one cluster would ruin it, so nothing starts before the last one has gone.

import { readFile, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Conflict } from '../../errors.ts'
import { allGone, commandOf, parentOf, processesIn, signal } from '../machine.ts'

const patience: [NodeJS.Signals, seconds: number][] = [
  ['SIGINT', 15], // PostgreSQL's fast shutdown
  ['SIGQUIT', 5],
  ['SIGKILL', 5],
]

/** Ends what still runs on the cluster. Throws Conflict `cluster_in_use` where its keeper is alive. */
export async function endOrphans(data: string, keeper: string): Promise<void> {
  const pidFile = join(data, 'postmaster.pid')
  const first = await readFile(pidFile, 'utf8').catch(() => undefined)
  if (first === undefined) return

  const postmaster = Number(first.split('\n')[0])
  const pids = await processesIn(await realpath(data))
  if (pids.includes(postmaster)) {
    const parent = await parentOf(postmaster)
    if ((await commandOf(parent)).includes(keeper))
      throw new Conflict('cluster_in_use', `Process ${parent} runs PostgreSQL on ${data} already.`)
  }
  for (const [name, seconds] of patience) {
    // Without its postmaster a backend ends by itself; the postmaster ends the others.
    const told = pids.includes(postmaster) && name !== 'SIGKILL' ? [postmaster] : pids
    for (const pid of told) signal(pid, name)
    if (await allGone(pids, seconds)) break
  }
  // The process id in it may be somebody else's by now, and PostgreSQL would think that one is it.
  await rm(pidFile, { force: true })
}
