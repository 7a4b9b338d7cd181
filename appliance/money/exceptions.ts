// What a person must look at: one row a trouble, with a kind, a deadline and, in the end, a resolution. The
// same trouble found again is the same row. Some close by themselves when their cause is gone.

import type { Work } from '../appliance.ts'
import { Conflict, NotFound } from '../errors.ts'
import type { Cents } from '../money.ts'
import type { Exception, ExceptionKind } from '../tables.ts'

/** How many hours a person has. */
export const deadlineHours: Record<ExceptionKind, number> = {
  unknown_account: 4,
  missing_reference: 4,
  account_closed: 24,
  not_customer_money: 72,
  unreadable_callback: 4,
  paid_less: 72,
  paid_more: 24 * 35, // Normally spent by the next renewal.
  sightings_differ: 4,
  unproved: 24,
  another_phone: 72,
  not_applied: 1,
  possible_double: 24,
  claimed: 24,
  still_online: 1,
  work_failed: 4,
  secret_mismatch: 1,
  reversed: 24,
  refund_stuck: 4,
  router_silent: 1,
  before_live: 4,
  no_internet: 4,
}

/** Their money is in suspense, and a person must name its owner. The others are looked into and closed. */
export const kindsToGive: readonly ExceptionKind[] = [
  'unknown_account',
  'missing_reference',
  'account_closed',
  'not_customer_money',
  'before_live',
]

/** Their money is in a wallet, where it can be given back or given on. */
export const kindsInWallet: readonly ExceptionKind[] = [
  'paid_less',
  'paid_more',
  'another_phone',
  'possible_double',
]

export interface NewException {
  kind: ExceptionKind
  /** What it is about: "payment:12", "session:7". One open row for a kind and a subject. */
  subject: string
  payment_id?: number | null
  subscriber_id?: number | null
  callback_id?: number | null
  session_id?: number | null
  amount_cents?: Cents | null
  details?: Record<string, unknown>
}

/** Puts it in front of somebody, unless it is there already; then only its details are brought up to date. */
export async function openException(work: Work, found: NewException): Promise<void> {
  const row = {
    payment_id: null,
    subscriber_id: null,
    callback_id: null,
    session_id: null,
    amount_cents: null,
    ...found,
    details: JSON.stringify(found.details ?? {}) as never,
    opened_at: work.now,
    deadline_at: work.now.add({ hours: deadlineHours[found.kind] }),
    owner_id: null,
    resolved_at: null,
    resolved_by: null,
    resolution: null,
    resolved_as: null,
  }
  await work
    .db('exceptions')
    .insert(row)
    .onConflict(work.db.raw('(kind, subject) where resolved_at is null') as never)
    .merge(['details'])
}

/** Its cause is gone: it closes without a person, and says why. */
export async function closeByItself(
  work: Work,
  open: { kinds: ExceptionKind[] } & Partial<
    Pick<Exception, 'subject' | 'subscriber_id' | 'payment_id'>
  >,
  resolution: string,
): Promise<void> {
  const { kinds, ...about } = open
  await work
    .db('exceptions')
    .where(about)
    .whereIn('kind', kinds)
    .whereNull('resolved_at')
    .update({ resolved_at: work.now, resolution })
}

export interface Resolved extends Pick<Exception, 'resolution' | 'resolved_as'> {
  /** Of the staff; null where the box itself did it. */
  resolved_by: number | null
  subscriber_id?: number
}

/** A person has dealt with it. */
export async function markResolved(work: Work, id: number, resolved: Resolved): Promise<void> {
  await work
    .db('exceptions')
    .where({ id })
    .update({ resolved_at: work.now, ...resolved })
}

/** Throws NotFound `exception_unknown`, Conflict `exception_resolved`. */
export async function lockOpen(work: Work, id: number): Promise<Exception> {
  const exception = await work.db('exceptions').where({ id }).forUpdate().first()
  if (!exception) throw new NotFound('exception_unknown', `There is no exception ${id}.`)
  if (exception.resolved_at)
    throw new Conflict('exception_resolved', 'Somebody was faster: this one is resolved already.')
  return exception
}
