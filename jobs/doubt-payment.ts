// Somebody says that M-Pesa took a payment back: ask how it stands. The result comes to our door, or never; then it is asked
// again. Run twice, it asks twice.

import type { Appliance } from '../appliance/appliance.ts'
import { Refusal } from '../appliance/errors.ts'
import { log } from '../appliance/log.ts'
import { nextDoubt } from '../appliance/money/payment-doubts.ts'
import { applyReversal } from '../appliance/money/reversals.ts'
import { findShortcode } from '../appliance/money/shortcodes.ts'
import type { JobData } from '../appliance/queues.ts'
import type { DarajaClients } from './daraja-clients.ts'
import { askStatus } from './inquiries.ts'
import { isGivenBack } from './send-paystack-refund.ts'

export async function doubt(
  appliance: Appliance,
  clients: DarajaClients,
  { payment_id }: JobData['doubt-payment'],
): Promise<void> {
  const payment = await appliance.work((unit) => nextDoubt(unit, payment_id))
  if (!payment || payment.shortcode === null) return
  const row = await findShortcode(appliance.db, payment.shortcode)
  try {
    if (row.provider === 'paystack') {
      if (!(await isGivenBack(appliance, clients, row, payment))) return
      const outcome = await appliance.work((unit) => applyReversal(unit, payment_id))
      return log('payment.doubted', { payment_id, outcome })
    }
    if (!payment.receipt_code) return
    await askStatus(appliance, clients, payment.shortcode, payment.receipt_code)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    log('daraja.refused', { code: error.code }) // Its row says when to ask again.
  }
  log('payment.doubted', { payment_id })
}
