// What must not be lost while PostgreSQL is away: lines in a file, fsynced before anybody is answered. One
// folder belongs to one process, which drains it when PostgreSQL is back and deletes a file after the commit.
// A line is a CRC, an id and JSON; whoever drains uses the id, so that a line drained twice counts once.

import { constants } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { syncFolder } from './durable-file.ts'
import { warn } from './log.ts'

export interface SpoolRecord {
  id: string
  value: unknown
}

export interface Spool {
  /** Resolves when the value is on the disk to stay; rejects where it is not, and then nobody may be answered. */
  keep(value: unknown): Promise<void>
  /** Hands every record, oldest first, to `take`, which commits them or throws. Returns how many there were. */
  drain(take: (records: SpoolRecord[]) => Promise<void>): Promise<number>
  /** Whether something waits. */
  holds(): boolean
  close(): Promise<void>
}

interface Waiting {
  line: string
  resolve(): void
  reject(error: Error): void
}

class CantRead extends Error {}

const drainRecordsMax = 500

/** Opens the folder, made if need be, and adopts what an earlier life left in it. */
export async function openSpool(folder: string): Promise<Spool> {
  await mkdir(folder, { recursive: true, mode: 0o750 })
  let full = (await readdir(folder)).filter((name) => name.endsWith('.spool')).sort()
  let current: { name: string; file: FileHandle } | undefined
  let queue: Waiting[] = []
  let turn = Promise.resolve() // Whoever touches the current file waits for the one before.
  let draining: Promise<number> | undefined

  async function fresh(): Promise<{ name: string; file: FileHandle }> {
    const name = `${Temporal.Now.instant().epochNanoseconds}-${process.pid}.spool`
    const { O_CREAT, O_EXCL, O_WRONLY, O_APPEND } = constants
    const file = await open(join(folder, name), O_CREAT | O_EXCL | O_WRONLY | O_APPEND, 0o640)
    await syncFolder(folder)
    return { name, file }
  }

  // One write and one fsync carry everybody who came meanwhile.
  async function flush(): Promise<void> {
    const batch = queue
    queue = []
    if (batch.length === 0) return
    try {
      current ??= await fresh()
      await current.file.appendFile(batch.map(({ line }) => line).join(''))
      await current.file.sync()
      for (const { resolve } of batch) resolve()
    } catch (error) {
      // After a failed fsync nobody knows what of this file is on the disk: it is never written again (F08).
      await setAside()
      for (const { reject } of batch) reject(error as Error)
    }
  }

  async function setAside(): Promise<void> {
    if (!current) return
    const { name, file } = current
    current = undefined
    full.push(name)
    await file.close().catch(() => {})
  }

  async function drainAll(take: (records: SpoolRecord[]) => Promise<void>): Promise<number> {
    await (turn = turn.then(setAside))
    const names = full
    full = []
    let count = 0
    for (const [index, name] of names.entries()) {
      try {
        count += await drainFile(join(folder, name), take)
      } catch (error) {
        if (error instanceof CantRead) {
          // Its disk or its mode is at fault: the next one need not wait for it.
          warn('spool.unreadable', { name, error: error.cause })
          full.push(name)
          continue
        }
        full = [...names.slice(index), ...full]
        throw error
      }
    }
    return count
  }

  return {
    keep: (value) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      queue.push({ line: formatLine({ id: randomUUID(), value }), resolve, reject })
      turn = turn.then(flush)
      return promise
    },
    drain: (take) => (draining ??= drainAll(take).finally(() => (draining = undefined))),
    holds: () => full.length > 0 || current !== undefined,
    close: async () => {
      await (turn = turn.then(setAside))
    },
  }
}

function formatLine({ id, value }: SpoolRecord): string {
  const body = `${id} ${JSON.stringify(value)}`
  return `${crc32(body).toString(16).padStart(8, '0')} ${body}\n`
}

/** The record of a line; undefined where the line is torn or a byte of it has changed. */
export function readLine(line: string): SpoolRecord | undefined {
  const [, sum, body, id, json] = /^([0-9a-f]{8}) (([0-9a-f-]{36}) (.*))$/s.exec(line) ?? []
  if (sum === undefined || crc32(body!) !== Number.parseInt(sum, 16)) return undefined
  return { id: id!, value: JSON.parse(json!) as unknown }
}

async function drainFile(
  path: string,
  take: (records: SpoolRecord[]) => Promise<void>,
): Promise<number> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CantRead(path, { cause })
  })
  const lines = text.split('\n')
  lines.pop() // After the last newline: nothing, or a torn line that was never acknowledged.
  const records = lines.map(readLine)
  const good = records.filter((record) => record !== undefined)
  for (let from = 0; from < good.length; from += drainRecordsMax) {
    await take(good.slice(from, from + drainRecordsMax))
  }
  if (good.length < records.length) {
    warn('spool.damaged', { path, damaged: records.length - good.length })
    await rename(path, `${path}.damaged`) // Kept for a person: a line here was acknowledged once.
  } else {
    await unlink(path)
  }
  return good.length
}
