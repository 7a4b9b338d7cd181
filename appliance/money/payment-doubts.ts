// Somebody says that M-Pesa took a payment back. Anybody could: proven success stands, a person is told that two reports
// differ, and Safaricom is asked how the payment stands, for a day.

import type { Work } from '../appliance.ts'
import type { Payment, PaymentDoubt } from '../tables.ts'
import { openException } from './exceptions.ts'

/** Opens the doubt once; asked about at once, and by a sweep where the job is lost. */
export async function doubtPayment(
  work: Work,
  payment: Payment,
  heard_by: PaymentDoubt['heard_by'],
): Promise<void> {
  const { id: payment_id, subscriber_id, amount_cents } = payment
  // One that was settled is opened again: the word that was false yesterday may be true today.
  const { rows } = await work.db.raw<{ rows: { payment_id: number }[] }>(
    `insert into payment_doubts as d (payment_id, heard_at, heard_by, due_at) values (:payment_id, :now, :heard_by, :now)
     on conflict (payment_id) do update
     set heard_at = excluded.heard_at, heard_by = excluded.heard_by, due_at = excluded.due_at, tries = 0, ended_as = null
     where d.ended_as is not null returning payment_id`,
    { payment_id, heard_by, now: work.now as never },
  )
  const [opened] = rows
  if (!opened) return
  await openException(work, {
    kind: 'sightings_differ',
    subject: `payment:${payment_id}`,
    payment_id,
    subscriber_id,
    amount_cents,
    details: { source: heard_by, reason: 'It says that M-Pesa took this payment back.' },
  })
}

const pauses = [5, 15, 30, 60] // Minutes; then hourly.
const givenUp = { hours: 24 }

/** What to ask about now, and when again. Undefined: nothing more; the exception stays in front of a person. */
export async function nextDoubt(work: Work, payment_id: number): Promise<Payment | undefined> {
  const doubt = await work.db('payment_doubts').where({ payment_id }).forUpdate().first()
  const payment = await work.db('payments').where({ id: payment_id }).first()
  if (!doubt?.due_at || !payment) return undefined
  const over = Temporal.Instant.compare(doubt.heard_at.add(givenUp), work.now) < 0
  if (over) {
    const unanswered = { due_at: null, ended_as: 'unanswered' as const }
    await work.db('payment_doubts').where({ payment_id }).update(unanswered)
    return undefined
  }
  const due_at = work.now.add({ minutes: pauses[doubt.tries] ?? 60 })
  await work
    .db('payment_doubts')
    .where({ payment_id })
    .update({ due_at, tries: doubt.tries + 1 })
  return payment
}
