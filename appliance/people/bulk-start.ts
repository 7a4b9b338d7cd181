// An act on many begins: at once, or as an asking where the time that is given passes a cap.

import type { Work } from '../appliance.ts'
import { Invalid } from '../errors.ts'
import { decideSpending, holdBudget } from '../money/budgets.ts'
import type { Cents } from '../money.ts'
import { askForApproval } from './approval-asks.ts'
import { doRun, holdAll, refuse, type Wanted } from './bulk-runs.ts'
import { targetsMax } from './bulk-targets.ts'
import type { Worker } from './held-subscribers.ts'

export type Started = { outcome: 'done'; run_id: number } | { outcome: 'asked'; cost_cents: Cents }

/**
 * Does it, or asks a second person where it passes a cap. Throws Conflict `done_already`, `budget_ended`, `month_full`,
 * Invalid `nobody_left`, `too_many`.
 */
export async function startRun(work: Work, wanted: Wanted, by: Worker): Promise<Started> {
  const { task, form, why } = wanted
  if (wanted.subscriber_ids.length > targetsMax)
    throw new Invalid('too_many', `At most ${targetsMax} at once, please.`)
  const held = await holdAll(work, wanted, by)
  if (task.act === 'extend') {
    const budget = await holdBudget(work, task.budget_id)
    const spending = decideSpending(budget, by.staff.role, held.cost_cents, work.now)
    refuse(spending, budget)
    if (spending.outcome === 'second_person') {
      await askForApproval(
        work,
        {
          kind: 'time_given',
          subject: subjectOf(wanted),
          amount_cents: held.cost_cents,
          details: { ...wanted, count: held.count },
          why,
        },
        by,
      )
      return { outcome: 'asked', cost_cents: held.cost_cents }
    }
  }
  return { outcome: 'done', run_id: await doRun(work, { task, form, why }, held, by) }
}

/** One line's is its subscriber's, so that a second asking for it is seen as such. */
function subjectOf({ subscriber_ids, form }: Wanted): string {
  return subscriber_ids.length === 1 ? `subscriber:${subscriber_ids[0]}` : `bulk:${form}`
}
