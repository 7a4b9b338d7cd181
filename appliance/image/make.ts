// `npm run image`: the box as one disk, for a mini-PC or a virtual machine. A fresh Debian is booted in a container, the same
// playbook makes a box of it, what is its own goes, and the root becomes a disk: raw.zst to write on one, qcow2 to start.

import { existsSync, statSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { basename, delimiter, join, resolve } from 'node:path'
import { Refusal, Unavailable } from '../errors.ts'
import { bootMachine, bringRoot, type Machine } from './machine.ts'
import { makeDisk } from './disk.ts'
import { makeRelease, play, writeInventory } from './play.ts'
import { layToRest } from './rest.ts'
import { must } from './shell.ts'

/** Debian's packages, by a program of each. */
const needed = {
  ansible: 'ansible-playbook',
  'apt-cacher-ng': 'apt-cacher-ng',
  e2fsprogs: 'mke2fs',
  fdisk: 'sfdisk',
  'grub-common': 'grub-mkimage',
  'grub-efi-amd64-bin': '/usr/lib/grub/x86_64-efi/linux.mod',
  'grub-pc-bin': '/usr/lib/grub/i386-pc/boot.img',
  mmdebstrap: 'mmdebstrap',
  mtools: 'mformat',
  'openssh-client': 'ssh',
  openssl: 'openssl',
  'qemu-utils': 'qemu-img',
  'systemd-container': 'systemd-nspawn',
  zstd: 'zstd',
}

/** Any of ours: RADIUS hears only the routers that are in the books, whatever network they are in. */
const lan = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']

async function main([to = 'image']: string[]): Promise<void> {
  refuse()
  const folder = resolve(to)
  await mkdir(folder, { recursive: true })
  const began = performance.now()
  const root = await timed("Debian 12's root with a kernel, by mmdebstrap", () =>
    bringRoot('bookworm', true),
  )
  const machine = await timed('It is up, in a container', () => bootMachine(root))
  try {
    const release = await timed('A release, by git and npm', () => makeRelease(machine.folder))
    await timed('The playbook', () => install(machine, release))
    const rested = await timed('What is its own goes', () => layToRest(machine))
    const name = join(folder, basename(release, '.tar.gz'))
    const draft = `${name}.raw`
    await timed('The disk', () => makeDisk(rested, draft))
    await timed('qcow2', () =>
      must('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', '-c', draft, `${name}.qcow2.new`]),
    )
    await rename(`${name}.qcow2.new`, `${name}.qcow2`)
    await timed('raw.zst', () =>
      must('zstd', ['-q', '-f', '-T0', '-9', '--rm', draft, '-o', `${name}.raw.zst`]),
    )
    for (const kind of ['qcow2', 'raw.zst']) console.log(`${name}.${kind}: ${size(`${name}.${kind}`)}`) // prettier-ignore
  } finally {
    await machine.close()
    await rm(join(folder, 'draft'), { recursive: true, force: true })
  }
  console.log(`${((performance.now() - began) / 60_000).toFixed(1)} minutes`)
}

function refuse(): void {
  if (process.arch !== 'x64')
    throw new Unavailable('not_x64', 'The image is made on x64, for x64: it takes in what was built there.') // prettier-ignore
  if (process.getuid!() !== 0)
    throw new Unavailable('not_root', 'npm run image boots a machine in a container: run it as root.') // prettier-ignore
  const missing = Object.entries(needed).flatMap(([name, program]) => (isThere(program) ? [] : [name])) // prettier-ignore
  if (missing.length > 0)
    throw new Unavailable('packages_missing', `The image needs ${missing.join(', ')}. Run: apt-get install -y --no-install-recommends ${missing.join(' ')}`) // prettier-ignore
}

function isThere(program: string): boolean {
  if (program.startsWith('/')) return existsSync(program)
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => existsSync(join(folder, program)))
}

async function install(machine: Machine, release: string): Promise<void> {
  const certified = { certificate: join(machine.folder, 'draft.pem'), key: join(machine.folder, 'draft.key') } // prettier-ignore
  // Only for Caddy to have read one: the box makes its own where it knows its address.
  await must('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-batch', '-days', '1', '-subj', '/CN=draft', '-keyout', certified.key, '-out', certified.certificate]) // prettier-ignore
  // The builder's memory is not the box's: that sees to its own at its first start.
  const more = { lango_public_url: 'https://lango.invalid', postgresql_shared_megabytes: 128 }
  const inventory = await writeInventory(machine, { host: '', release, certified, routers: lan, admins: lan, more }) // prettier-ignore
  const { failed, told } = await play(inventory)
  if (failed > 0) throw new Error(`The playbook failed: ${told.at(-1)}`)
}

async function timed<T>(what: string, task: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const made = await task()
  console.log(`${what}: ${((performance.now() - began) / 1000).toFixed(1)} s`)
  return made
}

const size = (path: string) => `${Math.round(statSync(path).size / 1024 / 1024)} MiB`

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Refusal ? error.message : error)
  process.exitCode = 1
})
