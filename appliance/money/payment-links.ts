// A request for money as a link: whoever has it may pay for that account, once, until it ends or is withdrawn. The link is 128
// bits and only its hash is kept; its page tells no more of the subscriber than who pays must know (S2-05, S2-59, U68).
//
//   open ──▶ paid         by a prompt of its page, or by hand to the paybill: the same account and amount
//     ├────▶ withdrawn    by staff; money that still comes is the account's, as any other
//     └────▶ ended        its days are over

import { randomBytes } from 'node:crypto'
import type { Work } from '../appliance.ts'
import { findActiveShortcode } from '../access/portal.ts'
import { Conflict, NotFound, TooMany, Unavailable } from '../errors.ts'
import type { Cents } from '../money.ts'
import type { Msisdn } from '../msisdn.ts'
import type { By } from '../people/approval-asks.ts'
import { recordAct } from '../people/audit.ts'
import { holdGuest } from '../people/guests.ts'
import { hashToken } from '../secrets.ts'
import type { Checkout, Language, Payment, PaymentRequest } from '../tables.ts'
import type { Instant } from '../time.ts'
import { findAsked, promptFor, refuseAmount } from './payment-requests.ts'
import { refuseTooMany } from './prompt-limits.ts'
import { inFlight } from './stk-pushes.ts'

export interface NewLink {
  /** A UUID of the form's own. */
  form_no: string
  account_no: string
  amount_cents: Cents
  /** Whoever opens the link reads it. */
  about: string
  days: number
}

export const linkDays = [1, 3, 7, 14, 30] as const

/**
 * Returns the link's token, which is nowhere else; null where the same form came before. Throws Invalid `account_unknown`,
 * `no_line`, `amount_unaskable`; Conflict `account_closed`.
 */
export async function makeLink(work: Work, asked: NewLink, by: By): Promise<string | null> {
  const { form_no, amount_cents, about, days } = asked
  refuseAmount(amount_cents)
  const { subscriber, service } = await findAsked(work, asked)
  const token = randomBytes(16).toString('base64url')
  const [request] = await work
    .db('payment_requests')
    .insert({
      subscriber_id: subscriber.id,
      service_id: service.id,
      amount_cents,
      about,
      way: 'link',
      link_hash: hashToken(token),
      form_no,
      asked_by: by.staff.id,
      asked_at: work.now,
      expires_at: work.now.add({ hours: days * 24 }),
    })
    .onConflict('form_no')
    .ignore()
    .returning('id')
  if (!request) return null
  await recordAct(work, {
    ...by,
    action: 'payment.link_made',
    subject: `subscriber:${subscriber.id}`,
    after: { request: request.id, amount_cents, days },
    why: about,
  })
  return token
}

/** Throws NotFound `link_unknown`; Conflict `link_paid`, `link_withdrawn`. */
export async function withdrawLink(work: Work, id: number, by: By): Promise<void> {
  const request = await work.db('payment_requests').where({ id, way: 'link' }).forUpdate().first()
  if (!request) throw unknownLink()
  if (request.payment_id !== null) throw new Conflict('link_paid', 'It is paid already.')
  if (request.withdrawn_at) throw new Conflict('link_withdrawn', 'It is withdrawn already.')
  await work.db('payment_requests').where({ id }).update({ withdrawn_at: work.now })
  await recordAct(work, {
    ...by,
    action: 'payment.link_withdrawn',
    subject: `subscriber:${request.subscriber_id}`,
    before: { request: id, amount_cents: request.amount_cents },
  })
}

export function unknownLink(): NotFound {
  return new NotFound('link_unknown', 'This link opens nothing.')
}

/** Of 22 signs, or it is none: nothing is asked of the database. */
export function readToken(token: string): Buffer {
  if (!/^[A-Za-z0-9_-]{22}$/.test(token)) throw unknownLink()
  return hashToken(token)
}

/** Whether it can be paid; what else it is, is told by its page. Pure. */
export function isPayable(
  { payment_id, withdrawn_at, expires_at }: Pick<PaymentRequest, 'payment_id' | 'withdrawn_at' | 'expires_at'>,
  now: Instant,
): boolean {
  const ended = Temporal.Instant.compare(expires_at, now) <= 0
  return payment_id === null && withdrawn_at === null && !ended
} // prettier-ignore

/** All prompts that one link may send, however many phones it is tried with. */
const perLink = [
  { prompts: 3, minutes: 10 },
  { prompts: 10, minutes: 24 * 60 },
]

/**
 * A prompt on the phone of whoever pays. While one may still be paid there is no second: the same checkout is returned. Throws
 * NotFound `link_unknown`; Conflict `link_over`; Unavailable `no_paybill`; TooMany `other_number_asked`, `too_many_prompts`
 * and as refuseTooMany does.
 */
export async function promptLink(
  work: Work,
  token: string,
  asked: { msisdn: Msisdn; language: Language; source_address: string | null },
): Promise<Checkout> {
  const { msisdn, language, source_address } = asked
  await holdGuest(work, msisdn)
  const request = await work
    .db('payment_requests')
    .where({ link_hash: readToken(token) })
    .forUpdate()
    .first()
  if (!request) throw unknownLink()
  const { closed_at } = (await work.db('subscribers').where({ id: request.subscriber_id }).first('closed_at'))! // prettier-ignore
  if (!isPayable(request, work.now) || closed_at)
    throw new Conflict('link_over', 'This link can’t be paid any more.')
  const open = await findOut(work, request.id)
  if (open?.msisdn === msisdn) return open
  if (open && Temporal.Instant.compare(open.wait_until, work.now) > 0)
    throw new TooMany('other_number_asked', 'Another number is being asked.', open.wait_until)

  await refuseOften(work, request.id)
  await refuseTooMany(work, { msisdn, device_id: null, router_id: null, source_address })
  const shortcode = await findActiveShortcode(work.db)
  if (!shortcode?.asks) throw new Unavailable('no_paybill', 'No paybill is set up to ask phones.')
  await work
    .db('checkouts')
    .where({ payment_request_id: request.id, state: 'open' })
    .update({ state: 'abandoned', closed_at: work.now, due_at: null })
  const { plan_id } = (await work.db('services').where({ id: request.service_id }).first('plan_id'))! // prettier-ignore
  const to = { msisdn, plan_id, language, source_address, shortcode: shortcode.shortcode }
  return promptFor(work, request, to)
}

/** A checkout of it whose prompt may still be paid. */
async function findOut({ db }: Work, request_id: number): Promise<Checkout | undefined> {
  return db('checkouts as k')
    .join('stk_pushes as p', 'p.checkout_id', 'k.id')
    .where({ 'k.payment_request_id': request_id })
    .whereIn('p.state', [...inFlight])
    .orderBy('p.id', 'desc')
    .first<Checkout | undefined>('k.*')
}

async function refuseOften(work: Work, request_id: number): Promise<void> {
  for (const { prompts, minutes } of perLink) {
    const { rows } = await work.db.raw<{ rows: { made_at: Instant }[] }>(
      `select p.made_at from stk_pushes p join checkouts k on k.id = p.checkout_id
       where k.payment_request_id = :request_id and p.made_at > :since order by p.made_at desc offset :room limit 1`,
      { request_id, since: work.now.subtract({ minutes }) as never, room: prompts - 1 },
    )
    if (!rows[0]) continue
    const again_at = rows[0].made_at.add({ minutes })
    throw new TooMany('too_many_prompts', 'Too many requests in a short time.', again_at)
  }
}

/**
 * What was asked for is paid: by the prompt that was asked, or by hand, where one link of the account waits for just this amount. A
 * second payment for it is the account's money as any other.
 */
export async function notePaidRequest(
  work: Work,
  payment: Pick<Payment, 'id' | 'amount_cents'> & { subscriber_id: number; service_id: number | null },
  request_id: number | null,
): Promise<void> {
  const id = request_id ?? (await findAskedByLink(work, payment))
  if (id === null) return
  const unpaid = work.db('payment_requests').where({ id, payment_id: null })
  await unpaid.update({ payment_id: payment.id })
} // prettier-ignore

async function findAskedByLink(
  { db, now }: Work,
  { subscriber_id, service_id, amount_cents }: Parameters<typeof notePaidRequest>[1],
): Promise<number | null> {
  const [link, another] = await db('payment_requests')
    .where({ subscriber_id, amount_cents, way: 'link', payment_id: null, withdrawn_at: null })
    .where((one) => service_id === null || one.where({ service_id }))
    .where('expires_at', '>', now as never)
    .limit(2)
    .select('id')
  return link && !another ? link.id : null
}
