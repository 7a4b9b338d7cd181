// Lango's processes as a test starts them: told their settings, waited for, killed and started again, with the
// stops they make on the way told to the test. What they log is kept and shown when something fails.

import { fork, type ChildProcess } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { createSocket } from 'node:dgram'
import { fileURLToPath } from 'node:url'
import { roles } from '../../appliance/grants.ts'
import type { KillPoint } from '../../appliance/kill-points.ts'
import { inRole } from './database.ts'

export type ProcessName = 'web' | 'radius' | 'jobs'

export interface TestProcess {
  readonly name: ProcessName
  readonly pid: number
  /** Hears of every kill point the process stops at; it stays there until told to go on, or killed. */
  onReached(listener: (point: KillPoint) => void): void
  goOn(point: KillPoint): void
  /** The last lines it logged. */
  log(): string
  kill(signal: NodeJS.Signals): Promise<void>
}

const readySeconds = 60 // On two cores that others use, too.

/** Every process of a test has the rights that it has on a real box, and no more (T62). A rehearsal's has its owner's. */
function withLeastRights(name: ProcessName, env: Record<string, string>): Record<string, string> {
  if (process.env['LANGO_TEST_POSTGRES'] === undefined) return {}
  const role = name === 'radius' ? roles.radius : roles.app
  return { LANGO_DATABASE_URL: inRole(env['LANGO_DATABASE_URL']!, role) }
}

/** Where programs are, and what Node has compiled already. */
function inherited(): Record<string, string> {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env
  return { PATH, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) }
}

/** Starts `<name>/main.ts` and waits until it says that it is ready. */
export async function startProcess(
  name: ProcessName,
  env: Record<string, string>,
): Promise<TestProcess> {
  const script = fileURLToPath(new URL(`../../${name}/main.ts`, import.meta.url))
  const child = fork(script, {
    env: { ...inherited(), ...env, ...withLeastRights(name, env) },
    execPath: process.execPath,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const lines: string[] = []
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      lines.push(text)
      if (lines.length > 200) lines.shift()
    })
  }
  const listeners: ((point: KillPoint) => void)[] = []
  child.on('message', ({ reached }: { reached?: KillPoint }) => {
    if (reached) for (const listener of listeners) listener(reached)
  })
  await isReady(name, child, () => lines.join(''))

  return {
    name,
    pid: child.pid!,
    onReached: (listener) => void listeners.push(listener),
    goOn: (point) => void (child.connected && child.send({ goOn: point })),
    log: () => lines.join(''),
    kill: (signal) =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.kill(signal)
      }),
  }
}

function isReady(name: string, child: ChildProcess, log: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${name} ${why}. It said:\n${log()}`))
    const late = setTimeout(
      () => fail(`was not ready within ${readySeconds} s`),
      readySeconds * 1000,
    )
    child.on('message', ({ ready }: { ready?: boolean }) => {
      if (ready) resolve()
      clearTimeout(late)
    })
    child.once('exit', (code, signal) => {
      clearTimeout(late)
      fail(`ended before it was ready (${signal ?? code})`)
    })
  })
}

/** A TCP port nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const given = new Set<number>()

/** A UDP port nobody uses now, and nobody here was given before. */
export async function freeUdpPort(): Promise<number> {
  const port = await drawUdpPort()
  if (given.has(port)) return freeUdpPort()
  given.add(port)
  return port
}

async function drawUdpPort(): Promise<number> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const { port } = socket.address()
  await new Promise<void>((resolve) => socket.close(() => resolve()))
  return port
}
