// A credit's end has come: renew from the wallet, or close the line. Run twice, it does nothing the second time.

import type { Appliance } from '../appliance/appliance.ts'
import { log } from '../appliance/log.ts'
import { endCredit } from '../appliance/money/expiry.ts'
import type { JobData } from '../appliance/queues.ts'

export async function end(
  { work, timeInDoubt }: Appliance,
  { credit_id }: JobData['end-credit'],
): Promise<void> {
  if (timeInDoubt()) return // It stays due, and is sent again when the clock is believed.
  const expiry = await work((unit) => endCredit(unit, credit_id))
  log('credit.ended', { credit_id, ...expiry })
}
