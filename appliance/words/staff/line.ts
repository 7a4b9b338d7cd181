// One line: its plan, time that is given, its password and its box.

import type { KnownBudget } from '../../money/budgets.ts'
import type { PlanChange, When } from '../../money/plan-differences.ts'
import type { Plan } from '../../tables.ts'
import { formatMoment, type Instant } from '../../time.ts'
import { formatSpeed, kes } from '../figures.ts'
import type { State } from './states.ts'

export const line = {
  title: (service_no: number, name: string): string => `Line ${service_no} of ${name}`,
  crumb: (service_no: number): string => `Line ${service_no}`,
  state: (ends_at: Instant | null, in_grace: boolean, now: Instant): State => {
    if (ends_at === null) return { word: 'no paid time', tone: 'over' }
    const until = formatMoment(ends_at, now)
    return in_grace
      ? { word: `in grace until ${until}`, tone: 'wait' }
      : { word: `open until ${until}`, tone: 'good' }
  },
  has: ({ name, price_cents, down_kbps, up_kbps }: Plan): string =>
    `${name}, ${kes(price_cents)}, ${formatSpeed(down_kbps)} down, ${formatSpeed(up_kbps)} up`,
  next: (plan: string): string => `${plan} from the next renewal`,
  wallet: (cents: number): string => `${kes(cents)} in the wallet`,

  plan: 'Change the plan',
  plan_to: 'To',
  plan_choice: ({ name, price_cents, down_kbps }: Plan): string =>
    `${name}, ${kes(price_cents)}, ${formatSpeed(down_kbps)}`,
  when: 'When',
  whens: {
    renewal: 'at the next renewal',
    prorated: 'now, and pay the difference',
    now: 'now, without money',
  } satisfies Record<When, string>,
  see: 'See what it does',
  preview: 'What it does',
  /** What a change comes to, in a sentence or two. */
  tell: (plan: Plan, change: PlanChange, now: Instant): string => {
    if (change.outcome === 'same') return `They have ${plan.name} already.`
    if (change.outcome === 'at_renewal')
      return `Nothing changes today. ${
        change.from ? `From ${formatMoment(change.from, now)} on` : 'With the next payment'
      }, ${plan.name} is bought at ${kes(plan.price_cents)}.`
    if (change.until === null)
      return `No time is paid for now. The next payment buys ${plan.name} at ${kes(plan.price_cents)}.`
    const { pays_cents: pays, short_cents: short } = change
    const until = `${plan.name} at once, until ${formatMoment(change.until, now)} as before.`
    if (short > 0)
      return `${until} The difference is ${kes(pays)}, and the wallet is ${kes(short)} short. Take the payment first, or change at the next renewal.`
    if (pays > 0) return `${until} ${kes(pays)} is taken from the wallet.`
    if (pays < 0) return `${until} ${kes(-pays)} goes into the wallet.`
    return `${until} No money moves.`
  },
  speed_follows: 'A line that is online goes on; the router is told the new speed within a minute.',
  enter_plan: (plan: string): string => `Change to ${plan}`,

  give: 'Give time',
  give_help: 'Days that cost them nothing come from a budget, and stand in the books.',
  budget: 'From',
  budget_choice: ({ name, month_cents_max, spent_cents }: KnownBudget): string =>
    `${name}: ${kes(Math.max(0, month_cents_max - spent_cents))} left this month`,
  no_budgets: 'There is no budget to give from. The owner opens one under Budgets.',
  choose_budget: 'Choose a budget.',
  days: 'Days',
  why: 'Why',
  why_hint: 'It stands in the timeline',
  why_blank: 'Say why, in a few words.',
  enter_give: 'Give the time',
  cap: (cents: number | undefined): string =>
    cents
      ? `You may give ${kes(cents)} at once; more waits for a second person.`
      : 'What you give waits for a second person.',
  asked: 'It passes your cap, so it waits for a second person.',

  key: 'Password',
  key_help: (user_name: string): string =>
    `A new password for ${user_name} is drawn and shown once. The box at their place must be told.`,
  leave: 'End the session that is open now',
  leave_hint: 'Else it goes on with the old password until it ends by itself',
  enter_key: 'Draw a new password',
  key_done: (name: string): string => `A new password for ${name}`,

  device: 'Their box',
  locked: (mac: string): string => `Only ${mac} may come online on this line.`,
  unlocked: 'Any box with the right password may come online.',
  mac: 'MAC address',
  mac_hint: 'Filled in: the box that was last online',
  enter_lock: 'Lock to this box',
  enter_unlock: 'Let any box in',
}
