// Everything that went in and out about one code, word for word, for whoever investigates: what providers sent us, what
// we asked and what they answered. As far back as the box is set to show.

import type { Db } from '../database.ts'
import { nairobi, type Instant } from '../time.ts'

export interface FoundMessage {
  way: 'in' | 'out'
  /** "confirmation", "stk_callback", "pull", "stk_query", "prompt". */
  kind: string
  at: Instant
  source_address: string | null
  outcome: string | null
  body: Buffer | null
  exchange: unknown
  purged_at: Instant | null
}

/** From when on messages are shown. */
export function messagesSince(months: number, now: Instant): Instant {
  return now.toZonedDateTimeISO(nairobi).subtract({ months }).toInstant()
}

const foundMax = 100

/** By a receipt code, or by what a prompt is called on the payer's phone. Newest first. */
export async function searchMessages(
  db: Db,
  typed: string,
  since: Instant,
): Promise<FoundMessage[]> {
  const code = typed.replace(/\s/g, '').toUpperCase()
  if (!/^[A-Z0-9]{4,20}$/.test(code)) return []
  const { rows } = await db.raw<{ rows: FoundMessage[] }>(
    `with named as (
       select id, merchant_reference from stk_pushes where account_reference = :code
       union select p.id, p.merchant_reference from stk_pushes p join payments m on m.stk_push_id = p.id
       where m.rail = 'mpesa' and m.receipt_code = :code)
     select 'in' as way, c.kind, c.heard_at as at, c.source_address, c.outcome, c.body, null::jsonb as exchange, c.purged_at
       from callbacks c
       where c.heard_at >= :since
         and (c.receipt_code = :code or c.reference in (select merchant_reference from named))
     union all
     select 'out', q.kind, q.asked_at, null, q.outcome, null, q.exchange, q.purged_at from inquiries q
       where q.asked_at >= :since
         and (q.receipt_code = :code or q.stk_push_id in (select id from named)
              or q.id in (select g.inquiry_id from sightings g join payments m on m.id = g.payment_id
                          where m.rail = 'mpesa' and m.receipt_code = :code))
     union all
     select 'out', 'prompt', p.made_at, null, p.result_words, null, p.exchange, p.purged_at from stk_pushes p
       where p.made_at >= :since and p.id in (select id from named)
     order by at desc limit ${foundMax}`,
    { code, since: since as never },
  )
  return rows
}
