// The list of subscribers, and one of them.

import type { Show } from '../../people/subscriber-register.ts'
import type { WalletEntry } from '../../people/subscribers.ts'
import { formatLength, formatMoment, type Instant } from '../../time.ts'
import { countOf, formatSpeed, kes } from '../figures.ts'
import type { State } from './states.ts'

export const subscribers = {
  title: 'Subscribers',
  lead: 'Who pays, what they have, and whether it works.',
  find: 'Find',
  find_hint: 'Account, phone, name, user name',
  show: 'Show',
  add: 'Add a subscriber',
  narrow: 'Which',
  chips: {
    all: 'All',
    online: 'Online',
    ending: 'Ends in 24 h',
    ended: 'No paid time',
    suspended: 'Suspended',
  } satisfies Record<Show, string>,
  only_router: (router: string): string => `Only on ${router}`,
  any_router: 'On any router',
  home: 'Site',
  any_home: 'Any site',
  plan: 'Plan',
  any_plan: 'Any plan',
  with_all: (count: number): string =>
    count === 1 ? 'With the one that fits' : `With all of ${countOf(count, 'subscriber')}`,
  column: {
    name: 'Subscriber',
    phone: 'Phone',
    plan: 'Plan',
    state: 'State',
    until: 'Paid until',
    wallet: 'In wallet',
  },
  list: 'Subscribers',
  tick: (name: string): string => `Choose ${name}`,
  with_ticked: 'With those ticked',
  more: 'The next 50',
  first: 'Back to the beginning',
  none: 'Nobody here',
  none_text: 'No subscriber fits what you asked for. Fewer letters find more.',
  none_yet: 'No subscribers yet',
  none_yet_text:
    'Add the first one: their name, their plan, and the line is ready for its first payment.',

  states: {
    closed: { word: 'closed', tone: 'over' },
    suspended: { word: 'suspended', tone: 'bad' },
    online: { word: 'online', tone: 'good' },
    paid: { word: 'paid, offline', tone: 'wait' },
    ended: { word: 'ended', tone: 'over' },
    never: { word: 'nothing bought', tone: 'over' },
  } satisfies Record<string, State> as Record<string, State>,

  one: {
    account: 'Account',
    no_phone: 'no phone',
    with_us: (since: string): string => `with us since ${since}`,
    show_phone: 'Show the number',
    phone_shown: 'Shown to you, and written down.',
    why: 'Why no internet?',
    how: 'How things stand',
    story: 'What happened',
    newest: 'Newest first',
    earlier: 'What was before',
    latest: 'Back to now',
    nothing: 'Nothing happened yet. Payments, sessions and what staff do appear here.',
    services: 'Services',
    no_services: 'No service yet.',
    wallet: 'Wallet',
    entry: 'Entry',
    balance: 'Balance',
    wallet_now: 'In the wallet now',
    wallet_empty: 'No money has come yet.',
    suspend: 'Suspend',
    reinstate: 'Reinstate',
    why_suspend: 'Why? It stands in the timeline',
    suspend_name: (name: string): string => `Suspend ${name}`,
    suspend_text:
      'Every line of theirs is closed at once and stays closed, paid or not. Paid time goes on running.',
    suspended_toast: (name: string): string => `Suspended ${name}.`,
    reinstated_toast: (name: string): string => `Reinstated ${name}.`,
    extended_toast: (name: string): string => `Time given to ${name}.`,
    plan_toast: (name: string): string => `Plan of ${name} changed.`,
    change: 'Change',
    pay: 'To pay by hand',
    pay_line: (paybill: string, account_no: string, amount_cents: number): string =>
      `Paybill ${paybill}, account ${account_no}, ${kes(amount_cents)}`,
    copy: 'Copy',
    copied: 'Copied',
    kinds: { pppoe: 'PPPoE', hotspot: 'hotspot' },
    line: (service_no: number): string => `Line ${service_no}`,
    plan: (plan: string, down: number, up: number, price: number, term: string): string =>
      `${plan} · ${formatSpeed(down)} down, ${formatSpeed(up)} up · ${kes(price)} ${term}`,
    terms: (count: number, unit: 'hour' | 'day' | 'month'): string =>
      count === 1 ? `a ${unit}`.replace('a hour', 'an hour') : `for ${count} ${unit}s`,
    left: (seconds: number): string => `${formatLength(seconds)} left`,
    ends: (at: Instant, now: Instant): string => `ends ${formatMoment(at, now)}`,
    bar_left: (left: string): string => `${left} of what was paid for`,
    bar_none: 'No time left',
    states: {
      closed: { word: 'closed', tone: 'over' },
      online: { word: 'online', tone: 'good' },
      paid: { word: 'paid, offline', tone: 'wait' },
    } satisfies Record<string, State> as Record<'closed' | 'online' | 'paid', State>,
    ended: (at: Instant, now: Instant): State => ({
      word: `ended ${formatMoment(at, now)}`,
      tone: 'over',
    }),
    never: { word: 'nothing bought', tone: 'over' } satisfies State as State,
    address: (router: string, ip: string | null): string => (ip ? `${router}, ${ip}` : router),
    /** Where it is not the plan's: a night, a fair share used up, or a change that is under way. */
    told: (down: number, up: number): string =>
      `now ${formatSpeed(down)} down, ${formatSpeed(up)} up`,
  },

  wallet_entry: ({
    kind,
    receipt_code,
    plan,
    reason,
  }: WalletEntry): { title: string; code: string } => {
    if (receipt_code) return { title: 'Payment', code: receipt_code }
    if (kind === 'sell') return { title: plan ?? 'Time online, taken back since', code: '' }
    return { title: reason, code: '' }
  },
  wallet_until: (ends_at: Instant, now: Instant): string => `until ${formatMoment(ends_at, now)}`,
  counted: (count: number): string => countOf(count, 'subscriber'),
}
