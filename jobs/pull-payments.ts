// Every ten minutes, and after an outage: ask a paybill for its payments, to find those whose confirmation never
// came (F33). Run twice, it finds the same rows, and each is recorded once.

import type { Appliance } from '../appliance/appliance.ts'
import { Unavailable } from '../appliance/errors.ts'
import { log } from '../appliance/log.ts'
import { noteUnpulled } from '../appliance/money/inquiries.ts'
import { applyPulled, deferPull, findShortcode, pullWindow } from '../appliance/money/shortcodes.ts'
import type { JobData } from '../appliance/queues.ts'
import { pull } from './inquiries.ts'
import { registerPull } from './register-shortcode.ts'
import type { DarajaClients } from './daraja-clients.ts'

export async function pullPayments(
  appliance: Appliance,
  clients: DarajaClients,
  { shortcode }: JobData['pull-payments'],
): Promise<void> {
  const { db, work, now } = appliance
  const row = await findShortcode(db, shortcode)
  const stretch = pullWindow(row, now())
  try {
    if (!row.pull_registered_at) {
      await registerPull(appliance, clients, row)
      await work((unit) => deferPull(unit, shortcode, { minutes: 10 })) // Nothing was asked for: the mark stays.
      return
    }
    const { recorded, complete } = await pull(appliance, clients, shortcode, stretch)
    await work((unit) =>
      complete
        ? applyPulled(unit, shortcode, stretch.to)
        : deferPull(unit, shortcode, { minutes: 10 }),
    )
    const { pulled_until } = row
    if (pulled_until && Temporal.Instant.compare(pulled_until, stretch.from) < 0)
      await work((unit) => noteUnpulled(unit, shortcode, { from: pulled_until, to: stretch.from }))
    log('payments.pulled', { shortcode, recorded, complete })
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    await work((unit) => deferPull(unit, shortcode, { minutes: 1 })) // Daraja is away: what is missed now is asked for then.
    log('daraja.away', { shortcode, code: error.code })
  }
}
