// What RADIUS knows, kept on the disk for a start while PostgreSQL is away. Sealed with the box key, for it holds every
// password; in pieces, so that no packet waits for more than one of them. Whatever is wrong with it, there is none.
//
// The file: "lango-read-model", format, the release that wrote it, an id, how many pieces; then the pieces, each its length
// and its sealed JSON. A piece opens only in its place in its own file, so none can be exchanged, dropped or added.

import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as others } from 'node:timers/promises'
import type { ServiceFacts } from '../appliance/access/access.ts'
import type { RouterFacts } from '../appliance/access/facts.ts'
import { writeWhole } from '../appliance/durable-file.ts'
import { log, warn } from '../appliance/log.ts'
import type { Safe } from '../appliance/secrets.ts'
import type { Instant } from '../appliance/time.ts'
import { pack, unpack } from './packing.ts'

export interface Snapshot {
  /** When all of it was read from PostgreSQL. */
  read_at: Instant
  services: readonly ServiceFacts[]
  routers: readonly RouterFacts[]
}

export interface SnapshotFile {
  /** Returns how many bytes it has. Throws as the disk does; then the one before stands. */
  write(snapshot: Snapshot): Promise<number>
  /** undefined, and a line in the log, where there is none that can be believed whole. */
  read(): Promise<Snapshot | undefined>
}

const magic = Buffer.from('lango-read-model')
const format = 1
const headBytes = magic.length + 4 + 32 + 16 + 4
const servicesAPiece = 100
const pieceBytesMax = 16 * 1024 * 1024

/** Why a file is not believed. */
class Disbelief extends Error {}

export function openSnapshotFile(
  { stateDir, safe }: { stateDir: string; safe: Safe },
  release: Buffer = releaseOf(),
): SnapshotFile {
  const path = join(stateDir, 'read-model.snapshot')

  return {
    write: async ({ read_at, services, routers }) => {
      const count = 1 + Math.ceil(services.length / servicesAPiece)
      const head = makeHead(release, count)
      async function* pieces(): AsyncGenerator<Buffer> {
        yield head
        yield* sealed(0, { read_at, services: services.length, routers })
        for (let index = 1; index < count; index++) {
          await others()
          yield* sealed(index, services.slice((index - 1) * servicesAPiece, index * servicesAPiece))
        }
      }
      function* sealed(index: number, value: unknown): Generator<Buffer> {
        const piece = safe.seal(JSON.stringify(pack(value)), placeOf(head, index))
        const length = Buffer.alloc(4)
        length.writeUInt32BE(piece.length)
        yield length
        yield piece
      }
      return writeWhole(path, pieces())
    },
    read: async () => {
      try {
        const file = await open(path, 'r')
        return await readAll(file, safe, release).finally(() => file.close())
      } catch (error) {
        if ((error as { code?: string }).code === 'ENOENT') log('snapshot.none', { path })
        else warn('snapshot.not_believed', { path, error })
        return undefined
      }
    },
  }
}

async function readAll(file: FileHandle, safe: Safe, release: Buffer): Promise<Snapshot> {
  const head = await take(file, headBytes)
  const told = readHead(head)
  if (!told.magic.equals(magic)) throw new Disbelief('It is not a snapshot of ours.')
  if (told.format !== format) throw new Disbelief(`Its format is ${told.format}, not ${format}.`)
  if (!told.release.equals(release)) throw new Disbelief('Another release wrote it.')

  async function piece(index: number): Promise<unknown> {
    const length = (await take(file, 4)).readUInt32BE()
    if (length > pieceBytesMax) throw new Disbelief('It is damaged.')
    const bytes = await take(file, length)
    return unpack(JSON.parse(openPiece(safe, bytes, placeOf(head, index))))
  }
  const first = (await piece(0)) as Omit<Snapshot, 'services'> & { services: number }
  const services: ServiceFacts[] = []
  for (let index = 1; index < told.count; index++) {
    services.push(...((await piece(index)) as ServiceFacts[]))
    await others()
  }
  const { read_at, routers } = first
  if (services.length !== first.services) throw new Disbelief('It is damaged.')
  return { read_at, services, routers }
}

function makeHead(release: Buffer, count: number): Buffer {
  const numbers = [format, count].map((number) => {
    const word = Buffer.alloc(4)
    word.writeUInt32BE(number)
    return word
  })
  return Buffer.concat([magic, numbers[0]!, release, randomBytes(16), numbers[1]!])
}

function readHead(head: Buffer): { magic: Buffer; format: number; release: Buffer; count: number } {
  const at = magic.length
  return {
    magic: head.subarray(0, at),
    format: head.readUInt32BE(at),
    release: head.subarray(at + 4, at + 36),
    count: head.readUInt32BE(at + 52),
  }
}

/** The whole head is part of every seal. */
function placeOf(head: Buffer, index: number): string {
  return `radius.snapshot ${head.toString('hex')} ${index}`
}

function openPiece(safe: Safe, piece: Buffer, place: string): string {
  try {
    return safe.open(piece, place)
  } catch {
    throw new Disbelief('It is damaged, or sealed with another box key.')
  }
}

async function take(file: FileHandle, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  let at = 0
  while (at < length) {
    const { bytesRead } = await file.read(bytes, at, length - at)
    if (bytesRead === 0) throw new Disbelief('It ends too early.')
    at += bytesRead
  }
  return bytes
}

/**
 * What the facts look like is said by the code that makes and reads them, so a release believes only what it wrote itself:
 * an upgrade needs PostgreSQL anyway, and a fact that is missing must not be taken for one that says no.
 */
function releaseOf(): Buffer {
  const hash = createHash('sha256')
  for (const folder of ['../appliance/access/', './'].map((name) => new URL(name, import.meta.url)))
    for (const name of readdirSync(folder).sort())
      if (name.endsWith('.ts')) hash.update(readFileSync(new URL(name, folder)))
  return hash.digest()
}
