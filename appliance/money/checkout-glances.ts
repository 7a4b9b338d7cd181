// How checkouts stand, in a few words and many at once: what waiting pages ask every few seconds.

import type { Db } from '../database.ts'
import type { Checkout, Payment, StkPush } from '../tables.ts'
import type { Instant } from '../time.ts'
import { decideStage, type CheckoutStage } from './checkout-file.ts'

export interface Glance {
  stage: CheckoutStage
  push: Pick<StkPush, 'attempt' | 'state'>
  wait_until: Instant
}

interface Row {
  merchant_reference: string
  checkout_state: Checkout['state']
  wait_until: Instant
  attempt: number
  push_state: StkPush['state']
  payment_state: Payment['state'] | null
  paid_until: Instant | null
}

/** By their references; those that are none are left out. */
export async function readGlances(
  db: Db,
  references: readonly string[],
  now: Instant,
): Promise<Map<string, Glance>> {
  const { rows } = await db.raw<{ rows: Row[] }>(
    `select k.merchant_reference, k.state as checkout_state, k.wait_until, p.attempt, p.state as push_state,
            m.state as payment_state,
            case when m.state = 'settled' or k.state = 'paid'
                 then (select max(c.ends_at) from credits c where c.service_id = k.service_id) end as paid_until
     from checkouts k
     join lateral (select id, attempt, state from stk_pushes where checkout_id = k.id
                   order by state = 'paid' desc, attempt desc limit 1) p on true
     left join payments m on m.stk_push_id = p.id
     where k.merchant_reference = any(:references::uuid[])`,
    { references: references as never },
  )
  return new Map(
    rows.map(({ merchant_reference, attempt, ...row }) => [
      merchant_reference,
      {
        stage: decideStage(row, now),
        push: { attempt, state: row.push_state },
        wait_until: row.wait_until,
      },
    ]),
  )
}
