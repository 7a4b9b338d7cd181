// The first page.

import type { Overdue } from '../../people/overdue.ts'
import type { OpenKind } from '../../people/today.ts'
import { formatLength, formatMoment, type Instant } from '../../time.ts'
import { capital, countOf, formatMilliseconds, inWords, kes } from '../figures.ts'
import { sentence, strong, type Sentence } from '../sentence.ts'
import type { State } from './states.ts'

export const today = {
  title: 'Today',
  lead: (day: string, clock: string): string => `${day}, counted at ${clock} in Nairobi.`,
  money: 'Money today',
  lines: 'Lines now',
  ending_short: 'Ends soon',
  ending_help: 'in the next 24 hours',
  suspended: 'Suspended',
  suspended_help: 'by one of us',

  say: (
    money: { count: number; amount_cents: number },
    open: OpenKind[],
    now: Instant,
  ): Sentence => {
    const received =
      money.count === 0
        ? sentence`${strong('Nothing received')} yet today.`
        : sentence`${strong(kes(money.amount_cents))} received in ${countOf(money.count, 'payment')}.`
    const count = open.reduce((total, { count }) => total + count, 0)
    if (count === 0) return sentence`${received} No exception waits for a person.`
    const oldest = open.map(({ oldest_at }) => oldest_at).toSorted(Temporal.Instant.compare)[0]!
    const many =
      count === 1 ? 'exception needs a person' : 'exceptions need a person; the oldest waits'
    return sentence`${received} ${capital(inWords(count))} ${many} since ${formatMoment(oldest, now)}.`
  },
  say_money_only: (money: { count: number; amount_cents: number }): Sentence =>
    money.count === 0
      ? sentence`${strong('Nothing received')} yet today.`
      : sentence`${strong(kes(money.amount_cents))} received in ${countOf(money.count, 'payment')}.`,

  say_lines: (online: number, paid: number, open: OpenKind[], now: Instant): Sentence => {
    const lines = sentence`${strong(countOf(online, 'line'))} online, of ${countOf(paid, 'paid line')}.`
    const count = open.reduce((total, { count }) => total + count, 0)
    if (count === 0) return lines
    const oldest = open.map(({ oldest_at }) => oldest_at).toSorted(Temporal.Instant.compare)[0]!
    const many = count === 1 ? 'needs somebody' : 'need somebody; the oldest waits'
    return sentence`${lines} ${capital(inWords(count))} ${many} since ${formatMoment(oldest, now)}.`
  },

  received: 'Received',
  payments: 'Payments',
  today_so_far: 'since midnight',
  usually: 'Heard to credited',
  no_payment_yet: 'no payment yet',
  slow: (ms: number): string => `19 of 20 within ${formatMilliseconds(ms)}`,
  online: 'Online now',
  of_paid: (paid: number): string => `of ${countOf(paid, 'paid line')}`,
  by_hour: 'Received by the hour',
  by_hour_label: (hours: { hour: number; amount_cents: number }[]): string =>
    hours.length === 0
      ? 'Nothing received yet today'
      : `Received today by the hour: ${hours.map(({ hour, amount_cents }) => `${hour} to ${hour + 1} o’clock ${kes(amount_cents)}`).join(', ')}`,

  person: 'Needs a person',
  queue: 'Open the queue',
  kind: 'Kind',
  under_4: 'Under 4 h',
  under_24: '4–24 h',
  over_24: 'Over 24 h',
  oldest: 'Oldest',
  total_open: (count: number): string => `${capital(inWords(count))} open`,
  none_open: 'No exceptions',
  none_open_text: 'Every shilling that was proved is on somebody’s account.',

  routers: 'Online by site',
  router: 'Router',
  share: 'Paid and online',
  share_label: (online: number, paid: number): string => `${online} of ${paid} paid lines online`,
  online_column: 'Online',
  paid_column: 'Paid',
  heard_column: 'Last heard',
  heard_ago: (seconds: number): string =>
    seconds < 5 ? 'heard just now' : `heard ${formatLength(seconds)} ago`,
  silent_for: (seconds: number): string => `silent ${formatLength(seconds)}`,
  never_heard: 'never heard',
  quiet: (router: string, at: string): string => `${router} has been quiet since ${at}.`,
  hangs: (paid: number): string => `${countOf(paid, 'paid line')} last used it.`,
  all_routers: 'All routers',
  no_routers: 'No routers yet',
  no_routers_text: 'A router that asks us appears here with who is online on it.',

  ending: 'Ends in the next 24 hours',
  ending_count: (count: number, short: number): string =>
    `${countOf(count, 'service')}, ${inWords(short)} without enough in the wallet`,
  ending_all: (count: number): string => `All ${count} of them`,
  subscriber: 'Subscriber',
  plan: 'Plan',
  ends: 'Ends',
  renews_at: 'Renews at',
  in_wallet: 'In wallet',
  outcome: 'Then',
  renews: { word: 'renews by itself', tone: 'good' } satisfies State as State,
  short: (cents: number): State => ({ word: `${kes(cents)} short`, tone: 'wait' }),
  none_ending: 'Nothing ends in the next 24 hours.',

  hotspot: 'Hotspot today',
  hotspot_all: 'All checkouts of today',
  hotspot_none: 'No guest has asked for a pass yet today.',
  hotspot_figure: { asked: 'Asked for a pass', paid: 'Paid', unpaid: 'Ended without money' },
  hotspot_help: {
    asked: 'since midnight',
    paid: 'of those who asked',
    unpaid: 'cancelled, no answer, no money …',
  },

  health: 'Is everything well?',
  health_all: 'Look closer',
  late_kinds: {
    callback: 'Messages not yet proved or read',
    payment: 'Payments not yet on an account',
    credit: 'Paid time that ended and was not dealt with',
    disconnection: 'Lines that should be closed',
  } satisfies Record<Overdue['kind'], string>,

  overdue: {
    title: 'Work that is late',
    lead: 'What should have been done by now. Its job is sent again every few seconds; what stays here needs whoever looks after the box.',
    what: 'What',
    which: 'Which',
    since: 'Late by',
    tries: 'Tried',
    none: 'Nothing is late',
    none_text: 'Every message, payment and line was dealt with in time.',
  },
}
