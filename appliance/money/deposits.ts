// A deposit: money that is held for something of ours at their place. It is asked for once, paid in parts as money comes,
// and in the end given back, kept, or withdrawn before anything came. How much has come is the balance of its account.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, NotFound } from '../errors.ts'
import { cents, formatShillings, type Cents } from '../money.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { Deposit } from '../tables.ts'
import { balanceOf, post, walletOf } from './ledger.ts'

export interface NewDeposit {
  what: string
  amount_cents: Cents
  /** No time is bought before it is whole; else it takes what time leaves over. */
  before_time: boolean
}

export interface HeldDeposit extends Deposit {
  paid_cents: Cents
  left_cents: Cents
}

/** Asks for one, and takes what the wallet has. The subscriber is held by the caller. Throws Conflict `deposit_open`. */
export async function askDeposit(
  work: Work,
  subscriber_id: number,
  asked: NewDeposit,
  by: Actor,
): Promise<void> {
  if (await findDeposit(work.db, subscriber_id))
    throw new Conflict('deposit_open', 'There is a deposit already: settle that one first.')
  await work.db('deposits').insert({
    ...asked,
    subscriber_id,
    asked_at: work.now,
    asked_by: by.staff?.id ?? null,
  })
  const { what, amount_cents, before_time } = asked
  await recordAct(work, {
    ...by,
    action: 'deposit.asked',
    subject: `subscriber:${subscriber_id}`,
    after: { what, amount_cents, before_time },
    why: `${what}, KES ${formatShillings(amount_cents)}`,
  })
  await payDeposit(work, subscriber_id)
}

/** The one that is open, with what has come of it; undefined where there is none. */
export async function findDeposit(db: Db, subscriber_id: number): Promise<HeldDeposit | undefined> {
  const deposit = await db('deposits').where({ subscriber_id, closed_at: null }).first()
  if (!deposit) return undefined
  const paid_cents = await balanceOf(db, { kind: 'deposit', subscriber_id })
  return { ...deposit, paid_cents, left_cents: cents(deposit.amount_cents - paid_cents) }
}

/** Moves what the wallet has, as far as the deposit wants it. Returns what is still missing. The subscriber is held. */
export async function payDeposit(work: Work, subscriber_id: number): Promise<Cents> {
  const deposit = await findDeposit(work.db, subscriber_id)
  if (!deposit) return cents(0)
  const wallet = await walletOf(work.db, subscriber_id)
  const amount_cents = cents(Math.min(Math.max(wallet, 0), deposit.left_cents))
  if (amount_cents > 0) {
    await post(work, {
      kind: 'deposit',
      from: { kind: 'wallet', subscriber_id },
      to: { kind: 'deposit', subscriber_id },
      amount_cents,
      reason: `Deposit: ${deposit.what}`,
    })
  }
  return cents(deposit.left_cents - amount_cents)
}

/** What may be bought with: nothing, while a deposit that goes first is not whole. Pays into it what there is. */
export async function payDepositFirst(work: Work, subscriber_id: number): Promise<'may' | 'waits'> {
  const deposit = await findDeposit(work.db, subscriber_id)
  if (!deposit?.before_time) return 'may'
  return (await payDeposit(work, subscriber_id)) > 0 ? 'waits' : 'may'
}

export type DepositEnd = 'returned' | 'kept' | 'withdrawn'

/**
 * Ends it: its money goes to the wallet, or to sales where it is kept. Withdrawn: what has come goes to the wallet. The
 * subscriber is held by the caller. Throws NotFound `deposit_unknown`.
 */
export async function closeDeposit(
  work: Work,
  subscriber_id: number,
  { outcome, why }: { outcome: DepositEnd; why: string },
  by: Actor,
): Promise<void> {
  const deposit = await findDeposit(work.db, subscriber_id)
  if (!deposit) throw new NotFound('deposit_unknown', 'There is no deposit to settle.')
  if (deposit.paid_cents > 0) {
    await post(work, {
      kind: 'release',
      from: { kind: 'deposit', subscriber_id },
      to: outcome === 'kept' ? { kind: 'sales' } : { kind: 'wallet', subscriber_id },
      amount_cents: deposit.paid_cents,
      reason: `Deposit ${outcome}: ${deposit.what}`,
    })
  }
  await work.db('deposits').where({ id: deposit.id }).update({ closed_at: work.now, outcome })
  await recordAct(work, {
    ...by,
    action: `deposit.${outcome}`,
    subject: `subscriber:${subscriber_id}`,
    before: { paid_cents: deposit.paid_cents, amount_cents: deposit.amount_cents },
    after: { outcome },
    why,
  })
}
