// Money whose owner nobody finds: after a second person's yes it is the house's, and its payment says so for ever.

import type { Work } from '../appliance.ts'
import { askForApproval, type By } from '../people/approval-asks.ts'
import { recordAct } from '../people/audit.ts'
import type { Approval } from '../tables.ts'
import { describePayment } from './payments.ts'
import { lockInSuspense } from './resolutions.ts'
import { giveShare } from './shares.ts'

/** Throws as lockInSuspense and askForApproval do. Returns the approval's id. */
export async function askWriteOff(
  work: Work,
  exception_id: number,
  why: string,
  by: By,
): Promise<number> {
  const { payment } = await lockInSuspense(work, exception_id)
  const { id, amount_cents } = payment
  const details = { exception_id }
  const asking = { kind: 'write_off', subject: `payment:${id}`, amount_cents, details, why }
  return askForApproval(work, asking, by)
}

/** The yes. */
export async function approveWriteOff(work: Work, approval: Approval, by: By): Promise<void> {
  const { exception, payment } = await lockInSuspense(
    work,
    Number(approval.details['exception_id']),
  )
  await giveShare(work, payment, exception.id, {
    kind: 'write_off',
    subscriber_id: null,
    to: { kind: 'written_off' },
    amount_cents: payment.amount_cents,
    reason: `${describePayment(payment)} written off: nobody’s`,
  })
  await work.db('payments').where({ id: payment.id }).update({ state: 'written_off' })
  await work.db('exceptions').where({ id: exception.id }).update({
    resolved_at: work.now,
    resolved_by: by.staff.id,
    resolution: 'Written off',
    resolved_as: 'written_off',
  })
  await recordAct(work, {
    ...by,
    action: 'payment.written_off',
    subject: `payment:${payment.id}`,
    before: { state: 'excepted' },
    after: { state: 'written_off', amount_cents: payment.amount_cents },
    why: approval.why,
  })
}
