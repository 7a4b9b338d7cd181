// The parts of the exceptions page, from what the appliance knows to what the template shows.

import { maskMsisdn } from '../../appliance/msisdn.ts'
import { codeOf } from '../../appliance/money/payments.ts'
import type { ExceptionFile } from '../../appliance/people/exception-file.ts'
import type { Queued } from '../../appliance/people/exception-queue.ts'
import { formatMoment, type Instant } from '../../appliance/time.ts'
import { capital, coverPhone, kes } from '../../appliance/words/figures.ts'
import { exception_kinds } from '../../appliance/words/staff/states.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { paths } from '../paths.ts'
import { messageWords } from './messages.ts'

const words = staffWords.exceptions

export function queueView(rows: Queued[], picked: number | null, back: string, now: Instant) {
  const query = back.includes('?') ? back.slice(back.indexOf('?')) : ''
  return rows.map((row) => ({
    href: `${paths.exception(row.id)}${query}`,
    current: row.id === picked,
    kind: exception_kinds[row.kind],
    amount_cents: row.amount_cents,
    age: words.age(
      now.since(row.opened_at).total('seconds'),
      Temporal.Instant.compare(row.deadline_at, now) < 0,
    ),
    about: aboutOf(row),
    owner: row.owner,
  }))
}

function aboutOf({ receipt_code, account_typed, payer_name, subscriber, subject }: Queued): string {
  const who =
    subscriber ?? (account_typed?.trim() ? words.typed(account_typed) : (payer_name ?? null))
  if (receipt_code === null) return who ?? subject.replace(':', ' ')
  return `${who ?? words.left_blank} · ${receipt_code}`
}

interface Fact {
  name: string
  value: string
  code: boolean
  marked: boolean
  href: string | null
}

export function exceptionFacts(file: ExceptionFile, now: Instant) {
  const { exception, payment } = file
  const { one } = words
  const moment = (at: Instant) => formatMoment(at, now)
  const due = moment(exception.deadline_at)
  return {
    id: exception.id,
    kind: exception_kinds[exception.kind],
    title: one.ask(exception.kind, payment),
    help: one.help[exception.kind],
    owner_line: one.owner_line(exception.owner, due),
    late: !exception.resolved_at && Temporal.Instant.compare(exception.deadline_at, now) < 0,
    told: payment ? one.told : one.known,
    facts: [...paymentFacts(file, moment), ...otherFacts(file, moment)],
    details: detailsOf(file),
    resolved: exception.resolved_at
      ? one.resolved_line(
          exception.resolution ?? '',
          exception.resolver,
          moment(exception.resolved_at),
        )
      : null,
  }
}

function fact(name: string, value: string, more: Partial<Fact> = {}): Fact {
  return { name, value, code: false, marked: false, href: null, ...more }
}

function paymentFacts(
  { payment, exception }: ExceptionFile,
  moment: (at: Instant) => string,
): Fact[] {
  if (!payment) return []
  const names = words.one.fact
  const blank = staffWords.payments.one.unknown
  const phone = payment.payer_msisdn ? maskMsisdn(payment.payer_msisdn) : payment.payer_msisdn_raw
  const doubtful = exception.kind === 'unknown_account' || exception.kind === 'missing_reference'
  return [
    fact(names.code, codeOf(payment), { code: true }),
    fact(names.paid, kes(payment.amount_cents)),
    fact(names.at, moment(payment.paid_at ?? payment.heard_at)),
    fact(names.typed, coverPhone(payment.account_typed?.trim() ?? '') || words.left_blank, {
      code: true,
      marked: doubtful,
    }),
    fact(names.name, payment.payer_name ?? blank),
    fact(names.phone, phone ?? blank),
  ]
}

function otherFacts(
  { exception, subscriber, session }: ExceptionFile,
  moment: (at: Instant) => string,
): Fact[] {
  const names = words.one.fact
  return [
    ...(subscriber
      ? [
          fact(names.subscriber, `${subscriber.name}, ${subscriber.account_no}`, {
            href: paths.subscriber(subscriber.account_no),
          }),
        ]
      : []),
    ...(session
      ? [
          fact(names.line, session.user_name, { code: true }),
          fact(names.router, session.router),
          fact(names.online_since, moment(session.started_at)),
        ]
      : []),
    fact(names.opened, moment(exception.opened_at)),
  ]
}

/** What the finder wrote down and no fact above says. */
function detailsOf({ exception }: ExceptionFile): { name: string; value: string }[] {
  return Object.entries(exception.details)
    .filter(
      ([name, value]) =>
        value !== null && !['account_typed', 'payer_name', 'user_name'].includes(name),
    )
    .map(([name, value]) => ({
      name:
        words.one.detail_names[name] ?? capital(name.replace(/_cents$/, '').replaceAll('_', ' ')),
      value:
        name.endsWith('_cents') && Number.isSafeInteger(value)
          ? kes(value as number)
          : plain(value),
    }))
}

function plain(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

export function messageView({ body }: ExceptionFile): string | null {
  if (body?.length === 0) return staffWords.messages.gone
  return body && messageWords(body, 'covered')
}
