// What the page of a router says of who is online there and should not be, and the other way round.

import { stepNames } from '../../access/disconnect-ladder.ts'
import type { Absentee, Stayer } from '../../access/router-drift.ts'
import { formatMoment, type Instant } from '../../time.ts'

const states = {
  asked: 'asked to end',
  acknowledged: 'acknowledged, not gone yet',
  refused: 'refused',
  unanswered: 'no answer',
  confirmed: 'ended before, and back',
  failed: 'nothing ended it: a person must',
} as const

export const driftWords = {
  stayers: 'Expired but online',
  stayers_none: 'Nobody is online here without paid time.',
  absentees: 'Paid but offline',
  absentees_none: 'Every line that is paid for and was last here is online.',
  stayer({ ended_at, suspended, state, step }: Stayer, now: Instant): string {
    const why = suspended
      ? 'suspended'
      : ended_at === null
        ? 'has never had paid time'
        : `ended ${formatMoment(ended_at, now)}`
    return state === null
      ? `${why} · not asked to end yet`
      : `${why} · ${stepNames[step!]}: ${states[state]}`
  },
  absentee({ offline_since, paid_until, terminate_cause }: Absentee, now: Instant): string {
    const why = terminate_cause === null ? '' : ` (${terminate_cause})`
    return `offline since ${formatMoment(offline_since, now)}${why} · paid until ${formatMoment(paid_until, now)}`
  },
}
