// A machine that was played into becomes everybody's: what is only its own goes, and what makes it somebody's own at its first
// start comes in. Nothing of the machine that built it stays.

import { chmod, copyFile, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Machine } from './machine.ts'

const files = fileURLToPath(new URL('files/', import.meta.url))

// A box key that many have is nobody's: what was sealed with this one must not be on the disk, and nothing is.
const emptyBooks = `
set -eu
systemctl stop lango-web.socket lango-web lango-jobs lango-radius caddy
cd /
ask() { runuser -u postgres -- psql -XqAt -v ON_ERROR_STOP=1 -d lango -c "$1"; }
for one in $(ask "select table_name || '.' || column_name from information_schema.columns
    where table_schema = 'public' and column_name like '%\\_sealed' and table_name in
      (select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE')"); do
  [ "$(ask "select count(\${one#*.}) from \${one%.*}")" = 0 ] || { echo "$one is sealed with the builder's key." >&2; exit 1; }
done
[ "$(ask 'select count(*) from staff')" = 0 ] || { echo 'There are people in the books.' >&2; exit 1; }
`

/** What is one machine's own, below its root. */
const own = [
  'etc/apt/apt.conf.d/01proxy',
  'etc/lango/credentials/LANGO_BOX_KEY',
  'etc/ssl/private/ssl-cert-snakeoil.key',
  'etc/ssl/certs/ssl-cert-snakeoil.pem',
  'root/.ssh',
  'root/.ansible',
  'root/.bash_history',
  'var/lib/dbus/machine-id',
  'var/lib/systemd/random-seed',
  'var/lib/systemd/timers',
  'var/log/journal',
  'var/log/caddy',
  'var/log/lastlog',
  'var/log/wtmp',
]

/** Folders whose content goes, and which stay. */
const emptied = ['etc/caddy/tls', 'tmp', 'var/cache/apt/archives', 'var/lib/apt/lists', 'var/lib/lango', 'var/log/postgresql', 'var/tmp', 'run'] // prettier-ignore

const programs = ['first-boot', 'address', 'greeting']
const units = ['first-boot.service', 'address.service', 'greeting.service', 'greeting.timer']

/** Empties its books of what is sealed, takes it down, and makes its root everybody's. Returns the root's path. */
export async function layToRest(machine: Machine): Promise<string> {
  const { code, all } = await machine.run(emptyBooks)
  if (code !== 0) throw new Error(`The machine can't become an image: ${all}`)
  await machine.halt()
  const root = join(machine.folder, 'root')
  const at = (path: string) => join(root, path)
  for (const path of own) await rm(at(path), { recursive: true, force: true })
  for (const name of await readdir(at('etc/ssh')))
    if (name.startsWith('ssh_host_')) await rm(at(`etc/ssh/${name}`))
  for (const folder of emptied)
    for (const name of await readdir(at(folder)).catch(() => []))
      await rm(at(join(folder, name)), { recursive: true, force: true })
  await writeFile(at('etc/machine-id'), '') // systemd draws one where it is empty.
  await writeFile(at('etc/hostname'), 'lango\n')
  await writeFile(at('etc/hosts'), '127.0.0.1 localhost\n127.0.1.1 lango\n::1 localhost\n')
  // Whoever stands before it is root, as they would be with a screwdriver; ssh takes no empty password.
  const shadow = await readFile(at('etc/shadow'), 'utf8')
  await writeFile(at('etc/shadow'), shadow.replace(/^root:[^:]*:/m, 'root::'))
  await bringIn(at)
  return root
}

async function bringIn(at: (path: string) => string): Promise<void> {
  const put = async (name: string, path: string, mode = 0o644) => {
    await mkdir(dirname(at(path)), { recursive: true })
    await copyFile(join(files, name), at(path))
    await chmod(at(path), mode)
  }
  for (const name of programs) await put(name, `usr/local/sbin/lango-${name}`, 0o755)
  for (const name of units) await put(name, `etc/systemd/system/lango-${name}`)
  await put('root.conf', 'etc/repart.d/50-root.conf')
  await put('wired.network', 'etc/systemd/network/80-wired.network')
  await put('grub.cfg', 'boot/grub/grub.cfg')
  const enable = async (unit: string, by: string, from = '/etc/systemd/system') => {
    await mkdir(at(`etc/systemd/system/${by}`), { recursive: true })
    await symlink(join(from, unit), at(`etc/systemd/system/${by}/${unit}`)).catch(ignoreExisting)
  }
  for (const unit of units.filter((name) => name.endsWith('.service')))
    await enable(`lango-${unit}`, 'multi-user.target.wants')
  await enable('lango-greeting.timer', 'timers.target.wants')
  await enable('systemd-networkd.service', 'multi-user.target.wants', '/lib/systemd/system')
  await enable('systemd-networkd-wait-online.service', 'network-online.target.wants', '/lib/systemd/system') // prettier-ignore
  await enable('systemd-resolved.service', 'multi-user.target.wants', '/lib/systemd/system')
  await rm(at('etc/resolv.conf'), { force: true })
  await symlink('/run/systemd/resolve/stub-resolv.conf', at('etc/resolv.conf'))
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
