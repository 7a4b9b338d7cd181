// The parts of a subscriber's page, from what the appliance knows to what the template shows.

import { readRate } from '../../appliance/access/rate-limit.ts'
import type { Role } from '../../appliance/tables.ts'
import type { Line, WalletEntry } from '../../appliance/people/subscribers.ts'
import type { Told } from '../../appliance/people/timeline.ts'
import type { Verdict } from '../../appliance/people/verdict.ts'
import type { Instant } from '../../appliance/time.ts'
import { tellHappening } from '../../appliance/words/staff/timeline.ts'
import { tellVerdict } from '../../appliance/words/staff/verdict.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.subscribers.one

export function verdictView(
  verdict: Verdict,
  account_no: string,
  paybills: string[],
  now: Instant,
) {
  const { say, more, tone } = tellVerdict(verdict, now)
  const due = dueCents(verdict)
  return {
    title: verdict.kind === 'online' ? words.how : words.why,
    say,
    more,
    tone,
    pay:
      due === null
        ? []
        : paybills.map((paybill) => ({
            id: `pay-${paybill}`,
            words: words.pay_line(paybill, account_no, due),
          })),
  }
}

/** What would open the line; null where money is not what is missing. */
function dueCents(verdict: Verdict): number | null {
  if (verdict.kind === 'short') return verdict.short_cents
  return verdict.kind === 'unpaid' ? verdict.line.price_cents : null
}

export function linesView(
  lines: Line[],
  now: Instant,
  linkOf: (line: Line) => string | null = () => null,
) {
  return lines.map((line) => {
    const { plan, down_kbps, up_kbps, price_cents, term_count, term_unit } = line
    return {
      title: words.line(line.service_no),
      change: linkOf(line),
      sub: `${words.kinds[line.kind]} · ${line.user_name}`,
      plan: words.plan(plan, down_kbps, up_kbps, price_cents, words.terms(term_count, term_unit)),
      state: stateOf(line, now),
      left: leftOf(line, now),
      where: whereOf(line),
    }
  })
}

function whereOf({ router, framed_ip_address, rate_limit, down_kbps, up_kbps }: Line) {
  if (router === null) return null
  const where = words.address(router, framed_ip_address)
  const told = readRate(rate_limit ?? '')
  if (!told || (told.down_kbps === down_kbps && told.up_kbps === up_kbps)) return where
  return `${where} · ${words.told(told.down_kbps, told.up_kbps)}`
}

function stateOf(line: Line, now: Instant) {
  if (line.closed_at) return words.states.closed
  if (line.session_id !== null) return words.states.online
  if (line.credit_starts_at) return words.states.paid
  return line.paid_until ? words.ended(line.paid_until, now) : words.never
}

/** The share of the present credit, and of all bought behind it, that is left. */
function leftOf({ credit_starts_at, paid_until }: Line, now: Instant) {
  if (!credit_starts_at || !paid_until)
    return { share: 0, low: false, label: words.bar_none, words: null, ends: null }
  const seconds = paid_until.since(now).total('seconds')
  const share = Math.round((seconds / paid_until.since(credit_starts_at).total('seconds')) * 100)
  const left = words.left(seconds)
  return {
    share,
    low: share < 15,
    label: words.bar_left(left),
    words: left,
    ends: words.ends(paid_until, now),
  }
}

/** What answers the verdict is marked: the newest line of the kind that decided it. */
const decisive: Partial<Record<Verdict['kind'], (told: Told) => boolean>> = {
  suspended: (told) => told.kind === 'act' && told.action === 'subscriber.suspended',
  refused: (told) => told.kind === 'refused',
  dropped: (told) => told.kind === 'session_ended',
  short: (told) => told.kind === 'exception' || told.kind === 'payment',
  unpaid: (told) => told.kind === 'credit_ended',
  leaving: (told) => told.kind === 'disconnection' || told.kind === 'credit_ended',
  online: (told) => told.kind === 'session_began',
}

export function timelineView(told: Told[], verdict: Verdict, now: Instant, role: Role) {
  const answers = decisive[verdict.kind]
  const key = answers ? told.findIndex(answers) : -1
  return told.map((one, index) => ({
    ...tellHappening(one, now),
    at: one.at,
    key: index === key,
    href: hrefOf(one, role),
  }))
}

function hrefOf(told: Told, role: Role): string | null {
  const isPayment = told.kind === 'payment' || told.kind === 'sighting'
  if (isPayment && may(role, 'GET /payments')) return paths.payment(told.rail, told.receipt_code)
  if (told.kind === 'exception' && may(role, 'GET /exceptions')) return paths.exception(told.id)
  return null
}

export function walletView(
  entries: WalletEntry[],
  balance_cents: number,
  now: Instant,
  role: Role,
) {
  return {
    balance_cents,
    any: entries.length > 0,
    rows: entries.map((entry) => ({
      ...staffWords.subscribers.wallet_entry(entry),
      posted_at: entry.posted_at,
      until: entry.ends_at ? staffWords.subscribers.wallet_until(entry.ends_at, now) : null,
      amount: entry.amount_cents,
      balance_cents: entry.balance_cents,
      plus: entry.amount_cents > 0,
      href:
        entry.rail && entry.receipt_code && may(role, 'GET /payments')
          ? paths.payment(entry.rail, entry.receipt_code)
          : null,
    })),
  }
}
