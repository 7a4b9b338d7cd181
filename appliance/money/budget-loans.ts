// Time that is lent from a budget with a name, for a while and until a payment covers it: like days of grace, but somebody else's
// purse. What is never paid stays spent there.

import type { Work } from '../appliance.ts'
import type { Plan, Service } from '../tables.ts'
import { addTerm, anchorDay, type Instant } from '../time.ts'
import { decideSpending, holdBudget } from './budgets.ts'
import { post } from './ledger.ts'
import { lengthOf, valueOfTime } from './time-value.ts'

/** So many minutes from `from`, and no more than half a term: it must be worth paying. Pure. */
export function loanEnd(
  plan: Pick<Plan, 'term_count' | 'term_unit'>,
  from: Instant,
  minutes: number,
): Instant {
  const half = lengthOf(from, addTerm(from, plan, anchorDay(from))) / 2n
  return from.add({ milliseconds: Math.min(minutes * 60_000, Number(half)) })
}

export interface BudgetLoan {
  budget_id: number
  from: Instant
  until: Instant
  why: string
}

/** False where the budget has ended, or its month is full. The subscriber is held by the caller. */
export async function lendFromBudget(
  work: Work,
  service: Pick<Service, 'id'>,
  plan: Plan,
  { budget_id, from, until, why }: BudgetLoan,
): Promise<boolean> {
  const price_cents = valueOfTime(plan, { from, until })
  const budget = await holdBudget(work, budget_id)
  // The owner said so beforehand: no second person is asked, but the month's limit holds.
  const may = decideSpending(budget, 'owner', price_cents, work.now)
  if (may.outcome === 'ended' || may.outcome === 'month_full') return false
  const transfer_id = await post(work, {
    kind: 'lend',
    from: { kind: 'budget', budget_id },
    to: { kind: 'sales' },
    amount_cents: price_cents,
    reason: `${why}: service ${service.id} until ${until.toString({ smallestUnit: 'second' })}`,
  })
  await work.db('credits').insert({
    service_id: service.id,
    plan_id: plan.id,
    kind: 'grace',
    starts_at: from,
    ends_at: until,
    price_cents,
    data_bytes: plan.data_bytes,
    transfer_id,
    due_at: until,
  })
  return true
}
