// Each night the audit's last hash leaves the database: a file beside it, a line in the log, which is forwarded where logs
// go, and a mail to each owner. Run twice, it writes the same file again.

import type { Appliance } from '../appliance/appliance.ts'
import { log } from '../appliance/log.ts'
import { exportHead } from '../appliance/people/audit-chain.ts'
import { mailHead } from '../appliance/people/notices.ts'
import { finishUpkeep } from '../appliance/upkeep.ts'

export async function exportAuditHead(appliance: Appliance): Promise<void> {
  const head = await exportHead(appliance, appliance.now())
  await appliance.work(async (unit) => {
    await mailHead(unit, head)
    await finishUpkeep(unit, 'export_audit_head', true)
  })
  log('audit.head', { ...head })
}
