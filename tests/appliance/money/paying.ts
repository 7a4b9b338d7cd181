// Payments as a pull proves them, recorded and settled, on a fresh appliance at 14:32 on 21 November.

import type { Work } from '../../../appliance/appliance.ts'
import { openInquiry } from '../../../appliance/money/inquiries.ts'
import { recordPayment, type ProvenPayment } from '../../../appliance/money/payments.ts'
import { settlePayment } from '../../../appliance/money/settlement.ts'
import { cents } from '../../../appliance/money.ts'
import type { Payment } from '../../../appliance/tables.ts'
import { freshAppliance, testClock } from '../../support/database.ts'
import { drawReceipt, openShop, paybill } from '../../support/factories.ts'

export const clock = testClock('2026-11-21T11:32:00Z')
export const appliance = await freshAppliance(clock)
await openShop(appliance)
export const { db, work } = appliance

/** One door's report of a payment: a pull of its own, as different processes would make. */
export async function report(
  unit: Work,
  receipt_code: string,
  account_typed: string | null,
  shillings: number,
  more: Partial<ProvenPayment> = {},
): Promise<'recorded' | 'seen_again'> {
  const amount_cents = cents(shillings * 100)
  const question = { shortcode: paybill, kind: 'pull', receipt_code: null } as const
  const { id: inquiry_id } = await openInquiry(unit, question)
  return recordPayment(
    unit,
    {
      receipt_code,
      shortcode: paybill,
      amount_cents,
      account_typed,
      payer_msisdn: null,
      // Another payer each time, unless a test says who: the same one twice may be a double payment.
      payer_msisdn_raw: `2547 ***** ${receipt_code.slice(3, 6)}`,
      payer_name: 'PETER',
      customer_money: true,
      paid_at: unit.now,
      heard_at: unit.now,
      proved_by: 'pull',
      ...more,
    },
    { source: 'pull', callback_id: null, inquiry_id, amount_cents, account_typed, paid_at: null },
  )
}

/** A payment as a pull proves it, recorded and settled. */
export async function pay(
  typed: string | null,
  shillings: number,
  more: Partial<ProvenPayment> = {},
): Promise<Payment> {
  const receipt_code = drawReceipt()
  return work(async (unit) => {
    const outcome = await report(unit, receipt_code, typed, shillings, more)
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
