// What guests asked for at the hotspot, how far they came and why some did not pay.

import type { Span } from '../../people/payment-register.ts'
import type { Show, Stage } from '../../people/checkout-rows.ts'
import { countOf, formatMilliseconds } from '../figures.ts'
import type { State } from './states.ts'

export const checkouts = {
  title: 'Checkouts',
  lead: 'Plans that guests asked for, and the prompts we sent to their phones. Money is counted under Payments.',
  find: 'Find',
  find_hint: 'Phone, account, name, prompt',
  days: 'Days',
  spans: {
    today: 'Today',
    yesterday: 'Yesterday',
    week: 'The last 7 days',
    month: 'This month',
    ever: 'All days',
  } satisfies Record<Span, string>,
  plan: 'Plan',
  any_plan: 'Any plan',
  show: 'Show',
  stage: 'How they stand',
  chips: {
    any: 'All',
    waiting: 'Waiting',
    asking: 'Still asking',
    paid: 'Paid',
    failed: 'Failed',
    abandoned: 'Abandoned',
  } satisfies Partial<Record<Show, string>>,

  funnel: 'From asking to paid',
  steps: {
    asked: 'Asked',
    sent: 'Prompt sent',
    answered: 'PIN entered',
    paid: 'Paid',
  },
  step_help: {
    asked: 'requests, each for one plan on one phone',
    sent: 'M-Pesa took at least one prompt of it',
    answered: 'paid, or ended for a reason that follows a PIN',
    paid: 'proved by M-Pesa',
  },
  of_asked: (count: number, asked: number): string => `${count} of ${asked} that asked`,
  share: (count: number, asked: number): string =>
    asked === 0 ? '–' : `${Math.round((count / asked) * 100)} %`,
  column: {
    step: 'Step',
    requests: 'Requests',
    share: 'Of those that asked',
    reason: 'Why',
    asked: 'Asked',
    phone: 'Phone',
    plan: 'Plan',
    state: 'State',
    prompts: 'Prompts',
  },
  how_long: 'Asking to paid',
  median: 'half of them',
  slow: 'nineteen of twenty',
  within: (ms: number | null): string => (ms === null ? '–' : formatMilliseconds(ms)),
  how_long_help:
    'from the request until M-Pesa’s word that it is paid; late payments count with their whole wait',
  why: 'Ended without money',
  why_count: (count: number): string => countOf(count, 'request'),
  why_help:
    'By how the last prompt ended. Failed: the guest may still try again. Abandoned: nobody did for an hour.',
  why_none: 'None did.',
  only: (words: string): string => `Only: ${words}. Show all`,
  shows: {
    unpaid: 'ended without money',
    sent: 'prompt sent',
    answered: 'PIN entered',
  } satisfies Partial<Record<Show, string>>,

  list: 'Checkouts',
  states: {
    waiting: { word: 'waiting for the PIN', tone: 'wait' },
    asking: { word: 'asking M-Pesa', tone: 'wait' },
    paid: { word: 'paid', tone: 'good' },
    failed: { word: 'failed', tone: 'over' },
    abandoned: { word: 'abandoned', tone: 'over' },
  } satisfies Record<Stage, State> as Record<Stage, State>,
  needs_person: { word: 'paid, needs a person', tone: 'bad' } satisfies State as State,
  paid_after: (ms: number): string => `after ${formatMilliseconds(ms)}`,
  prompts: (count: number): string => countOf(count, 'prompt'),
  callback: (count: number): string =>
    count === 0 ? 'no callback heard' : `callback heard${count > 1 ? ` ${count} times` : ''}`,
  total: (count: number): string => countOf(count, 'checkout'),
  more: 'Earlier checkouts',
  first: 'Back to the newest',
  none: 'No checkouts',
  none_text: 'None in these days with these words. Try more days, or fewer words.',
  none_yet: 'No checkouts yet',
  none_yet_text:
    'The first guest who picks a plan at the hotspot appears here. For that the router needs its pages (lango hotspot-pages), and a hotspot plan must be sold.',
}
