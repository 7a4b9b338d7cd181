// What must not be lost while PostgreSQL is away: lines in a file, fsynced before anybody is answered. One
// folder belongs to one process, which drains it when PostgreSQL is back and deletes a file after the commit.
// A line is a CRC, an id and JSON; whoever drains uses the id, so that a line drained twice counts once.

import { constants } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, unlink, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { syncFolder } from './durable-file.ts'
import { Unavailable } from './errors.ts'
import { warn } from './log.ts'

export interface SpoolRecord {
  id: string
  value: unknown
}

export interface Spool {
  /**
   * Resolves when the value is on the disk to stay; rejects where it is not, and then nobody may be answered. Unavailable
   * `spool_quota` where its owner has used up his part of the disk. `id`: where it may have been recorded under one already.
   */
  keep(value: unknown, id?: string): Promise<void>
  /** Hands every record, oldest first, to `take`, which commits them or throws. Returns how many there were. */
  drain(take: (records: SpoolRecord[]) => Promise<void>): Promise<number>
  /** Whether something waits. */
  holds(): boolean
  /** The bytes that wait, of one owner. */
  bytesOf(owner: unknown): number
  close(): Promise<void>
}

/** Nobody may fill the disk for all: a part for each. */
export interface Quota {
  ownerOf(value: unknown): unknown
  bytesMax: number
}

interface Waiting {
  line: string
  owner: unknown
  bytes: number
  resolve(): void
  reject(error: Error): void
}

class CantRead extends Error {}

interface Current {
  name: string
  file: FileHandle
  /** As many are on the disk to stay. */
  bytes: number
}

const drainRecordsMax = 500
const fileBytesMax = 8 * 1024 * 1024 // A file is read whole when it is drained.

/** Opens the folder, made if need be, and adopts what an earlier life left in it. */
export async function openSpool(folder: string, quota?: Quota): Promise<Spool> {
  await mkdir(folder, { recursive: true, mode: 0o750 })
  let full = (await readdir(folder)).filter((name) => name.endsWith('.spool')).sort()
  let current: Current | undefined
  let queue: Waiting[] = []
  let turn = Promise.resolve() // Whoever touches the current file waits for the one before.
  let draining: Promise<number> | undefined
  let closed = false

  const bytesOf = new Map<unknown, number>()
  const bytesIn = new Map<string, Map<unknown, number>>() // By file, so that a file that goes takes its own along.
  const add = (totals: Map<unknown, number>, owner: unknown, bytes: number) =>
    void totals.set(owner, (totals.get(owner) ?? 0) + bytes)

  function writtenIn(name: string, owner: unknown, bytes: number): void {
    const totals = bytesIn.get(name) ?? new Map<unknown, number>()
    bytesIn.set(name, totals)
    add(totals, owner, bytes)
  }

  function gone(name: string): void {
    for (const [owner, bytes] of bytesIn.get(name) ?? []) add(bytesOf, owner, -bytes)
    bytesIn.delete(name)
  }

  async function countAdopted(name: string, { ownerOf }: Quota): Promise<void> {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '')
    for (const line of text.split('\n')) {
      const record = readLine(line)
      if (!record) continue
      const [owner, bytes] = [ownerOf(record.value), Buffer.byteLength(line) + 1]
      add(bytesOf, owner, bytes)
      writtenIn(name, owner, bytes)
    }
  }
  if (quota) for (const name of full) await countAdopted(name, quota)

  async function fresh(): Promise<Current> {
    const name = `${Temporal.Now.instant().epochNanoseconds}-${process.pid}.spool`
    const { O_CREAT, O_EXCL, O_WRONLY, O_APPEND } = constants
    const file = await open(join(folder, name), O_CREAT | O_EXCL | O_WRONLY | O_APPEND, 0o640)
    try {
      await syncFolder(folder)
    } catch (error) {
      await file.close()
      await removed(join(folder, name))
      throw error
    }
    return { name, file, bytes: 0 }
  }

  // One write and one fsync carry everybody who came meanwhile.
  async function flush(): Promise<void> {
    const batch = queue
    queue = []
    if (batch.length === 0) return
    try {
      current ??= await fresh()
      await append(current, batch.map(({ line }) => line).join(''))
      for (const { owner, bytes, resolve } of batch) {
        writtenIn(current.name, owner, bytes)
        resolve()
      }
      if (current.bytes >= fileBytesMax) await setAside()
    } catch (error) {
      for (const { owner, bytes, reject } of batch) {
        add(bytesOf, owner, -bytes)
        reject(error as Error)
      }
    }
  }

  async function append(to: Current, text: string): Promise<void> {
    try {
      await to.file.appendFile(text)
    } catch (error) {
      // The disk is full (F07): what of it was written is taken back, and this file goes on when there is room.
      await to.file.truncate(to.bytes).catch(setAside)
      throw error
    }
    try {
      await to.file.sync()
    } catch (error) {
      // After a failed fsync nobody knows what of this file is on the disk: it is never written again (F08).
      await setAside()
      throw error
    }
    to.bytes += Buffer.byteLength(text)
  }

  async function setAside(): Promise<void> {
    if (!current) return
    const { name, file, bytes } = current
    current = undefined
    await file.close().catch(() => {})
    // One in which nobody was promised anything is in nobody's way.
    if (bytes > 0 || !(await removed(join(folder, name)))) full.push(name)
  }

  async function drainAll(take: (records: SpoolRecord[]) => Promise<void>): Promise<number> {
    await (turn = turn.then(setAside))
    const names = full
    full = []
    let count = 0
    for (const [index, name] of names.entries()) {
      try {
        count += await drainFile(join(folder, name), take)
        gone(name)
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
    keep: (value, id = randomUUID()) => {
      // Whoever comes after the end is told so: what were written now would wait for the next life.
      if (closed) return Promise.reject(new Unavailable('spool_closed', 'The process is ending.'))
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const line = formatLine({ id, value })
      const [owner, bytes] = [quota?.ownerOf(value), Buffer.byteLength(line)]
      if (quota && (bytesOf.get(owner) ?? 0) + bytes > quota.bytesMax)
        return Promise.reject(new Unavailable('spool_quota', 'Its part of the disk is used up.'))
      add(bytesOf, owner, bytes)
      queue.push({ line, owner, bytes, resolve, reject })
      turn = turn.then(flush)
      return promise
    },
    drain: (take) => (draining ??= drainAll(take).finally(() => (draining = undefined))),
    holds: () => full.length > 0 || current !== undefined,
    bytesOf: (owner) => bytesOf.get(owner) ?? 0,
    close: async () => {
      closed = true
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
  const torn = lines.pop()! // After the last newline: nothing, or a line that was never acknowledged.
  const records = lines.map(readLine)
  // Whole but for its newline: that is all it lost, or was changed.
  const last = readLine(torn) ?? readLine(torn.slice(0, -1))
  if (last) records.push(last)
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

async function removed(path: string): Promise<boolean> {
  return unlink(path).then(
    () => true,
    () => false,
  )
}
