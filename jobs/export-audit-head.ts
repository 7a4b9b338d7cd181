// Each night the audit's last hash leaves the database: a file beside it and a line in the log, which is forwarded where
// logs go. Run twice, it writes the same file again.

import type { Appliance } from '../appliance/appliance.ts'
import { log } from '../appliance/log.ts'
import { exportHead } from '../appliance/people/audit-chain.ts'
import { finishUpkeep } from '../appliance/upkeep.ts'

export async function exportAuditHead(appliance: Appliance): Promise<void> {
  const head = await exportHead(appliance, appliance.now())
  await appliance.work((unit) => finishUpkeep(unit, 'export_audit_head', true))
  log('audit.head', { ...head })
}
