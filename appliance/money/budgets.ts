// The purses that time is given from: a name, a limit a month, perhaps a last day; and how much somebody of each role may give
// in one act without asking a second person.

import type { Work } from '../appliance.ts'
import type { Db } from '../database.ts'
import { Conflict, NotFound } from '../errors.ts'
import { cents, type Cents } from '../money.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { Budget, Role } from '../tables.ts'
import { nairobi, type Instant } from '../time.ts'

export const cappedRoles = ['owner', 'finance', 'cashier', 'support', 'technician'] as const
export type CappedRole = (typeof cappedRoles)[number]

export interface KnownBudget extends Budget {
  spent_cents: Cents
  /** How much one act of this role may cost without a second person; a role that is missing may give nothing alone. */
  caps: Partial<Record<Role, number>>
}

export type Spending =
  | { outcome: 'may' }
  | { outcome: 'second_person' }
  | { outcome: 'ended' }
  | { outcome: 'month_full'; left_cents: Cents }

/** Pure. */
export function decideSpending(
  budget: Pick<KnownBudget, 'month_cents_max' | 'ends_on' | 'closed_at' | 'spent_cents' | 'caps'>,
  role: Role,
  amount_cents: number,
  now: Instant,
): Spending {
  const today = now.toZonedDateTimeISO(nairobi).toPlainDate().toString()
  if (budget.closed_at || (budget.ends_on !== null && budget.ends_on < today))
    return { outcome: 'ended' }
  const left = budget.month_cents_max - budget.spent_cents
  if (amount_cents > left) return { outcome: 'month_full', left_cents: cents(Math.max(0, left)) }
  return { outcome: amount_cents <= (budget.caps[role] ?? 0) ? 'may' : 'second_person' }
}

/** Open ones first, by name, each with what was spent of it in the month of `now`. */
export async function listBudgets(db: Db, now: Instant): Promise<KnownBudget[]> {
  const month = now.toZonedDateTimeISO(nairobi).with({ day: 1 }).startOfDay().toInstant()
  const { rows } = await db.raw<{ rows: KnownBudget[] }>(
    `select b.*, b.ends_on::text as ends_on,
            coalesce((select -sum(e.amount_cents) from accounts a join entries e on e.account_id = a.id
                      join transfers t on t.id = e.transfer_id
                      where a.budget_id = b.id and t.posted_at >= :month), 0)::bigint as spent_cents,
            coalesce((select jsonb_object_agg(c.role, c.each_cents_max) from budget_caps c
                      where c.budget_id = b.id), '{}') as caps
     from budgets b order by b.closed_at is not null, lower(b.name)`,
    { month },
  )
  return rows
}

/** Held until the work ends, so that two do not spend the last of it. Throws NotFound `budget_unknown`. */
export async function holdBudget(work: Work, id: number): Promise<KnownBudget> {
  await work.db('budgets').where({ id }).forUpdate().first('id')
  const budget = (await listBudgets(work.db, work.now)).find((one) => one.id === id)
  if (!budget) throw new NotFound('budget_unknown', 'There is no such budget.')
  return budget
}

export interface BudgetTerms {
  name: string
  month_cents_max: Cents
  ends_on: string | null
  caps: Record<CappedRole, Cents | null>
}

/** Throws Conflict `budget_named` where another has the name. */
export async function openBudget(work: Work, terms: BudgetTerms, by: Actor): Promise<void> {
  const { caps, ...row } = terms
  const [budget] = await work
    .db('budgets')
    .insert({ ...row, opened_at: work.now })
    .onConflict('name')
    .ignore()
    .returning('id')
  if (!budget) throw new Conflict('budget_named', 'A budget has this name already.')
  await writeCaps(work, budget.id, caps)
  await recordAct(work, {
    ...by,
    action: 'budget.opened',
    subject: `budget:${budget.id}`,
    after: terms,
  })
}

/** Throws NotFound `budget_unknown`. Its name stays: it stands in what was given. */
export async function changeBudget(
  work: Work,
  id: number,
  { caps, month_cents_max: month_max, ends_on: ends }: Omit<BudgetTerms, 'name'>,
  by: Actor,
): Promise<void> {
  const row = { month_cents_max: month_max, ends_on: ends }
  const { month_cents_max, ends_on, caps: were } = await holdBudget(work, id)
  await work.db('budgets').where({ id }).update(row)
  await writeCaps(work, id, caps)
  await recordAct(work, {
    ...by,
    action: 'budget.changed',
    subject: `budget:${id}`,
    before: { month_cents_max, ends_on, caps: were },
    after: { ...row, caps },
  })
}

async function writeCaps(work: Work, budget_id: number, caps: BudgetTerms['caps']): Promise<void> {
  await work.db('budget_caps').where({ budget_id }).delete()
  const rows = cappedRoles.flatMap((role) => {
    const each_cents_max = caps[role]
    return each_cents_max === null ? [] : [{ budget_id, role, each_cents_max }]
  })
  if (rows.length > 0) await work.db('budget_caps').insert(rows)
}
