// One thing done to many: choosing, the preview, and what was done.

import type { BulkAct } from '../../tables.ts'
import type { Skip } from '../../people/bulk-acts.ts'
import { formatMoment, type Instant } from '../../time.ts'
import { countOf, kes } from '../figures.ts'
import type { State } from './states.ts'

const done: Record<BulkAct, string> = {
  suspend: 'suspended',
  message: 'written to',
  extend: 'given time',
  change_plan: 'changed to another plan',
}

export const bulk = {
  title: (count: number): string => `One thing for ${countOf(count, 'subscriber')}`,
  lead: 'Nothing happens before you have seen the preview. For ten minutes after, it can be undone.',
  nobody: 'Nobody is chosen',
  nobody_text: 'Go back to the list, tick whom you mean, and press “With those ticked”.',
  too_many: (max: number): string =>
    `Only the first ${max.toLocaleString('en-KE')} are taken. Narrow the list, and do it in parts.`,
  more: (count: number): string => `And ${count.toLocaleString('en-KE')} more.`,
  act: 'Do what',
  acts: [
    { value: 'message', label: 'Write an SMS' },
    { value: 'extend', label: 'Give time from a budget' },
    { value: 'change_plan', label: 'Change the plan' },
    { value: 'suspend', label: 'Suspend' },
  ] as const satisfies { value: BulkAct; label: string }[],
  next: 'Go on',
  see: 'Show the preview',
  message: 'The SMS',
  plan: 'Plan',
  when: 'When',
  hours: 'Hours',
  hours_hint: '24 is a day',
  budget: 'From the budget',
  preview: 'Preview',
  summary: (act: BulkAct, count: number, all: number, cost: number): string => {
    const rest = all - count
    const cents = cost > 0 ? `, worth ${kes(cost)} in all` : ''
    const left = rest > 0 ? ` ${countOf(rest, 'subscriber')} left alone.` : ''
    return `${countOf(count, 'subscriber')} will be ${done[act]}${cents}.${left}`
  },
  nobody_left: 'It can be done to none of them: the reasons are below.',
  column: { who: 'Subscriber', will: 'What happens', worth: 'Worth' },
  will: (act: BulkAct, until: Instant | null, now: Instant): State => ({
    word: until ? `open until ${formatMoment(until, now)}` : `will be ${done[act]}`,
    tone: act === 'suspend' ? 'bad' : 'good',
  }),
  skips: {
    closed: 'account is closed',
    suspended_already: 'suspended already',
    no_phone: 'has no phone',
    no_line: 'has no line at home',
    never_paid: 'never paid yet',
    leaving: 'is leaving',
    the_same: 'has this plan already',
    changed_meanwhile: 'changed meanwhile',
    budget_full: 'the budget was spent meanwhile',
    stopped: 'it was stopped before',
  } satisfies Record<Skip, string> as Record<Skip, string>,
  why: 'Why',
  why_hint: 'It stands in each timeline',
  enter: (act: BulkAct, count: number): string => {
    const who = countOf(count, 'subscriber')
    const verbs: Record<BulkAct, string> = {
      suspend: `Suspend ${who}`,
      message: `Write to ${who}`,
      extend: `Give time to ${who}`,
      change_plan: `Change ${who}`,
    }
    return verbs[act]
  },
  budget_none: 'There is no budget to give from. The owner opens one under Budgets.',
  no_gateway: 'No SMS gateway is set up yet.',

  run: (act: BulkAct, count: number): string => `${countOf(count, 'subscriber')} ${done[act]}`,
  run_by: (name: string, at: Instant, now: Instant): string =>
    `By ${name}, ${formatMoment(at, now)}`,
  run_toast: 'Done.',
  run_stop: 'It goes on while you do something else.',
  run_going: (act: BulkAct): string => `Subscribers are being ${done[act]}`,
  run_undoing: 'It is being undone.',
  progress: (handled: number, all: number): string =>
    `${handled.toLocaleString('en-KE')} of ${countOf(all, 'subscriber')}`,
  outcomes: 'What became of them',
  outcome: { all: 'All', waiting: 'Waiting', done: 'Done', left: 'Left alone' },
  next_page: 'Next 200',
  first_page: 'From the beginning',
  none_such: 'Nobody here',
  none_such_text: 'Choose another of the lists above.',
  background: (max: number): string =>
    `These are more than ${max}: it goes on in the background, and its page tells how far it is. It can be stopped and undone there.`,
  run_undone: 'It was undone.',
  run_asked: (cost: number): string =>
    `Worth ${kes(cost)}: that passes your cap, so it waits for a second person.`,
  states: {
    done: { word: 'done', tone: 'good' },
    left: { word: 'left alone', tone: 'over' },
    waiting: { word: 'waits', tone: 'wait' },
    undone: { word: 'undone', tone: 'over' },
    stays: { word: 'could not be undone', tone: 'bad' },
  } satisfies Record<string, State> as Record<
    'done' | 'left' | 'waiting' | 'undone' | 'stays',
    State
  >,

  outage: 'Make up for an outage',
  outage_lead:
    'Everybody whose paid time ran during the outage gets as many hours more. Time can’t be saved up: it runs right behind what is paid for, or from now.',
  outage_router: 'On the router',
  any_router: 'any router',
  outage_site: 'At the site',
  any_site: 'any site',
  from: 'It began',
  until: 'It ended',
  times_wrong: 'Say when it began and when it ended, at most 31 days ago.',
  outage_why: (hours: number, where: string): string => `Outage of ${hours} h, ${where}`,
}
