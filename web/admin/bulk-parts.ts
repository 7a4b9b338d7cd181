// What the pages of an act on many show.

import type { KnownBudget } from '../../appliance/money/budgets.ts'
import type { Task } from '../../appliance/people/bulk-acts.ts'
import { outcomes, type Outcome, type RunFile } from '../../appliance/people/bulk-file.ts'
import type { Preview } from '../../appliance/people/bulk-runs.ts'
import { atOnceMax, targetsMax } from '../../appliance/people/bulk-targets.ts'
import type { Plan } from '../../appliance/tables.ts'
import type { Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { choice } from '../form-fields.ts'
import { field, type Values } from '../forms.ts'
import { paths, withQuery } from '../paths.ts'
import { writeIds, type taskFields } from './bulk-fields.ts'

const words = staffWords.bulk

export interface Chosen {
  ids: number[]
  values: Values<typeof taskFields>
  wrong: string | null
  /** There were more than can be done at once. */
  cut: boolean
  carried: { name: string; value: string }[]
  why: string
  preview: Preview | null
  task: Task | null
}

interface Offer {
  plans: Plan[]
  budgets: KnownBudget[]
  now: Instant
  form: string
}

export function choiceView(chosen: Chosen, offer: Offer) {
  const { ids, values, cut, carried, wrong } = chosen
  const { act } = values
  const budgets = offer.budgets.filter(({ closed_at }) => closed_at === null)
  return {
    title: words.title(ids.length),
    back: paths.subscribers,
    path: paths.bulkChoice,
    any: ids.length > 0,
    cut: cut ? words.too_many(targetsMax) : null,
    carried,
    act: choice({ name: 'act', label: words.act, value: act, options: words.acts }),
    acted: act !== '',
    more: {
      message:
        act === 'message'
          ? field({
              name: 'body',
              label: words.message,
              hint: staffWords.more.message_hint,
              value: values.body,
              wrong,
            })
          : null,
      plan:
        act === 'change_plan'
          ? choice({
              name: 'plan',
              label: words.plan,
              value: String(values.plan ?? ''),
              options: offer.plans.map(({ id, name }) => ({ value: String(id), label: name })),
            })
          : null,
      when:
        act === 'change_plan'
          ? choice({
              name: 'when',
              label: words.when,
              value: values.when,
              options: (['renewal', 'now'] as const).map((one) => ({
                value: one,
                label: staffWords.line.whens[one],
              })),
            })
          : null,
      budget:
        act === 'extend' && budgets.length > 0
          ? choice({
              name: 'budget',
              label: words.budget,
              value: String(values.budget ?? ''),
              options: budgets.map((budget) => ({
                value: String(budget.id),
                label: staffWords.line.budget_choice(budget),
              })),
            })
          : null,
      hours:
        act === 'extend' && budgets.length > 0
          ? field({
              name: 'hours',
              label: words.hours,
              hint: words.hours_hint,
              value: String(values.hours ?? 24),
              mode: 'numeric',
            })
          : null,
      none: act === 'extend' && budgets.length === 0 ? words.budget_none : null,
    },
    preview: chosen.preview && chosen.task ? previewView(chosen, chosen.preview, offer) : null,
  }
}

/** Of a preview; the others are counted. */
const rowsShown = 200

function previewView(
  { values, why, ids }: Chosen,
  { rows, count, cost_cents }: Preview,
  { now, form }: Offer,
) {
  const act = values.act as Task['act']
  return {
    summary: count > 0 ? words.summary(act, count, rows.length, cost_cents) : words.nobody_left,
    worth: cost_cents > 0,
    background: rows.length > atOnceMax ? words.background(atOnceMax) : null,
    more: rows.length > rowsShown ? words.more(rows.length - rowsShown) : null,
    rows: rows.slice(0, rowsShown).map(({ target, forecast }) => ({
      name: target.name,
      account_no: target.account_no,
      href: paths.subscriber(target.account_no),
      state: forecast.does
        ? words.will(act, forecast.until, now)
        : { word: words.skips[forecast.reason], tone: 'over' },
      worth: forecast.does ? forecast.cost_cents : 0,
    })),
    total: cost_cents,
    enter:
      count === 0
        ? null
        : {
            action: paths.bulk,
            title: words.enter(act, count),
            danger: act === 'suspend',
            hidden: [
              { name: 'form', value: form },
              { name: 'ids', value: writeIds(ids) },
              { name: 'act', value: act },
              { name: 'body', value: values.body },
              { name: 'plan', value: String(values.plan ?? '') },
              { name: 'when', value: values.when },
              { name: 'hours', value: String(values.hours ?? '') },
              { name: 'budget', value: String(values.budget ?? '') },
            ],
            why: field({
              name: 'why',
              label: words.why,
              hint: words.why_hint,
              value: why,
              required: true,
            }),
          },
  }
}

export function runView({ run, counts, page }: RunFile, { now, mayUndo, show, after }: RunAsked) {
  const { states } = words
  const handled = run.undone_at ? counts.undone + counts.stays : counts.done + counts.left
  const all = run.undone_at ? counts.done : counts.all
  const going = run.due_at !== null
  const at = (query: { show?: Outcome; after?: string | null }) =>
    withQuery(paths.run(run.id), {
      show: query.show === 'all' ? null : (query.show ?? null),
      after: query.after ?? null,
    })
  return {
    title: going ? words.run_going(run.act) : words.run(run.act, counts.done),
    by: words.run_by(run.author, run.at, now),
    why: run.why,
    undone: run.undone_at ? (going ? words.run_undoing : words.run_undone) : null,
    progress: going
      ? {
          words: words.progress(handled, all),
          share: Math.floor((100 * handled) / Math.max(1, all)),
        }
      : null,
    toast: mayUndo
      ? {
          text: going ? words.run_stop : words.run_toast,
          action: `${paths.run(run.id)}?_method=delete`,
        }
      : null,
    chips: outcomes
      .filter((one) => one === show || one === 'all' || counts[one] > 0)
      .map((one) => ({
        label: words.outcome[one],
        count: counts[one],
        current: one === show,
        href: at({ show: one }),
      })),
    any: page.rows.length > 0,
    rows: page.rows.map((step) => ({
      name: step.name,
      account_no: step.account_no,
      href: paths.subscriber(step.account_no),
      state: stateOf(step),
      reason: step.reason === null ? null : (words.skips[step.reason as never] ?? step.reason),
    })),
    counted: words.progress(counts[show], counts.all),
    next: page.next === null ? null : at({ show, after: page.next }),
    first: after === null ? null : at({ show }),
  }

  function stateOf({ done, undone }: RunFile['page']['rows'][number]) {
    if (done === null) return states.waiting
    if (!done) return states.left
    if (undone === null) return states.done
    return undone ? states.undone : states.stays
  }
}

interface RunAsked {
  now: Instant
  mayUndo: boolean
  show: Outcome
  after: string | null
}

export function askedView(cost_cents: number) {
  return { text: words.run_asked(cost_cents), back: paths.subscribers }
}
