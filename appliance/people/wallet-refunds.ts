// The deed of a second person's yes to a refund on leaving: the money leaves the wallet, and is a refund like any other, to be
// paid to the phone that paid last, by hand, or taken back.

import type { Work } from '../appliance.ts'
import { Conflict } from '../errors.ts'
import { post, walletOf } from '../money/ledger.ts'
import { planPayout } from '../money/payouts.ts'
import { findWayHome } from '../money/refund-places.ts'
import type { Approval } from '../tables.ts'

/** Throws Conflict `money_spent`. */
export async function refundWallet(
  work: Work,
  { id: approval_id, subject, amount_cents, why }: Approval,
): Promise<void> {
  const subscriber_id = Number(subject.replace('subscriber:', ''))
  await work.db('subscribers').where({ id: subscriber_id }).forNoKeyUpdate().first('id')
  if ((await walletOf(work.db, subscriber_id)) < amount_cents!)
    throw new Conflict('money_spent', 'The wallet does not hold it any more. Nothing was changed.')
  const transfer_id = await post(work, {
    kind: 'refund',
    from: { kind: 'wallet', subscriber_id },
    to: { kind: 'refunds' },
    amount_cents: amount_cents!,
    reason: `Refund on leaving: ${why}`,
  })
  const home = await findWayHome(work, subscriber_id)
  const row = { approval_id, subscriber_id, amount_cents: amount_cents!, transfer_id }
  const [refund] = await work
    .db('refunds')
    .insert({ ...row, ...home, approved_at: work.now })
    .returning('*')
  await planPayout(work, refund!)
}
