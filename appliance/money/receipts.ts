// A receipt for money that came, numbered without gaps: the counter's row is locked until the transaction that issues
// the receipt ends, and goes back with it. So it is taken last.

import type { Work } from '../appliance.ts'

export async function issueReceipt(work: Work, payment_id: number): Promise<void> {
  await work.db.raw(
    `with next as (update receipt_counter set last = last + 1
                   where not exists (select from receipts where payment_id = :payment_id) returning last)
     insert into receipts (number, payment_id, issued_at) select last, :payment_id, :now from next`,
    { payment_id, now: work.now as never },
  )
}
