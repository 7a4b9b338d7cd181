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

export interface Count<Value> {
  /** What is counted: one name, one count. */
  name: string
  count(): Promise<Value>
  /** Whether it is worth keeping. */
  isLarge(value: Value): boolean
}

/** `db` is a process's own, not a transaction. */
export async function keepCount<Value>(
  db: Db,
  { name, count, isLarge }: Count<Value>,
  now: Instant,
): Promise<Value> {
  const all = keptOf.get(db) ?? new Map<string, Kept>()
  keptOf.set(db, all)

  async function renew(): Promise<Value> {
    const value = await count()
    if (isLarge(value)) all.set(name, { at: now, value, renewing: false })
    else all.delete(name)
    return value
  }
  const kept = all.get(name)
  const age = kept ? Math.abs(now.since(kept.at).total('seconds')) : Infinity
  if (!kept || age > oldSeconds) return renew()
  if (age > freshSeconds && !kept.renewing) {
    kept.renewing = true
    void renew().catch(() => all.delete(name)) // Who looks next counts, and is told what is wrong.
  }
  return kept.value as Value
}
