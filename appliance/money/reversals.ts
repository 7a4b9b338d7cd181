// M-Pesa gave a payment back to its payer, and Safaricom itself says so. Its money leaves the books by the way it came: out of
// suspense, or out of the wallet. What the wallet no longer holds comes from time that is not used yet, the furthest first and
// never below now; what was used is a debt in the wallet, in front of a person.

import type { Work } from '../appliance.ts'
import { cents, formatShillings, type Cents } from '../money.ts'
import { recordAct } from '../people/audit.ts'
import type { Payment, PaymentDoubt } from '../tables.ts'
import { listUnused, type Unused } from './closing-accounts.ts'
import { closeByItself, kindsInWallet, kindsToGive, openException } from './exceptions.ts'
import { holdSubscriber, post, walletOf, type AccountName } from './ledger.ts'
import { doubtPayment } from './payment-doubts.ts'
import { describePayment, findPayment } from './payments.ts'
import { payOut, settleRefund } from './payout-answers.ts'
import { alive } from './payouts.ts'
import { lengthOf } from './time-value.ts'

/** Words that anybody may have sent. Returns what the callback keeps. */
export async function hearReversal(
  work: Work,
  receipt_code: string,
  heard_by: PaymentDoubt['heard_by'],
): Promise<'reversal_heard' | 'reversal_known' | 'reversal_of_unknown'> {
  const payment = await findPayment(work, receipt_code)
  if (!payment) return 'reversal_of_unknown'
  if (isGone(payment)) return 'reversal_known'
  await doubtPayment(work, payment, heard_by)
  return 'reversal_heard'
}

const isGone = ({ state }: Pick<Payment, 'state'>) => state === 'reversed' || state === 'refunded'

/** Asking has settled it, one way or the other; the report that differed is explained. */
export async function endDoubt(
  work: Work,
  payment_id: number,
  ended_as: 'reversed' | 'completed',
): Promise<void> {
  const ended = await work
    .db('payment_doubts')
    .where({ payment_id, ended_as: null })
    .update({ ended_as, due_at: null })
  if (ended === 0) return
  const words =
    ended_as === 'reversed'
      ? 'M-Pesa took it back, and says so.'
      : 'M-Pesa says that the payment stands: nothing was taken back.'
  await closeByItself(work, { kinds: ['sightings_differ'], subject: `payment:${payment_id}` }, words) // prettier-ignore
}

/** Safaricom says so, asked by us. Run twice, it does nothing the second time. Returns what it came to. */
export async function applyReversal(work: Work, payment_id: number): Promise<string> {
  const payment = (await work.db('payments').where({ id: payment_id }).forUpdate().first())!
  if (payment.state === 'unsettled') return 'reversed_before_settled' // Asked again when it is.
  await endDoubt(work, payment_id, 'reversed')
  if (isGone(payment)) return 'reversed_before'
  if (payment.state === 'shadow') return 'reversed_in_shadow' // Nothing of it is on our books.
  if (payment.state === 'to_refund') return payRefund(work, payment)

  const before = payment.state
  const debts = before === 'settled' ? await takeFromOwners(work, payment) : []
  if (before !== 'settled')
    await reverse(work, payment, { kind: before === 'excepted' ? 'suspense' : 'written_off' }, payment.amount_cents) // prettier-ignore
  await work.db('payments').where({ id: payment_id }).update({ state: 'reversed' })
  const kinds = [...kindsToGive, ...kindsInWallet]
  await closeByItself(work, { kinds, subject: `payment:${payment_id}` }, 'M-Pesa took it back.')
  const debt = debts.reduce((sum, one) => sum + one.debt_cents, 0)
  if (debts.length > 0)
    await openException(work, {
      kind: 'reversed',
      subject: `payment:${payment_id}`,
      payment_id,
      subscriber_id: payment.subscriber_id,
      amount_cents: payment.amount_cents,
      details: {
        taken_back: `KES ${formatShillings(debts.reduce((sum, one) => sum + one.time_cents, 0))} of time`,
        owed: `KES ${formatShillings(debt)}`,
      },
    })
  await recordAct(work, {
    staff: null,
    source_address: null,
    action: 'payment.reversed',
    subject: `payment:${payment_id}`,
    before: { state: before },
    after: { state: 'reversed', amount_cents: payment.amount_cents, debt_cents: debt },
  })
  return 'reversed'
}

/** It was to go back anyway: it has. An order of ours that is on its way hears so itself. */
async function payRefund(work: Work, payment: Payment): Promise<string> {
  const refund = await work.db('refunds').where({ payment_id: payment.id, state: 'approved' }).forUpdate().first() // prettier-ignore
  if (!refund) return 'reversed_before'
  const live = await work.db('payouts').where({ refund_id: refund.id }).whereIn('state', alive).first() // prettier-ignore
  if (live?.way === 'reversal' || live?.way === 'paystack') return 'reversed_by_us'
  const transfer_id = await payOut(work, refund, payment.shortcode!)
  await settleRefund(work, refund, { paid_how: 'reversal', paid_receipt: null, transfer_id })
  return 'reversed'
}

interface Taken {
  time_cents: Cents
  debt_cents: Cents
}

async function takeFromOwners(work: Work, payment: Payment): Promise<Taken[]> {
  const shares = await work
    .db('payment_shares')
    .where({ payment_id: payment.id, taken_back_at: null })
    .whereNotNull('subscriber_id')
    .orderBy('subscriber_id')
  const owners =
    shares.length > 0
      ? shares.map(({ subscriber_id, amount_cents }) => ({ id: subscriber_id!, amount_cents }))
      : [{ id: payment.subscriber_id!, amount_cents: payment.amount_cents }]
  for (const { id } of owners) await holdSubscriber(work, id)
  const taken: Taken[] = []
  for (const { id, amount_cents } of owners) {
    const held = Math.max(0, await walletOf(work.db, id))
    const time_cents = await takeUnused(work, id, cents(Math.max(0, amount_cents - held)))
    await reverse(work, payment, { kind: 'wallet', subscriber_id: id }, amount_cents)
    taken.push({ time_cents, debt_cents: cents(Math.max(0, -(await walletOf(work.db, id)))) })
  }
  return taken
}

async function reverse(
  work: Work,
  payment: Payment,
  from: AccountName,
  amount_cents: Cents,
): Promise<void> {
  await post(work, {
    kind: 'reverse',
    from,
    to: { kind: 'paybill', shortcode: payment.shortcode! },
    amount_cents,
    reason: `${describePayment(payment)} was taken back by M-Pesa`,
  })
}

/** As much unused time as is wanted, into the wallet; what was given by the house stays. Returns what it was worth. */
async function takeUnused(work: Work, subscriber_id: number, wanted: Cents): Promise<Cents> {
  const unused = (await listUnused(work.db, subscriber_id, work.now))
    .filter(({ stretch, left_cents }) => stretch.budget_id === null && left_cents > 0)
    .toSorted((one, other) => Temporal.Instant.compare(other.stretch.ends_at, one.stretch.ends_at))
  let taken = 0
  for (const one of unused) {
    if (taken >= wanted) break
    taken += await takeStretch(work, subscriber_id, one, cents(wanted - taken))
  }
  return cents(taken)
}

/** The end of one stretch, worth at most that much; all that is left of it, where it is worth less. */
async function takeStretch(
  work: Work,
  subscriber_id: number,
  { service_id, stretch, left_cents }: Unused,
  wanted: Cents,
): Promise<Cents> {
  const value = cents(Math.min(left_cents, wanted))
  const begun = Temporal.Instant.compare(stretch.starts_at, work.now) <= 0
  const from = begun ? work.now : stretch.starts_at
  const whole = value === left_cents
  // In milliseconds, to the benefit of who paid: what is taken is never worth more than what is wanted.
  const length = lengthOf(from, stretch.ends_at)
  const cut = whole ? length : (length * BigInt(value)) / BigInt(left_cents)
  const ends_at = stretch.ends_at.subtract({ milliseconds: Number(cut) })
  await post(work, {
    kind: 'return',
    from: { kind: 'sales' },
    to: { kind: 'wallet', subscriber_id },
    amount_cents: value,
    reason: `Unused time of service ${service_id}`,
  })
  const { id, price_cents } = stretch
  if (whole && !begun) await work.db('credits').where({ id }).delete()
  else
    await work
      .db('credits')
      .where({ id })
      .update({ ends_at, due_at: ends_at, price_cents: cents(price_cents - value) })
  return value
}
