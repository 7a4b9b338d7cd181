// What a command asks of the machine it runs on: which processes are there, which ports are free, who we are.

import { createSocket } from 'node:dgram'
import { existsSync, readFileSync } from 'node:fs'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

export interface RunUser {
  uid: number
  gid: number
}

/** Whom PostgreSQL runs as: it refuses to be root, so root lends it to `nobody`; undefined where we are enough. */
export function runUser(): RunUser | undefined {
  if (process.getuid!() !== 0) return undefined
  const line = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'))
  return { uid: Number(line?.[1] ?? 65534), gid: Number(line?.[2] ?? 65534) }
}

/** Whether a process lives; a zombie does not. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat[stat.lastIndexOf(')') + 2] !== 'Z'
  } catch {
    return false
  }
}

/** The parent of a process; 0 where there is none. */
export async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') ? 0')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

/** The words a process was started with, joined by blanks. */
export async function commandOf(pid: number): Promise<string> {
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return words.replaceAll('\0', ' ').trim()
}

/** The processes that stand in `folder`, as far as we may see. */
export async function processesIn(folder: string): Promise<number[]> {
  return processesWhere((pid) => readlink(`/proc/${pid}/cwd`).then((cwd) => cwd === folder))
}

/** The processes that were told `NAME=value` when they were started, as far as we may see. */
export async function processesTold(words: string): Promise<number[]> {
  return processesWhere(async (pid) =>
    (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0').includes(words),
  )
}

async function processesWhere(holds: (pid: string) => Promise<boolean>): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const answers = await Promise.all(pids.map((pid) => holds(pid).catch(() => false)))
  return pids.filter((_, at) => answers[at]).map(Number)
}

/** Waits until none of them lives any more; false where that takes longer than `seconds`. */
export async function allGone(pids: number[], seconds: number): Promise<boolean> {
  for (let waited = 0; pids.some(isAlive); waited += 0.05) {
    if (waited >= seconds) return false
    await wait(50)
  }
  return true
}

/** Sends a signal to a process that may be gone already. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** The first free port from `first` on, for TCP or UDP, on one address. 0 asks the machine for any. */
export async function freePort(first: number, kind: 'tcp' | 'udp', host: string): Promise<number> {
  const last = Math.min(first + 200, 65535)
  for (let port = first; port <= last; port++) {
    const bound = await (kind === 'tcp' ? tryTcp(port, host) : tryUdp(port, host))
    if (bound !== undefined) return bound
  }
  throw new Error(`No port from ${first} to ${last} is free on ${host}`)
}

function tryTcp(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.on('error', () => resolve(undefined))
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address() as { port: number }
      server.close(() => resolve(address.port))
    })
  })
}

function tryUdp(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.on('error', () => resolve(undefined))
    socket.bind({ port, address: host, exclusive: true }, () => {
      const bound = socket.address().port
      socket.close(() => resolve(bound))
    })
  })
}

/** A word that differs from one start of the machine to the next. */
export function bootId(): string {
  const path = '/proc/sys/kernel/random/boot_id'
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : 'unknown'
}
