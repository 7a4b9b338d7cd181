// A payment in suspense goes to whoever it belongs to: one wallet, or several, in parts that sum to it. Each part is a
// transfer with a row that says whose word it was; what is taken back stays, and says when.

import type { Work } from '../appliance.ts'
import { Conflict, Invalid } from '../errors.ts'
import { cents, formatShillings, type Cents } from '../money.ts'
import type { Actor } from '../people/audit.ts'
import type { Credit, Payment } from '../tables.ts'
import type { Instant } from '../time.ts'
import { holdSubscriber, post, undoTransfer, walletOf, type AccountName } from './ledger.ts'
import { findOwner, type Owner } from './matching.ts'
import { refuseOwnAccount } from './own-accounts.ts'
import { describePayment } from './payments.ts'

export interface Part {
  /** An account number, a phone or a user name. */
  account_no: string
  amount_cents: Cents
}

export type OwnedPart = Owner & { amount_cents: Cents }

/**
 * Whose each part is. Throws Invalid `account_unknown`, `account_twice`, `parts_differ`; Conflict `account_closed`,
 * `own_account`.
 */
export async function findOwners(
  work: Work,
  payment: Pick<Payment, 'amount_cents'>,
  parts: readonly Part[],
  by: Actor,
): Promise<OwnedPart[]> {
  const owned: OwnedPart[] = []
  for (const { account_no, amount_cents } of parts) {
    const owner = await findOwner(work.db, account_no)
    if (!owner)
      throw new Invalid('account_unknown', `No subscriber has ${account_no}; is a digit wrong?`)
    const { subscriber } = owner
    if (subscriber.closed_at)
      throw new Conflict('account_closed', `${subscriber.name}'s account is closed.`)
    if (owned.some((other) => other.subscriber.id === subscriber.id))
      throw new Invalid('account_twice', `${subscriber.name} is there twice: give them one part.`)
    refuseOwnAccount(subscriber, by)
    owned.push({ ...owner, amount_cents })
  }
  const sum = owned.reduce((total, part) => total + part.amount_cents, 0)
  if (sum !== payment.amount_cents || owned.some((part) => part.amount_cents <= 0)) {
    const [parted, whole] = [sum, payment.amount_cents].map(formatShillings)
    throw new Invalid(
      'parts_differ',
      `The parts come to KES ${parted}, the payment is KES ${whole}.`,
    )
  }
  return owned
}

/** Suspense → wallets. Holds each subscriber, the lowest number first, until the work ends. */
export async function giveShares(
  work: Work,
  payment: Payment,
  exception_id: number | null,
  parts: readonly OwnedPart[],
): Promise<void> {
  for (const { subscriber } of parts.toSorted(
    (one, other) => one.subscriber.id - other.subscriber.id,
  ))
    await holdSubscriber(work, subscriber.id)
  for (const { subscriber, amount_cents } of parts) {
    const part = parts.length > 1 ? `KES ${formatShillings(amount_cents)} of p` : 'P'
    const what = describePayment(payment).replace('P', part)
    await giveShare(work, payment, exception_id, {
      subscriber_id: subscriber.id,
      to: { kind: 'wallet', subscriber_id: subscriber.id },
      amount_cents,
      reason: `${what} given to ${subscriber.account_no}`,
    })
  }
}

interface Share {
  kind?: 'assign' | 'refund' | 'write_off'
  subscriber_id: number | null
  from?: AccountName
  to: AccountName
  amount_cents: Cents
  reason: string
}

/** One part, and the row of it. Returns the transfer. */
export async function giveShare(
  work: Work,
  { id: payment_id }: Pick<Payment, 'id'>,
  exception_id: number | null,
  { kind = 'assign', subscriber_id, from = { kind: 'suspense' }, to, amount_cents, reason }: Share,
): Promise<number> {
  const transfer_id = await post(work, { kind, from, to, amount_cents, reason })
  await work.db('payment_shares').insert({
    payment_id,
    exception_id,
    subscriber_id,
    amount_cents,
    transfer_id,
    given_at: work.now,
  })
  return transfer_id
}

/**
 * Turns round what an exception's resolution gave, and the time that was bought with it. Returns how many parts there
 * were. Throws Conflict `money_spent`, `paid_since`.
 */
export async function takeBackShares(
  work: Work,
  payment: Payment,
  exception_id: number,
  given_at: Instant,
): Promise<number> {
  const shares = await work
    .db('payment_shares')
    .where({ exception_id, taken_back_at: null, given_at: given_at as never })
    .orderBy('subscriber_id')
  for (const { subscriber_id } of shares)
    if (subscriber_id !== null) await holdSubscriber(work, subscriber_id)
  for (const { id, subscriber_id, transfer_id } of shares) {
    if (subscriber_id !== null) await takeBackBought(work, subscriber_id, given_at)
    await undoTransfer(work, transfer_id, `${describePayment(payment)} taken back`)
    if (subscriber_id !== null) await refuseSpent(work, subscriber_id)
    await work.db('payment_shares').where({ id }).update({ taken_back_at: work.now })
  }
  return shares.length
}

/** Throws Conflict `money_spent` where a wallet would owe. */
export async function refuseSpent(work: Work, subscriber_id: number): Promise<void> {
  if ((await walletOf(work.db, subscriber_id)) < 0)
    throw new Conflict('money_spent', 'Some of it was spent since. Nothing was changed.')
}

/** Time that was bought at that instant is gone, or ends now where it has begun. */
export async function takeBackBought(
  work: Work,
  subscriber_id: number,
  at: Instant,
): Promise<Cents> {
  // Everything of one Work carries the same instant.
  const { rows } = await work.db.raw<{ rows: Credit[] }>(
    `select c.* from credits c join services v on v.id = c.service_id join transfers t on t.id = c.transfer_id
     where v.subscriber_id = :subscriber_id and t.posted_at = :at and t.kind = 'sell' order by c.id`,
    { subscriber_id, at: at as never },
  )
  for (const credit of rows) await takeBackCredit(work, credit)
  return cents(rows.reduce((total, { price_cents }) => total + price_cents, 0))
}

async function takeBackCredit(work: Work, credit: Credit): Promise<void> {
  const { id, service_id } = credit
  const after = await work
    .db('credits')
    .where({ service_id })
    .where('starts_at', '>=', credit.ends_at as never)
    .first('id')
  if (after) {
    // Without this one there would be a hole before it, and the line shut in it.
    throw new Conflict(
      'paid_since',
      'They have paid since, and more time follows this. Nothing was changed.',
    )
  }
  await undoTransfer(work, credit.transfer_id, 'Time taken back')
  if (Temporal.Instant.compare(credit.starts_at, work.now) < 0) {
    await work.db('credits').where({ id }).update({ ends_at: work.now, due_at: work.now })
  } else {
    await work.db('credits').where({ id }).delete()
  }
}
