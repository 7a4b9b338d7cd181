// One box for everything: a code finds its payment, an account number its subscriber; the rest is looked for
// among subscribers, then among payments.

import type { Db } from '../database.ts'
import { codeOfM } from '../money/payments.ts'
import { listSubscribers } from './subscriber-register.ts'
import type { Instant } from '../time.ts'

export type Found =
  | { kind: 'payment'; rail: string; receipt_code: string }
  | { kind: 'subscriber'; account_no: string }
  | { kind: 'subscribers' }
  | { kind: 'payments' }

/** `money`: whether this person may look at payments. */
export async function search(
  db: Db,
  q: string,
  { money, now }: { money: boolean; now: Instant },
): Promise<Found> {
  const code = q.trim().toUpperCase()
  const payment =
    money && (await db('payments as m').whereRaw(`${codeOfM} = ?`, [code]).first('rail'))
  if (payment) return { kind: 'payment', rail: payment.rail, receipt_code: code }

  const { rows } = await listSubscribers(db, { q, show: 'all', router: '', after: null }, now)
  const [only, another] = rows
  if (only && !another) return { kind: 'subscriber', account_no: only.account_no }
  return !money || only ? { kind: 'subscribers' } : { kind: 'payments' }
}
