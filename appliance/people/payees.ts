// Whom money is taken from at the counter: found by what they say, shown before anything is typed.

import type { Db } from '../database.ts'
import { walletOf } from '../money/ledger.ts'
import { findOwner } from '../money/matching.ts'
import type { Cents } from '../money.ts'
import type { Instant } from '../time.ts'
import { scopeOf, type Viewer } from './scopes.ts'
import { listLines, type Line } from './subscribers.ts'

export interface Payee {
  account_no: string
  name: string
  closed: boolean
  /** Whose own account it is. */
  staff_id: number | null
  /** The viewer's own account. */
  own: boolean
  wallet_cents: Cents
  lines: Line[]
}

/** By account number, phone or user name; undefined for nobody, and for whom the viewer may not see. */
export async function findPayee(
  db: Db,
  typed: string,
  viewer: Viewer,
  now: Instant,
): Promise<Payee | undefined> {
  const subscriber = (await findOwner(db, typed))?.subscriber
  if (!subscriber) return undefined
  const scope = scopeOf(viewer)
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `select from subscribers s where s.id = :id and ${scope.sql('s')}`,
    { id: subscriber.id, ...scope.bindings },
  )
  if (rows.length === 0) return undefined
  const lines = await listLines(db, subscriber.id, now)
  return {
    account_no: subscriber.account_no,
    name: subscriber.name,
    closed: subscriber.closed_at !== null,
    staff_id: subscriber.staff_id,
    own: subscriber.staff_id !== null && subscriber.staff_id === viewer.id,
    wallet_cents: await walletOf(db, subscriber.id),
    lines: lines.filter(({ closed_at }) => closed_at === null),
  }
}

/** Who works here, for saying whose own account one is. */
export async function listColleagues(db: Db): Promise<{ id: number; name: string }[]> {
  return db('staff').whereNull('disabled_at').orderBy('name').select('id', 'name')
}
