// A long campaign in parts. What each came to is kept in the system's folder for such things until all are through, so that one
// that was stopped, or fell with the machine, goes on where it stood.

import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Parts {
  /** Told apart from every other campaign, and from the same with another number. */
  name: string
  total: number
  size: number
  tell(done: number): void
}

/** Plays what is left of them, part after part, and returns what all came to, in their order. Plain JSON. */
export async function inParts<Came>(
  { name, total, size, tell }: Parts,
  play: (from: number, count: number) => Promise<Came>,
): Promise<Came[]> {
  const folder = join(tmpdir(), 'lango-campaigns')
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${name}-${total}-${size}.json`)
  const kept = await readFile(path, 'utf8').catch(() => '[]')
  const came = JSON.parse(kept) as Came[]
  if (came.length > 0) console.log(`going on after ${came.length * size} of ${total}`)
  for (let from = came.length * size; from < total; from += size) {
    came.push(await play(from, Math.min(size, total - from)))
    await writeFile(`${path}.new`, JSON.stringify(came))
    await rename(`${path}.new`, path)
    tell(Math.min(total, from + size))
  }
  await rm(path, { force: true })
  return came
}
