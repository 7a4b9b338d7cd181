// One plan as a form, and beside it what RADIUS would tell a router of whoever has it.

import { NotFound } from '../../appliance/errors.ts'
import { findFreshAct } from '../../appliance/people/audit.ts'
import { readPlanDraft, type PlanProblems } from '../../appliance/shop/plan-draft.ts'
import {
  timedRows,
  type PlanDraft,
  type PlanField,
  type TypedPlan,
} from '../../appliance/shop/plan-fields.ts'
import { previewPlan } from '../../appliance/shop/plan-preview.ts'
import type { KnownPlan } from '../../appliance/shop/plans.ts'
import { listSites } from '../../appliance/shop/sites.ts'
import { formatMoment, type Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { staffOf, type Ctx, type ViewData } from '../context.ts'
import { field, type FieldView } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'

const { form: words, preview: told, toast, meaning, day_choice, kind } = staffWords.plans

export interface Shown {
  /** Null for a new one. */
  plan: KnownPlan | null
  typed: TypedPlan
  /** Only the preview was asked for. */
  looking: boolean
  problems?: PlanProblems
}

/** Throws NotFound `plan_unknown` for what is no number. */
export function readPlanId(ctx: Ctx): number {
  const { plan_id = '' } = ctx.params
  if (/^[1-9]\d{0,14}$/.test(plan_id)) return Number(plan_id)
  throw new NotFound('plan_unknown', 'There is no such plan.')
}

export async function showPlanForm(ctx: Ctx, shown: Shown): Promise<void> {
  const { db, now } = ctx.state.appliance
  const { plan, typed, looking, problems } = shown
  const viewer = staffOf(ctx)
  const read = readPlanDraft(typed)
  const wrong = problems ?? (looking && !read.ok ? read.problems : {})
  if (problems) ctx.status = 422
  const fresh = plan && (await findFreshAct(db, `plan:${plan.id}`, viewer.id, now()))
  const mayChange = may(viewer.role, plan ? 'POST /plans/:plan_id' : 'POST /plans')
  const sites = await listSites(db, viewer)
  await ctx.state.render('admin/plan', {
    title: plan ? words.change_title(plan.name) : words.add_title,
    back: paths.plans,
    toast: plan && toastFor(plan, fresh?.action),
    saved: fresh?.action === 'plan.changed' || fresh?.action === 'plan.added' ? toast.saved : null,
    lines: plan ? words.lines(plan.lines) : null,
    changing: plan !== null && plan.lines > 0 && mayChange ? words.changing : null,
    withdrawn: plan?.withdrawn_at ? words.withdrawn : null,
    wrong: problems ? words.wrong : null,
    locked: !mayChange,
    action: plan ? paths.plan(plan.id) : paths.plans,
    look: plan ? paths.plan(plan.id) : paths.newPlan,
    save: plan ? words.save : words.save_new,
    why: plan && mayChange ? field({ name: 'why', label: words.why, hint: words.why_hint }) : null,
    withdraw: plan && mayChange && !plan.withdrawn_at ? { action: paths.planWithdrawal(plan.id), title: words.withdraw_now(plan.name) } : null,
    restore: plan && mayChange && plan.withdrawn_at ? `${paths.planWithdrawal(plan.id)}?_method=delete` : null,
    ...fieldsView(typed, wrong, plan !== null, sites),
    preview: read.ok ? previewView(read.draft, now()) : null,
  }) // prettier-ignore
}

function toastFor(plan: KnownPlan, action: string | undefined) {
  if (action !== 'plan.withdrawn') return null
  const undo = `${paths.planWithdrawal(plan.id)}?_method=delete`
  return { text: toast.withdrawn(plan.name), action: undo }
}

function fieldsView(
  typed: TypedPlan,
  wrong: PlanProblems,
  known: boolean,
  sites: { id: number; name: string }[],
): ViewData {
  const one = (name: PlanField, label: string, hint: string | null = null, mode: string | null = null) =>
    field({ name, label, hint, mode, value: typed[name], wrong: wrong[name] ?? null }) // prettier-ignore
  const figure = (name: PlanField, label: string, hint: string | null = null) =>
    one(name, label, hint, 'decimal')
  const pick = (name: PlanField, label: string, options: Record<string, string>) =>
    pickView(name, label, options, typed[name], wrong[name] ?? null)
  const { hour, day, month } = words.units
  return {
    name: { ...one('name', words.name, words.name_hint), required: true },
    kind: known ? null : pick('kind', words.kind, kind),
    price: { ...figure('price', words.price), required: true },
    term: { count: figure('term_count', words.term_count), unit: pick('term_unit', words.term_unit, { hour, day, month }) },
    speeds: [figure('down', words.down, words.speed_hint), figure('up', words.up, words.speed_hint)],
    data: figure('data', words.data, words.data_hint),
    counts: pick('data_counts', words.data_counts, words.counts),
    devices: figure('devices', words.devices),
    grace: figure('grace_days', words.grace_days, words.grace_hint),
    site: pick('site', words.site, {
      '': words.everywhere,
      ...Object.fromEntries(sites.map(({ id, name }) => [String(id), name])),
    }),
    portal: { name: 'on_portal', label: words.on_portal, hint: words.on_portal_hint, checked: typed.on_portal !== '' },
    hours: group(['opens_at', 'closes_at'], typed, [one('opens_at', words.opens_at), one('closes_at', words.closes_at)]),
    timed: {
      open: timedRows.some((row) => typed[`t${row}_from`] !== ''),
      rows: timedRows.map((row) => ({
        days: pick(`t${row}_days`, words.days, dayChoices(typed[`t${row}_days`])),
        fields: [
          one(`t${row}_from`, words.from), one(`t${row}_until`, words.until),
          figure(`t${row}_down`, words.down), figure(`t${row}_up`, words.up),
        ],
      })),
    },
    fair: group(['fair_after', 'fair_down', 'fair_up'], typed, [
      figure('fair_after', words.fair_after), figure('fair_down', words.down), figure('fair_up', words.up),
    ]),
    burst: group(['burst_down', 'burst_seconds', 'threshold_down'], typed, [
      figure('burst_down', words.burst_down), figure('burst_up', words.burst_up),
      figure('threshold_down', words.threshold_down), figure('threshold_up', words.threshold_up),
      figure('burst_seconds', words.burst_seconds),
    ]),
    router: group(['priority', 'address_pool', 'ipv6_pool'], typed, [
      figure('priority', words.priority), one('address_pool', words.address_pool), one('ipv6_pool', words.ipv6_pool),
    ]),
  } // prettier-ignore
}

/** What few plans need lies in a fold that is open where something stands in it. */
function group(names: PlanField[], typed: TypedPlan, fields: FieldView[]) {
  return { open: names.some((name) => typed[name] !== ''), fields }
}

function dayChoices(own: string): Record<string, string> {
  const sets = [...new Set(['1234567', '12345', '67', own === '' ? '1234567' : own])]
  return Object.fromEntries(
    sets.map((days) => [days, day_choice([...days].map(Number).filter((day) => day >= 1 && day <= 7))]),
  ) // prettier-ignore
}

function pickView(
  name: string,
  label: string,
  options: Record<string, string>,
  value: string,
  wrong: string | null,
) {
  const choices = Object.entries(options).map(([key, words]) => ({
    value: key,
    label: words,
    selected: key === value,
  }))
  return { name, label, choices, wrong }
}

function previewView(draft: PlanDraft, now: Instant) {
  const { at, ends_at, told: attributes, instead, closes } = previewPlan(draft, now)
  return {
    lead: told.lead(formatMoment(at, now)),
    until: told.until(formatMoment(ends_at, now)),
    rows: attributes.map((one) => ({
      name: one.name,
      value: String(one.value),
      means: meaning(one),
    })),
    instead: [
      ...instead.map(({ when, rate }) => ({ when: told.instead(when), rate })),
      ...(closes ? [{ when: told.refused, rate: null }] : []),
    ],
  }
}
