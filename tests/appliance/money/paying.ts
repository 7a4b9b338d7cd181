// Payments as a pull proves them, recorded and settled, on a fresh appliance at 14:32 on 21 November.

import { randomUUID } from 'node:crypto'
import { recordPayment } from '../../../appliance/money/payments.ts'
import { settlePayment } from '../../../appliance/money/settlement.ts'
import { cents } from '../../../appliance/money.ts'
import type { Payment } from '../../../appliance/tables.ts'
import { freshAppliance, testClock } from '../../support/database.ts'
import { drawReceipt, openShop, paybill } from '../../support/factories.ts'

export const clock = testClock('2026-11-21T11:32:00Z')
export const appliance = await freshAppliance(clock)
await openShop(appliance)
export const { db, work } = appliance

/** A payment as a pull proves it, recorded and settled. */
export async function pay(
  typed: string | null,
  shillings: number,
  more: Partial<Payment> = {},
): Promise<Payment> {
  const receipt_code = drawReceipt()
  const amount_cents = cents(shillings * 100)
  return work(async (unit) => {
    const [inquiry] = await unit
      .db('inquiries')
      .insert({
        merchant_reference: randomUUID(),
        shortcode: paybill,
        kind: 'pull',
        asked_at: unit.now,
      })
      .returning('id')
    const outcome = await recordPayment(
      unit,
      {
        receipt_code,
        shortcode: paybill,
        amount_cents,
        account_typed: typed,
        payer_msisdn: null,
        payer_msisdn_raw: '2547 ***** 318',
        payer_name: 'PETER',
        customer_money: true,
        paid_at: unit.now,
        heard_at: unit.now,
        proved_by: 'pull',
        ...more,
      },
      {
        source: 'pull',
        callback_id: null,
        inquiry_id: inquiry!.id,
        amount_cents,
        account_typed: typed,
        paid_at: null,
      },
    )
    if (outcome !== 'recorded') throw new Error(outcome)
    const payment = (await unit.db('payments').where({ receipt_code }).first())!
    await settlePayment(unit, payment.id)
    return (await unit.db('payments').where({ receipt_code }).first())!
  })
}

export async function creditsOf(service_id: number) {
  return db('credits').where({ service_id }).orderBy('starts_at')
}

export async function exceptionsOf(payment_id: number): Promise<string[]> {
  const rows = await db('exceptions').where({ payment_id }).whereNull('resolved_at').orderBy('kind')
  return rows.map(({ kind }) => kind)
}
