// What guests asked for at the hotspot: the funnel of the days, why some did not pay, and each request.

import {
  shows,
  stages,
  type Show,
  type WantedCheckouts,
} from '../../appliance/people/checkout-rows.ts'
import {
  readCheckoutList,
  type CheckoutList,
  type ListedCheckout,
} from '../../appliance/people/checkout-register.ts'
import type { Funnel } from '../../appliance/people/checkout-funnel.ts'
import { maskMsisdn } from '../../appliance/msisdn.ts'
import { spans } from '../../appliance/people/payment-register.ts'
import { decideReason, type PromptReason } from '../../appliance/people/prompts.ts'
import { prompt_reasons, promptTone } from '../../appliance/words/staff/prompts.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import type { Ctx } from '../context.ts'
import { oneOf, place, readQuery, words as typed } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { exportView } from './export-button.ts'

const words = staffWords.checkouts
const usual = 'week'
const reasons = ['', ...Object.keys(prompt_reasons)] as ('' | PromptReason)[]
export const checkoutFilters = {
  q: typed(80),
  days: oneOf([usual, ...spans]),
  plan: typed(80),
  stage: oneOf(shows),
  reason: oneOf(reasons),
  before: place,
}

export async function showCheckouts(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  const wanted = readQuery(ctx, checkoutFilters)
  const list = await readCheckoutList(db, wanted, now())
  await ctx.state.render('admin/checkouts', {
    ...listView(list, wanted),
    export: exportView(ctx, 'POST /checkouts/export'),
  })
}

export function checkoutsLink(wanted: Partial<WantedCheckouts>): string {
  const { q = '', days = usual, plan = '', stage = 'any', reason = '', before = null } = wanted
  return withQuery(paths.checkouts, {
    q,
    days: days === usual ? null : days,
    plan,
    stage: stage === 'any' ? null : stage,
    reason,
    before,
  })
}

function listView({ page, funnel, plans }: CheckoutList, wanted: WantedCheckouts) {
  const { q, days, plan, stage, reason } = wanted
  const noneYet = days === 'ever' && q === '' && plan === '' && funnel.asked === 0
  const whole = { ...wanted, stage: 'any', reason: '', before: null } as const
  const count = countShown(funnel, wanted)
  return {
    q,
    spans: spans.map((span) => ({
      value: span,
      label: words.spans[span],
      selected: span === days,
    })),
    plans: plans.map((name) => ({ name, selected: name === plan })),
    stage: stage === 'any' ? null : stage,
    reason: reason || null,
    chips: (['any', ...stages] as const).map((show) => ({
      label: words.chips[show],
      count: show === 'any' ? funnel.asked : funnel.stages[show],
      current: show === stage && reason === '',
      href: checkoutsLink({ ...whole, stage: show }),
    })),
    only: onlyView(wanted, checkoutsLink(whole)),
    funnel: funnel.asked === 0 ? null : funnelView(funnel, whole),
    rows: page.rows.map(rowView),
    any: page.rows.length > 0,
    none: noneYet
      ? { title: words.none_yet, text: words.none_yet_text }
      : { title: words.none, text: words.none_text },
    total: words.total(count),
    next: page.next === null ? null : checkoutsLink({ ...wanted, before: page.next }),
    first: wanted.before === null ? null : checkoutsLink({ ...wanted, before: null }),
  }
}

/** How many the list has in all: the figure that leads to it. */
function countShown(funnel: Funnel, { stage, reason }: WantedCheckouts): number {
  if (reason !== '') return funnel.reasons.find((one) => one.reason === reason)?.count ?? 0
  return {
    any: funnel.asked,
    sent: funnel.sent,
    answered: funnel.answered,
    unpaid: funnel.stages.failed + funnel.stages.abandoned,
    ...funnel.stages,
  }[stage]
}

/** What no chip shows: a step of the funnel or a reason is wanted. */
function onlyView({ stage, reason }: WantedCheckouts, href: string) {
  const named: Partial<Record<Show, string>> = words.shows
  const shown = reason === '' ? named[stage] : prompt_reasons[reason]
  return shown === undefined ? null : { words: words.only(shown), href }
}

function funnelView(funnel: Funnel, whole: WantedCheckouts) {
  const { asked, median_ms, slow_ms, stages: standing } = funnel
  const step = (name: 'asked' | 'sent' | 'answered' | 'paid', stage: Show) => ({
    label: words.steps[name],
    help: words.step_help[name],
    count: funnel[name],
    href: checkoutsLink({ ...whole, stage }),
    share: words.share(funnel[name], asked),
    bar: barOf(funnel[name], asked),
  })
  const unpaid = standing.failed + standing.abandoned
  return {
    steps: [
      step('asked', 'any'),
      step('sent', 'sent'),
      step('answered', 'answered'),
      step('paid', 'paid'),
    ],
    median: words.within(median_ms),
    slow: words.within(slow_ms),
    unpaid: words.why_count(unpaid),
    unpaid_href: unpaid === 0 ? null : checkoutsLink({ ...whole, stage: 'unpaid' }),
    reasons: funnel.reasons.map(({ reason, count }) => ({
      label: prompt_reasons[reason],
      count,
      href: checkoutsLink({ ...whole, stage: 'unpaid', reason }),
      bar: barOf(count, unpaid, promptTone(reason) === 'bad'),
    })),
  }
}

function barOf(count: number, of: number, low = false) {
  return {
    share: of === 0 ? 0 : Math.round((count / of) * 100),
    low,
    label: words.of_asked(count, of),
  }
}

function rowView(row: ListedCheckout) {
  const { stage, opened_at, closed_at, amount_cents, attempt, callbacks, plan } = row
  const reason = decideReason({ ...row, state: row.push_state })
  const after =
    stage === 'paid' && closed_at
      ? words.paid_after(closed_at.since(opened_at).total('milliseconds'))
      : null
  return {
    opened_at,
    amount_cents,
    plan,
    reference: row.account_reference,
    href: paths.subscriber(row.account_no),
    name: row.name,
    phone: maskMsisdn(row.msisdn),
    state: row.payment_state === 'excepted' ? words.needs_person : words.states[stage],
    why: after ?? (reason ? prompt_reasons[reason] : null),
    prompts: words.prompts(attempt),
    callback: words.callback(callbacks),
    payment:
      row.rail && row.payment_code
        ? { code: row.payment_code, href: paths.payment(row.rail, row.payment_code) }
        : null,
  }
}
