// What Safaricom says of money that we had it give back: believed only at the address that the order alone was given. "Paid" is
// final, however late it comes; "failed" must name our order, because somebody may pay again because of it.

import type { Work } from '../appliance.ts'
import { cents } from '../money.ts'
import { recordAct } from '../people/audit.ts'
import { readPayoutResult, type PayoutResult } from '../providers/daraja-payout.ts'
import type { Callback, Payout, Refund } from '../tables.ts'
import { closeByItself } from './exceptions.ts'
import { post } from './ledger.ts'
import { failPayout, isAlive, openStuck } from './payouts.ts'
import { findPlaceOf } from './refund-places.ts'

/** What came to a payout's own address. Returns, in a word, what it came to; the callback keeps it. */
export async function hearPayout(
  work: Work,
  { kind, reference, shortcode, body }: Callback,
): Promise<string> {
  const payout = await work
    .db('payouts')
    .where({ reference: reference ?? '', shortcode })
    .forUpdate()
    .first()
  if (!payout) return 'answers_no_payout'
  const result = readPayoutResult(body)
  // A time-out says nothing of the money, whatever it says.
  if (kind === 'payout_timeout' || result.outcome === 'unknown') return 'unknown'
  if (result.outcome === 'paid') return payPayout(work, payout, result)
  // "It failed" may set somebody to pay again: it must name the order that we made.
  if (!isAlive(payout.state)) return 'ended_before'
  if (payout.conversation_id !== null && result.conversation_id !== payout.conversation_id)
    if (payout.way === 'reversal' || payout.tries < 2) return 'answers_another_order'
  await failPayout(work, payout, result)
  return 'failed'
}

/** The money has left, whatever was believed before. Run twice, it does nothing the second time. */
export async function payPayout(
  work: Work,
  payout: Payout,
  result: Pick<PayoutResult, 'result_code' | 'result_words' | 'receipt_code'>,
): Promise<string> {
  if (payout.state === 'paid') return 'paid_before'
  const { id, refund_id, way } = payout
  const { result_code, result_words, receipt_code } = result
  const ended = { ended_at: work.now, due_at: null, sent_at: payout.sent_at ?? work.now }
  await work.db('payouts').where({ id }).update({ state: 'paid', ...ended, result_code, result_words, receipt_code }) // prettier-ignore
  const refund = (await work.db('refunds').where({ id: refund_id }).forUpdate().first())!
  const twice = refund.state !== 'approved'
  const transfer_id = await payOut(work, refund, payout.shortcode)
  if (twice) {
    // It had been given up, and was paid back otherwise: the money has left all the same, and a person must get it back.
    await openStuck(work, refund, 'It was paid back twice, or after it had been taken back.')
    return 'paid_twice'
  }
  await settleRefund(work, refund, { paid_how: way, paid_receipt: receipt_code, transfer_id })
  return 'paid'
}

/** refunds → the paybill's money. */
export async function payOut(work: Work, refund: Refund, shortcode: string): Promise<number> {
  const { words } = await findPlaceOf(work.db, refund)
  return post(work, {
    kind: 'pay_out',
    from: { kind: 'refunds' },
    to: { kind: 'paybill', shortcode },
    amount_cents: refund.amount_cents,
    reason: `${words} was given back`,
  })
}

/** The refund is done, whichever way it went. */
export async function settleRefund(
  work: Work,
  refund: Refund,
  { paid_how, paid_receipt, transfer_id }: { paid_how: NonNullable<Refund['paid_how']>; paid_receipt: string | null; transfer_id: number },
  by: Parameters<typeof recordAct>[1] | null = null,
): Promise<void> {
  const { id, payment_id, amount_cents } = refund
  const { subject } = await findPlaceOf(work.db, refund)
  const paid = { state: 'paid' as const, paid_at: work.now, paid_how, paid_receipt, paid_transfer_id: transfer_id }
  await work.db('refunds').where({ id }).update(paid)
  await work.db('payments').where({ id: payment_id ?? 0, state: 'to_refund' }).update({ state: 'refunded' })
  await closeByItself(work, { kinds: ['refund_stuck'], subject: `refund:${id}` }, 'It was given back.')
  await recordAct(work, by ?? {
    staff: null, source_address: null, action: 'refund.paid', subject,
    after: { amount_cents: cents(amount_cents), how: paid_how, receipt: paid_receipt },
  })
} // prettier-ignore
