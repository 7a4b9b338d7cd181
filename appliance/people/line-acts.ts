// Another plan for one line, and taking that back within ten minutes.

import type { Work } from '../appliance.ts'
import { Conflict } from '../errors.ts'
import { changePlan, undoPlanChange, type PlanMemo } from '../money/plan-changes.ts'
import type { When } from '../money/plan-differences.ts'
import { findFreshAct, recordAct } from './audit.ts'
import { holdByAccount, holdLine, type Worker } from './held-subscribers.ts'
import type { LineOf } from './line-keys.ts'
import { listHomePlans } from './new-subscribers.ts'

/** Throws what changePlan and holdLine throw, and Conflict `plan_not_sold`. */
export async function changeLinePlan(
  work: Work,
  { account_no, service_no, plan_id, when }: LineOf & { plan_id: number; when: When },
  by: Worker,
): Promise<void> {
  const { subscriber, service, plan: old } = await holdLine(work, account_no, service_no, by)
  const plan = (await listHomePlans(work.db)).find(({ id }) => id === plan_id)
  const isSold = plan && (plan.site_id === null || plan.site_id === subscriber.site_id)
  if (!isSold || old.kind !== 'pppoe')
    throw new Conflict('plan_not_sold', 'This plan is not sold for this line.')
  const memo = await changePlan(work, service, plan, when)
  await recordAct(work, {
    ...by,
    action: 'line.plan_changed',
    subject: `subscriber:${subscriber.id}`,
    before: { service_no, plan: old.name },
    after: { service_no, plan: plan.name, when, memo },
    why: `${old.name} → ${plan.name}`,
  })
}

/** By whoever did it, while nothing else was done. Throws Conflict `undo_late`, `changed_since`. */
export async function undoLinePlan(work: Work, account_no: string, by: Worker): Promise<void> {
  const { id } = await holdByAccount(work, account_no, by)
  const subject = `subscriber:${id}`
  const act = await findFreshAct(work.db, subject, by.staff.id, work.now)
  const { memo } = (act?.after ?? {}) as { memo?: PlanMemo }
  if (act?.action !== 'line.plan_changed' || !memo)
    throw new Conflict('undo_late', 'It can’t be undone any more: change the plan back instead.')
  await undoPlanChange(work, memo)
  await recordAct(work, { ...by, action: 'line.plan_restored', subject })
}
