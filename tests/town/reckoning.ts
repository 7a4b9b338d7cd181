// What the world outside was told and what went odd, kept beside the books so that the two can be held against each other.

import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface Reckoning {
  /** Listens along with what a caller says. The function returned gives its hash once all is heard. */
  hear(request: IncomingMessage): () => string
  /** A caller was told that we have it. */
  acknowledge(path: string, body: string): void
  /** How often each body was acknowledged, by its SHA-256 in hex. */
  readonly acknowledged: ReadonlyMap<string, number>
  /** Something was put into the spool since PostgreSQL went. */
  spooled: boolean
  /** Something that must never happen. */
  bug(what: string): void
  readonly bugs: readonly string[]
  /** One more line of the run's log: the same seed must give the same lines. */
  note(line: string): void
  readonly notes: readonly string[]
  hash(): string
}

export function openReckoning(): Reckoning {
  const acknowledged = new Map<string, number>()
  const bugs: string[] = []
  const digest = createHash('sha256')
  const notes: string[] = []
  return {
    acknowledged,
    bugs,
    spooled: false,
    hear: (request) => {
      const hash = createHash('sha256')
      const emit = request.emit
      // Looked at in passing: who reads the body is the door.
      request.emit = function (this: IncomingMessage, event: string, ...rest: unknown[]) {
        if (event === 'data') hash.update(rest[0] as Buffer)
        return emit.call(this, event, ...rest)
      } as never
      return () => hash.digest('hex')
    },
    acknowledge: (path, body) => {
      if (path.endsWith('/validation')) return
      acknowledged.set(body, (acknowledged.get(body) ?? 0) + 1)
    },
    bug: (what) => void bugs.push(what),
    note: (line) => {
      digest.update(`${line}\n`)
      notes.push(line)
    },
    notes,
    hash: () => digest.copy().digest('hex'),
  }
}
