// A payment is proved: put its money where it belongs. Run twice, it does nothing the second time.

import type { Appliance } from '../appliance/appliance.ts'
import { reach } from '../appliance/kill-points.ts'
import { log } from '../appliance/log.ts'
import { namePayer } from '../appliance/money/known-phones.ts'
import { takeClaimedOf } from '../appliance/money/portal-claims.ts'
import { settlePayment } from '../appliance/money/settlement.ts'
import type { JobData } from '../appliance/queues.ts'

export async function settle(
  { work, safe }: Appliance,
  { payment_id }: JobData['settle-payment'],
): Promise<void> {
  await reach('S9.before')
  const settlement = await work(async (unit) => {
    await namePayer(unit, safe, payment_id)
    return settlePayment(unit, payment_id)
  })
  await reach('S9.after')
  log('payment.decided', { payment_id, ...settlement })
  if (settlement.outcome !== 'except') return
  // It has no owner yet, but somebody at a portal may have said that it is theirs.
  const taking = await work((unit) => takeClaimedOf(unit, safe, payment_id))
  if (taking.outcome === 'take') log('payment.claimed_at_gate', { payment_id })
}
