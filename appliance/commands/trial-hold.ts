// One trial at a time for each folder. Whoever runs it holds a name that the kernel lets go of with the process,
// however that ends, so nothing stale is left; whoever comes second hears there where the first one is.

import { createHash } from 'node:crypto'
import { connect, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { Conflict } from '../errors.ts'
import type { ProcessState } from './supervisor.ts'

/** What a running trial says of itself to anybody on this machine. */
export interface TrialWord {
  pid: number
  /** Of the staff pages; null while it is starting. */
  url: string | null
  processes: ProcessState[]
}

/** Holds the trial of `folder` until closed. Throws Conflict `running_already`. */
export async function holdTrial(folder: string, word: () => TrialWord): Promise<() => void> {
  const server = createServer((asking) => {
    asking.on('error', () => {})
    asking.end(JSON.stringify(word()))
  })
  const held = await new Promise<boolean>((resolve) => {
    server.on('error', () => resolve(false))
    server.listen(nameOf(folder), () => resolve(true))
  })
  if (held) return () => void server.close()

  const other = await askTrial(folder)
  const place = other?.url ? ` at ${other.url}` : ', and is starting'
  throw new Conflict(
    'running_already',
    `Lango runs already${place}: end process ${other?.pid ?? '(unknown)'} first, or use that one.`,
  )
}

/** What the trial that runs in `folder` says; undefined when none does. */
export async function askTrial(folder: string): Promise<TrialWord | undefined> {
  const socket = connect(nameOf(folder))
  socket.setTimeout(2000, () => socket.destroy())
  try {
    return JSON.parse(await text(socket)) as TrialWord
  } catch {
    return undefined
  }
}

// An abstract socket of Linux: unix(7).
function nameOf(folder: string): string {
  return `\0lango-trial-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`
}
