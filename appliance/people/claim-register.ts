// What subscribers say they paid, newest first, and what became of each.

import type { Db } from '../database.ts'
import type { MadeClaim, Payment } from '../tables.ts'
import { pageOf, placeAt, readPlaceAt, type Page } from './paging.ts'
import { scopeOf, type Viewer } from './scopes.ts'

export interface ListedClaim extends Pick<
  MadeClaim,
  'id' | 'receipt_code' | 'amount_cents' | 'made_at' | 'state' | 'tries'
> {
  account_no: string
  name: string
  maker: string | null
  payment_state: Payment['state'] | null
  /** Whether the payment is the claimant's. */
  theirs: boolean
}

const pageSize = 50

export async function listMadeClaims(
  db: Db,
  viewer: Viewer,
  before: string | null,
): Promise<Page<ListedClaim>> {
  const place = before === null ? null : readPlaceAt(before)
  const scope = scopeOf(viewer)
  const { rows } = await db.raw<{ rows: ListedClaim[] }>(
    `select c.id, c.receipt_code, c.amount_cents, c.made_at, c.state, c.tries, s.account_no, s.name,
            k.name as maker, m.state as payment_state, coalesce(m.subscriber_id = c.subscriber_id, false) as theirs
     from claims c join subscribers s on s.id = c.subscriber_id left join staff k on k.id = c.made_by
     left join payments m on m.rail = 'mpesa' and m.receipt_code = c.receipt_code
     where ${scope.sql('s')} and (:at::timestamptz is null or (c.made_at, c.id) < (:at, :id))
     order by c.made_at desc, c.id desc limit :limit`,
    { ...scope.bindings, at: place?.at ?? null, id: place?.id ?? 0, limit: pageSize + 1 },
  )
  return pageOf(rows, pageSize, (row) => placeAt(row.made_at, row.id))
}
