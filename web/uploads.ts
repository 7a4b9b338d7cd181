// A file somebody brings, laid on the disk first: the database is not kept waiting for a slow line. It is gone when it was dealt with.

import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { boundaryOf, readMultipart, type Limits } from './multipart.ts'
import type { Ctx } from './context.ts'

export interface Received {
  fields: Record<string, string>
  /** Null where the form brought none. */
  file: { name: string; bytes: number; hash: Buffer; pieces: AsyncIterable<Buffer> } | null
}

/** Whether a form with a file was sent. */
export function bringsFile(ctx: Ctx): boolean {
  return boundaryOf(ctx.get('Content-Type')) !== null
}

/** Reads the form, and gives what came to `deal`. Throws Invalid `form_unreadable`, `file_too_big`. */
export async function receive(
  ctx: Ctx,
  limits: Limits,
  deal: (received: Received) => Promise<void>,
): Promise<void> {
  const folder = join(ctx.state.appliance.config.stateDir, 'uploads')
  await mkdir(folder, { recursive: true, mode: 0o750 })
  const path = join(folder, randomUUID())
  try {
    const boundary = boundaryOf(ctx.get('Content-Type'))!
    const { fields, file } = await readMultipart(ctx.req, boundary, limits, ({ pieces }) =>
      keep(path, pieces),
    )
    const kept = file && { name: file.name, ...file.result, pieces: readBack(path) }
    await deal({ fields, file: kept })
  } catch (error) {
    ctx.set('Connection', 'close') // What is still on its way is not waited for.
    throw error
  } finally {
    await unlink(path).catch(() => {}) // Where nothing was kept.
  }
}

/** Opened only where somebody reads it: a file that is known is not read again. */
async function* readBack(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path, { highWaterMark: 512 * 1024 })
}

async function keep(path: string, pieces: AsyncIterable<Buffer>): Promise<{ bytes: number; hash: Buffer }> {
  const disk = await open(path, 'wx', 0o600)
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const piece of pieces) {
      hash.update(piece)
      bytes += piece.length
      await disk.writeFile(piece)
    }
  } finally {
    await disk.close()
  }
  return { bytes, hash: hash.digest() }
} // prettier-ignore
