// Whose money a proved payment is, and putting it there: a subscriber's wallet, or suspense with a named
// exception. In the same transaction the wallet becomes time online, so that money and access never part.

import type { Work } from '../appliance.ts'
import { NotFound } from '../errors.ts'
import type { Checkout, Payment } from '../tables.ts'
import { queueMessage } from '../people/messages.ts'
import { findTwin, type Twin } from './double-pays.ts'
import { closeByItself, kindsToGive, openException } from './exceptions.ts'
import { holdSubscriber, post } from './ledger.ts'
import { answerClaim } from './made-claims.ts'
import { findOwner, isNoReference, type Owner } from './matching.ts'
import { applyCheckoutPlan, openPass, passOf } from './passes.ts'
import { codeOf, describePayment } from './payments.ts'
import { notePayer } from './payers.ts'
import { notePaidRequest } from './payment-links.ts'
import { issueReceipt } from './receipts.ts'
import { renewAfterPayment } from './renewals.ts'
import { findMode, settleInShadow, type Mode } from './shadow.ts'
import { giveShare } from './shares.ts'

export type Settlement =
  | { outcome: 'settle'; subscriber_id: number; service_id: number | null }
  | {
      outcome: 'except'
      kind:
        | 'unknown_account'
        | 'missing_reference'
        | 'account_closed'
        | 'not_customer_money'
        | 'before_live'
    }
  | { outcome: 'shadow' } // Only watched: see shadow.ts.
  | { outcome: 'leave' } // It is settled already: an earlier try committed.

type Facts = Pick<Payment, 'state' | 'account_typed' | 'customer_money'>

/** Whose money is it? Pure, so every branch is tested without a database. */
export function decideSettlement(
  payment: Facts,
  owner: Owner | undefined,
  mode: Exclude<Mode, 'shadow'> = 'live',
): Settlement {
  if (payment.state !== 'unsettled') return { outcome: 'leave' }
  if (mode === 'before_live') return { outcome: 'except', kind: 'before_live' }
  if (!payment.customer_money) return { outcome: 'except', kind: 'not_customer_money' }
  if (!owner) {
    const kind = isNoReference(payment.account_typed) ? 'missing_reference' : 'unknown_account'
    return { outcome: 'except', kind }
  }
  if (owner.subscriber.closed_at) return { outcome: 'except', kind: 'account_closed' }

  return { outcome: 'settle', subscriber_id: owner.subscriber.id, service_id: owner.service_id }
}

/** Run twice, it does nothing the second time. */
export async function settlePayment(work: Work, payment_id: number): Promise<Settlement> {
  const payment = await work.db('payments').where({ id: payment_id }).forUpdate().first()
  if (!payment) throw new NotFound('payment_unknown', `There is no payment ${payment_id}.`)

  const mode = await findMode(work, payment)
  if (mode !== 'shadow') return settle(work, payment, mode)
  await settleInShadow(work, payment, (dry) => settle(dry, payment, 'live'))
  return { outcome: 'shadow' }
}

async function settle(
  work: Work,
  payment: Payment,
  mode: Exclude<Mode, 'shadow'>,
): Promise<Settlement> {
  const prompted = await findCheckoutOf(work, payment)
  const owner = prompted
    ? await findCheckoutOwner(work, prompted)
    : await findOwner(work.db, payment.account_typed)
  const decided = decideSettlement(payment, owner, mode)
  const checkout = prompted ?? (await findAskedByHand(work, payment, decided))
  const settlement =
    checkout && decided.outcome === 'settle'
      ? { ...decided, service_id: checkout.service_id }
      : decided
  await applySettlement(work, payment, settlement, checkout)
  return settlement
}

async function applySettlement(
  work: Work,
  payment: Payment,
  settlement: Settlement,
  checkout: Checkout | undefined,
): Promise<void> {
  if (settlement.outcome === 'leave' || settlement.outcome === 'shadow') return
  const settled = settlement.outcome === 'settle'
  if (settled) await holdSubscriber(work, settlement.subscriber_id)
  const transfer_id = await post(work, {
    kind: 'receive',
    from: { kind: 'paybill', shortcode: payment.shortcode! },
    to: settled
      ? { kind: 'wallet', subscriber_id: settlement.subscriber_id }
      : { kind: 'suspense' },
    amount_cents: payment.amount_cents,
    reason: describePayment(payment),
  })
  await work
    .db('payments')
    .where({ id: payment.id })
    .update({
      state: settled ? 'settled' : 'excepted',
      settled_at: work.now,
      transfer_id,
      due_at: null,
      expected_cents: checkout?.amount_cents ?? null,
      ...(settled && {
        subscriber_id: settlement.subscriber_id,
        service_id: settlement.service_id,
      }),
    })
  const about = { kinds: ['not_applied' as const], subject: `payment:${payment.id}` }
  await closeByItself(work, about, 'It was credited after all.')
  if (settled) {
    const { subscriber_id } = settlement
    const twin = await findTwin(work, payment, subscriber_id, checkout)
    if (twin) await holdTwin(work, payment, subscriber_id, twin, checkout)
    else await spend(work, { ...payment, ...settlement }, checkout)
    if (!checkout) await notePayer(work, payment, subscriber_id)
    await notePaidRequest(work, { ...payment, ...settlement }, checkout?.payment_request_id ?? null)
    await answerClaim(work, payment, subscriber_id)
    return issueReceipt(work, payment.id)
  }
  if (checkout) await queueMessage(work, 'payment_in_review', payment.id, checkout)
  await answerClaim(work, payment, null)
  await openException(work, {
    kind: settlement.kind,
    subject: `payment:${payment.id}`,
    payment_id: payment.id,
    amount_cents: payment.amount_cents,
    details: { account_typed: payment.account_typed, payer_name: payment.payer_name },
  })
}

async function spend(
  work: Work,
  payment: Payment & { subscriber_id: number },
  asked: Checkout | undefined,
): Promise<void> {
  const checkout = passOf(asked)
  if (checkout) await applyCheckoutPlan(work, checkout)
  await renewAfterPayment(work, payment, checkout)
  if (checkout) await openPass(work, checkout, payment)
}

/** Paid twice, it seems: it stays in the wallet until a person has said what it is for. */
async function holdTwin(
  work: Work,
  payment: Payment,
  subscriber_id: number,
  twin: Twin,
  checkout: Checkout | undefined,
): Promise<void> {
  if (checkout) await queueMessage(work, 'payment_in_review', payment.id, checkout)
  await openException(work, {
    kind: 'possible_double',
    subject: `payment:${payment.id}`,
    payment_id: payment.id,
    subscriber_id,
    amount_cents: payment.amount_cents,
    details: { like: codeOf(twin) },
  })
}

/** Money that was in suspense turns out to be a prompt's: given to its checkout, and the exception closes by itself. */
export async function settleFromSuspense(work: Work, payment_id: number): Promise<void> {
  const payment = (await work.db('payments').where({ id: payment_id }).forUpdate().first())!
  const checkout = await findCheckoutOf(work, payment)
  if (payment.state !== 'excepted' || !checkout) return
  const { subscriber_id, service_id } = checkout
  const { subscriber } = await findCheckoutOwner(work, checkout)
  if (subscriber.closed_at) return // It stays where a person looks.
  await holdSubscriber(work, subscriber_id)
  await giveShare(work, payment, null, {
    subscriber_id,
    to: { kind: 'wallet', subscriber_id },
    amount_cents: payment.amount_cents,
    reason: `${describePayment(payment)} was asked for`,
  })
  const owner = { subscriber_id, service_id }
  await work
    .db('payments')
    .where({ id: payment.id })
    .update({ state: 'settled', ...owner })
  await spend(work, { ...payment, ...owner }, checkout)
  await notePaidRequest(work, { ...payment, ...owner }, checkout.payment_request_id)
  const about = { kinds: [...kindsToGive], subject: `payment:${payment.id}` }
  await closeByItself(work, about, 'It is the payment of a prompt of ours.')
  await issueReceipt(work, payment.id)
}

/**
 * Who was asked and paid by hand instead, as the page told them: the same account, the same amount, within the day. It opens
 * what was asked for, and the checkout is paid.
 */
async function findAskedByHand(
  work: Work,
  payment: Payment,
  settlement: Settlement,
): Promise<Checkout | undefined> {
  if (settlement.outcome !== 'settle') return undefined
  const { subscriber_id, service_id } = settlement
  const [checkout, another] = await work
    .db('checkouts')
    .where({ subscriber_id, state: 'open', amount_cents: payment.amount_cents })
    .where((one) => service_id === null || one.where({ service_id }))
    .where('opened_at', '>', work.now.subtract({ hours: 24 }) as never)
    .limit(2)
  if (!checkout || another) return undefined
  await work
    .db('checkouts')
    .where({ id: checkout.id })
    .update({ state: 'paid', closed_at: work.now, due_at: null })
  return checkout
}

/** The checkout whose prompt a payment is of. */
export async function findCheckoutOf(
  { db }: Work,
  { stk_push_id }: Payment,
): Promise<Checkout | undefined> {
  if (stk_push_id === null) return undefined
  return db('checkouts as k')
    .join('stk_pushes as p', 'p.checkout_id', 'k.id')
    .where('p.id', stk_push_id)
    .first<Checkout | undefined>('k.*')
}

async function findCheckoutOwner(
  { db }: Work,
  { subscriber_id, service_id }: Checkout,
): Promise<Owner> {
  const subscriber = (await db('subscribers').where({ id: subscriber_id }).first())!
  return { subscriber, service_id }
}
