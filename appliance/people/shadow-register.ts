// What we would have done beside what the other system did, payment by payment: the same, something else, or one of us nothing.

import type { Db } from '../database.ts'
import type { Cents } from '../money.ts'
import { codeOfM } from '../money/payments.ts'
import type { ExceptionKind, Shortcode } from '../tables.ts'
import type { Instant } from '../time.ts'

export const verdicts = ['same', 'differs', 'only_here', 'only_there'] as const
export type Verdict = (typeof verdicts)[number]

export interface ShadowRow {
  verdict: Verdict
  payment_id: number | null
  code: string
  heard_at: Instant | null
  amount_cents: Cents | null
  account_typed: string | null
  /** Whose we would have said it is. */
  account_no: string | null
  name: string | null
  plan: string | null
  until_at: Instant | null
  wallet_cents: Cents | null
  kinds: ExceptionKind[]
  /** What the other system says. */
  old_typed: string | null
  old_account_no: string | null
  old_cents: Cents | null
}

export interface ShadowFile {
  place: Pick<Shortcode, 'shortcode' | 'name' | 'provider' | 'shadow' | 'live_from'>
  counts: Record<Verdict, number>
  rows: ShadowRow[]
  /** Which turn waits for a second person; null: none. */
  asked: 'live' | 'shadow' | null
}

const shown = 200

// The same is: the same subscriber, and the same money. What somebody had credited here after all is the books', not the shadow's.
const compared = `
  select m.id as payment_id, ${codeOfM} as code, m.heard_at, m.amount_cents, m.account_typed, d.subscriber_id, d.plan_id, d.until_at,
         d.wallet_cents, d.kinds, o.receipt_code as old_code, o.account_typed as old_typed, o.subscriber_id as old_subscriber_id,
         o.amount_cents as old_cents, coalesce(m.heard_at, o.noted_at) as at,
         case when m.id is null then 'only_there' when o.receipt_code is null then 'only_here'
              when d.subscriber_id is not distinct from o.subscriber_id and d.subscriber_id is not null
                and m.amount_cents = o.amount_cents then 'same'
              else 'differs' end as verdict
  from (select * from payments where shortcode = :shortcode and state = 'shadow') m
  join shadow_decisions d on d.payment_id = m.id
  full join (select * from old_credits where shortcode = :shortcode) o on o.receipt_code = m.receipt_code
  where m.id is not null or not exists (select from payments p where p.rail = 'mpesa' and p.receipt_code = o.receipt_code)`

export async function readShadow(db: Db, shortcode: string): Promise<ShadowFile | undefined> {
  const place = await db('shortcodes')
    .where({ shortcode })
    .first('shortcode', 'name', 'provider', 'shadow', 'live_from')
  if (!place) return undefined
  const { rows: counted } = await db.raw<{ rows: { verdict: Verdict; count: number }[] }>(
    `select verdict, count(*)::int as count from (${compared}) c group by verdict`,
    { shortcode },
  )
  const { rows } = await db.raw<{ rows: ShadowRow[] }>(
    `select c.verdict, c.payment_id, coalesce(c.code, c.old_code) as code, c.heard_at, c.amount_cents, c.account_typed,
            s.account_no, s.name, p.name as plan, c.until_at, c.wallet_cents, coalesce(c.kinds, '{}') as kinds,
            c.old_typed, t.account_no as old_account_no, c.old_cents
     from (${compared}) c left join subscribers s on s.id = c.subscriber_id left join plans p on p.id = c.plan_id
     left join subscribers t on t.id = c.old_subscriber_id
     order by (c.verdict = 'same'), c.at desc limit ${shown}`,
    { shortcode },
  )
  const asked = await db('approvals')
    .where({ subject: `shortcode:${shortcode}` })
    .whereIn('kind', ['paybill_live', 'paybill_shadow'])
    .whereNull('decision')
    .first('kind')
  const count = (verdict: Verdict) => counted.find((one) => one.verdict === verdict)?.count ?? 0
  const counts = { same: count('same'), differs: count('differs'), only_here: count('only_here'), only_there: count('only_there') } // prettier-ignore
  return { place, counts, rows, asked: asked ? (asked.kind === 'paybill_live' ? 'live' : 'shadow') : null } // prettier-ignore
}
