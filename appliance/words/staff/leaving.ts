// A deposit that is asked for and settled, and somebody who leaves.

import type { Leaving } from '../../people/cancellations.ts'
import { formatMoment, type Instant } from '../../time.ts'
import { kes } from '../figures.ts'

export const leaving = {
  title: (name: string): string => `Deposit and leaving: ${name}`,
  crumb: 'Deposit and leaving',

  deposit: 'Deposit',
  deposit_none: 'No deposit is held for this account.',
  ask: 'Ask for a deposit',
  amount: 'Amount, KES',
  what: 'For',
  what_usual: 'Router and installation',
  first: 'Internet opens only when the deposit is whole',
  enter_ask: 'Ask for it',
  settle: 'Settle it',
  outcome: 'What becomes of it',
  outcomes: [
    { value: 'returned', label: 'return it to the wallet' },
    { value: 'kept', label: 'keep it' },
    { value: 'withdrawn', label: 'ask for it no more; what came goes to the wallet' },
  ],
  why: 'Why',
  why_hint: 'It stands in the timeline',
  why_blank: 'Say why, in a few words.',
  enter_settle: 'Settle the deposit',

  leave: 'They leave',
  closed: 'This account is closed.',
  leaving_since:
    'They are leaving: nothing is renewed, and the account closes when paid time ends.',
  stay: 'They stay after all',
  never_paid: 'Nothing is paid for: the account closes at once, and nothing more follows.',
  when: 'When',
  at_end: (until: Instant, now: Instant): string =>
    `when paid time ends, ${formatMoment(until, now)}: no money moves, nothing is renewed`,
  now: ({ unused_cents, given_cents }: Leaving): string => {
    const parts = [
      unused_cents > 0 ? `${kes(unused_cents)} of unused time goes to the wallet` : '',
      given_cents > 0 ? `${kes(given_cents)} of given time goes back to its budget` : '',
    ].filter(Boolean)
    return `now${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`
  },
  deposit_then: 'The deposit, if they leave now',
  wallet: ({ wallet_cents }: Leaving): string => `${kes(wallet_cents)} is in the wallet now.`,
  refund: 'Ask a second person to pay out what the wallet holds, if they leave now',
  refund_hint: 'Else it stays in the wallet, theirs, until it is asked for',
  final: 'A closed account is not opened again. Money that comes for it goes to a person.',
  enter: 'End the account',
}

export const arrears = {
  title: 'Overdue',
  lead: 'Lines whose paid time has ended, the latest first. Money opens a line by itself.',
  chips: {
    all: 'All',
    grace: 'In grace',
    week: 'Up to 7 days',
    month: '8 to 30 days',
    older: 'Longer',
  },
  narrow: 'How long ago',
  column: {
    who: 'Subscriber',
    plan: 'Plan',
    ended: 'Ended',
    access: 'Access',
    needs: 'Needs',
  },
  access: {
    grace: (until: Instant, now: Instant) => ({
      word: `open until ${formatMoment(until, now)}`,
      tone: 'wait' as const,
    }),
    shut: { word: 'shut', tone: 'over' as const },
    suspended: { word: 'suspended', tone: 'bad' as const },
  },
  none: 'Nobody is overdue',
  none_text: 'Every line that ever was paid for is paid for now.',
  none_here: 'Nobody of this age',
  none_here_text: 'Look at another age, or at all of them.',
  more: 'The next 50',
  first: 'Back to the latest',
  grace: 'Days of grace, plan by plan',
  grace_help:
    'After its end a line stays open so many days without money, at most half its term. The next payment covers them: the new term counts from the old end. What is never paid stays in the books as lent. Then the line shuts.',
  days: (plan: string): string => `${plan}, days`,
  enter_grace: 'Keep',
}
