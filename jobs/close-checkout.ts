// An hour after a checkout's last prompt ended, nobody waits for it any more. Run twice, it does nothing the second time.

import type { Appliance } from '../appliance/appliance.ts'
import { log } from '../appliance/log.ts'
import { closeCheckout } from '../appliance/money/checkouts.ts'
import type { JobData } from '../appliance/queues.ts'

export async function close(
  { work }: Appliance,
  { checkout_id }: JobData['close-checkout'],
): Promise<void> {
  const state = await work((unit) => closeCheckout(unit, checkout_id))
  log('checkout.looked_at', { checkout_id, state })
}
