// What the page of a router says of who is online there and should not be, and the other way round.

import { stepNames } from '../../access/disconnect-ladder.ts'
import type { Absentee, Stayer } from '../../access/router-drift.ts'
import type { Ghost, Stray } from '../../access/router-readings.ts'
import type { RouterReading } from '../../tables.ts'
import { formatMoment, type Instant } from '../../time.ts'

const states = {
  asked: 'asked to end',
  acknowledged: 'acknowledged, not gone yet',
  refused: 'refused',
  unanswered: 'no answer',
  confirmed: 'ended before, and back',
  failed: 'nothing ended it: a person must',
} as const

const problems: Record<string, string> = {
  router_silent: 'its API does not answer',
  router_gone: 'it closed the line',
  router_login: 'it does not know our user, or its password',
  router_in_the_clear: 'its API is asked over the internet by certificate only',
  router_address: 'its address or port is not one we ask',
  router_unknown_name: 'its name leads nowhere',
}

export const driftWords = {
  stayers: 'Expired but online',
  stayers_none: 'Nobody is online here without paid time.',
  absentees: 'Paid but offline',
  absentees_none: 'Every line that is paid for and was last here is online.',
  strays: 'Only the router knows',
  strays_none: 'Everybody on its own list is in our books.',
  stray: ({ address, first_read_at, account_no }: Stray, now: Instant): string =>
    `${account_no === null ? 'nobody of ours has that name' : 'no accounting came'} · ${address} · on its list since ${formatMoment(first_read_at, now)}`,
  unpaid_stray: ({ address, first_read_at }: Stray, now: Instant): string =>
    `without paid time · only the router knows · ${address} · on its list since ${formatMoment(first_read_at, now)}`,
  ghost: ({ heard_at, read_at, paid_until }: Ghost, now: Instant): string =>
    `not on its list of ${formatMoment(read_at, now)}, though our books say online; heard of ${formatMoment(heard_at, now)} · paid until ${formatMoment(paid_until, now)}`,
  /** When its own list was read, or why not. Null where it never was tried. */
  read(reading: RouterReading | undefined, now: Instant): string | null {
    if (!reading) return null
    const last = reading.read_at
      ? `Its own list was read ${formatMoment(reading.read_at, now)}.`
      : 'Its own list was never read.'
    const { problem } = reading
    return problem === null
      ? last
      : `${last} The last try failed: ${problems[problem] ?? problem.replaceAll('_', ' ')}.`
  },
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
