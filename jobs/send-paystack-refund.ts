// A refund that goes back by Paystack. Only one that was never tried is asked for at once: of any other it is first seen whether
// it is there, because Paystack takes the same order twice.

import type { Appliance } from '../appliance/appliance.ts'
import { Refusal } from '../appliance/errors.ts'
import { log } from '../appliance/log.ts'
import { recordOrder, type Begun } from '../appliance/money/payouts.ts'
import { recordStanding, referenceOf } from '../appliance/money/paystack-refunds.ts'
import { openKeys } from '../appliance/money/provider-accounts.ts'
import type { PaystackKeys } from '../appliance/providers/paystack.ts'
import type { Payment, Shortcode } from '../appliance/tables.ts'
import type { DarajaClients } from './daraja-clients.ts'
import { openPaystackRefunds } from './providers/paystack-refunds.ts'

export async function sendPaystackRefund(
  { safe, work }: Appliance,
  { limits }: DarajaClients,
  row: Shortcode,
  { payout, payment, ask }: Begun,
): Promise<void> {
  const refunds = openPaystackRefunds(openKeys<PaystackKeys>(safe, row), limits)
  const merchant_reference = await work((unit) => referenceOf(unit, payment!)) // A wallet's goes another way.
  const { id, amount_cents, reference: note } = payout
  const wish = { merchant_reference, amount_cents, note }
  if (ask === 'status') {
    try {
      const found = await refunds.find(payout.conversation_id, wish)
      if (found) {
        await work((unit) => recordStanding(unit, id, found, refunds.records))
        return log('payout.asked', { payout_id: id, way: 'paystack', ask, outcome: found.state })
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return log('payout.asked', { payout_id: id, way: 'paystack', ask, outcome: error.code })
    }
  }
  const ordered = await refunds.order(wish)
  const exchange = refunds.records
  await work((unit) => recordOrder(unit, id, ordered, { exchange, ask: 'order' }))
  log('payout.asked', { payout_id: id, way: 'paystack', ask: 'order', outcome: ordered.outcome })
}

/** Somebody says that Paystack gave a payment back. Throws as refusalOf. */
export async function isGivenBack(
  { safe, work }: Appliance,
  { limits }: DarajaClients,
  row: Shortcode,
  payment: Payment,
): Promise<boolean> {
  const refunds = openPaystackRefunds(openKeys<PaystackKeys>(safe, row), limits)
  return refunds.isReversed(await work((unit) => referenceOf(unit, payment!)))
}
