// The folder outside the checkout where a trial and the tests keep what they make: PostgreSQL's programs and
// data, logs, spools, passwords. Under /var/tmp, which outlives a restart of the machine and which `nobody`
// can reach, unlike root's home.

import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, statfs } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Invalid, Unavailable } from '../errors.ts'
import { root } from './machine.ts'
import { orExplain } from './obstacles.ts'

/** PostgreSQL's programs, an empty cluster with its write-ahead log, and some days of trying. */
const bytesNeeded = 300_000_000

/** One folder for each checkout and user, in LANGO_STATE_DIR where that is set, else in /var/tmp. */
export function homeFolderPath(env: NodeJS.ProcessEnv = process.env): string {
  const checkout = createHash('sha256').update(root).digest('hex').slice(0, 10)
  return resolve(env['LANGO_STATE_DIR'] || '/var/tmp', `lango-${process.getuid!()}-${checkout}`)
}

/** Makes it. Throws Invalid `not_our_folder` for one that somebody else prepared: /var/tmp is everybody's. */
export async function openHomeFolder(path = homeFolderPath()): Promise<string> {
  await orExplain(path, () => mkdir(path, { recursive: true }))
  const found = await lstat(path)
  if (!found.isDirectory() || found.uid !== process.getuid!())
    throw new Invalid('not_our_folder', `${path} is not ours: remove it, or set LANGO_STATE_DIR.`)
  return openFolder(path, 0o711)
}

/** A folder with exactly this mode, whatever the umask. 0711: others may pass, but not look round. */
export async function openFolder(path: string, mode: number): Promise<string> {
  return orExplain(path, async () => {
    await mkdir(path, { recursive: true })
    await chmod(path, mode)
    return path
  })
}

/** Throws Unavailable `disk_full` beforehand: a disk that fills up half-way is harder to understand. */
export async function checkRoom(path: string): Promise<void> {
  const { bavail, bsize } = await statfs(path)
  const free = bavail * bsize
  if (free >= bytesNeeded) return
  const [has, needs] = [free, bytesNeeded].map((bytes) => `${Math.floor(bytes / 1_000_000)} MB`)
  throw new Unavailable(
    'disk_full',
    `${path} has ${has} of room and Lango needs ${needs}: make room, or set LANGO_STATE_DIR to a folder on another disk.`,
  )
}

/** Where a trial keeps everything, PostgreSQL's programs excepted. */
export function trialFolder(home: string): string {
  return join(home, 'trial')
}
