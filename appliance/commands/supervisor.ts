// Starts processes by path, waits until each says that it is ready, and starts one that dies again, later each
// time, as systemd does on a real box. It imports none of them. When it is gone, they notice and end.

import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { Unavailable } from '../errors.ts'
import type { Facts } from '../log.ts'
import { allGone, processesTold, root, signal } from './machine.ts'
import { orExplain } from './obstacles.ts'

export interface ProcessPlan {
  name: string
  /** A path, absolute or from the checkout. */
  script: string
  /** Its whole environment but PATH: nothing is inherited. */
  env: Record<string, string>
  ready_seconds?: number
  /** Called whenever it is ready, with what it said of itself, before anybody is told. */
  onReady?(facts: Facts): Promise<void>
}

export interface ProcessState {
  name: string
  pid: number | undefined
  state: 'starting' | 'ready' | 'ended'
  restarts: number
}

export interface Supervisor {
  /** Resolves with what the process said when ready. Throws Unavailable `not_started` with its last words. */
  start(plan: ProcessPlan): Promise<Facts>
  list(): ProcessState[]
  /** Sends a signal to one process: for whoever tests what happens then. */
  signal(name: string, signal: NodeJS.Signals): void
  /** Ends all, the last started first. */
  stop(): Promise<void>
}

interface Entry {
  plan: ProcessPlan
  child: ChildProcess | undefined
  state: ProcessState['state']
  restarts: number
  retry: NodeJS.Timeout | undefined
}

const readySeconds = 60
const stopSeconds = 40
const restMilliseconds = { first: 500, most: 15_000, forgivenAfter: 30_000 }

// By this in its environment a process is known for one of ours when its supervisor is gone.
const mark = 'LANGO_SUPERVISOR'

/** `say` hears one line whenever a process that was ready dies or is back. Logs are `<logFolder>/<name>.log`. */
export function openSupervisor(logFolder: string, say: (line: string) => void): Supervisor {
  const entries: Entry[] = []
  let stopping = false
  const logOf = (name: string) => join(logFolder, `${name}.log`)

  /** One life of a process, until it is ready. */
  async function launch(entry: Entry): Promise<Facts> {
    const { plan } = entry
    const { promise: ready, resolve, reject } = Promise.withResolvers<Facts>()
    const log = await orExplain(logFolder, async () => openSync(logOf(plan.name), 'a', 0o640))
    if (stopping) throw new Unavailable('stopping', 'Lango is stopping.')
    const child = spawn(process.execPath, [pathOf(plan)], {
      cwd: root,
      detached: true, // Ctrl-C is for us: they end in order.
      env: { ...inherited(), [mark]: logFolder, ...plan.env },
      stdio: ['ignore', log, log, 'ipc'],
    })
    closeSync(log)
    entry.child = child
    entry.state = 'starting'

    const words = `${plan.name} did not start`
    const seconds = plan.ready_seconds ?? readySeconds
    const late = setTimeout(
      () => reject(new Unavailable('not_started', `${words} within ${seconds} s.`)),
      seconds * 1000,
    )
    child.on('message', (message: Facts) => {
      if (message['ready']) resolve(message)
      if (typeof message['failed'] === 'string')
        reject(new Unavailable('not_started', message['failed']))
    })
    child.on('error', reject)
    child.on('exit', (code, name) => {
      entry.child = undefined
      reject(new Unavailable('not_started', `${words} (${name ?? `code ${code}`}).`))
    })
    try {
      const facts = await ready
      await plan.onReady?.(facts)
      entry.state = 'ready'
      return facts
    } finally {
      clearTimeout(late)
    }
  }

  async function run(entry: Entry, rest: number): Promise<Facts> {
    const began = performance.now()
    const facts = await launch(entry)
    const restart = (reason: string) => {
      entry.state = 'ended'
      if (stopping) return
      const lived = performance.now() - began
      again(entry, lived > restMilliseconds.forgivenAfter ? restMilliseconds.first : rest, reason)
    }
    const { child } = entry
    if (child) child.on('exit', (code, name) => restart(name ?? `code ${code}`))
    else restart('at once')
    return facts
  }

  function again(entry: Entry, rest: number, reason: string): void {
    const { name } = entry.plan
    say(`${name} ended (${reason}); starting it again in ${rest / 1000} s. Its log: ${logOf(name)}`)
    const next = Math.min(rest * 2, restMilliseconds.most)
    entry.retry = setTimeout(() => {
      entry.restarts += 1
      run(entry, next).then(
        () => say(`${name} is back`),
        (error: Error) => {
          if (stopping) return
          entry.child?.removeAllListeners('exit').kill('SIGKILL')
          again(entry, next, error.message)
        },
      )
    }, rest)
  }

  return {
    start: async (plan) => {
      const entry: Entry = { plan, child: undefined, state: 'ended', restarts: 0, retry: undefined }
      entries.push(entry)
      try {
        return await run(entry, restMilliseconds.first)
      } catch (error) {
        if ((error as Error).message.includes(`${plan.name} did not start`))
          throw await withLastWords(logOf(plan.name), error as Error)
        throw error
      }
    },
    list: () =>
      entries.map(({ plan, child, state, restarts }) => ({
        name: plan.name,
        pid: child?.pid,
        state,
        restarts,
      })),
    signal: (name, which) => {
      entries.find(({ plan }) => plan.name === name)?.child?.kill(which)
    },
    stop: async () => {
      stopping = true
      for (const entry of entries) clearTimeout(entry.retry)
      for (const { child } of entries.toReversed()) if (child) await end(child)
    },
  }
}

/**
 * Waits for what a supervisor that was killed left behind: it ends by itself, and where it does not, it is made to.
 * Only for whoever knows that no other supervisor with these logs lives.
 */
export async function endLeftBehind(logFolder: string, say: (line: string) => void): Promise<void> {
  const pids = await processesTold(`${mark}=${logFolder}`)
  if (pids.length === 0) return
  say('Waiting for what an earlier start left behind …')
  if (await allGone(pids, stopSeconds)) return
  for (const pid of pids) signal(pid, 'SIGKILL')
  await allGone(pids, stopSeconds)
}

function pathOf({ script }: ProcessPlan): string {
  return isAbsolute(script) ? script : join(root, script)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.on('exit', resolve))
  child.kill('SIGTERM')
  const firm = setTimeout(() => child.kill('SIGKILL'), stopSeconds * 1000)
  await ended
  clearTimeout(firm)
}

async function withLastWords(log: string, failure: Error): Promise<Unavailable> {
  const lines = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n').slice(-6)
  const words = `${failure.message} Its log, ${log}, ends:\n  ${lines.join('\n  ')}`
  return new Unavailable('not_started', words, { cause: failure })
}

/** Where programs are, and what Node has compiled already. */
function inherited(): Record<string, string> {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env
  return { PATH, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) }
}
