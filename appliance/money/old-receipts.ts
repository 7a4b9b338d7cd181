// M-Pesa codes of money that the system before us has counted: told of again by a late callback, a pull or a statement, they are
// no money of ours (F66). The database refuses such a payment, too.

import type { Work } from '../appliance.ts'
import { closeByItself } from './exceptions.ts'

/** Whoever asks holds the receipt. Callbacks that tell of it have nothing left to wait for. */
export async function isOfOldBooks(work: Work, receipt_code: string): Promise<boolean> {
  if (!(await work.db('old_receipts').where({ receipt_code }).first('receipt_code'))) return false
  await work
    .db('callbacks')
    .where({ receipt_code })
    .whereIn('state', ['recorded', 'unproved'])
    .update({ state: 'done', outcome: 'counted_before', due_at: null, decided_at: work.now })
  const about = { kinds: ['unproved' as const], subject: `receipt:${receipt_code}` }
  await closeByItself(work, about, 'The system before us had counted it.')
  return true
}
