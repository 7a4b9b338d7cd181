// Which rows of the old books are here: written with what became of them, in one transaction, and asked before anything is brought.

import type { Work } from '../appliance.ts'
import type { MovedRow } from '../tables.ts'

/** Those that nobody has brought meanwhile. */
export async function notMoved<Item extends { key: string }>(
  work: Work,
  source: string,
  kind: MovedRow['kind'],
  items: readonly Item[],
): Promise<Item[]> {
  const keys = items.map(({ key }) => key)
  const rows = await work.db('moved_rows').where({ source, kind }).whereIn('source_key', keys).select('source_key') // prettier-ignore
  const moved = new Set(rows.map(({ source_key }) => source_key))
  return items.filter(({ key }) => !moved.has(key))
}

export async function note(
  work: Work,
  source: string,
  rows: readonly Pick<MovedRow, 'kind' | 'source_key' | 'our_id'>[],
): Promise<void> {
  if (rows.length === 0) return
  await work.db.raw(
    `insert into moved_rows (source, kind, source_key, our_id, moved_at)
     select :source, kind, key, id, :now from unnest(:kinds::text[], :keys::text[], :ids::bigint[]) as r (kind, key, id)`,
    {
      source,
      now: work.now as never,
      kinds: rows.map(({ kind }) => kind),
      keys: rows.map(({ source_key }) => source_key),
      ids: rows.map(({ our_id }) => our_id),
    },
  )
}
