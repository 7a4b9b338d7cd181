// Each night the last hashes of the audit and of the ledger leave the database: a file each beside it, a line each in the log,
// which is forwarded where logs go, and a mail to each owner. Run twice, it writes the same files again.

import type { Appliance } from '../appliance/appliance.ts'
import { log } from '../appliance/log.ts'
import { exportLedgerHead } from '../appliance/money/ledger-chain.ts'
import { exportHead } from '../appliance/people/audit-chain.ts'
import { mailHeads } from '../appliance/people/notices.ts'
import { finishUpkeep } from '../appliance/upkeep.ts'

export async function exportAuditHead(appliance: Appliance): Promise<void> {
  const head = await exportHead(appliance, appliance.now())
  const ledger = await exportLedgerHead(appliance, appliance.now())
  await appliance.work(async (unit) => {
    await mailHeads(unit, head, ledger)
    await finishUpkeep(unit, 'export_audit_head', true)
  })
  log('audit.head', { ...head })
  log('ledger.head', { ...ledger })
}
