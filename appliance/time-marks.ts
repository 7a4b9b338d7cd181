// How far time has surely got, kept where a power cut does not take it: a file for each process in the state folder, and a
// row in the book of record. A clock that says less is not believed (clock-watch.ts).

import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readdirSync } from 'node:fs'
import type { Db } from './database.ts'
import { writeWhole } from './durable-file.ts'
import type { Instant } from './time.ts'

const markOf = (name: string) => `time-${name}.mark`
const accepted = 'time.accepted'

/** A day before the newest change of the data's shape: this release was made later than that. */
export function buildDate(): Instant {
  const names = readdirSync(new URL('../migrations/', import.meta.url))
  const newest = names.filter((name) => /^\d{8}_\d{4}_.*\.ts$/.test(name)).sort().at(-1) // prettier-ignore
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)/.exec(newest ?? '20260101')!
  return Temporal.Instant.from(`${year}-${month}-${day}T00:00:00Z`).subtract({ hours: 24 })
}

/** The latest that any process of this machine kept; null where none did, or none can be read. */
export async function readMarks(stateDir: string): Promise<Instant | null> {
  const names = await readdir(stateDir).catch(() => [])
  const marks = await Promise.all(
    names
      .filter((name) => name.startsWith('time-') && name.endsWith('.mark'))
      .map((name) => readInstant(join(stateDir, name))),
  )
  return latest(marks)
}

export async function keepMark(stateDir: string, name: string, mark: Instant): Promise<void> {
  await writeWhole(join(stateDir, markOf(name)), [Buffer.from(`${mark}\n`)])
}

/** Moves the row on, never back, and tells where it stands. */
export async function shareMark(db: Db, mark: Instant): Promise<Instant> {
  const { rows } = await db.raw<{ rows: { marked_at: Instant }[] }>(
    `insert into time_mark (marked_at) values (:mark)
     on conflict (one) do update set marked_at = greatest(time_mark.marked_at, excluded.marked_at)
     returning marked_at`,
    { mark: mark as never },
  )
  return rows[0]!.marked_at
}

/** Where the row stands; null where nobody has marked anything. */
export async function readSharedMark(db: Db): Promise<Instant | null> {
  const row = await db('time_mark').first('marked_at')
  return row?.marked_at ?? null
}

/** A person says that the clock is right, though it says less than it did: what was marked is forgotten. */
export async function acceptClock(stateDir: string, db: Db, now: Instant): Promise<void> {
  await mkdir(stateDir, { recursive: true, mode: 0o750 })
  await db('time_mark').delete()
  for (const name of await readdir(stateDir))
    if (name.startsWith('time-') && name.endsWith('.mark')) await rm(join(stateDir, name))
  await writeWhole(join(stateDir, accepted), [Buffer.from(`${now}\n`)])
}

/** Whether that was in the last ten minutes of this clock: a process that doubts it looks. */
export async function wasAccepted(stateDir: string, now: Instant): Promise<boolean> {
  const at = await readInstant(join(stateDir, accepted))
  if (!at) return false
  const milliseconds = now.epochMilliseconds - at.epochMilliseconds
  return milliseconds >= 0 && milliseconds < 600_000
}

async function readInstant(path: string): Promise<Instant | null> {
  try {
    return Temporal.Instant.from((await readFile(path, 'utf8')).trim())
  } catch {
    return null
  }
}

function latest(instants: readonly (Instant | null)[]): Instant | null {
  const known = instants.filter((instant) => instant !== null)
  return known.sort(Temporal.Instant.compare).at(-1) ?? null
}
