// The purses that time is given from, and what was given.

import type { Role } from '../../tables.ts'
import { kes } from '../figures.ts'
import { formatShillings } from '../../money.ts'
import { frame } from './frame.ts'

export const budgets = {
  title: 'Budgets',
  lead: 'Free days are paid from a purse with a name, so that what is given away can be seen.',
  spent: (spent: number, max: number): string =>
    `${kes(spent)} of ${formatShillings(max)} this month`,
  ends: (day: string): string => `until ${day}`,
  caps: 'At once, without a second person',
  cap: (role: Role, cents: number): string => `${frame.roles[role]} ${kes(cents)}`,
  no_caps: 'nobody alone',
  none: 'No budget yet',
  none_text: 'Open one, Goodwill or Outages for example, and the desk can give time from it.',
  open: 'Open a budget',
  change: 'Change',
  name: 'Name',
  name_blank: 'A name, please: Goodwill, Outages.',
  month: 'Limit a month, KES',
  ends_on: 'Last day',
  ends_hint: '2026-12-31; blank: no end',
  ends_wrong: 'A day looks like 2026-12-31.',
  cap_of: (role: Role): string => `${frame.roles[role]}, KES at once`,
  cap_hint: 'Blank: always asks a second person',
  enter: 'Open the budget',
  enter_change: 'Keep the change',

  given: 'Given this month',
  given_none: 'Nothing was given this month.',
  column: { who: 'Subscriber', budget: 'Budget', by: 'By', worth: 'Worth', when: 'When' },
  total: 'Together',
  compensate: 'Make up for an outage',
}
