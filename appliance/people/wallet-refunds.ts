// The deed of a second person's yes to a refund on leaving.

import type { Work } from '../appliance.ts'
import { Conflict } from '../errors.ts'
import { post, walletOf } from '../money/ledger.ts'
import type { Approval } from '../tables.ts'

/** A second person said yes: the money leaves the wallet, and waits to be paid out. Throws Conflict `money_spent`. */
export async function refundWallet(
  work: Work,
  { subject, amount_cents, why }: Approval,
): Promise<void> {
  const subscriber_id = Number(subject.replace('subscriber:', ''))
  await work.db('subscribers').where({ id: subscriber_id }).forNoKeyUpdate().first('id')
  if ((await walletOf(work.db, subscriber_id)) < amount_cents!)
    throw new Conflict('money_spent', 'The wallet does not hold it any more. Nothing was changed.')
  await post(work, {
    kind: 'refund',
    from: { kind: 'wallet', subscriber_id },
    to: { kind: 'refunds' },
    amount_cents: amount_cents!,
    reason: `Refund on leaving: ${why}`,
  })
}
