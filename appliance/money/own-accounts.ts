// Nobody gives money to themselves: a colleague's own account is marked as theirs, and what would credit it, by hand or
// out of suspense, needs another pair of hands.

import type { Work } from '../appliance.ts'
import { Conflict, NotFound } from '../errors.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { Subscriber } from '../tables.ts'

/** Throws Conflict `own_account`. */
export function refuseOwnAccount(
  { staff_id, account_no }: Pick<Subscriber, 'staff_id' | 'account_no'>,
  by: Pick<Actor, 'staff'>,
): void {
  if (staff_id === null || staff_id !== by.staff?.id) return
  throw new Conflict('own_account', `${account_no} is your own account: ask a colleague to do it.`)
}

/** Says whose own account it is; null: nobody's who works here. Throws NotFound `subscriber_unknown`, `staff_unknown`. */
export async function markOwnAccount(
  work: Work,
  account_no: string,
  staff_id: number | null,
  by: Actor,
): Promise<void> {
  const subscriber = await work.db('subscribers').where({ account_no }).forUpdate().first()
  if (!subscriber)
    throw new NotFound('subscriber_unknown', `No subscriber has the number ${account_no}.`)
  if (staff_id !== null && !(await work.db('staff').where({ id: staff_id }).first('id')))
    throw new NotFound('staff_unknown', 'Nobody of that name works here.')
  await work.db('subscribers').where({ id: subscriber.id }).update({ staff_id })
  await recordAct(work, {
    ...by,
    action: 'subscriber.owner_marked',
    subject: `subscriber:${subscriber.id}`,
    before: { staff_id: subscriber.staff_id },
    after: { staff_id },
  })
}
