// `npm run test:server`: Lango installed by Ansible on a fresh Debian, as an operator does it, and knocked at from outside.
// A line and a time for each step. Words of a step's name after `--` don't choose it: every step stands on the one before.

import { Refusal, Unavailable } from '../../appliance/errors.ts'
import { bringPackages } from '../support/debian-packages.ts'
import { certify } from './certificates.ts'
import { bootMachine, bringRoot, type Machine } from '../../appliance/image/machine.ts'
import { makeRelease, play, writeInventory } from '../../appliance/image/play.ts'
import type { Stage } from './stage.ts'
import { steps } from './steps.ts'

const packages = [
  { package: 'ansible', program: 'ansible-playbook' },
  { package: 'ansible-lint', program: 'ansible-lint' },
  { package: 'prometheus', program: 'promtool' },
  { package: 'mmdebstrap', program: 'mmdebstrap' },
  { package: 'systemd-container', program: 'systemd-nspawn' },
  { package: 'apt-cacher-ng', program: 'apt-cacher-ng' },
  { package: 'openssh-client', program: 'ssh' },
  { package: 'iproute2', program: 'ip' },
  { package: 'openssl', program: 'openssl' },
  { package: 'freeradius-utils', program: 'radclient' },
]
const host = 'gate.kilimanet.co.ke'
const minutesMax = 10

async function main(): Promise<boolean> {
  if (process.getuid!() !== 0)
    throw new Unavailable('not_root', 'npm run test:server boots a machine: run it as root.')
  const began = performance.now()
  await timed('What it takes, by apt', () => bringPackages(packages))
  const root = await timed("Debian 12's root, by mmdebstrap", () => bringRoot('bookworm'))
  const machine = await timed('A fresh Debian is up', () => bootMachine(root))
  try {
    const stage = await timed('A release, by git and npm', () => furnish(machine))
    const passed = await goThrough(stage)
    const minutes = (performance.now() - began) / 60_000
    console.log(`${minutes.toFixed(1)} minutes, of ${minutesMax} that it may take`)
    console.log(`${passed} passed, ${steps.length - passed} failed`)
    return passed === steps.length && minutes < minutesMax
  } finally {
    await machine.close()
  }
}

async function furnish(machine: Machine): Promise<Stage> {
  const release = await makeRelease(machine.folder)
  const certified = await certify(machine.folder, host)
  const ours = [`${machine.ours}/32`]
  const inventory = await writeInventory(machine, {
    host,
    release,
    certified,
    routers: ours,
    admins: ours,
  })
  return { machine, host, ca: certified.authority, play: (more, book) => play(inventory, more, book), known: undefined } // prettier-ignore
}

/** One stands on the other: after a failure nothing more is tried. How many passed. */
async function goThrough(stage: Stage): Promise<number> {
  for (const [at, { name, run }] of steps.entries()) {
    const began = performance.now()
    try {
      const said = await run(stage)
      console.log(`  ✔ ${name} (${seconds(began)})${said ? `: ${said}` : ''}`)
    } catch (error) {
      console.log(`  ✘ ${name} (${seconds(began)}): ${(error as Error).message}`)
      const { out } = await stage.machine.run(
        'journalctl -b -p warning --no-pager -o cat | tail -30',
      )
      console.log(out)
      return at
    }
  }
  return steps.length
}

async function timed<T>(what: string, task: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const made = await task()
  console.log(`${what}: ${seconds(began)}`)
  return made
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}

process.exit(
  await main().then(
    (good) => (good ? 0 : 1),
    (error: unknown) => {
      console.error(error instanceof Refusal ? error.message : error)
      console.log('0 passed, 1 failed')
      return 1
    },
  ),
)
