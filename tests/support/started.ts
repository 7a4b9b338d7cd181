// A command as a person starts it: with its words kept, so that a test can wait for some of them and read the rest.

import { spawn, type SpawnOptions } from 'node:child_process'
import { eventually } from './eventually.ts'

export interface Started {
  readonly pid: number
  /** Everything it has said so far, both streams. */
  words(): string
  /** Waits until it has said this. Throws with its words where it ends before, or takes longer than `seconds`. */
  said(what: string | RegExp, seconds?: number): Promise<void>
  signal(name: NodeJS.Signals): void
  /** Waits for its end: the exit code, or the name of the signal that ended it. */
  ended(seconds?: number): Promise<number | NodeJS.Signals>
}

export function start(program: string, words: string[], options: SpawnOptions = {}): Started {
  // By the channel a command of ours notices when the test is gone, however that ends.
  const child = spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  let said = ''
  let end: number | NodeJS.Signals | undefined
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  }
  child.on('error', (error) => {
    said += error.message
    end = 127
  })
  child.on('close', (code, signal) => (end ??= code ?? signal!))

  return {
    pid: child.pid!,
    words: () => said,
    said: async (what, seconds = 30) => {
      const found = () => (typeof what === 'string' ? said.includes(what) : what.test(said))
      await eventually(`"${what}" to be said`, () => found() || end !== undefined, seconds)
      if (!found()) throw new Error(`It ended (${end}) without "${what}". It said:\n${said}`)
    },
    signal: (name) => void child.kill(name),
    ended: async (seconds = 60) => {
      await eventually('the command to end', () => end !== undefined, seconds).catch((error) => {
        throw new Error(`${(error as Error).message}. It said:\n${said}`)
      })
      return end!
    },
  }
}
