// A file that is whole or not there: written beside, fsynced, put in the place of the one before. After a power cut the
// old one or the new one is found, never half of either.

import { constants } from 'node:fs'
import { mkdir, open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Only the box's own user reads it. Returns how many bytes it has. Throws as the disk does; then the old file stands. */
export async function writeWhole(
  path: string,
  parts: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<number> {
  await mkdir(dirname(path), { recursive: true, mode: 0o750 })
  const beside = `${path}.${process.pid}.new`
  const file = await open(beside, 'w', 0o600)
  let bytes = 0
  try {
    for await (const part of parts) {
      await file.appendFile(part)
      bytes += part.length
    }
    await file.sync()
  } catch (error) {
    await file.close().catch(() => {})
    await unlink(beside).catch(() => {})
    throw error
  }
  await file.close()
  await rename(beside, path)
  await syncFolder(dirname(path))
  return bytes
}

/** Makes names that came or went stay so. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY)
  await handle.sync().finally(() => handle.close())
}
