// A callback tells of a payment: ask Safaricom whether it happened. Run twice, it asks twice; what is proved
// already is left alone.

import type { Appliance } from '../appliance/appliance.ts'
import { Refusal, Unavailable } from '../appliance/errors.ts'
import { reach } from '../appliance/kill-points.ts'
import { log } from '../appliance/log.ts'
import { takeClaimed } from '../appliance/money/portal-claims.ts'
import { applyUnproved, findProofTask, noteRefused } from '../appliance/money/proof.ts'
import { findShortcode } from '../appliance/money/shortcodes.ts'
import type { JobData } from '../appliance/queues.ts'
import { askStatus, pull } from './inquiries.ts'
import type { DarajaClients } from './daraja-clients.ts'

export async function prove(
  appliance: Appliance,
  clients: DarajaClients,
  { shortcode, receipt_code }: JobData['prove-payment'],
): Promise<void> {
  const { db, work, now, safe } = appliance
  await work((unit) => takeClaimed(unit, safe, receipt_code))
  const task = await findProofTask(db, receipt_code, now())
  if (!task) return

  await reach('S8.before')
  const row = await findShortcode(db, shortcode)
  const { from, to } = task
  if (row.pull_registered_at) {
    await whileThere(appliance, shortcode, () =>
      pull(appliance, clients, shortcode, { from, to, wanted: receipt_code }),
    )
  }
  const left = await findProofTask(db, receipt_code, now())
  // The old service knows no questions: its word waits for a list, a statement or a person.
  if (left && !left.status_open && row.provider === 'daraja') {
    await whileThere(appliance, shortcode, () =>
      askStatus(appliance, clients, shortcode, receipt_code),
    )
  }
  await reach('S8.after')
  await work((unit) => applyUnproved(unit, receipt_code)) // Does nothing where it is proved by now.
  log('payment.asked_about', { shortcode, receipt_code })
}

/**
 * Neither way of asking keeps the other from being tried, nor the callback from saying when to ask again. Daraja
 * away is no failure; a refusal that only a person can cure is told to one.
 */
async function whileThere(
  { work }: Appliance,
  shortcode: string,
  ask: () => Promise<unknown>,
): Promise<void> {
  try {
    await ask()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    log('daraja.refused', { code: error.code })
    if (error instanceof Unavailable) return
    await work((unit) => noteRefused(unit, shortcode, error.message))
  }
}
