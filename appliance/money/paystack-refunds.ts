// What Paystack says of money that it gives back. Its event sets us asking; what it answers then is believed. One that nobody
// here ordered, on Paystack's own page, is a payment taken back: doubted, asked about, and put before a person.

import type { Work } from '../appliance.ts'
import { cents, formatShillings } from '../money.ts'
import type { RefundNews, RefundStanding } from '../providers/paystack-refund.ts'
import type { Payment, Payout } from '../tables.ts'
import { doubtPayment } from './payment-doubts.ts'
import { payPayout } from './payout-answers.ts'
import { failPayout, isAlive, openStuck } from './payouts.ts'

/** Words that anybody may have sent. Returns, in a word, what it came to; the callback keeps it. */
export async function hearRefund(work: Work, said: RefundNews): Promise<string> {
  const payment = await findRefunded(work, said.refund_of)
  if (!payment) return 'refund_of_unknown'
  const payouts = await work
    .db('payouts as o')
    .join('refunds as r', 'r.id', 'o.refund_id')
    .where({ 'r.payment_id': payment.id, 'o.way': 'paystack' })
    .select('o.id', 'o.state')
  const live = payouts.find(({ state }) => isAlive(state))
  if (live?.state === 'sending') return said.other // Its own order is under way, and asks for itself.
  if (live?.state === 'sent') {
    await work.db('payouts').where({ id: live.id }).update({ due_at: work.now })
    await work.enqueue('send-payout', { payout_id: live.id })
    return said.other
  }
  if (!said.processed) return said.other
  if (payouts.some(({ state }) => state === 'paid')) return 'refund_known'
  if (payment.state === 'refunded' || payment.state === 'reversed') {
    const refund = await work.db('refunds').where({ payment_id: payment.id }).orderBy('id', 'desc').first() // prettier-ignore
    if (refund) await openStuck(work, refund, 'Paystack says that it gave it back as well.')
    return 'refund_known'
  }
  await doubtPayment(work, payment, 'callback')
  return 'refund_not_ours'
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

async function findRefunded(work: Work, reference: string): Promise<Payment | undefined> {
  if (!uuid.test(reference)) return undefined
  const push = await work.db('stk_pushes').where({ merchant_reference: reference }).first('id')
  return push && work.db('payments').where({ stk_push_id: push.id }).forUpdate().first()
}

/** What Paystack took the payment under. */
export async function referenceOf(work: Work, { stk_push_id }: Payment): Promise<string> {
  const push = await work.db('stk_pushes').where({ id: stk_push_id! }).first('merchant_reference')
  return push!.merchant_reference
}

/** How it stands, asked by us. "Paid" is final, however late; "failed" ends what has not ended. */
export async function recordStanding(
  work: Work,
  id: number,
  refund: RefundStanding,
  exchange: unknown,
): Promise<void> {
  const payout = (await work.db('payouts').where({ id }).forUpdate().first())!
  const row = { exchange: JSON.stringify(exchange) as never, conversation_id: refund.id }
  await work.db('payouts').where({ id }).update(row)
  if (isAlive(payout.state) && payout.state !== 'sent') await markSent(work, payout)
  if (refund.amount_cents !== payout.amount_cents)
    return stick(work, payout, `Paystack has a refund of ${shown(refund)}: look at it there.`)
  const told = { result_code: refund.state, result_words: `Paystack says: ${refund.words}.` }
  switch (refund.state) {
    case 'paid':
      await payPayout(work, payout, { ...told, receipt_code: refund.id })
      return
    case 'failed':
      if (isAlive(payout.state)) await failPayout(work, payout, told)
      return
    case 'attention':
      return stick(work, payout, 'Paystack needs the payer’s details: give them on its own page.')
    case 'pending':
  }
}

const shown = ({ amount_cents }: RefundStanding) =>
  amount_cents === null ? 'another currency' : `KES ${formatShillings(cents(amount_cents))}`

async function markSent(work: Work, { id, sent_at }: Payout): Promise<void> {
  await work
    .db('payouts')
    .where({ id })
    .update({ state: 'sent', sent_at: sent_at ?? work.now })
}

async function stick(work: Work, { refund_id }: Payout, reason: string): Promise<void> {
  const refund = (await work.db('refunds').where({ id: refund_id }).first())!
  await openStuck(work, refund, reason)
}
