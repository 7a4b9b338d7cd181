// Plans: what is sold, and what is not sold any more.

import {
  addPlan,
  changePlan,
  findPlan,
  listPlans,
  restorePlan,
  withdrawPlan,
  type ListedPlan,
  type PlanShow,
} from '../../appliance/shop/plans.ts'
import { readPlanDraft, type PlanProblems } from '../../appliance/shop/plan-draft.ts'
import {
  allPlanFields,
  newPlan,
  typePlan,
  type TypedPlan,
} from '../../appliance/shop/plan-fields.ts'
import { Conflict, NotFound } from '../../appliance/errors.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { oneOf, readForm, readQuery, words as typedWords } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { may } from '../routes.ts'
import { readPlanId, showPlanForm } from './plan-form.ts'

const words = staffWords.plans

export async function showPlans(ctx: Ctx): Promise<void> {
  const { show } = readQuery(ctx, { show: oneOf<PlanShow>(['sold', 'withdrawn']) })
  const { db, now } = ctx.state.appliance
  const viewer = staffOf(ctx)
  const { rows, sold, withdrawn } = await listPlans(db, { show, viewer, now: now() })
  const chip = (name: PlanShow, count: number) => ({
    href: withQuery(paths.plans, { show: name === 'sold' ? null : name }),
    label: words.show[name],
    count,
    current: name === show,
  })
  await ctx.state.render('admin/plans', {
    add: may(viewer.role, 'POST /plans') ? paths.newPlan : null,
    chips: [chip('sold', sold), chip('withdrawn', withdrawn)],
    groups: (['pppoe', 'hotspot'] as const)
      .map((kind) => ({
        id: kind,
        title: words.kinds[kind],
        rows: rows.filter((row) => row.kind === kind).map(rowView),
      }))
      .filter((group) => group.rows.length > 0),
    any: rows.length > 0,
    none: words.none[show],
  })
}

function rowView(plan: ListedPlan) {
  const { rules } = words
  const told = [
    ...(plan.site === null ? [] : [rules.site(plan.site)]),
    ...(plan.kind === 'pppoe' || plan.on_portal ? [] : [rules.desk]),
    ...(plan.opens_at === null ? [] : [rules.hours(plan.opens_at, plan.closes_at!)]),
    ...(plan.other_speeds === 0 ? [] : [rules.others(plan.other_speeds)]),
    ...(plan.fair_use_bytes === null ? [] : [rules.fair(plan.fair_use_bytes)]),
    ...(plan.burst_seconds === null ? [] : [rules.burst]),
    ...(plan.kind === 'pppoe' ? [] : [rules.devices(plan.devices)]),
    ...(plan.grace_days === 0 ? [] : [rules.grace(plan.grace_days)]),
  ]
  return {
    href: paths.plan(plan.id),
    name: plan.name,
    term: words.term(plan),
    price_cents: plan.price_cents,
    speed: words.speed(plan),
    data_bytes: plan.data_bytes,
    rules: told.join(' · ') || rules.none,
    lines: plan.lines,
    paid: plan.paid,
  }
}

export async function showNewPlan(ctx: Ctx): Promise<void> {
  const typed = typedInAddress(ctx)
  await showPlanForm(ctx, { plan: null, typed: typed ?? newPlan, looking: typed !== null })
}

export async function showPlan(ctx: Ctx): Promise<void> {
  const { db } = ctx.state.appliance
  const plan = await findPlan(db, readPlanId(ctx), staffOf(ctx))
  const typed = typedInAddress(ctx)
  await showPlanForm(ctx, { plan, typed: typed ?? typePlan(plan), looking: typed !== null })
}

export async function createPlan(ctx: Ctx): Promise<void> {
  const { typed, read } = readPlanForm(ctx)
  const refuse = (problems: PlanProblems) =>
    showPlanForm(ctx, { plan: null, typed, looking: false, problems })
  if (!read.ok) return refuse(read.problems)
  const by = actorOf(ctx)
  const id = await told(ctx.state.appliance.work((work) => addPlan(work, read.draft, by)))
  if (typeof id !== 'number') return refuse(id)
  seeOther(ctx, paths.plan(id))
}

export async function updatePlan(ctx: Ctx): Promise<void> {
  const { db, work } = ctx.state.appliance
  const id = readPlanId(ctx)
  const plan = await findPlan(db, id, staffOf(ctx))
  const { typed, why, read } = readPlanForm(ctx, plan.kind)
  const refuse = (problems: PlanProblems) =>
    showPlanForm(ctx, { plan, typed, looking: false, problems })
  if (!read.ok) return refuse(read.problems)
  const by = { ...actorOf(ctx), why }
  const problems = await told(work((unit) => changePlan(unit, id, read.draft, by)))
  if (problems) return refuse(problems)
  seeOther(ctx, paths.plan(id))
}

export async function createWithdrawal(ctx: Ctx): Promise<void> {
  const id = readPlanId(ctx)
  readForm(ctx, {})
  await ctx.state.appliance.work((work) => withdrawPlan(work, id, actorOf(ctx)))
  seeOther(ctx, paths.plan(id))
}

export async function deleteWithdrawal(ctx: Ctx): Promise<void> {
  const id = readPlanId(ctx)
  readForm(ctx, {})
  await ctx.state.appliance.work((work) => restorePlan(work, id, actorOf(ctx)))
  seeOther(ctx, paths.plan(id))
}

const asTyped = Object.fromEntries(allPlanFields.map((name) => [name, typedWords(200)])) as Record<
  keyof TypedPlan,
  (words: string) => string
>

/** Every field as it was typed; a plan that is there keeps its kind, and a browser sends no field that is shut. */
function readPlanForm(ctx: Ctx, kind?: string) {
  const form = readForm(ctx, { ...asTyped, why: typedWords(200) })
  const { why = '', ...fields } = form.typed
  const typed = { ...fields, kind: kind ?? fields.kind } as TypedPlan
  return { typed, why: typedWords(200)(why), read: readPlanDraft(typed) }
}

/** A form that only asks for the preview sends its fields in the address; null where it does not. */
function typedInAddress(ctx: Ctx): TypedPlan | null {
  return 'name' in ctx.query ? readQuery(ctx, asTyped) : null
}

/** What the database says of a plan, beside its field. */
async function told<Value>(saving: Promise<Value>): Promise<Value | PlanProblems> {
  try {
    return await saving
  } catch (error) {
    if (error instanceof Conflict && error.code === 'plan_name_taken')
      return { name: error.message }
    if (error instanceof NotFound && error.code === 'site_unknown') return { site: error.message }
    throw error
  }
}
