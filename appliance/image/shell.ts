// Other people's programs, run to their end: what they said, and how they ended.

import { spawn } from 'node:child_process'

export interface Said {
  code: number
  out: string
  /** What it printed and what it complained of, as they came. */
  all: string
}

interface Manner {
  cwd?: string
  env?: Record<string, string>
  input?: string
  /** After which it is ended; twenty minutes where nothing is said. */
  seconds?: number
}

export function tell(
  program: string,
  words: readonly string[],
  manner: Manner = {},
): Promise<Said> {
  const { cwd, env, input = '', seconds = 1200 } = manner
  const child = spawn(program, words, {
    ...(cwd && { cwd }),
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const said = { out: '', all: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
    said.all += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.all += text))
  child.stdin.on('error', () => {}) // It ended without reading.
  child.stdin.end(input)
  const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code: code ?? 128, ...said })
    })
  })
}

/** The same; throws with all of what it said where it did not end well. */
export async function must(
  program: string,
  words: readonly string[],
  manner?: Manner,
): Promise<string> {
  const said = await tell(program, words, manner)
  if (said.code === 0) return said.out
  throw new Error(
    `${program} ${words.join(' ')} ended with ${said.code}:\n${said.all.slice(-4000)}`,
  )
}
