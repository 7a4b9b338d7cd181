// Credit, then verify: what is said of it where the owner chooses.

import { countOf, kes } from '../figures.ts'

export const trust = {
  title: 'Before a payment is proved',
  lead: 'M-Pesa’s message is not signed, so every payment is proved by asking, which takes seconds. Where M-Pesa is slow you may lend a line some minutes on its message: once a day, from a budget, and never money. The proved payment covers it; a lie costs the budget those minutes, and whoever it was for is lent nothing more.',
  verify_first: 'Nothing opens before it is proved.',
  lent: (cap_cents: number, minutes: number): string =>
    `A message of up to ${kes(cap_cents)} opens its line for ${countOf(minutes, 'minute')}, until it is proved.`,
  change: 'Change',
  budget: 'Lent from',
  no_budget: 'Nothing: prove first',
  cap: 'Up to, KES',
  trust_minutes: 'Minutes',
  hint: { cap: 'Of one payment', trust_minutes: 'No more than half of what was bought' },
  enter: 'Keep the change',
}
