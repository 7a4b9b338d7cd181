// PostgreSQL's data, made once: whole or not at all, so that a start that was killed half-way leaves nothing
// to stumble over. Checksums on, passwords as SCRAM.

import { spawn } from 'node:child_process'
import { chown, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Conflict, Unavailable } from '../../errors.ts'
import { drawToken } from '../../secrets.ts'
import { openFolder } from '../home-folder.ts'
import { runUser } from '../machine.ts'
import { orExplain } from '../obstacles.ts'
import { dataFolder } from './keeping.ts'
import type { Programs } from './programs.ts'

export interface Cluster {
  /** PGDATA. */
  data: string
  password: string
}

/** The superuser's name. */
export const superuser = 'lango'

/** Opens the cluster in `folder`, made if need be. `fsync` off: for tests, whose data nobody will miss. */
export async function openCluster(
  folder: string,
  programs: Programs,
  fsync: boolean,
): Promise<Cluster> {
  await openFolder(folder, 0o711)
  const data = dataFolder(folder)
  const passwordFile = join(folder, 'password')
  if (!existsSync(data)) await makeCluster(folder, programs, fsync)

  const made = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim()
  if (!programs.version.startsWith(`${made}.`))
    throw new Conflict(
      'other_version',
      `${data} is PostgreSQL ${made}'s and this is ${programs.version}: start anew with npm start -- --fresh.`,
    )
  return { data, password: (await readFile(passwordFile, 'utf8')).trim() }
}

async function makeCluster(folder: string, programs: Programs, fsync: boolean): Promise<void> {
  const user = runUser()
  const password = drawToken(16)
  // Names of their own: an initdb whose keeper was killed may still be writing to the last ones.
  const draft = join(folder, `draft-${drawToken(4)}`)
  const told = `${draft}.password` // For initdb's eyes, which are not root's.
  await orExplain(folder, async () => {
    await removeDrafts(folder)
    await openFolder(draft, 0o700)
    await writeFile(told, `${password}\n`, { mode: 0o600, flag: 'wx' })
    await writeFile(join(folder, 'password'), `${password}\n`, { mode: 0o600 })
    if (user) await Promise.all([draft, told].map((path) => chown(path, user.uid, user.gid)))
  })
  const words = {
    pgdata: draft,
    username: superuser,
    pwfile: told,
    auth: 'scram-sha-256',
    encoding: 'UTF8',
    locale: 'C',
    'locale-provider': 'builtin',
    'builtin-locale': 'C.UTF-8',
  }
  const given = Object.entries(words).map(([name, value]) => `--${name}=${value}`)
  await initdb(programs, [...given, '--data-checksums', ...(fsync ? [] : ['--no-sync'])])
  await rm(told, { force: true })
  await rename(draft, dataFolder(folder))
}

async function removeDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith('draft-')) await rm(join(folder, name), { recursive: true, force: true })
  }
}

async function initdb({ bin }: Programs, words: string[]): Promise<void> {
  const child = spawn(join(bin, 'initdb'), words, {
    ...runUser(),
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  child.stderr.on('data', (text) => (output += text))
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject).on('close', resolve)
  }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error
    throw new Unavailable('may_not_run', mayNotRun(bin), { cause: error })
  })
  if (code === 0) return
  if (/No space left/.test(output))
    throw new Unavailable(
      'disk_full',
      `There is no room left on the disk that shall hold PostgreSQL's data.`,
    )
  throw new Unavailable('initdb_failed', `PostgreSQL's data could not be made: ${output.trim()}`)
}

function mayNotRun(bin: string): string {
  const who = runUser() ? 'The user nobody, as whom PostgreSQL runs,' : 'This user'
  return `${who} may not run programs in ${bin}: every folder above must let others pass, and the disk must not be mounted noexec. LANGO_STATE_DIR names another place.`
}
