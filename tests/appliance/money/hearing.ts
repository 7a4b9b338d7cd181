// Hearing, reading and proving callbacks, as the tests of money do it: on a fresh appliance, at 14:32 on 21 November.

import { readSourceRules } from '../../../appliance/money/callback-sources.ts'
import { readCallback, recordCallback } from '../../../appliance/money/callbacks.ts'
import { applyPull, openInquiry } from '../../../appliance/money/inquiries.ts'
import { cents } from '../../../appliance/money.ts'
import type { PullRow } from '../../../appliance/providers/daraja-pull-rows.ts'
import type { CallbackKind } from '../../../appliance/tables.ts'
import { freshAppliance, testClock } from '../../support/database.ts'
import { openShop, paybill } from '../../support/factories.ts'

export const clock = testClock('2026-11-21T11:32:00Z')
export const appliance = await freshAppliance(clock)
await openShop(appliance)
export const { db, work } = appliance
const rules = await readSourceRules(db)

/** A confirmation as Daraja's second version sends it. */
export function confirmation(
  receipt: string,
  typed: string,
  more: Record<string, unknown> = {},
): Buffer {
  return Buffer.from(
    JSON.stringify({
      TransactionType: 'Pay Bill',
      TransID: receipt,
      TransTime: '20261121143107',
      TransAmount: '1500.00',
      BusinessShortCode: paybill,
      BillRefNumber: typed,
      InvoiceNumber: '',
      OrgAccountBalance: '49197.00',
      ThirdPartyTransID: '',
      MSISDN: '2547 ***** 318',
      FirstName: 'PETER',
      MiddleName: '',
      LastName: '',
      ...more,
    }),
  )
}

export async function hear(body: Buffer, kind: CallbackKind = 'confirmation'): Promise<number> {
  return work(async (unit) => {
    const source_address = '196.201.214.200'
    const heard_at = unit.now
    const callback = { shortcode: paybill, kind, body, headers: {}, source_address, heard_at }
    return recordCallback(unit, callback, null, rules)
  }) as Promise<number>
}

export async function read(id: number) {
  return work((unit) => readCallback(unit, id))
}

export async function pullFinds(
  receipt_code: string,
  typed: string,
  amount_cents = cents(1500_00),
): Promise<number> {
  const row = {
    receipt_code,
    amount_cents,
    account_typed: typed,
    account_key: typed,
    msisdn: null,
  } as PullRow
  const found = {
    ...row,
    sender: null,
    paid_at_raw: '2026-11-21T14:31:07Z',
    transaction_type: 'c2b-pay-bill-debit',
    organization: '',
  }
  return work(async (unit) => {
    const inquiry = await openInquiry(unit, {
      shortcode: paybill,
      kind: 'pull',
      receipt_code: null,
    })
    return applyPull(unit, inquiry, [found])
  })
}

export const paymentOf = (receipt_code: string) => db('payments').where({ receipt_code }).first()
export const sightingsOf = async (receipt_code: string) =>
  (
    await db('sightings')
      .join('payments', 'payments.id', 'payment_id')
      .where({ receipt_code })
      .orderBy('sightings.id')
  ).map(({ source }) => source)
