// A callback tells of a payment: ask Safaricom whether it happened. Run twice, it asks twice; what is proved
// already is left alone.

import type { Appliance } from '../appliance/appliance.ts'
import { Unavailable } from '../appliance/errors.ts'
import { reach } from '../appliance/kill-points.ts'
import { log } from '../appliance/log.ts'
import { applyUnproved, findProofTask } from '../appliance/money/proof.ts'
import { findShortcode } from '../appliance/money/shortcodes.ts'
import type { JobData } from '../appliance/queues.ts'
import { askStatus, pull } from './inquiries.ts'
import type { DarajaClients } from './daraja-clients.ts'

export async function prove(
  appliance: Appliance,
  clients: DarajaClients,
  { shortcode, receipt_code }: JobData['prove-payment'],
): Promise<void> {
  const { db, work, now } = appliance
  const task = await findProofTask(db, receipt_code, now())
  if (!task) return

  await reach('S8.before')
  const row = await findShortcode(db, shortcode)
  const { from, to } = task
  if (row.pull_registered_at) {
    await whileThere(() => pull(appliance, clients, shortcode, { from, to, wanted: receipt_code }))
  }
  const left = await findProofTask(db, receipt_code, now())
  if (left && !left.status_open) {
    await whileThere(() => askStatus(appliance, clients, shortcode, receipt_code))
  }
  await reach('S8.after')
  await work((unit) => applyUnproved(unit, receipt_code)) // Does nothing where it is proved by now.
  log('payment.asked_about', { shortcode, receipt_code })
}

/** Daraja away is no failure of the job: the callback says itself when to ask again, and how else to. */
async function whileThere(ask: () => Promise<unknown>): Promise<void> {
  try {
    await ask()
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    log('daraja.away', { code: error.code })
  }
}
