// A refund is due to go back: order it, or ask what became of it. That it may have been ordered is written down before it is; an
// order is taken once by its reference, so whoever dies in between orders it again.

import type { Appliance } from '../appliance/appliance.ts'
import { Conflict, Invalid, Refusal } from '../appliance/errors.ts'
import { log } from '../appliance/log.ts'
import { openPayoutCredentials } from '../appliance/money/payout-settings.ts'
import { beginPayout, recordOrder, type Begun, type Ordered } from '../appliance/money/payouts.ts'
import { findShortcode, payoutUrls } from '../appliance/money/shortcodes.ts'
import type { Msisdn } from '../appliance/msisdn.ts'
import type { JobData } from '../appliance/queues.ts'
import type { DarajaClients } from './daraja-clients.ts'
import { recordsOf, type Daraja, type Operator } from './providers/daraja.ts'
import { neverLeft } from './providers/daraja-exchange.ts'
import { sendPaystackRefund } from './send-paystack-refund.ts'

export async function sendPayout(
  appliance: Appliance,
  clients: DarajaClients,
  { payout_id }: JobData['send-payout'],
): Promise<void> {
  const { db, work, safe, config } = appliance
  const begun = await work((unit) => beginPayout(unit, payout_id))
  if (!begun) return
  const { payout, settings, ask } = begun
  const row = await findShortcode(db, payout.shortcode)
  if (payout.way === 'paystack') return sendPaystackRefund(appliance, clients, row, begun)
  const { daraja } = clients.for(row)
  const operator = openPayoutCredentials(safe, settings)
  const urls = payoutUrls(safe, row, config.publicUrl, payout.reference)
  const { ordered, exchange } = await order(daraja, begun, { ...urls, operator })
  await work((unit) => recordOrder(unit, payout_id, ordered, { exchange, ask }))
  log('payout.asked', { payout_id, way: payout.way, ask, outcome: ordered.outcome })
}

type Means = ReturnType<typeof payoutUrls> & { operator: Operator }

async function order(
  daraja: Daraja,
  begun: Begun,
  means: Means,
): Promise<{ ordered: Ordered; exchange: unknown }> {
  try {
    const { answer, records } = await send(daraja, begun, means)
    const { conversation_id } = answer
    return { ordered: { outcome: 'accepted', conversation_id }, exchange: records }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const words = error.message
    const exchange = recordsOf(error)
    if (error instanceof Invalid) return { ordered: { outcome: 'refused', words }, exchange }
    // Submitted before: its result comes, or is asked for. Without an answer it may have been taken.
    const went = error instanceof Conflict || !neverLeft(error)
    return { ordered: { outcome: went ? 'perhaps' : 'not_sent', words }, exchange }
  }
}

function send(daraja: Daraja, { payout, payment, msisdn, settings, ask }: Begun, means: Means) {
  const { amount_cents, reference, shortcode } = payout
  if (ask === 'status')
    return daraja.queryTransactionStatus(
      {
        receipt_code: null,
        original_conversation_id: payout.conversation_id!,
        shortcode: settings.b2c_shortcode ?? shortcode,
        occasion: reference,
        result_url: means.result_url,
        timeout_url: means.timeout_url,
      },
      means.operator,
    )
  if (payout.way === 'reversal') {
    const receipt_code = payment!.receipt_code!
    return daraja.reversePayment({ receipt_code, shortcode, amount_cents, ...means })
  }
  const from = settings.b2c_shortcode ?? shortcode
  return daraja.payPhone({ reference, shortcode: from, msisdn: msisdn as Msisdn, amount_cents, ...means }) // prettier-ignore
}
