// What is said of M-Pesa being away: who stays online meanwhile, and how the line to it stands.

import { countOf } from '../figures.ts'

export const outage = {
  title: 'While M-Pesa is away',
  lead: 'When M-Pesa does not answer, nobody can pay. Whoever is known to pay can stay online past the end for a while; the next payment covers it, and what is never paid stays with the budget.',
  nobody: 'Nobody is kept on: a line closes when its paid time ends.',
  kept: (minutes: number, budget: string): string =>
    `Known payers stay online for ${countOf(minutes, 'minute')} past the end, from ${budget}.`,
  change: 'Change',
  budget: 'Paid from',
  no_budget: 'Nobody is kept on',
  minutes: 'Minutes past the end',
  payments_min: 'Known, from how many payments',
  hint: {
    minutes: 'No more than half of what they had bought',
    payments_min: 'By M-Pesa, in the last ninety days',
  },
  enter: 'Keep the change',
}
