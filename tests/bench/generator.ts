// The load of the RADIUS benchmark, in C: one in Node would take more of the machine than the servers it measures.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** One of the servers that are compared. */
export interface Side {
  name: string
  auth_port: number
  acct_port: number
  secret: string
  /** The processes it consists of, each with all below it, by name. */
  trees: Readonly<Record<string, () => number>>
  stop(): Promise<void>
}

export const logins = ['pap', 'chap', 'mschap2'] as const
export const reports = ['start', 'interim', 'stop'] as const
export type Mode = (typeof logins)[number] | (typeof reports)[number] | 'status'

export interface Load {
  mode: Mode
  count: number
  /** How many different users log in: line0000000 and so on. */
  users?: number
  /** The number of the first accounting session. */
  first?: number
  /** How many wait for an answer at once. */
  window?: number
  /** So many a second, instead of as many as it takes. */
  rate?: number
  sockets?: number
  resend_ms?: number
  resends?: number
}

export interface Heard {
  answered: number
  /** Answers that said the opposite of what they should, or with a signature that was not the server's. */
  wrong: number
  forged: number
  lost: number
  resent: number
  seconds: number
  p50_us: number
  p99_us: number
  longest_us: number
  generator_us: number
  /** Microseconds an answer, user and system time, until the server was idle again; by tree. */
  cpu_us: Record<string, number>
}

export type Generator = (side: Side, load: Load) => Promise<Heard>

/** Compiles it into `folder`. Throws where a server answers wrongly: then there is nothing to measure. */
export async function openGenerator(folder: string): Promise<Generator> {
  const program = join(folder, 'radload')
  await compile('radload.c', ['-o', program], ['-lcrypto'])
  return async (side, load) => {
    const { mode, ...more } = load
    const port = (reports as readonly string[]).includes(mode) ? side.acct_port : side.auth_port
    const cpu = Object.entries(side.trees).map(([name, pid]) => `${name}=${pid()}`)
    const words = { port, mode, secret: side.secret, cpu: cpu.join(','), ...more }
    const given = Object.entries(words).flatMap(([name, value]) => [
      `--${name.replaceAll('_', '-')}`,
      String(value),
    ])
    const { stdout } = await run(program, given)
    const heard = JSON.parse(stdout) as Heard
    if (heard.wrong + heard.forged > 0) throw new Error(`${side.name} ${mode}: ${stdout}`)
    return heard
  }
}

/** Compiles what makes every fsync longer, by as many microseconds as `file` says. */
export async function compileSlowDisk(folder: string): Promise<string> {
  const library = join(folder, 'slow-sync.so')
  await compile('slow-sync.c', ['-shared', '-fPIC', '-o', library], ['-ldl'])
  return library
}

async function compile(source: string, words: string[], libraries: string[]): Promise<void> {
  const path = fileURLToPath(new URL(source, import.meta.url))
  await run('gcc', ['-O2', ...words, path, ...libraries])
}

/** All of a server's processes together. */
export function cpuOf({ cpu_us }: Heard): number {
  return Object.values(cpu_us).reduce((sum, each) => sum + each, 0)
}
