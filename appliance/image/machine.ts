// A fresh Debian with systemd as its first process, in a container with a network of its own: mmdebstrap makes its root,
// systemd-nspawn boots it, ssh is the way in, and its only way out is an apt proxy on its cable.

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { must, tell, type Said } from './shell.ts'

/** Kept between runs: what apt fetched, and the root as mmdebstrap makes it. */
const kept = '/var/tmp/lango-server'
const bootSeconds = 60

export interface Machine {
  readonly folder: string
  readonly address: string
  /** Our end of the cable, which the machine takes for its routers and its administrator. */
  readonly ours: string
  /** Another address of ours, which it knows nothing of. */
  readonly stranger: string
  readonly key: string
  run(command: string, input?: string): Promise<Said>
  /** Down to the last process, and up again. */
  reboot(): Promise<void>
  /** Down; its root lies in `folder`/root. */
  halt(): Promise<void>
  console(): Promise<string>
  close(): Promise<void>
}

/** What a container needs of Debian, and what a computer of its own needs on top. */
const parts = [
  'systemd',
  'systemd-sysv',
  'dbus',
  'openssh-server',
  'python3-minimal',
  'ca-certificates',
]
const computer = [
  'linux-image-amd64',
  'initramfs-tools',
  'zstd',
  'systemd-resolved',
  'libnss-resolve',
  'kbd',
  'udev',
]

/** Debian's root, as an archive; made once for each release of Debian. `bare`: for a computer, with a kernel. */
export async function bringRoot(suite: string, bare = false): Promise<string> {
  const path = join(kept, `${suite}${bare ? '-bare' : ''}.tar`)
  if (existsSync(path)) return path
  await mkdir(kept, { recursive: true })
  const include = [...parts, ...(bare ? computer : [])].join(',')
  const draft = join(kept, `${suite}-${process.pid}.tar`)
  await must('mmdebstrap', ['--quiet', '--variant=minbase', `--include=${include}`, suite, draft, 'http://deb.debian.org/debian'])
  await rename(draft, path)
  return path
} // prettier-ignore

export async function bootMachine(root: string): Promise<Machine> {
  const folder = await mkdtemp('/var/tmp/lango-server-')
  const number = process.pid % 250
  const name = `lango${process.pid}`
  const [address, ours, stranger] = [2, 1, 9].map((last) => `10.88.${number}.${last}`)
  const place = { folder, name, address: address!, ours: ours!, stranger: stranger! }
  const key = join(folder, 'key')
  const closers: (() => Promise<unknown>)[] = [() => removeFolder(folder)]
  const close = async () => {
    for (const closer of closers.splice(0).toReversed()) await closer().catch(() => {})
  }
  let container: Container | undefined
  try {
    await furnish(place, root, key)
    closers.push(() => unplug(place))
    await plug(place)
    const proxy = await openProxy(place)
    closers.push(() => end(proxy, 'SIGTERM'))
    const run = openShell(place.address, key)
    const boot = async () => {
      container = await startContainer(place)
      await answers(run, container)
    }
    closers.push(async () => container?.end())
    await boot()
    return {
      ...place,
      key,
      run,
      reboot: async () => {
        await container!.end()
        await boot()
      },
      halt: async () => container!.end(),
      console: () => readFile(join(folder, 'console'), 'utf8'),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

interface Place {
  folder: string
  name: string
  address: string
  ours: string
  stranger: string
}

async function furnish({ folder, ours }: Place, root: string, key: string): Promise<void> {
  const inside = join(folder, 'root')
  await mkdir(inside)
  await must('tar', ['-xf', root, '-C', inside])
  await must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
  await mkdir(join(inside, 'root/.ssh'), { recursive: true, mode: 0o700 })
  await writeFile(join(inside, 'root/.ssh/authorized_keys'), await readFile(`${key}.pub`))
  await writeFile(join(inside, 'etc/apt/apt.conf.d/01proxy'), `Acquire::http::Proxy "http://${ours}:3142";\n`) // prettier-ignore
  await writeFile(join(inside, 'etc/hostname'), 'gate\n')
}

async function plug({ name, address, ours, stranger }: Place): Promise<void> {
  const cable = `v${name}`
  await must('ip', ['netns', 'add', name])
  await must('ip', ['link', 'add', cable, 'type', 'veth', 'peer', 'name', 'host0', 'netns', name])
  await must('ip', ['addr', 'add', `${ours}/24`, 'dev', cable])
  await must('ip', ['addr', 'add', `${stranger}/24`, 'dev', cable])
  await must('ip', ['link', 'set', cable, 'up'])
  await must('ip', ['-n', name, 'addr', 'add', `${address}/24`, 'dev', 'host0'])
  await must('ip', ['-n', name, 'link', 'set', 'host0', 'up'])
  await must('ip', ['-n', name, 'link', 'set', 'lo', 'up'])
}

async function unplug({ name }: Place): Promise<void> {
  await tell('ip', ['link', 'del', `v${name}`])
  await tell('ip', ['netns', 'del', name])
}

async function openProxy({ folder, ours }: Place): Promise<ChildProcess> {
  const [cache, own] = [join(kept, 'apt'), join(folder, 'proxy')]
  await mkdir(cache, { recursive: true })
  await mkdir(own)
  const settings = ['ForeGround=1', `SocketPath=${own}/socket`, `LogDir=${own}`, `CacheDir=${cache}`, `BindAddress=${ours}`, 'Port:3142', `PidFile=${own}/pid`] // prettier-ignore
  return spawn('apt-cacher-ng', settings, { stdio: 'ignore' })
}

interface Container {
  over(): boolean
  end(): Promise<void>
}

async function startContainer({ folder, name }: Place): Promise<Container> {
  const log = openSync(join(folder, 'console'), 'a')
  const words = ['--register=no', '--keep-unit', '-q', '-D', join(folder, 'root'), '-b', `--network-namespace-path=/run/netns/${name}`, `--machine=${name}`, '--link-journal=no', '--resolv-conf=off', '--timezone=off', '--capability=CAP_NET_ADMIN', '--kill-signal=SIGRTMIN+4'] // prettier-ignore
  const child = spawn('systemd-nspawn', words, {
    env: { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' },
    stdio: ['ignore', log, log],
    detached: true,
  })
  const over = () => child.exitCode !== null || child.signalCode !== null
  return {
    over,
    end: async () => {
      if (over()) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM') // It asks the machine to power off, by its --kill-signal.
      const timer = setTimeout(() => child.kill('SIGKILL'), 60_000)
      await gone
      clearTimeout(timer)
    },
  }
}

function openShell(address: string, key: string): Machine['run'] {
  const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR', 'BatchMode=yes', 'ConnectTimeout=2'] // prettier-ignore
  const words = ['-i', key, ...options.flatMap((option) => ['-o', option]), `root@${address}`]
  return (command, input = '') => tell('ssh', [...words, command], { input, seconds: 300 })
}

async function answers(run: Machine['run'], container: Container): Promise<void> {
  const until = performance.now() + bootSeconds * 1000
  for (;;) {
    if ((await run('true')).code === 0) return
    if (container.over() || performance.now() > until)
      throw new Error('The machine did not come up: see its console.')
    await wait(200)
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}
