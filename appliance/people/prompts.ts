// What became of a prompt on a phone, as people ask about it: was it sent, did somebody answer, did M-Pesa call us back,
// and what did M-Pesa say when we asked.

import type { Db } from '../database.ts'
import { inFlight } from '../money/stk-pushes.ts'
import { readStkResult, type StkReason } from '../providers/daraja-stk-results.ts'
import type { StkPush } from '../tables.ts'
import type { Instant } from '../time.ts'

/** Safaricom's reasons, and ours for prompts it never spoke of. */
export type PromptReason = StkReason | 'not_sent' | 'no_trace' | 'unanswered'

export interface ToldPrompt extends Pick<
  StkPush,
  | 'attempt'
  | 'account_reference'
  | 'msisdn'
  | 'amount_cents'
  | 'state'
  | 'made_at'
  | 'sent_at'
  | 'closed_at'
  | 'result_code'
  | 'result_words'
> {
  plan: string
  /** M-Pesa's callbacks to it, and when the first was heard. */
  callbacks: number
  callback_heard_at: Instant | null
  /** How often M-Pesa was asked how it stands, and when it first said how it ended. */
  queries: number
  answered_at: Instant | null
}

/** ToldPrompt of a push `p` whose plan is `l`. */
export const promptColumns = `
  p.attempt, p.account_reference, p.msisdn, p.amount_cents, p.state, p.made_at, p.sent_at, p.closed_at,
  p.result_code, p.result_words, l.name as plan,
  (select count(*) from callbacks c where c.reference = p.merchant_reference) as callbacks,
  (select min(c.heard_at) from callbacks c where c.reference = p.merchant_reference) as callback_heard_at,
  (select count(*) from inquiries q where q.stk_push_id = p.id) as queries,
  (select min(q.answered_at) from inquiries q
   where q.stk_push_id = p.id and q.outcome in ('completed', 'failed')) as answered_at`

/** Every prompt of the request that this one belongs to, the first one first. */
export async function listPromptsBeside(db: Db, stk_push_id: number): Promise<ToldPrompt[]> {
  const { rows } = await db.raw<{ rows: ToldPrompt[] }>(
    `select ${promptColumns}
     from stk_pushes p join checkouts k on k.id = p.checkout_id join plans l on l.id = k.plan_id
     where p.checkout_id = (select checkout_id from stk_pushes where id = ?) order by p.attempt`,
    [stk_push_id],
  )
  return rows
}

type Ended = Pick<StkPush, 'state' | 'result_code' | 'result_words'>

/** Why it brought no money; null while it still may, and where it did. Pure. */
export function decideReason({ state, result_code, result_words }: Ended): PromptReason | null {
  if (state === 'paid' || inFlight.includes(state)) return null
  if (state === 'unanswered') return 'unanswered'
  return readReason(result_code ?? '', result_words ?? '')
}

/** A result code as a reason; ours stand beside Safaricom's. */
export function readReason(result_code: string, result_words = ''): PromptReason {
  if (result_code === 'not_sent' || result_code === 'no_trace') return result_code
  return readStkResult(result_code, result_words).reason ?? 'unknown'
}
