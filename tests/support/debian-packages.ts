// The programs of other people that the tests judge Lango by. On Debian `npm test` installs them; elsewhere, or
// without the right to, it says what is missing and what to run.

import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Unavailable } from '../../appliance/errors.ts'

export interface Needed {
  package: string
  /** A program of it, by its name or, where it is a library, a file of it. */
  program: string
}

/** What `npm test` judges by. */
const judges: readonly Needed[] = [
  { package: 'freeradius', program: 'freeradius' },
  { package: 'freeradius-utils', program: 'radclient' },
  { package: 'chromium', program: 'chromium' },
  { package: 'openssl', program: 'openssl' },
  { package: 'tshark', program: 'tshark' },
  { package: 'wireguard-tools', program: 'wg-quick' },
  { package: 'zbar-tools', program: 'zbarimg' },
  { package: 'python3-pyrad', program: '/usr/lib/python3/dist-packages/pyrad/packet.py' },
  { package: 'zbar-tools', program: 'zbarimg' },
  { package: 'python3-librouteros', program: '/usr/lib/python3/dist-packages/librouteros/api.py' },
  { package: 'ansible', program: 'ansible' },
  { package: 'mariadb-server', program: 'mariadbd' },
  { package: 'freeradius-mysql', program: '/usr/lib/freeradius/rlm_sql_mysql.so' },
  { package: 'libauthen-radius-perl', program: '/usr/share/perl5/Authen/Radius.pm' },
]

function listMissing(needed: readonly Needed[]): string[] {
  return needed.filter(({ program }) => !isThere(program)).map((one) => one.package)
}

function isThere(program: string): boolean {
  if (program.startsWith('/')) return existsSync(program)
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin']
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

// Debian starts and enables what it installs; a RADIUS server on the routers' ports is not wanted here. A policy that
// is there already stays; ours goes when the script ends, however it ends.
const script = `
set -eu
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  trap 'exit 130' INT TERM HUP
  printf '#!/bin/sh\\nexit 101\\n' >$policy
  chmod 755 $policy
fi
update() { apt-get -q -o DPkg::Lock::Timeout=120 update; }
install() { apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends install "$@"; }
ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1 || update
install "$@" || { update; install "$@"; }
if command -v systemctl >/dev/null 2>&1; then systemctl disable freeradius >/dev/null 2>&1 || true; fi
`

/** Makes sure of them. Throws Unavailable `packages_missing` with what to run. */
export async function bringPackages(needed: readonly Needed[] = judges): Promise<void> {
  const missing = listMissing(needed)
  if (missing.length === 0) return
  console.log(`Installing ${missing.join(', ')} by apt (once, a minute or two) …`)
  const problem = installPackages(missing)
  if (problem) throw new Unavailable('packages_missing', problem)
  const still = listMissing(needed).join(' ')
  if (still)
    throw new Unavailable('packages_missing', `apt installed ${still}, and it is not there.`)
}

/** Installs what is missing, by apt as root or with sudo. Returns the sentence for what could not be done. */
function installPackages(missing: string[]): string | undefined {
  const names = missing.join(' ')
  const sentence = `The tests need ${names}. Run as root: apt-get update && apt-get install -y ${names}`
  if (!isThere('apt-get')) return `The tests need ${names}, and this is not a Debian with apt.`
  const isRoot = process.getuid!() === 0
  if (!isRoot && spawnSync('sudo', ['-n', 'true']).status !== 0) return sentence

  const [program, ...words] = [
    ...(isRoot ? [] : ['sudo', '-n']),
    'sh',
    '-c',
    script,
    'sh',
    ...missing,
  ]
  const { status, stdout, stderr } = spawnSync(program!, words, { encoding: 'utf8' })
  if (status === 0) return undefined
  return `${stdout}${stderr}\napt failed. ${sentence}`
}
