// What staff asked subscribers for, newest first, and how each ended: still pending, paid, failed with M-Pesa's reason, or
// in front of a person.

import type { Db } from '../database.ts'
import { inFlight } from '../money/stk-pushes.ts'
import type { Payment, PaymentRequest, StkPush } from '../tables.ts'
import type { Instant } from '../time.ts'
import { pageOf, placeAt, readPlaceAt, type Page } from './paging.ts'
import { scopeOf, type Viewer } from './scopes.ts'

export const requestStates = ['any', 'pending', 'successful', 'failed', 'exception'] as const
export type RequestStateWanted = (typeof requestStates)[number]
export type RequestState = Exclude<RequestStateWanted, 'any'>

export interface ListedRequest extends Pick<
  PaymentRequest,
  'id' | 'amount_cents' | 'about' | 'asked_at' | 'way' | 'expires_at' | 'withdrawn_at'
> {
  account_no: string
  name: string
  asker: string
  /** The phone that was asked last; null: a link that asked none yet. */
  msisdn: string | null
  state: RequestState
  result_code: string | null
  result_words: string | null
  push_state: StkPush['state'] | null
  /** A link that can still be paid. */
  open: boolean
  payment_state: Payment['state'] | null
  /** What its payment is called; null before there is one. */
  receipt_code: string | null
}

const pageSize = 50

const isOpen = `(q.way = 'link' and q.withdrawn_at is null and q.expires_at > :now and s.closed_at is null)`

// Money wins over everything, what is still out over what failed.
const stateOf = `case
  when m.state = 'excepted' then 'exception'
  when m.state is not null and m.state <> 'unsettled' then 'successful'
  when m.state = 'unsettled' then 'pending'
  when p.checkout_state = 'paid' then 'successful'
  when p.state = any(:in_flight) or ${isOpen} then 'pending'
  else 'failed' end`

const from = `payment_requests q join subscribers s on s.id = q.subscriber_id left join staff a on a.id = q.asked_by
  left join lateral (
    select p.*, k.state as checkout_state from checkouts k join stk_pushes p on p.checkout_id = k.id
    where k.payment_request_id = q.id order by p.state = 'paid' desc, p.id desc limit 1) p on true
  left join payments m on m.id = coalesce(q.payment_id, (select id from payments where stk_push_id = p.id))`

export interface RequestList {
  page: Page<ListedRequest>
  counts: Record<RequestState, number>
}

export async function readRequestList(
  db: Db,
  viewer: Viewer,
  { state, before, now }: { state: RequestStateWanted; before: string | null; now: Instant },
): Promise<RequestList> {
  const place = before === null ? null : readPlaceAt(before)
  const scope = scopeOf(viewer)
  const bindings = { ...scope.bindings, in_flight: inFlight as never, now: now as never }
  const { rows } = await db.raw<{ rows: ListedRequest[] }>(
    `select q.id, q.amount_cents, q.about, q.asked_at, q.way, q.expires_at, q.withdrawn_at, s.account_no, s.name,
            coalesce(a.name, s.name) as asker, p.msisdn, ${stateOf} as state, ${isOpen} and m.id is null as open, p.result_code, p.result_words, p.state as push_state, m.state as payment_state,
            coalesce(m.receipt_code, m.account_typed) as receipt_code
     from ${from}
     where ${scope.sql('s')} and (:state = 'any' or ${stateOf} = :state)
       and (:at::timestamptz is null or (q.asked_at, q.id) < (:at, :id))
     order by q.asked_at desc, q.id desc limit :limit`,
    { ...bindings, state, at: place?.at ?? null, id: place?.id ?? 0, limit: pageSize + 1 },
  )
  const counted = await db.raw<{ rows: { state: RequestState; count: number }[] }>(
    `select ${stateOf} as state, count(*) as count from ${from} where ${scope.sql('s')} group by 1`,
    bindings,
  )
  const count = (state: RequestState) => counted.rows.find((row) => row.state === state)?.count ?? 0
  return {
    page: pageOf(rows, pageSize, (row) => placeAt(row.asked_at, row.id)),
    counts: {
      pending: count('pending'),
      successful: count('successful'),
      failed: count('failed'),
      exception: count('exception'),
    },
  }
}

/** How one of them stands; null where there is none. */
export async function findRequestState(
  db: Db,
  id: number,
  now: Instant,
): Promise<Pick<ListedRequest, 'state' | 'result_code' | 'result_words' | 'receipt_code'> | null> {
  const { rows } = await db.raw<{ rows: ListedRequest[] }>(
    `select ${stateOf} as state, p.result_code, p.result_words, coalesce(m.receipt_code, m.account_typed) as receipt_code
     from ${from} where q.id = :id`,
    { id, in_flight: inFlight as never, now: now as never },
  )
  return rows[0] ?? null
}
