// Who stays online while M-Pesa is away, for how long, and which budget pays for it: a part of the page of budgets.

import type { KnownBudget } from '../../appliance/money/budgets.ts'
import { findOutageRule } from '../../appliance/money/outage-loans.ts'
import { Invalid } from '../../appliance/errors.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { staffOf, type Ctx, type ViewData } from '../context.ts'
import { choice, wholeNumber } from '../form-fields.ts'
import { field } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.outage

export const ruleFields = {
  outage_budget: (typed: string): number | null => {
    if (typed === '') return null
    if (/^[1-9]\d{0,14}$/.test(typed)) return Number(typed)
    throw new Invalid('form_unreadable', 'The form sent something it does not have.')
  },
  minutes: wholeNumber(5, 1440),
  payments_min: wholeNumber(1, 50),
}
type Name = keyof typeof ruleFields

/** What was typed and refused, for the page that is shown again. */
export interface RefusedRule {
  typed: Partial<Record<Name, string>>
  wrong: Partial<Record<Name, string | null>>
}

export async function outageRuleView(
  ctx: Ctx,
  budgets: readonly KnownBudget[],
  { typed, wrong }: RefusedRule = { typed: {}, wrong: {} },
): Promise<ViewData> {
  const rule = await findOutageRule(ctx.state.appliance.db)
  const { budget_id = null, minutes = 60, payments_min = 2 } = rule ?? {}
  const name = budgets.find(({ id }) => id === budget_id)?.name ?? null
  const number = (which: 'minutes' | 'payments_min', value: number) =>
    field({
      name: which,
      label: words[which],
      hint: words.hint[which],
      mode: 'numeric',
      value: typed[which] ?? String(value),
      wrong: wrong[which] ?? null,
      required: true,
    })
  return {
    says: name === null ? words.nobody : words.kept(minutes, name),
    form: may(staffOf(ctx).role, 'POST /outage-rule')
      ? {
          action: paths.outageRule,
          open: Object.keys(wrong).length > 0,
          budget: choice({
            name: 'outage_budget',
            label: words.budget,
            value: typed.outage_budget ?? (budget_id === null ? '' : String(budget_id)),
            options: [
              { value: '', label: words.no_budget },
              ...budgets
                .filter(({ closed_at }) => closed_at === null)
                .map(({ id, name: label }) => ({ value: String(id), label })),
            ],
          }),
          minutes: number('minutes', minutes),
          payments_min: number('payments_min', payments_min),
        }
      : null,
  }
}
