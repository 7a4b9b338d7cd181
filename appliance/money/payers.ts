// Who paid, beside whose it is. Friends and family pay for each other, and that is as it should be; but a phone that is
// another subscriber's, paying here for the first time, may have typed the wrong account.

import type { Work } from '../appliance.ts'
import type { Payment } from '../tables.ts'
import { openException } from './exceptions.ts'

/** Opens `another_phone` once for a phone and a subscriber. The money is credited all the same. */
export async function notePayer(
  work: Work,
  { id, payer_msisdn, amount_cents }: Payment,
  subscriber_id: number,
): Promise<void> {
  if (payer_msisdn === null) return
  const { rows } = await work.db.raw<{ rows: { account_no: string; name: string }[] }>(
    `select other.account_no, other.name from subscribers own
     join subscribers other on other.msisdn = :payer_msisdn and other.id <> own.id and other.closed_at is null
     where own.id = :subscriber_id and own.msisdn is distinct from :payer_msisdn
       and not exists (select from payments m where m.payer_msisdn = :payer_msisdn
                       and m.subscriber_id = :subscriber_id and m.id <> :id)
     order by other.id limit 1`,
    { id, payer_msisdn, subscriber_id },
  )
  const [other] = rows
  if (!other) return
  await openException(work, {
    kind: 'another_phone',
    subject: `payment:${id}`,
    payment_id: id,
    subscriber_id,
    amount_cents,
    details: { phone_of: `${other.name}, ${other.account_no}` },
  })
}
