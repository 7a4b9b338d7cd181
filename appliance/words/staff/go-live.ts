// The checklist before customers pay: each item's question, and what to do where the answer is no.

import type { CheckedItem, TickedItem } from '../../people/go-live.ts'
import type { RehearsedItem } from '../../people/rehearsals.ts'
import { countOf } from '../figures.ts'

export const goLive = {
  title: 'Going live',
  lead: 'What must be so before customers pay. Lango looks by itself where it can.',
  ready: 'Ready: nothing is open.',
  not_ready: (open: number, all: number): string =>
    `Not ready: ${open} of ${countOf(all, 'item')} open.`,
  state: { done: 'done', open: 'open', waiting: 'not played', failed: 'failed' },

  looked: 'Lango looks at these',
  checked: {
    use_case: {
      title: 'What is paid for, and how',
      row: 'S2-82',
      yes: (count: number): string =>
        `${countOf(count, 'plan')} on sale, and a paybill that can take the money.`,
      no: () =>
        'Add a plan and a paybill. Passes for guests need a passkey too, so that phones can be asked.',
    },
    data_fields: {
      title: 'Every subscriber has what the books need',
      row: 'S2-84',
      yes: () => 'A name, a phone and a line: nobody lacks one.',
      no: (count: number): string =>
        `${countOf(count, 'subscriber')} without a phone or without a line: open them and fill in what is missing.`,
    },
    reconciliation_rules: {
      title: 'Payments are compared with Safaricom’s list',
      row: 'S2-85',
      yes: () =>
        'Every paybill’s payments are fetched every ten minutes, beside their announcements.',
      no: () => 'Register Pull Transactions for each paybill: the settings page says how.',
    },
    exceptions_assigned: {
      title: 'Somebody looks after exceptions',
      row: 'S2-86',
      yes: () =>
        'Somebody is there for money, somebody for lines, and nothing waits past its time unowned.',
      no: (count: number): string =>
        count > 0
          ? `${countOf(count, 'exception')} past the deadline without an owner: take them on.`
          : 'Invite somebody for money (finance) and somebody for lines (support or technician).',
    },
    roles_defined: {
      title: 'Two pairs of eyes on money',
      row: 'S2-87',
      yes: (count: number): string =>
        `${countOf(count, 'person', 'people')} sign in, each as themselves.`,
      no: () => 'A second person must be able to say yes where money leaves: invite one.',
    },
    notifications_written: {
      title: 'Customers are told',
      row: 'S2-88',
      yes: () => 'Name, support phone and SMS gateway are set, and its key was tried.',
      no: () =>
        'Set name, support phone and SMS gateway on the settings page, and try its key there.',
    },
    credentials_sealed: {
      title: 'Keys are sealed, and were tried',
      row: 'S2-90',
      yes: () => 'Every paybill’s keys passed their self-test in the last thirty days.',
      no: () => 'Press “Try the keys” for each paybill on the settings page.',
    },
  } satisfies Record<
    CheckedItem,
    { title: string; row: string; yes(count: number): string; no(count: number): string }
  >,

  answered: 'Somebody answers for these',
  ticked: {
    journey_mapped: {
      title: 'The way of a customer was walked',
      help: 'Stand at the hotspot with a phone, and at home with a router: from seeing the offer to being online.',
    },
    reports_agreed: {
      title: 'Who reads which figure was agreed',
      help: 'Who looks at the day’s money, who at exceptions, who closes the month.',
    },
    scenarios_prepared: {
      title: 'Who does what when it goes wrong was agreed',
      help: 'M-Pesa away, a router away, money without an owner: who is called, and by whom.',
    },
  } satisfies Record<TickedItem, { title: string; help: string }>,
  note: 'What was agreed, and where it is written down',
  sign: 'It is so',
  unsign: 'Open it again',
  signed: (name: string): string => `signed by ${name}`,

  played: 'Played on the simulators',
  played_help:
    'Lango opens a provider of its own beside your books, with a simulated Safaricom and router, and plays each trouble. It takes about a minute; your books stay out of it.',
  play: 'Play it',
  play_again: 'Play it again',
  playing: 'It is being played. This page follows by itself.',
  cases: {
    successful_payment: 'A payment that succeeds',
    failed_payment: 'A payment that fails',
    delayed_confirmation: 'A confirmation that comes late, or never',
    wrong_amount: 'The wrong amount',
    duplicate_callback: 'The same confirmation, many times',
    abandoned_payment: 'A payment somebody walks away from',
    different_number: 'A payment from somebody else’s phone',
    staff_reconciliation: 'Money that a person gives to its owner',
  } satisfies Record<RehearsedItem, string>,
  not_played: 'not played yet',
}
