// Whose money a proved payment is, and putting it there: a subscriber's wallet, or suspense with a named
// exception. In the same transaction the wallet becomes time online, so that money and access never part.

import type { Work } from '../appliance.ts'
import { NotFound } from '../errors.ts'
import type { Payment } from '../tables.ts'
import { openException } from './exceptions.ts'
import { holdSubscriber, post } from './ledger.ts'
import { findOwner, readReference, type Owner } from './matching.ts'
import { renewAfterPayment } from './renewals.ts'

export type Settlement =
  | { outcome: 'settle'; subscriber_id: number; service_id: number | null }
  | {
      outcome: 'except'
      kind: 'unknown_account' | 'missing_reference' | 'account_closed' | 'not_customer_money'
    }
  | { outcome: 'leave' } // It is settled already: an earlier try committed.

type Facts = Pick<Payment, 'state' | 'account_typed' | 'customer_money'>

/** Whose money is it? Pure, so every branch is tested without a database. */
export function decideSettlement(payment: Facts, owner: Owner | undefined): Settlement {
  if (payment.state !== 'unsettled') return { outcome: 'leave' }
  if (!payment.customer_money) return { outcome: 'except', kind: 'not_customer_money' }
  if (readReference(payment.account_typed).kind === 'empty')
    return { outcome: 'except', kind: 'missing_reference' }
  if (!owner) return { outcome: 'except', kind: 'unknown_account' }
  if (owner.subscriber.closed_at) return { outcome: 'except', kind: 'account_closed' }

  return { outcome: 'settle', subscriber_id: owner.subscriber.id, service_id: owner.service_id }
}

/** Run twice, it does nothing the second time. */
export async function settlePayment(work: Work, payment_id: number): Promise<Settlement> {
  const payment = await work.db('payments').where({ id: payment_id }).forUpdate().first()
  if (!payment) throw new NotFound('payment_unknown', `There is no payment ${payment_id}.`)

  const settlement = decideSettlement(payment, await findOwner(work.db, payment.account_typed))
  await applySettlement(work, payment, settlement)
  return settlement
}

async function applySettlement(
  work: Work,
  payment: Payment,
  settlement: Settlement,
): Promise<void> {
  if (settlement.outcome === 'leave') return
  const settled = settlement.outcome === 'settle'
  if (settled) await holdSubscriber(work, settlement.subscriber_id)
  const transfer_id = await post(work, {
    kind: 'receive',
    from: { kind: 'paybill', shortcode: payment.shortcode },
    to: settled
      ? { kind: 'wallet', subscriber_id: settlement.subscriber_id }
      : { kind: 'suspense' },
    amount_cents: payment.amount_cents,
    reason: `Payment ${payment.receipt_code}`,
  })
  await work
    .db('payments')
    .where({ id: payment.id })
    .update({
      state: settled ? 'settled' : 'excepted',
      settled_at: work.now,
      transfer_id,
      due_at: null,
      ...(settled && {
        subscriber_id: settlement.subscriber_id,
        service_id: settlement.service_id,
      }),
    })
  if (settled) return renewAfterPayment(work, { ...payment, ...settlement })

  await openException(work, {
    kind: settlement.kind,
    subject: `payment:${payment.id}`,
    payment_id: payment.id,
    amount_cents: payment.amount_cents,
    details: { account_typed: payment.account_typed, payer_name: payment.payer_name },
  })
}
