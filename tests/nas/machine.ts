// The machine that is the NAS: Debian's User-Mode Linux on this machine's own files, because this kernel may lack PPP.
// A tap device joins the two. What it is told goes over TCP as shell, and its answers come back with their exit codes.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { isAlive } from '../../appliance/commands/machine.ts'
import { Unavailable } from '../../appliance/errors.ts'

export interface Told {
  code: number
  said: string
}

export interface Machine {
  /** Ours, where RADIUS listens for it, and its own. */
  readonly address: { radius: string; nas: string }
  /** Runs a script inside; any number at the same time. */
  tell(script: string): Promise<Told>
  /** The same where nothing may go wrong: what was said. Throws with it otherwise. */
  ask(script: string): Promise<string>
  close(): Promise<void>
}

const init = fileURLToPath(new URL('inside/init.sh', import.meta.url))
const bootSeconds = 60

/** Boots it with so many homes; it writes its logs into the folder. Throws Unavailable where this machine can't. */
export async function bootMachine(folder: string, homes: number): Promise<Machine> {
  const tap = openTap()
  const { address } = tap
  const server = createServer()
  server.listen(0, address.radius)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const words = [
    'mem=256M',
    'rootfstype=hostfs',
    'ro',
    `init=${init}`,
    `vec0:transport=tap,ifname=${tap.name},depth=64,gro=0`,
    'con=null',
    'con0=null,fd:1',
    'ssl=null',
    'quiet',
    `uml_dir=${folder}/`,
    `LANGO_FOLDER=${folder}`,
    `LANGO_RADIUS=${address.radius}`,
    `LANGO_NAS=${address.nas}`,
    `LANGO_PORT=${port}`,
    `LANGO_HOMES=${homes}`,
  ]
  // A group of its own: User-Mode Linux is a process for each of its processes.
  const child = spawn('linux.uml', words, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], TMPDIR: '/dev/shm' },
  })
  let console = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (console += text))
  const ended = once(child, 'exit')

  async function close(): Promise<void> {
    line?.end()
    server.close()
    const late = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), 5000)
    if (child.exitCode === null && child.signalCode === null) await ended
    clearTimeout(late)
    tap.close()
  }

  let line: Socket | undefined
  try {
    line = await Promise.race([
      once(server, 'connection').then(([socket]) => socket as Socket),
      ended.then(() => Promise.reject(new Error('ended'))),
      new Promise<never>((_, reject) => {
        setTimeout(
          () => reject(new Error(`not up in ${bootSeconds} s`)),
          bootSeconds * 1000,
        ).unref()
      }),
    ])
  } catch (error) {
    await close()
    const why = `User-Mode Linux: ${(error as Error).message}.\n${console.slice(-3000)}`
    throw new Unavailable('no_machine', why)
  }

  const tell = teller(line)
  return {
    address,
    tell,
    ask: async (script) => {
      const { code, said } = await tell(script)
      if (code !== 0) throw new Error(`exit ${code}: ${script}\n${said}`)
      return said
    },
    close,
  }
}

function teller(line: Socket): Machine['tell'] {
  const waiting = new Map<string, (told: Told) => void>()
  let told = 0
  let rest = ''
  line.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const [number, code, said] of lines.map((each) => each.split(' '))) {
      waiting.get(number!)?.({ code: Number(code), said: fromBase64(said ?? '').trim() })
      waiting.delete(number!)
    }
  })
  const lost = once(line, 'close').then(() => Promise.reject(new Error('The machine is gone')))
  lost.catch(() => {})
  return (script) => {
    const number = String((told += 1))
    const { promise, resolve } = Promise.withResolvers<Told>()
    waiting.set(number, resolve)
    line.write(`${number} ${Buffer.from(script).toString('base64')}\n`)
    return Promise.race([promise, lost])
  }
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8')
}

interface Tap {
  name: string
  address: Machine['address']
  close(): void
}

/** A network of two addresses, of those kept for measuring (RFC 2544), by our process id: runs don't meet. */
function openTap(): Tap {
  removeLeftovers()
  const { pid } = process
  const name = `lango${pid}`
  const net = `198.18.${(pid >> 6) & 255}`
  const first = (pid & 63) * 4
  const address = { radius: `${net}.${first + 1}`, nas: `${net}.${first + 2}` }
  const close = () => void ip(['link', 'del', name])
  const problem =
    ip(['tuntap', 'add', name, 'mode', 'tap']) ??
    ip(['addr', 'add', `${address.radius}/30`, 'dev', name]) ??
    ip(['link', 'set', name, 'up'])
  if (problem === undefined) return { name, address, close }
  close()
  throw new Unavailable(
    'no_tap',
    `This machine gives us no tap device (root, /dev/net/tun?): ${problem}`,
  )
}

/** What runs that were killed left behind. */
function removeLeftovers(): void {
  for (const name of readdirSync('/sys/class/net')) {
    const [, pid] = /^lango(\d+)$/.exec(name) ?? []
    if (pid && !isAlive(Number(pid))) ip(['link', 'del', name])
  }
}

/** Undefined when it went well, else what ip said. */
function ip(words: string[]): string | undefined {
  const { status, stderr, error } = spawnSync('ip', words, { encoding: 'utf8' })
  return status === 0 ? undefined : (error?.message ?? stderr).trim()
}
