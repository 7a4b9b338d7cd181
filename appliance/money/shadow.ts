// A paybill in shadow: what comes in is heard, proved and matched as ever, and nothing of it is credited, because the system that
// was there before still does that. What we would have done is found by doing it and taking it all back, so that it can't differ
// from what will be done; it is kept beside the payment for people to compare.

import type { Work } from '../appliance.ts'
import { Conflict, NotFound } from '../errors.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { Payment, Shortcode, ShadowDecision } from '../tables.ts'
import type { Instant } from '../time.ts'
import { walletOf } from './ledger.ts'

/** `before_live`: it was paid while the other system still credited, and we hear of it now. */
export type Mode = 'live' | 'shadow' | 'before_live'

// As far back as Safaricom's list goes: of what has no time of its own, nobody knows on which side it was paid.
const doubtFor = { hours: 48 }

/** Pure. What a prompt of ours asked for is ours alone: the other system knows nothing of it. */
export function decideMode(
  { shadow, live_from }: Pick<Shortcode, 'shadow' | 'live_from'>,
  { stk_push_id, paid_at }: Pick<Payment, 'stk_push_id' | 'paid_at'>,
  now: Instant,
): Mode {
  if (stk_push_id !== null) return 'live'
  if (shadow) return 'shadow'
  if (live_from === null) return 'live'
  const earlier = (one: Instant, other: Instant) => Temporal.Instant.compare(one, other) < 0
  if (paid_at === null) return earlier(now, live_from.add(doubtFor)) ? 'before_live' : 'live'
  return earlier(paid_at, live_from) ? 'before_live' : 'live'
}

/** How a payment that is about to be settled is to be taken. The payment is held by the caller. */
export async function findMode({ db, now }: Work, payment: Payment): Promise<Mode> {
  if (payment.state !== 'unsettled' || payment.shortcode === null) return 'live'
  // Held, so that nobody goes live between the look and the entry.
  const place = await db('shortcodes')
    .where({ shortcode: payment.shortcode })
    .forShare()
    .first('shadow', 'live_from')
  const mode = decideMode(place!, payment, now)
  if (mode === 'live') return mode
  const known = await db('shadow_decisions').where({ payment_id: payment.id }).first('released_at')
  return known?.released_at ? 'live' : mode
}

const undone = Symbol('undone')

/** Does it all and takes it all back; what would have been is kept. No job is sent, no message, no disconnect. */
export async function settleInShadow(
  work: Work,
  payment: Payment,
  settle: (dry: Work) => Promise<unknown>,
): Promise<void> {
  const { id: payment_id } = payment
  let would: Omit<ShadowDecision, 'payment_id' | 'decided_at' | 'released_at'> | undefined
  try {
    await work.db.transaction(async (trx) => {
      const before = (await trx('credits').max('id').first())!['max'] as number | null
      const dry: Work = { db: trx, now: work.now, enqueue: async () => {} }
      await settle(dry)
      would = await lookAt(dry, payment_id, before ?? 0)
      throw undone
    })
  } catch (error) {
    if (error !== undone) throw error
  }
  const decided = { ...would!, decided_at: work.now, released_at: null }
  await work
    .db('shadow_decisions')
    .insert({ payment_id, ...decided })
    .onConflict('payment_id')
    .merge()
  await work
    .db('payments')
    .where({ id: payment_id })
    .update({ state: 'shadow', settled_at: work.now, due_at: null })
}

async function lookAt({ db }: Work, payment_id: number, before: number) {
  const paid = (await db('payments').where({ id: payment_id }).first())!
  const { subscriber_id } = paid
  const bought = await db('credits as c')
    .join('services as v', 'v.id', 'c.service_id')
    .where('c.id', '>', before)
    .where({ 'v.subscriber_id': subscriber_id ?? 0, 'c.kind': 'sold' })
    .orderBy('c.id')
    .first('c.service_id', 'c.plan_id', 'c.ends_at')
  const opened = await db('exceptions').where({ payment_id, resolved_at: null }).orderBy('id')
  return {
    subscriber_id,
    service_id: bought?.service_id ?? paid.service_id,
    plan_id: bought?.plan_id ?? null,
    until_at: bought?.ends_at ?? null,
    wallet_cents: subscriber_id === null ? null : await walletOf(db, subscriber_id),
    kinds: opened.map(({ kind }) => kind),
  }
}

/**
 * The other system missed it: a person has it credited here. Throws NotFound `payment_unknown`; Conflict `not_in_shadow`,
 * `credited_there` where the other system says that it credited it.
 */
export async function creditAfterAll(
  work: Work,
  shortcode: string,
  payment_id: number,
  by: Actor,
): Promise<void> {
  const payment = await work.db('payments').where({ id: payment_id, shortcode }).forUpdate().first()
  if (!payment) throw new NotFound('payment_unknown', 'There is no such payment.')
  if (payment.state !== 'shadow')
    throw new Conflict('not_in_shadow', 'It is not in shadow any more: look at the payment.')
  const receipt_code = payment.receipt_code ?? ''
  if (await work.db('old_credits').where({ shortcode, receipt_code }).first('receipt_code'))
    throw new Conflict('credited_there', 'The other system says that it credited this one.')
  await work.db('shadow_decisions').where({ payment_id }).update({ released_at: work.now })
  await work
    .db('payments')
    .where({ id: payment_id })
    .update({ state: 'unsettled', settled_at: null, due_at: work.now })
  await work.enqueue('settle-payment', { payment_id })
  await recordAct(work, {
    ...by,
    action: 'payment.left_shadow',
    subject: `payment:${payment_id}`,
    before: { state: 'shadow' },
    after: { state: 'unsettled', amount_cents: payment.amount_cents },
  })
}
