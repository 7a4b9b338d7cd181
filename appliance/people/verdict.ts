// "Why no internet?": the one sentence on top of a subscriber's page. Looks at what is paid, what RADIUS last
// said and who is online, and names the first thing that stands in the way. Pure.

import type { DataFacts } from '../access/data.ts'
import type { Cents } from '../money.ts'
import type { Instant } from '../time.ts'
import type { Line, Person } from './subscribers.ts'

/** What RADIUS last said about a line, and how often it said so since when, of the day before or so. */
export interface LastAnswer {
  at: Instant
  first_at: Instant
  outcome: 'accept' | 'reject'
  reason: string | null
  count: number
}

/** A message that says money came, which Safaricom has not confirmed yet. */
export interface Claim {
  receipt_code: string | null
  amount_cents: Cents
  heard_at: Instant
  tries: number
}

export interface LineFacts {
  line: Line
  answer: LastAnswer | null
  /** How the last session ended, if one has. */
  dropped: { at: Instant; terminate_cause: string } | null
  /** What the paid time of this moment allows; null: without a limit, or not paid. */
  data: DataFacts | null
}

export interface Facts {
  person: Pick<Person, 'suspended_at' | 'closed_at'>
  wallet_cents: Cents
  last_payment: { amount_cents: Cents; at: Instant } | null
  claim: Claim | null
}

export type Verdict =
  | { kind: 'closed'; at: Instant }
  | { kind: 'suspended'; at: Instant; still_online: boolean }
  | { kind: 'no_service' }
  | { kind: 'online'; line: Line; since: Instant; router: string; paid_until: Instant }
  | { kind: 'router_silent'; line: Line; router: string; heard_at: Instant; paid_until: Instant }
  | { kind: 'line_silent'; line: Line; router: string; heard_at: Instant; paid_until: Instant }
  | { kind: 'leaving'; line: Line; ended_at: Instant | null; since: Instant | null }
  | { kind: 'data_used'; line: Line; data: DataFacts; paid_until: Instant }
  | { kind: 'refused'; line: Line; reason: string; answer: LastAnswer; paid_until: Instant }
  | { kind: 'dropped'; line: Line; at: Instant; terminate_cause: string; paid_until: Instant }
  | { kind: 'not_asking'; line: Line; paid_until: Instant; last_asked: Instant | null }
  | { kind: 'being_checked'; line: Line; claim: Claim }
  | {
      kind: 'short'
      line: Line
      ended_at: Instant | null
      short_cents: Cents
      wallet_cents: Cents
      last_payment: Facts['last_payment']
    }
  | { kind: 'unpaid'; line: Line; ended_at: Instant | null }
  | { kind: 'money_waits'; line: Line; wallet_cents: Cents }

// Interim updates come every few minutes; a router silent for longer may be down, and its sessions with it.
export const silentAfter = { minutes: 15 }

/** The verdict on one line. */
export function decideVerdict(facts: Facts, about: LineFacts | undefined, now: Instant): Verdict {
  const { person } = facts
  if (person.closed_at) return { kind: 'closed', at: person.closed_at }
  if (person.suspended_at) {
    return {
      kind: 'suspended',
      at: person.suspended_at,
      still_online: about?.line.session_id != null,
    }
  }
  if (!about) return { kind: 'no_service' }
  return about.line.credit_starts_at ? decidePaid(about, now) : decideUnpaid(facts, about)
}

function decidePaid({ line, answer, dropped, data }: LineFacts, now: Instant): Verdict {
  const paid_until = line.paid_until!
  if (line.session_id !== null) {
    const [router, heard_at] = [line.router!, line.heard_at!]
    if (!isSilent(heard_at, now)) {
      return { kind: 'online', line, since: line.online_since!, router, paid_until }
    }
    const kind = isSilent(line.router_heard_at ?? heard_at, now) ? 'router_silent' : 'line_silent'
    return { kind, line, router, heard_at, paid_until }
  }
  if (data && data.used_bytes >= data.allowed_bytes)
    return { kind: 'data_used', line, data, paid_until }
  // What it was refused for before it was paid for, in time or in data, is no longer the reason.
  const current = answer && isSince(answer.at, line.credit_starts_at!) ? answer : null
  if (current?.outcome === 'reject' && current.reason !== 'data_used') {
    return { kind: 'refused', line, reason: current.reason!, answer: current, paid_until }
  }
  if (dropped && isSince(dropped.at, line.credit_starts_at!)) {
    return { kind: 'dropped', line, paid_until, ...dropped }
  }
  return { kind: 'not_asking', line, paid_until, last_asked: answer?.at ?? null }
}

function decideUnpaid({ wallet_cents, claim, last_payment }: Facts, { line }: LineFacts): Verdict {
  const ended_at = line.paid_until
  if (line.session_id !== null)
    return { kind: 'leaving', line, ended_at, since: line.disconnecting_since }
  if (claim) return { kind: 'being_checked', line, claim }
  if (wallet_cents >= line.price_cents) return { kind: 'money_waits', line, wallet_cents }
  if (wallet_cents <= 0) return { kind: 'unpaid', line, ended_at }

  const short_cents = (line.price_cents - wallet_cents) as Cents
  return { kind: 'short', line, ended_at, short_cents, wallet_cents, last_payment }
}

/** Which line the page speaks about first: one in trouble before one that works. */
export function chooseLine(lines: readonly LineFacts[]): LineFacts | undefined {
  const open = lines.filter(({ line }) => !line.closed_at)
  const paidNotOnline = open.find(({ line }) => line.credit_starts_at && line.session_id === null)
  return paidNotOnline ?? open.find(({ line }) => line.session_id === null) ?? open[0]
}

function isSilent(heard_at: Instant, now: Instant): boolean {
  return Temporal.Instant.compare(heard_at, now.subtract(silentAfter)) < 0
}

function isSince(at: Instant, start: Instant): boolean {
  return Temporal.Instant.compare(at, start) >= 0
}
