// `npm run test:image`: the image is made, a computer with 2 GB starts from it by its own bootloader, and what a person does
// first is done: the link on the screen opens the page that makes the owner, and a router is answered.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '../../appliance/errors.ts'
import { must, tell } from '../../appliance/image/shell.ts'
import { checkout } from '../support/sources.ts'
import { bringPackages } from '../support/debian-packages.ts'
import { freePort } from '../support/processes.ts'
import { knock } from '../server/knocks.ts'
import { turnOn, type Computer, type Firmware } from './computer.ts'

const packages = [
  { package: 'ansible', program: 'ansible-playbook' },
  { package: 'apt-cacher-ng', program: 'apt-cacher-ng' },
  { package: 'fdisk', program: 'sfdisk' },
  { package: 'freeradius-utils', program: 'radclient' },
  { package: 'grub-common', program: 'grub-mkimage' },
  { package: 'grub-efi-amd64-bin', program: '/usr/lib/grub/x86_64-efi/linux.mod' },
  { package: 'grub-pc-bin', program: '/usr/lib/grub/i386-pc/boot.img' },
  { package: 'iproute2', program: 'ip' },
  { package: 'mmdebstrap', program: 'mmdebstrap' },
  { package: 'mtools', program: 'mformat' },
  { package: 'openssh-client', program: 'ssh' },
  { package: 'ovmf', program: '/usr/share/OVMF/OVMF_CODE.fd' },
  { package: 'qemu-system-x86', program: 'qemu-system-x86_64' },
  { package: 'qemu-utils', program: 'qemu-img' },
  { package: 'systemd-container', program: 'systemd-nspawn' },
  { package: 'zstd', program: 'zstd' },
]
const minutesMax = 6
const gibibyte = 1024 ** 3

async function main([given]: string[]): Promise<boolean> {
  await bringPackages(packages)
  const folder = given ?? (await mkdtemp('/var/tmp/lango-image-'))
  const results: boolean[] = []
  const check = async (name: string, task: () => Promise<string>) => {
    const began = performance.now()
    const good = await task().then(
      (said) => console.log(`  ✔ ${name} (${seconds(began)}): ${said}`) === undefined,
      (error: Error) => console.log(`  ✘ ${name} (${seconds(began)}): ${error.message}`) !== undefined, // prettier-ignore
    )
    results.push(good)
  }
  const began = performance.now()
  try {
    if (!given) await must(process.execPath, [join(checkout, 'appliance/image/make.ts'), folder])
    const made = (await readdir(folder)).find((name) => name.endsWith('.qcow2'))
    assert.ok(made, `There is no disk in ${folder}.`)
    const disk = join(folder, made)
    // The computer's disk is larger than the image, as real ones are.
    await must('qemu-img', ['resize', disk, String(8 * gibibyte)])
    console.log(`${made}: ${Math.round((await stat(disk)).size / 1024 ** 2)} MiB, made in ${seconds(began)}`) // prettier-ignore
    const keys: string[] = []
    for (const firmware of ['uefi', 'bios'] satisfies Firmware[])
      await check(`${firmware}: it starts by its own bootloader, and serves`, () => start(disk, firmware, keys)) // prettier-ignore
    await check('two starts of one image are two boxes: no key is shared', async () => {
      assert.equal(keys.length, 2)
      assert.notEqual(keys[0], keys[1])
      return 'box key and ssh key differ'
    })
  } finally {
    if (!given) await rm(folder, { recursive: true, force: true })
  }
  const minutes = (performance.now() - began) / 60_000
  const passed = results.filter(Boolean).length
  console.log(`${minutes.toFixed(1)} minutes, of ${minutesMax} that it may take`)
  console.log(`${passed} passed, ${results.length - passed} failed`)
  return results.length > 0 && passed === results.length && minutes < minutesMax
}

async function start(disk: string, firmware: Firmware, keys: string[]): Promise<string> {
  const began = performance.now()
  const [https, radius] = [await freePort(), await freePort()]
  const computer = await turnOn(disk, { firmware, mebibytes: 2048, https, radius })
  try {
    const [, address, token] = await computer.says(/https:\/\/([0-9.]+)\/first-run\?token=(\S+)/, 500) // prettier-ignore
    const shown = seconds(began)
    const page = await askPage(computer, address!, `/first-run?token=${token}`)
    assert.equal(page.status, 200)
    assert.match(page.body, /<form/)
    const secret = await lookInside(computer, keys)
    assert.match(await askRadius(computer, secret), /Access-Reject|Access-Accept/)
    return `link on the screen after ${shown}, the page behind it, a router answered after ${seconds(began)}` // prettier-ignore
  } finally {
    await computer.close()
  }
}

/** By the certificate it has made itself, which nobody vouches for. */
function askPage(computer: Computer, address: string, path: string) {
  return knock({ address: '127.0.0.1', port: computer.https, host: address, path, stranger: true })
}

const prepare = `release=/opt/lango/current; systemd-run --quiet --wait --collect --pipe -p User=lango -p Group=lango -p EnvironmentFile=/etc/lango/lango.env -p LoadCredential=LANGO_BOX_KEY:/etc/lango/credentials/LANGO_BOX_KEY -p 'Environment=LANGO_DATABASE_URL=postgres:///lango?host=/run/postgresql&user=lango_app' $release/node_modules/.bin/node $release/tests/server/inside/prepare.ts 10.0.2.2`

/** Whoever stands before the machine is root: its books get a town and a router, and its disk is looked at. Returns the secret. */
async function lookInside(computer: Computer, keys: string[]): Promise<string> {
  await computer.says(/login: *$/m, 120)
  computer.type('root')
  await computer.says(/root@lango:~# /, 60)
  computer.type(`stty -echo; ${prepare} | tr -d '\\n' | sed 's/^/KNO''WN/'; echo`)
  const [, known] = await computer.says(/KNOWN(\{.*?\})\r?\n/, 240)
  computer.type(`df --output=size -BM / | tail -1 | sed 's/^/SI''ZE /'`)
  const [, size] = await computer.says(/SIZE +(\d+)M/, 60)
  assert.ok(Number(size) > 7000, `the root has grown with the disk: ${size} MiB`)
  computer.type(`cat /etc/lango/credentials/LANGO_BOX_KEY /etc/ssh/ssh_host_ed25519_key /etc/machine-id | sha256sum | sed 's/^/HA''SH /'; systemctl is-system-running | sed 's/^/STA''TE /'`) // prettier-ignore
  const [, hash] = await computer.says(/HASH ([0-9a-f]{64})/, 60)
  const [, state] = await computer.says(/STATE (\w+)/, 60)
  assert.equal(state, 'running')
  keys.push(createHash('sha256').update(hash!).digest('hex'))
  return (JSON.parse(known!) as { secret: string }).secret
}

async function askRadius({ radius }: Computer, secret: string): Promise<string> {
  const input = 'User-Name = "nobody", User-Password = "nothing", Message-Authenticator = 0x00\n'
  let said = ''
  for (let tries = 0; tries < 10 && !/Received Access/.test(said); tries += 1)
    said = (await tell('radclient', ['-x', '-r', '1', '-t', '3', `127.0.0.1:${radius}`, 'auth', secret], { input })).all // prettier-ignore
  return said
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}

process.exit(
  await main(process.argv.slice(2)).then(
    (good) => (good ? 0 : 1),
    (error: unknown) => {
      console.error(error instanceof Refusal ? error.message : error)
      console.log('0 passed, 1 failed')
      return 1
    },
  ),
)
