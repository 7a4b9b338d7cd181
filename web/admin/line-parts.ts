// What a line's page shows, from what the appliance knows.

import type { LineFile } from '../../appliance/people/line-file.ts'
import { whens } from '../../appliance/money/plan-differences.ts'
import type { Role } from '../../appliance/tables.ts'
import type { Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { choice } from '../form-fields.ts'
import { field } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'
import type { Picked } from './line.ts'

const words = staffWords.line

/** What was typed and could not be taken, and what just happened. */
export interface LineTyped {
  give?: {
    days: string
    why: string
    budget: string
    wrong: { days: string | null; why: string | null; budget: string | null }
  }
  mac?: { value: string; wrong: string | null }
  asked?: boolean
}

export function lineView(
  file: LineFile,
  picked: Picked,
  typed: LineTyped,
  at: { role: Role; now: Instant; form: string },
) {
  const { person, service, plan, next_plan, ends_at, in_grace, wallet_cents } = file
  const isOpen = !person.closed_at && !service.closed_at
  const isHome = plan.kind === 'pppoe'
  const path = paths.line(person.account_no, service.service_no)
  return {
    title: words.title(service.service_no, person.name),
    crumb: words.crumb(service.service_no),
    subscriber: paths.subscriber(person.account_no),
    account_no: person.account_no,
    name: person.name,
    state: words.state(ends_at, in_grace, at.now),
    has: words.has(plan),
    next: next_plan ? words.next(next_plan.name) : null,
    wallet: words.wallet(wallet_cents),
    asked: typed.asked ? words.asked : null,
    plan: isOpen && isHome ? planView(file, picked, path, at) : null,
    give: isOpen && isHome ? giveView(file, typed.give, path, at) : null,
    key:
      isOpen && isHome && may(at.role, 'POST /subscribers/:account_no/lines/:service_no/password')
        ? { action: `${path}/password`, help: words.key_help(service.user_name) }
        : null,
    device: isOpen && isHome ? deviceView(file, typed.mac, path) : null,
  }
}

function planView(
  { plans, plan, next_plan }: LineFile,
  { plan: chosen, when, preview }: Picked,
  path: string,
  { role, now }: { role: Role; now: Instant },
) {
  if (!may(role, 'POST /subscribers/:account_no/lines/:service_no/plan')) return null
  const value = String(chosen ?? next_plan?.id ?? plan.id)
  const change = preview?.change
  const isDone =
    !change || change.outcome === 'same' || (change.outcome === 'at_once' && change.short_cents > 0)
  return {
    path,
    action: `${path}/plan`,
    to: choice({
      name: 'plan',
      label: words.plan_to,
      value,
      options: plans.map((one) => ({ value: String(one.id), label: words.plan_choice(one) })),
    }),
    when: choice({
      name: 'when',
      label: words.when,
      value: when,
      options: whens.map((one) => ({ value: one, label: words.whens[one] })),
    }),
    preview: preview
      ? {
          tells: words.tell(preview.plan, preview.change, now),
          tone: isDone ? 'wait' : 'good',
          follows: change?.outcome === 'at_once' && !isDone,
          enter: isDone ? null : words.enter_plan(preview.plan.name),
          plan: value,
          when,
        }
      : null,
  }
}

function giveView(
  { budgets }: LineFile,
  typed: LineTyped['give'],
  path: string,
  { role, form }: { role: Role; form: string },
) {
  if (!may(role, 'POST /subscribers/:account_no/lines/:service_no/extension')) return null
  const [first] = budgets
  if (!first) return { none: words.no_budgets }
  const caps = budgets.map((budget) => budget.caps[role])
  return {
    none: null,
    action: `${path}/extension`,
    form,
    budget: choice({
      name: 'budget',
      label: words.budget,
      value: typed?.budget ?? String(first.id),
      wrong: typed?.wrong.budget ?? null,
      options: budgets.map((budget) => ({
        value: String(budget.id),
        label: words.budget_choice(budget),
      })),
    }),
    days: field({
      name: 'days',
      label: words.days,
      value: typed?.days ?? '1',
      wrong: typed?.wrong.days ?? null,
      mode: 'numeric',
      required: true,
    }),
    why: field({
      name: 'why',
      label: words.why,
      hint: words.why_hint,
      value: typed?.why ?? '',
      wrong: typed?.wrong.why ?? null,
      required: true,
    }),
    cap: words.cap(
      caps.every((cap) => cap === caps[0]) ? caps[0] : Math.max(...caps.map((cap) => cap ?? 0)),
    ),
  }
}

function deviceView({ service, last_device }: LineFile, typed: LineTyped['mac'], path: string) {
  const { locked_mac } = service
  return {
    words: locked_mac ? words.locked(locked_mac) : words.unlocked,
    unlock: locked_mac ? `${path}/lock?_method=delete` : null,
    lock: locked_mac
      ? null
      : {
          action: `${path}/lock`,
          mac: field({
            name: 'mac',
            label: words.mac,
            hint: last_device ? words.mac_hint : null,
            value: typed?.value ?? last_device ?? '',
            wrong: typed?.wrong ?? null,
          }),
        },
  }
}
