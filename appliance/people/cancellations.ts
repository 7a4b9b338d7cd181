// Somebody leaves (S2-18). Before anything was paid, the account just closes. After: at the end of paid time, or now with the
// rest of it given back to the wallet; and what the wallet holds stays theirs, or is asked to be paid out by a second person.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict } from '../errors.ts'
import { endTime, listUnused } from '../money/closing-accounts.ts'
import { closeDeposit, findDeposit, type HeldDeposit } from '../money/deposits.ts'
import { walletOf } from '../money/ledger.ts'
import { cents, type Cents } from '../money.ts'
import type { Instant } from '../time.ts'
import { closeAccount } from './account-ends.ts'
import { askForApproval } from './approval-asks.ts'
import { recordAct } from './audit.ts'
import { holdByAccount, holdOpen, type Worker } from './held-subscribers.ts'

export interface Leaving {
  wallet_cents: Cents
  /** Of paid time, if they leave now: theirs, and what goes back to budgets. */
  unused_cents: Cents
  given_cents: Cents
  /** The end of paid time; null where nothing runs. */
  until: Instant | null
  deposit: HeldDeposit | undefined
}

export async function findLeaving(db: Db, subscriber_id: number, now: Instant): Promise<Leaving> {
  const unused = await listUnused(db, subscriber_id, now)
  const sum = (kind: 'sold' | 'given') =>
    cents(
      unused
        .filter(({ stretch }) => stretch.kind === kind)
        .reduce((total, { left_cents }) => total + left_cents, 0),
    )
  const ends = unused.map(({ stretch }) => stretch.ends_at)
  return {
    wallet_cents: await walletOf(db, subscriber_id),
    unused_cents: sum('sold'),
    given_cents: sum('given'),
    until: ends.toSorted(Temporal.Instant.compare).at(-1) ?? null,
    deposit: await findDeposit(db, subscriber_id),
  }
}

export interface Cancellation {
  when: 'end' | 'now'
  /** What becomes of a deposit that is held, where they leave now. */
  deposit: 'returned' | 'kept'
  /** Whether a second person is asked to pay out what the wallet holds. */
  refund: boolean
  why: string
}

/** Throws what holdOpen throws, and Conflict `cancelled_already`. */
export async function cancelSubscriber(
  work: Work,
  account_no: string,
  cancellation: Cancellation,
  by: Worker,
): Promise<'closed' | 'closes_later'> {
  const subscriber = await holdOpen(work, account_no, by)
  const { when, why } = cancellation
  const { until } = await findLeaving(work.db, subscriber.id, work.now)
  const later = when === 'end' && until !== null
  if (later && subscriber.cancelled_at)
    throw new Conflict('cancelled_already', 'They are leaving already.')
  const id = subscriber.id
  await work.db('subscribers').where({ id }).update({ cancelled_at: work.now })
  const subject = `subscriber:${id}`
  const after = { when: later ? 'end' : 'now' }
  await recordAct(work, { ...by, action: 'subscriber.cancelled', subject, after, why })
  if (later) return 'closes_later'

  await endTime(work, id)
  if (await findDeposit(work.db, id))
    await closeDeposit(work, id, { outcome: cancellation.deposit, why }, by)
  await closeAccount(work, id)
  const wallet = await walletOf(work.db, id)
  if (cancellation.refund && wallet > 0) {
    const asking = {
      kind: 'wallet_refund',
      subject,
      amount_cents: wallet,
      details: { account_no },
      why,
    }
    await askForApproval(work, asking, by)
  }
  return 'closed'
}

/** They stay after all. Throws Conflict `not_leaving`. */
export async function takeCancellationBack(
  work: Work,
  account_no: string,
  by: Worker,
): Promise<void> {
  const { id, cancelled_at, closed_at } = await holdByAccount(work, account_no, by)
  if (!cancelled_at || closed_at)
    throw new Conflict('not_leaving', 'They are not about to leave, or have left.')
  await work.db('subscribers').where({ id }).update({ cancelled_at: null })
  await recordAct(work, { ...by, action: 'subscriber.stayed', subject: `subscriber:${id}` })
}
