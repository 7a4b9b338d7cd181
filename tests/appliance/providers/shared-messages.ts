// Checks our readers against a folder of messages with a manifest.json that says, for each file, what kind of
// message it is and what must be read in it. The folder is the caller's: ours is ./messages.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { checksByKind } from './message-checks.ts'

/** One line of a manifest. `expect` may be null: then only that the message is read at all is checked. */
export interface Entry {
  file: string
  kind: string
  http?: { status?: number; contentType?: string; path?: string } | null
  expect?: Readonly<Record<string, unknown>> | null
}

/** What our code makes of a message: the manifest's words for it, and those that are not its business. */
export interface Reading {
  is: Readonly<Record<string, unknown>>
  /** Expectations about settling rather than reading, by name. */
  elsewhere?: readonly string[]
}

export type Check = (body: Buffer, entry: Entry) => Reading

export interface Checked {
  checked: number
  failures: string[]
  /** Files that are read as payments but must end in suspense or change nothing: checked where money is. */
  settledElsewhere: string[]
}

export async function checkSharedMessages(dir: string): Promise<Checked> {
  const manifest = JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8')) as Entry[]
  const result: Checked = { checked: 0, failures: [], settledElsewhere: [] }
  for (const entry of manifest) {
    const check = checksByKind[entry.kind]
    if (!check) continue

    result.checked++
    try {
      compare(entry, check(await readFile(join(dir, entry.file)), entry), result)
    } catch (problem) {
      result.failures.push(`${entry.file}: ${(problem as Error).message}`)
    }
  }
  return result
}

function compare(entry: Entry, { is, elsewhere = [] }: Reading, result: Checked): void {
  for (const [name, expected] of Object.entries(entry.expect ?? {})) {
    if (elsewhere.includes(name)) {
      result.settledElsewhere.push(entry.file)
      continue
    }
    const found = is[name]
    const agrees = found instanceof Set ? found.has(expected) : isDeepStrictEqual(found, expected)
    if (!agrees) {
      const shown = JSON.stringify(found instanceof Set ? [...found] : found)
      result.failures.push(`${entry.file}: ${name} is ${shown}, not ${JSON.stringify(expected)}`)
    }
  }
}
