// Another plan for one's own line: chosen, reckoned before anything changes, and then changed.

import { Conflict } from '../../appliance/errors.ts'
import {
  changeOwnPlan,
  previewOwnPlan,
  readOwnPlans,
  type OwnPlans,
  type OwnWhen,
} from '../../appliance/people/own-plans.ts'
import { formatShillings } from '../../appliance/money.ts'
import type { Plan } from '../../appliance/tables.ts'
import { formatSpeed, kes } from '../../appliance/words/figures.ts'
import { tellTerm } from '../../appliance/words/portal/offers.ts'
import { tellMoment } from '../../appliance/words/portal/times.ts'
import { seeOther, type Ctx } from '../context.ts'
import { oneOf, readForm, readQuery } from '../forms.ts'
import { idOf, ownPaths, withQuery } from '../paths.ts'
import { own, showOwn, type Own } from './door.ts'
import { wholeShillings } from './home.ts'

const whens = ['prorated', 'renewal'] as const satisfies OwnWhen[]

export const showOwnPlans = own(async (ctx, mine) => {
  const { to, when, done } = readQuery(ctx, {
    to: idOf,
    when: oneOf(whens),
    done: (typed) => typed,
  })
  await showPlansPage(ctx, mine, { plan_id: to, when, done: done === 'yes', wrong: null })
})

export const startOwnPlan = own(async (ctx, mine) => {
  const form = readForm(ctx, {
    lang: (given) => given,
    to: idOf,
    when: oneOf(whens),
    shown_cents: (typed) => (/^-?\d{1,12}$/.test(typed) ? Number(typed) : 0),
  })
  await readOwnPlans(ctx.state.appliance.db, mine.account, lineOf(ctx))
  if (!form.ok) return seeOther(ctx, pathOf(ctx, mine))
  const { to: plan_id, when, shown_cents } = form.values
  const asked = { service_no: lineOf(ctx), plan_id, when, shown_cents }
  try {
    await ctx.state.appliance.work((work) =>
      changeOwnPlan(work, mine.account, asked, ctx.ip || null),
    )
    seeOther(ctx, withQuery(pathOf(ctx, mine), { done: 'yes' }))
  } catch (error) {
    const known = error instanceof Conflict ? mine.words.own_plan.problems[error.code] : undefined
    if (known === undefined) throw error
    ctx.status = 409
    await showPlansPage(ctx, mine, { plan_id, when, done: false, wrong: known })
  }
})

function lineOf(ctx: Ctx): number {
  return idOf(ctx.params['service_no'])
}

function pathOf(ctx: Ctx, { account }: Own): string {
  return ownPaths.plan(account.account_no, lineOf(ctx))
}

interface Picked {
  plan_id: number
  when: OwnWhen
  done: boolean
  wrong: string | null
}

async function showPlansPage(
  ctx: Ctx,
  mine: Own,
  { plan_id, when, done, wrong }: Picked,
): Promise<void> {
  const { words, account, language } = mine
  const { own_plan } = words
  const { db, now } = ctx.state.appliance
  const plans = await readOwnPlans(db, account, lineOf(ctx))
  const next = plans.plans.find(({ id }) => id === plans.next_plan_id)
  const view = {
    notice: done
      ? { tone: 'good', title: own_plan.done, text: '' }
      : wrong && { tone: 'bad', title: wrong, text: '' },
    now: own_plan.now(plans.plan.name, kes(plans.plan.price_cents)),
    next: next ? own_plan.next(next.name) : null,
    action: pathOf(ctx, mine),
    plans: plans.plans.map((plan) => tellPlan(plan, plan.id === (plan_id || plans.plan.id), words)),
    whens: whens.map((value) => ({
      value,
      name: own_plan[value],
      about: own_plan[`${value}_about`],
      picked: value === when,
    })),
    preview: plan_id ? await tellPreview(ctx, mine, plans, { plan_id, when }) : null,
    back: ownPaths.account(account.account_no),
    at: tellMoment(language, now(), now()),
  } // prettier-ignore
  await showOwn(ctx, 'own/plans', view, { language, title: own_plan.tab, back: pathOf(ctx, mine) })
}

function tellPlan(plan: Plan, picked: boolean, words: Own['words']) {
  const data = plan.data_bytes === null ? words.plan.unlimited : words.plan.data(plan.data_bytes)
  return {
    id: plan.id,
    name: plan.name,
    about: `${tellTerm(words, plan)}, ${formatSpeed(plan.down_kbps)}, ${data}`,
    price: kes(plan.price_cents),
    picked,
  }
}

async function tellPreview(
  ctx: Ctx,
  { words, language, account }: Own,
  plans: OwnPlans,
  asked: { plan_id: number; when: OwnWhen },
) {
  const { own_plan } = words
  const { db, now } = ctx.state.appliance
  const preview = await previewOwnPlan(db, plans, asked, now())
  if (!preview) return { lines: [own_plan.problems['plan_not_sold']!], confirm: null, pay: null }
  const { plan, change } = preview
  const at = (instant: Temporal.Instant | null) => instant ? tellMoment(language, instant, now()) : ''
  if (change.outcome === 'same') return { lines: [own_plan.same], confirm: null, pay: null }
  const confirm = { ...asked, label: own_plan.confirm(plan.name), shown_cents: 0 }
  if (change.outcome === 'at_renewal') {
    const line = own_plan.later(plan.name, kes(plan.price_cents), at(change.from))
    return { lines: [line], confirm, pay: null }
  }
  const { pays_cents, short_cents, until } = change
  const cost =
    pays_cents === 0
      ? own_plan.free
      : pays_cents > 0
        ? own_plan.pays(kes(pays_cents))
        : own_plan.gets(kes(-pays_cents))
  const lines = [cost, ...(until ? [own_plan.until(at(until))] : [])]
  if (short_cents === 0)
    return { lines, confirm: { ...confirm, shown_cents: pays_cents }, pay: null }
  const short = wholeShillings(short_cents)
  const lacks = kes(short)
  const href = withQuery(ownPaths.pay(account.account_no, plans.service.service_no), {
    amount: formatShillings(short).replaceAll(',', ''),
  })
  const pay = { href, label: own_plan.pay_short(lacks) }
  return { lines: [...lines, own_plan.short(lacks)], confirm: null, pay }
} // prettier-ignore
