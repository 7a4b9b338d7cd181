// What was heard and not dealt with in five minutes (S2-47): a crash between writing down and doing, a queue that stands.
// It is tried again all the time; a person is told, and it closes by itself.

import type { Work } from '../appliance.ts'
import type { Cents } from '../money.ts'
import type { Instant } from '../time.ts'
import { openException } from './exceptions.ts'

const patience = { minutes: 5 }
const toldMax = 100

/** Whether it has waited so long that a person may have been told. Pure. */
export function isStuck(since: Instant, now: Instant): boolean {
  return Temporal.Instant.compare(since.add(patience), now) < 0
}

interface Stuck {
  id: number
  amount_cents: Cents | null
}

/** Returns how many wait. */
export async function noteNotApplied(work: Work): Promise<number> {
  const since = work.now.subtract(patience) as never
  const payments: Stuck[] = await work
    .db('payments')
    .where({ state: 'unsettled' })
    .whereNotNull('due_at')
    .where('proved_at', '<', since)
    .orderBy('id')
    .limit(toldMax)
    .select('id', 'amount_cents')
  for (const { id, amount_cents } of payments)
    await openException(work, {
      kind: 'not_applied',
      subject: `payment:${id}`,
      payment_id: id,
      amount_cents,
    })
  const callbacks = await work
    .db('callbacks')
    .where({ state: 'recorded' })
    .whereNotNull('due_at')
    .where('heard_at', '<', since)
    .orderBy('id')
    .limit(toldMax)
    .select('id')
  for (const { id } of callbacks)
    await openException(work, {
      kind: 'not_applied',
      subject: `callback:${id}`,
      callback_id: id,
    })
  return payments.length + callbacks.length
}
