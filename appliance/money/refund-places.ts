// What a refund is of, and from where it may be paid: a payment's own paybill; of a wallet on leaving, the paybill that the
// subscriber's own phone paid last, and that phone.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { findActiveShortcode } from '../access/portal.ts'
import type { Payment, Refund } from '../tables.ts'
import { describePayment } from './payments.ts'

export interface RefundPlace {
  /** Null: of a wallet, on leaving. */
  payment: Payment | null
  shortcode: string | null
  /** For the ledger's readers. */
  words: string
  /** What an act of it is about. */
  subject: string
}

export async function findPlaceOf(db: Db, refund: Refund): Promise<RefundPlace> {
  const { payment_id, subscriber_id, shortcode } = refund
  if (payment_id === null) {
    const words = 'The wallet of who left'
    return { payment: null, shortcode, words, subject: `subscriber:${subscriber_id}` }
  }
  const payment = (await db('payments').where({ id: payment_id }).first())!
  const words = describePayment(payment)
  return { payment, shortcode: payment.shortcode, words, subject: `payment:${payment_id}` }
}

/**
 * Where the money of a wallet may go, nobody types it: the phone that paid last and is known in full, else nobody's phone, and a
 * person pays it on the portal.
 */
export async function findWayHome(
  { db }: Work,
  subscriber_id: number,
): Promise<Pick<Refund, 'shortcode' | 'msisdn'>> {
  const last = await db('payments')
    .where({ subscriber_id, rail: 'mpesa', state: 'settled' })
    .orderByRaw('payer_msisdn is null, heard_at desc, id desc')
    .first('shortcode', 'payer_msisdn')
  if (last) return { shortcode: last.shortcode, msisdn: last.payer_msisdn }
  const active = await findActiveShortcode(db)
  return { shortcode: active?.by_hand ?? active?.shortcode ?? null, msisdn: null }
}
