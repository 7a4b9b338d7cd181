// An act on many subscribers, or its undoing, two hundred in a transaction. It lets others have their turn: what is left after some
// thousands is due still, and goes on with the next sweep.

import type { Appliance } from '../appliance/appliance.ts'
import { log } from '../appliance/log.ts'
import { workOn } from '../appliance/people/bulk-progress.ts'
import type { JobData } from '../appliance/queues.ts'

const partsMax = 20

export async function workThroughRun(
  { work }: Pick<Appliance, 'work'>,
  { bulk_run_id }: JobData['work-through'],
): Promise<void> {
  let parts = 0
  let more = true
  while (more && parts < partsMax) {
    more = await work((unit) => workOn(unit, bulk_run_id))
    parts += 1
  }
  log('bulk.worked', { bulk_run_id, parts, more })
}
