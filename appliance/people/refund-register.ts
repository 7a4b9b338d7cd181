// Refunds as the office sees them: what is to be given back and how far it has got, and what was given back last.

import type { Db } from '../database.ts'
import { codeOfM } from '../money/payments.ts'
import type { Payout, Refund } from '../tables.ts'

export interface ListedRefund extends Pick<
  Refund,
  'id' | 'amount_cents' | 'msisdn' | 'state' | 'approved_at' | 'paid_at' | 'paid_how' | 'paid_receipt'
> {
  /** Null: of a wallet, on leaving; as are its code and its payer. */
  rail: string | null
  code: string | null
  /** Whether it has a code, and so a page of its own. */
  named: boolean
  payer_name: string | null
  account_no: string | null
  asker: string
  decider: string | null
  /** Of the latest attempt; null where there is none. */
  way: Payout['way'] | null
  attempt: Payout['state'] | null
  result_words: string | null
  due_at: Payout['due_at']
  /** The owner said how money of this paybill may leave. */
  allowed: boolean
} // prettier-ignore

const over = 50

/** All that are open, the oldest first; then the last that are over. */
export async function listRefunds(db: Db): Promise<{ open: ListedRefund[]; over: ListedRefund[] }> {
  const read = async (where: string) => {
    const { rows } = await db.raw<{ rows: ListedRefund[] }>(
      `select r.id, r.amount_cents, r.msisdn, r.state, r.approved_at, r.paid_at, r.paid_how, r.paid_receipt,
              m.rail, ${codeOfM} as code, m.receipt_code is not null as named, m.payer_name, s.account_no,
              asker.name as asker, decider.name as decider, o.way, o.state as attempt, o.result_words, o.due_at,
              exists (select from payout_settings p where p.shortcode = coalesce(m.shortcode, r.shortcode)) as allowed
       from refunds r left join payments m on m.id = r.payment_id left join subscribers s on s.id = r.subscriber_id
       join approvals a on a.id = r.approval_id join staff asker on asker.id = a.asked_by
       left join staff decider on decider.id = a.decided_by
       left join lateral (select way, state, result_words, due_at from payouts where refund_id = r.id
                          order by id desc limit 1) o on true
       where ${where} limit ${over * 4}`,
    )
    return rows
  }
  return {
    open: await read(`r.state = 'approved' order by r.approved_at`),
    over: (await read(`r.state <> 'approved' order by r.id desc`)).slice(0, over),
  }
}
