// The purses that time is given from: what is left of each, opening and changing one, and what was given this month.

import { Invalid } from '../../appliance/errors.ts'
import {
  cappedRoles,
  changeBudget,
  listBudgets,
  openBudget,
  type CappedRole,
  type KnownBudget,
} from '../../appliance/money/budgets.ts'
import { setOutageRule } from '../../appliance/money/outage-loans.ts'
import { parseShillings, type Cents } from '../../appliance/money.ts'
import { listGiven } from '../../appliance/people/bulk-file.ts'
import { formatShillings } from '../../appliance/money.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { given, optional, sum } from '../form-fields.ts'
import { field, readForm, text } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'
import { outageRuleView, ruleFields, type RefusedRule } from './outage-rule.ts'

const words = staffWords.budgets

const terms = {
  month: sum,
  ends_on: optional(readDay),
  cap_owner: optional(parseShillings),
  cap_finance: optional(parseShillings),
  cap_cashier: optional(parseShillings),
  cap_support: optional(parseShillings),
  cap_technician: optional(parseShillings),
}
const newTerms = { ...terms, name: given(text(60), words.name_blank) }
type Name = keyof typeof newTerms
type Typed = Partial<Record<Name, string>>
type Wrong = Partial<Record<Name, string | null>>

export async function showBudgets(ctx: Ctx, rule?: RefusedRule): Promise<void> {
  await show(ctx, null, {}, {}, rule)
}

export async function createBudget(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, newTerms)
  if (!form.ok) return show(ctx, null, form.typed, form.problems)
  const { name, ...rest } = form.values
  await ctx.state.appliance.work((work) =>
    openBudget(work, { name, ...termsOf(rest) }, actorOf(ctx)),
  )
  seeOther(ctx, paths.budgets)
}

export async function createBudgetTerms(ctx: Ctx): Promise<void> {
  const id = Number(ctx.params['id'])
  const form = readForm(ctx, terms)
  if (!form.ok) return show(ctx, id, form.typed, form.problems)
  await ctx.state.appliance.work((work) =>
    changeBudget(work, Number.isSafeInteger(id) ? id : 0, termsOf(form.values), actorOf(ctx)),
  )
  seeOther(ctx, paths.budgets)
}

export async function createOutageRule(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, ruleFields)
  if (!form.ok) {
    ctx.status = 422
    return showBudgets(ctx, { typed: form.typed, wrong: form.problems })
  }
  const { outage_budget: budget_id, ...rest } = form.values
  const rule = budget_id === null ? null : { budget_id, ...rest }
  await ctx.state.appliance.work((work) => setOutageRule(work, rule, actorOf(ctx)))
  seeOther(ctx, paths.budgets)
}

function termsOf(
  values: { month: Cents; ends_on: string | null } & Record<`cap_${CappedRole}`, Cents | null>,
) {
  const caps = Object.fromEntries(cappedRoles.map((role) => [role, values[`cap_${role}`]]))
  return {
    month_cents_max: values.month,
    ends_on: values.ends_on,
    caps: caps as Record<CappedRole, Cents | null>,
  }
}

/** `at`: of which budget the form was; null: of a new one. */
async function show(
  ctx: Ctx,
  at: number | null,
  typed: Typed,
  wrong: Wrong,
  rule?: RefusedRule,
): Promise<void> {
  if (Object.keys(wrong).length > 0) ctx.status = 422
  const { db, now } = ctx.state.appliance
  const [budgets, rows] = await Promise.all([listBudgets(db, now()), listGiven(db, now())])
  const { role } = staffOf(ctx)
  const mayOpen = may(role, 'POST /budgets')
  const isNew = at === null
  await ctx.state.render('admin/budgets', {
    any: budgets.length > 0,
    budgets: budgets.map((budget) => ({
      ...budgetView(budget),
      change: mayOpen
        ? {
            action: `${paths.budgets}/${budget.id}`,
            open: at === budget.id,
            ...fieldsFor(
              `b${budget.id}-`,
              at === budget.id ? typed : typedOf(budget),
              at === budget.id ? wrong : {},
            ),
          }
        : null,
    })),
    open: mayOpen
      ? {
          action: paths.budgets,
          unfolded: budgets.length === 0 || (isNew && Object.keys(wrong).length > 0),
          name: field({
            name: 'name',
            label: words.name,
            value: typed.name ?? '',
            wrong: wrong.name ?? null,
            required: true,
          }),
          ...fieldsFor('', isNew ? typed : {}, isNew ? wrong : {}),
        }
      : null,
    given: rows.map(({ account_no, author, ...row }) => ({
      ...row,
      account_no,
      author: author ?? '–',
      href: paths.subscriber(account_no),
    })),
    any_given: rows.length > 0,
    total: rows.reduce((total, { worth_cents }) => total + worth_cents, 0),
    outage: may(role, 'POST /bulk') ? paths.outage : null,
    rule: budgets.length === 0 ? null : await outageRuleView(ctx, budgets, rule),
  })
}

function budgetView({ name, month_cents_max, spent_cents, ends_on, caps }: KnownBudget) {
  const capped = cappedRoles.flatMap((role) => {
    const cap = caps[role]
    return cap === undefined ? [] : [words.cap(role, cap)]
  })
  const spent = words.spent(spent_cents, month_cents_max)
  return {
    name,
    spent,
    ends: ends_on === null ? null : words.ends(ends_on),
    caps: capped.join(' · ') || words.no_caps,
    bar: {
      share: Math.min(100, Math.max(0, Math.round((spent_cents / month_cents_max) * 100))),
      low: spent_cents > month_cents_max * 0.85,
      label: spent,
    },
  }
}

function typedOf({ month_cents_max, ends_on, caps }: KnownBudget): Typed {
  const typed: Typed = { month: formatShillings(month_cents_max), ends_on: ends_on ?? '' }
  for (const role of cappedRoles) {
    const cap = caps[role]
    typed[`cap_${role}`] = cap === undefined ? '' : formatShillings(cap)
  }
  return typed
}

/** Several of these forms stand on one page: `at` keeps the ids of their fields apart. */
function fieldsFor(at: string, typed: Typed, wrong: Wrong) {
  const line = (name: Name, label: string, hint: string | null = null, mode = 'decimal') => ({
    ...field({ name, label, hint, mode, value: typed[name] ?? '', wrong: wrong[name] ?? null }),
    id: `${at}${name}`,
  })
  return {
    month: line('month', words.month),
    ends_on: line('ends_on', words.ends_on, words.ends_hint, 'text'),
    caps: cappedRoles.map((role) => line(`cap_${role}`, words.cap_of(role), words.cap_hint)),
  }
}

function readDay(typed: string): string {
  try {
    return Temporal.PlainDate.from(typed.trim()).toString()
  } catch {
    throw new Invalid('day_unreadable', words.ends_wrong)
  }
}
