// A payment made by hand at the paybill, proved by a pull and settled, for tests of the hotspot's box.

import { openInquiry } from '../../../appliance/money/inquiries.ts'
import { recordPayment } from '../../../appliance/money/payments.ts'
import { settlePayment } from '../../../appliance/money/settlement.ts'
import { cents } from '../../../appliance/money.ts'
import type { Payment } from '../../../appliance/tables.ts'
import { drawReceipt, paybill } from '../../support/factories.ts'
import { work } from './hotspot.ts'

export async function report(account_typed: string, shillings: number): Promise<Payment> {
  const receipt_code = drawReceipt()
  const amount_cents = cents(shillings * 100)
  return work(async (unit) => {
    const question = { shortcode: paybill, kind: 'pull', receipt_code: null } as const
    const { id: inquiry_id } = await openInquiry(unit, question)
    const payment = {
      receipt_code,
      shortcode: paybill,
      amount_cents,
      account_typed,
      payer_msisdn: null,
      payer_msisdn_raw: `2547 ***** ${receipt_code.slice(3, 6)}`,
      payer_name: 'PETER',
      customer_money: true,
      paid_at: unit.now,
      heard_at: unit.now,
      proved_by: 'pull',
    } as const
    const sighting = { source: 'pull', callback_id: null, inquiry_id, amount_cents, account_typed, paid_at: null } as const // prettier-ignore
    await recordPayment(unit, payment, sighting)
    const { id } = (await unit.db('payments').where({ receipt_code }).first('id'))!
    await settlePayment(unit, id)
    return (await unit.db('payments').where({ receipt_code }).first())!
  })
}
