// A callback was recorded: read it. Run twice, it does nothing the second time.

import type { Appliance } from '../appliance/appliance.ts'
import { reach } from '../appliance/kill-points.ts'
import { log } from '../appliance/log.ts'
import { readCallback } from '../appliance/money/callbacks.ts'
import type { JobData } from '../appliance/queues.ts'

export async function read(
  { work }: Appliance,
  { callback_id }: JobData['read-callback'],
): Promise<void> {
  await reach('S7.before')
  const reading = await work((unit) => readCallback(unit, callback_id))
  await reach('S7.after')
  log('callback.read', { callback_id, reading })
}
