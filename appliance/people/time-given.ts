// The deed of a second person's yes to time that passes a cap: it is given to those whom the asker saw, by the asker.

import type { Work } from '../appliance.ts'
import type { Approval } from '../tables.ts'
import { startApproved, type Wanted } from './bulk-runs.ts'

export async function giveApprovedTime(
  work: Work,
  { asked_by, details }: Pick<Approval, 'asked_by' | 'details'>,
): Promise<void> {
  const staff = (await work.db('staff').where({ id: asked_by }).first('id', 'role', 'site_id'))!
  const { form, task, why, subscriber_ids } = details as unknown as Wanted
  await startApproved(work, { form, task, why, subscriber_ids }, { staff, source_address: null })
}
