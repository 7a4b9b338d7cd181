// Counts of a large town take a tenth of a second, and a page that looks every few seconds would ask for little else. They
// are made anew at most once a minute, beside the page that shows the last ones; small towns are always counted at once.

import type { Db } from '../database.ts'
import type { Instant } from '../time.ts'

/** Says so in the text of such a query, for whoever reads what PostgreSQL was asked. */
export const countedAside = '/* counted aside */'

const freshSeconds = 60
const oldSeconds = 600 // Nobody has looked for long: whoever does now waits for the count.

interface Kept {
  at: Instant
  value: unknown
  renewing: boolean
}

const keptOf = new WeakMap<Db, Map<string, Kept>>()

/** Where somebody who may not look everywhere asks from: a transaction that ends with their page. */
export interface Narrow {
  /** The process's own database, which outlives it. */
  home: Db
  /** Whose part of it is seen: what is counted there is nobody else's. */
  scope: string
  /** Looks once more as they do, after their page is gone. */
  again<Value>(look: (db: Db) => Promise<Value>): Promise<Value>
}

const narrows = new WeakMap<Db, Narrow>()

/** What is counted on `db` is kept with the process, for this scope alone. */
export function keepCountsOf(db: Db, narrow: Narrow): void {
  narrows.set(db, narrow)
}

export interface Count<Value> {
  /** What is counted: one name, one count in a scope. */
  name: string
  count(db: Db): Promise<Value>
  /** Whether it is worth keeping. */
  isLarge(value: Value): boolean
}

/** `db` is a process's own, or somebody's narrow view of it. */
export async function keepCount<Value>(
  db: Db,
  { name, count, isLarge }: Count<Value>,
  now: Instant,
): Promise<Value> {
  const narrow = narrows.get(db)
  const home = narrow?.home ?? db
  const all = keptOf.get(home) ?? new Map<string, Kept>()
  keptOf.set(home, all)
  const key = JSON.stringify([narrow?.scope ?? 'all', name])

  function note(value: Value): Value {
    if (isLarge(value)) all.set(key, { at: now, value, renewing: false })
    else all.delete(key)
    return value
  }
  const kept = all.get(key)
  const age = kept ? Math.abs(now.since(kept.at).total('seconds')) : Infinity
  if (!kept || age > oldSeconds) return note(await count(db))
  if (age > freshSeconds && !kept.renewing) {
    kept.renewing = true
    const counted = narrow ? narrow.again(count) : count(db)
    void counted.then(note).catch(() => all.delete(key)) // Who looks next counts, and is told what is wrong.
  }
  return kept.value as Value
}
