// The playbook as an operator runs it: an inventory of one box, ssh, ansible-playbook.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Machine } from './machine.ts'
import { must, tell } from './shell.ts'

export const recipes = fileURLToPath(new URL('../../ansible/', import.meta.url))

/** The archive of what is in the checkout now, committed or not; files that git does not know are not in it. */
export async function makeRelease(folder: string): Promise<string> {
  const stash = await must(
    'git',
    ['-c', 'user.name=image', '-c', 'user.email=image@localhost', 'stash', 'create'],
    { cwd: recipes },
  )
  const commit = stash.trim() || 'HEAD'
  return (await must(join(recipes, 'make-release'), [folder, commit])).trim()
}

export interface Site {
  /** The name that the certificate is for; empty where the box goes by its address. */
  host: string
  release: string
  /** Paths. */
  certified: { certificate: string; key: string }
  routers: readonly string[]
  admins: readonly string[]
  /** Further variables of the one host. */
  more?: Readonly<Record<string, unknown>>
}

export async function writeInventory(machine: Machine, site: Site): Promise<string> {
  const path = join(machine.folder, 'inventory.json')
  const here = { hosts: { gate: {} } }
  const inventory = {
    all: {
      vars: {
        ansible_user: 'root',
        ansible_ssh_private_key_file: machine.key,
        ansible_ssh_common_args: '-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null',
        lango_public_host: site.host,
        lango_router_networks: site.routers,
        lango_admin_networks: site.admins,
        lango_release: site.release,
        proxy_certificate: site.certified.certificate,
        proxy_key: site.certified.key,
      },
      hosts: { gate: { ansible_host: machine.address, ...site.more } },
      children: { database: here, radius: here, web: here, jobs: here },
    },
  }
  await writeFile(path, JSON.stringify(inventory, null, 2))
  return path
}

export interface Played {
  ok: number
  changed: number
  failed: number
  /** What changed, or failed. */
  told: string[]
  all: string
}

export async function play(
  inventory: string,
  more: readonly string[] = [],
  book = 'site.yml',
): Promise<Played> {
  const words = ['-i', inventory, book, ...more]
  const { all } = await tell('ansible-playbook', words, { cwd: recipes, seconds: 600 })
  const recap = /ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)/.exec(all)
  if (!recap) throw new Error(all.slice(-3000))
  const [ok, changed, unreachable, failed] = recap.slice(1).map(Number)
  const told = all
    .matchAll(/^(?:TASK|RUNNING HANDLER) \[(.*?)\] \*+\n(changed|fatal|failed).*/gm)
    .map(([words, task]) => (/^(fatal|failed)/m.test(words) ? words.slice(0, 3000) : task!))
  return { ok: ok!, changed: changed!, failed: failed! + unreachable!, told: [...told], all }
}
