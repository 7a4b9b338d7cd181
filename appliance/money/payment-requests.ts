// Somebody of the staff asks a subscriber for money: a prompt on their phone, for what they owe or for anything else. It
// goes the road of every checkout, but sells no pass: what comes is the account's money, at the account's prices.

import { randomUUID } from 'node:crypto'
import type { Work } from '../appliance.ts'
import { findActiveShortcode } from '../access/portal.ts'
import { Conflict, Invalid, Unavailable } from '../errors.ts'
import { cents, type Cents } from '../money.ts'
import type { Msisdn } from '../msisdn.ts'
import type { By } from '../people/approval-asks.ts'
import { recordAct } from '../people/audit.ts'
import { holdGuest } from '../people/guests.ts'
import type { Checkout, PaymentRequest, Service, Subscriber } from '../tables.ts'
import { waitSeconds } from './checkouts.ts'
import { findOwner } from './matching.ts'
import { refuseTooMany } from './prompt-limits.ts'
import { makePush } from './stk-pushes.ts'

export interface NewRequest {
  /** A UUID of the form's own. */
  form_no: string
  account_no: string
  /** Null: the subscriber's own phone. */
  msisdn: Msisdn | null
  amount_cents: Cents
  about: string
}

const lasts = { hours: 1 }
const abandonAfter = { hours: 1 }
/** What M-Pesa lets a phone pay at once (KES 250,000). */
const amountMax = cents(250_000_00)

/**
 * Returns the request; the same form sent again asks once. Throws Invalid `account_unknown`, `no_phone`, `no_line`,
 * `amount_unaskable`; Conflict `account_closed`; Unavailable `no_paybill`; TooMany as refuseTooMany does.
 */
export async function requestPayment(
  work: Work,
  asked: NewRequest,
  by: By,
): Promise<PaymentRequest> {
  const { form_no, amount_cents, about } = asked
  const known = await work.db('payment_requests').where({ form_no }).first()
  if (known) return known
  refuseAmount(amount_cents)
  const { subscriber, service } = await findAsked(work, asked)
  const msisdn = asked.msisdn ?? subscriber.msisdn
  if (!msisdn) throw new Invalid('no_phone', 'They have no phone here: type one.')
  const shortcode = await findActiveShortcode(work.db)
  if (!shortcode?.asks) throw new Unavailable('no_paybill', 'No paybill is set up to ask phones.')

  await holdGuest(work, msisdn)
  await refuseTooMany(work, { msisdn, device_id: null, router_id: null, source_address: null })
  const [request] = await work
    .db('payment_requests')
    .insert({
      subscriber_id: subscriber.id,
      service_id: service.id,
      amount_cents,
      about,
      way: 'prompt',
      form_no,
      asked_by: by.staff.id,
      asked_at: work.now,
      expires_at: work.now.add(lasts),
    })
    .returning('*')
  const { plan_id } = service
  const { language } = subscriber
  await promptFor(work, request!, { msisdn, plan_id, language, source_address: null, ...shortcode })
  await recordAct(work, {
    ...by,
    action: 'payment.requested',
    subject: `subscriber:${subscriber.id}`,
    after: { request: request!.id, amount_cents },
    why: about,
  })
  return request!
}

/** Throws Invalid `amount_unaskable`. */
export function refuseAmount(amount_cents: Cents): void {
  if (amount_cents <= 0 || amount_cents % 100 !== 0 || amount_cents > amountMax)
    throw new Invalid('amount_unaskable', 'A prompt asks for whole shillings, up to 250,000.')
}

/** A checkout of the request, and its first prompt on the way. Whoever calls holds the phone. */
export async function promptFor(
  work: Work,
  { id, subscriber_id, service_id, amount_cents }: PaymentRequest,
  {
    plan_id,
    msisdn,
    shortcode,
    language,
    source_address,
  }: Pick<Checkout, 'plan_id' | 'msisdn' | 'shortcode' | 'language'> & {
    source_address: string | null
  },
): Promise<Checkout> {
  const [checkout] = await work
    .db('checkouts')
    .insert({
      merchant_reference: randomUUID(),
      subscriber_id,
      service_id,
      plan_id,
      amount_cents,
      msisdn,
      shortcode,
      language,
      state: 'open',
      opened_at: work.now,
      wait_until: work.now.add({ seconds: waitSeconds }),
      due_at: work.now.add(abandonAfter),
      payment_request_id: id,
    })
    .returning('*')
  await makePush(work, checkout!, 1, source_address)
  return checkout!
}

/** Throws Invalid `account_unknown`, `no_line`; Conflict `account_closed`. */
export async function findAsked(
  { db }: Work,
  { account_no }: Pick<NewRequest, 'account_no'>,
): Promise<{ subscriber: Subscriber; service: Service }> {
  const owner = await findOwner(db, account_no)
  if (!owner)
    throw new Invalid('account_unknown', `No subscriber has ${account_no}; is a digit wrong?`)
  const { subscriber, service_id } = owner
  if (subscriber.closed_at)
    throw new Conflict('account_closed', `${subscriber.name}'s account is closed.`)
  const service = await db('services')
    .where({ subscriber_id: subscriber.id, ...(service_id !== null && { id: service_id }) })
    .whereNull('closed_at')
    .orderBy('service_no')
    .first()
  if (!service) throw new Invalid('no_line', `${subscriber.name} has no line to pay for.`)
  return { subscriber, service }
}
