// What changed for RADIUS, row by row. Readers look every second, and one that fell behind by more than half a minute
// reads everything: so old rows are nobody's.

import type { Db } from '../database.ts'

const kept = 1_000_000

/** Keeps the last million. Returns how many went. */
export async function trimAccessChanges(db: Db): Promise<number> {
  return db('access_changes')
    .where('id', '<=', db.raw('(select max(id) - ? from access_changes)', [kept]))
    .delete()
}
