// Credit, then verify: a part of the page of a paybill.

import { Invalid } from '../../appliance/errors.ts'
import { listBudgets } from '../../appliance/money/budgets.ts'
import { findTrustRule } from '../../appliance/money/trust.ts'
import { formatShillings, type Cents } from '../../appliance/money.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { staffOf, type Ctx, type ViewData } from '../context.ts'
import { choice, sum, wholeNumber } from '../form-fields.ts'
import { field } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.trust

export const trustFields = {
  trust_budget: (typed: string): number | null => {
    if (typed === '') return null
    if (/^[1-9]\d{0,14}$/.test(typed)) return Number(typed)
    throw new Invalid('form_unreadable', 'The form sent something it does not have.')
  },
  cap: sum,
  trust_minutes: wholeNumber(5, 1440),
}
type Name = keyof typeof trustFields

export interface RefusedTrust {
  typed: Partial<Record<Name, string>>
  wrong: Partial<Record<Name, string | null>>
}

export function ruleOf(typed: { trust_budget: number | null; cap: Cents; trust_minutes: number }) {
  const { trust_budget: budget_id, cap: cap_cents, trust_minutes: minutes } = typed
  return budget_id === null ? null : { budget_id, cap_cents, minutes }
}

export async function trustView(
  ctx: Ctx,
  shortcode: string,
  { typed, wrong }: RefusedTrust = { typed: {}, wrong: {} },
): Promise<ViewData> {
  const { db, now } = ctx.state.appliance
  const rule = await findTrustRule(db, shortcode)
  const budgets = (await listBudgets(db, now())).filter(({ closed_at }) => closed_at === null)
  const line = (name: 'cap' | 'trust_minutes', value: string, mode: string) =>
    field({
      name,
      label: words[name],
      hint: words.hint[name],
      mode,
      value: typed[name] ?? value,
      wrong: wrong[name] ?? null,
      required: true,
    })
  return {
    says: rule ? words.lent(rule.cap_cents, rule.minutes) : words.verify_first,
    form: may(staffOf(ctx).role, 'POST /settings/paybills/:shortcode/trust')
      ? {
          action: `${paths.paybill(shortcode)}/trust`,
          open: Object.keys(wrong).length > 0,
          budget: choice({
            name: 'trust_budget',
            label: words.budget,
            value: typed.trust_budget ?? String(rule?.budget_id ?? ''),
            options: [
              { value: '', label: words.no_budget },
              ...budgets.map(({ id, name }) => ({ value: String(id), label: name })),
            ],
          }),
          cap: line('cap', rule ? formatShillings(rule.cap_cents) : '1,500', 'decimal'),
          minutes: line('trust_minutes', String(rule?.minutes ?? 15), 'numeric'),
        }
      : null,
  }
}
