// What a person says of a payment that seems to be made twice: buy time with it, or keep it for the next renewal. Giving
// it back is a refund. Each can be taken back within ten minutes.

import type { Work } from '../appliance.ts'
import { Conflict } from '../errors.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { Exception } from '../tables.ts'
import { lockOpen } from './exceptions.ts'
import { holdSubscriber } from './ledger.ts'
import { renewAfterPayment } from './renewals.ts'
import { takeBackBought } from './shares.ts'

export type DoublePayChoice = 'spent' | 'kept'

/** Throws NotFound `exception_unknown`, Conflict `exception_resolved`, `not_a_double`. */
export async function chooseForDoublePay(
  work: Work,
  id: number,
  choice: DoublePayChoice,
  { actor, why }: { actor: Actor; why: string },
): Promise<void> {
  const exception = await lockOpen(work, id)
  const { kind, payment_id, subscriber_id } = exception
  if (kind !== 'possible_double' || payment_id === null || subscriber_id === null)
    throw new Conflict('not_a_double', 'This is no payment that seems to be made twice.')
  const payment = (await work.db('payments').where({ id: payment_id }).forUpdate().first())!
  await holdSubscriber(work, subscriber_id)
  await work
    .db('exceptions')
    .where({ id })
    .update({
      resolved_at: work.now,
      resolved_by: actor.staff?.id ?? null,
      resolution: choice === 'spent' ? 'Time was bought with it' : 'Kept in the wallet',
      resolved_as: choice,
    })
  if (choice === 'spent') await renewAfterPayment(work, { ...payment, subscriber_id })
  await recordAct(work, {
    ...actor,
    action: 'exception.chosen',
    subject: `payment:${payment_id}`,
    after: { choice },
    why,
  })
}

/** The time that was bought is gone again; the money waits as before. */
export async function undoDoublePay(
  work: Work,
  { subscriber_id, resolved_as, resolved_at }: Exception,
): Promise<void> {
  await holdSubscriber(work, subscriber_id!)
  if (resolved_as === 'spent') await takeBackBought(work, subscriber_id!, resolved_at!)
}
