// A provider that is out and that nothing else would try: those who only ask phones are passed over for others meanwhile, so
// their line is tried with the self-test, which costs nothing and moves nothing.

import type { Appliance } from '../appliance/appliance.ts'
import { warn } from '../appliance/log.ts'
import { listOutAccounts } from '../appliance/money/provider-lines.ts'
import type { DarajaClients } from './daraja-clients.ts'
import { prompterFor } from './prompters.ts'
import { noteCheck } from './providers/breaker.ts'

const everyMilliseconds = 30_000

/** Tries each once. Returns how many were tried. */
export async function tryLines(appliance: Appliance, clients: DarajaClients): Promise<number> {
  const rows = await listOutAccounts(appliance.db)
  for (const row of rows)
    await noteCheck(appliance, row.shortcode, await prompterFor(appliance, clients, row).check())
  return rows.length
}

export function watchLines(appliance: Appliance, clients: DarajaClients): { stop(): void } {
  const timer = setInterval(() => {
    tryLines(appliance, clients).catch((error: unknown) => warn('provider.not_tried', { error }))
  }, everyMilliseconds)
  return { stop: () => clearInterval(timer) }
}
