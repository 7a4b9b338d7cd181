// A refund on its way to its payer: by a reversal of the payment, or to the payer's own phone. One attempt at a time, each under a
// reference that Safaricom takes once, so that asking again never pays twice. Success is final; a failure may still turn out
// to be one, late.
//
// By Paystack, which knows no reference of ours: there it is looked for before it is asked for again.
//
//   created ──▶ sending ──▶ sent ──▶ paid      the money has left
//      │            └─────────┴────▶ failed    a person decides: again, by hand, or back to where it came from
//      └─▶ withdrawn                           undone within its ten minutes

import type { Work } from '../appliance.ts'
import { Conflict } from '../errors.ts'
import { undoMinutes } from '../people/audit.ts'
import type { PayoutResult } from '../providers/daraja-payout.ts'
import type { Payment, Payout, PayoutSettings, Refund, Shortcode } from '../tables.ts'
import { dayBegins, type Instant } from '../time.ts'
import { openException } from './exceptions.ts'
import { findPlaceOf } from './refund-places.ts'

type Way = Payout['way']
type Provider = Shortcode['provider']

/**
 * How it can go back. A reversal finds the payer by the payment itself, so it is tried where the whole payment goes back; a
 * part, or what a wallet held, goes to the phone that paid, never to another. Null: only by hand. Pure.
 */
export function decideWay(
  settings: Pick<PayoutSettings, 'reverses' | 'b2c_shortcode'> | undefined,
  payment: Pick<Payment, 'rail' | 'receipt_code' | 'amount_cents' | 'stk_push_id'> | null,
  refund: Pick<Refund, 'amount_cents' | 'msisdn'>,
  provider: Provider = 'daraja',
): Way | null {
  if (provider === 'paystack')
    return settings?.reverses && payment && payment.stk_push_id !== null ? 'paystack' : null
  if (provider !== 'daraja') return null
  if (!settings || refund.amount_cents % 100 !== 0) return null
  if (payment && payment.rail !== 'mpesa') return null
  const whole = payment !== null && refund.amount_cents === payment.amount_cents
  if (settings.reverses && whole && payment.receipt_code !== null) return 'reversal'
  return settings.b2c_shortcode !== null && refund.msisdn !== null ? 'b2c' : null
}

/** The first attempt, when the ten minutes of the undo are over; later ones at once. Returns the way, or null. */
export async function planPayout(
  work: Work,
  refund: Refund,
  after = { minutes: undoMinutes },
): Promise<Way | null> {
  const { payment, shortcode } = await findPlaceOf(work.db, refund)
  const place = { shortcode: shortcode ?? '' }
  const settings = await work.db('payout_settings').where(place).first()
  const taken = await work.db('shortcodes').where(place).first('provider')
  const way = decideWay(settings, payment, refund, taken?.provider)
  if (way === null) return null
  await work.db('payouts').insert({
    refund_id: refund.id,
    way,
    reference: crypto.randomUUID(),
    shortcode: shortcode!,
    amount_cents: refund.amount_cents,
    state: 'created',
    created_at: work.now,
    due_at: work.now.add(after),
  })
  return way
}

/** Part of an undo. Throws Conflict `refund_on_its_way`. */
export async function withdrawPayout(work: Work, refund_id: number): Promise<void> {
  const live = await work.db('payouts').where({ refund_id }).whereIn('state', alive).forUpdate().first() // prettier-ignore
  if (!live) return
  if (live.state !== 'created')
    throw new Conflict('refund_on_its_way', 'It was ordered to be paid back already.')
  await end(work, live.id, { state: 'withdrawn' })
}

export const alive = ['created', 'sending', 'sent'] as const

export interface Begun {
  payout: Payout
  /** Null: of a wallet, on leaving. */
  payment: Payment | null
  msisdn: Refund['msisdn']
  settings: PayoutSettings
  /** To order it, or to ask what became of it. */
  ask: 'order' | 'status'
}

const patience = { minutes: 10 } // Results come within a few minutes, and are never repeated.
// Paystack queues a refund for hours, and says itself that it may take days.
const waits: Record<Way, { first: { minutes: number }; told: { hours: number }; givenUp: { hours: number } }> = {
  reversal: { first: { minutes: 1 }, told: { hours: 1 }, givenUp: { hours: 48 } },
  b2c: { first: { minutes: 1 }, told: { hours: 1 }, givenUp: { hours: 48 } },
  paystack: { first: patience, told: { hours: 48 }, givenUp: { hours: 14 * 24 } },
} // prettier-ignore

/** What to ask Safaricom now. That it may have been asked is written down before it is. Undefined: nothing. */
export async function beginPayout(work: Work, id: number): Promise<Begun | undefined> {
  const payout = await work.db('payouts').where({ id }).forUpdate().first()
  if (!payout || !isAlive(payout.state) || !isDue(payout.due_at, work.now)) return undefined
  const refund = (await work.db('refunds').where({ id: payout.refund_id }).forUpdate().first())!
  const settings = await work.db('payout_settings').where({ shortcode: payout.shortcode }).first()
  if (refund.state !== 'approved') {
    if (payout.state === 'created') await end(work, id, { state: 'withdrawn' })
    else await work.db('payouts').where({ id }).update({ due_at: null })
    return undefined
  }
  if (!settings) return void (await stick(work, payout, 'Paying back was switched off.', null))
  if (payout.state === 'created' && (await isOverCap(work, payout, settings))) {
    const tomorrow = dayBegins(work.now.add({ hours: 24 }))
    return void (await stick(work, payout, 'The cap of the day is reached: it goes tomorrow.', tomorrow)) // prettier-ignore
  }
  const who = payout.way === 'paystack' ? 'Paystack' : 'Safaricom'
  const { first, told, givenUp } = waits[payout.way]
  if (Temporal.Instant.compare(payout.created_at.add(givenUp), work.now) < 0)
    return void (await stick(work, payout, `${who} does not say what became of it.`, null))
  if (Temporal.Instant.compare(payout.created_at.add(told), work.now) < 0)
    await stick(work, payout, `It takes longer than it should; ${who} is asked again.`, 'as_is')
  // A reversal that is ordered again is told "already reversed"; a payment to a phone is asked about by its conversation.
  const known =
    payout.way === 'paystack'
      ? payout.state !== 'created'
      : payout.way === 'b2c' && payout.conversation_id !== null
  const { payment } = await findPlaceOf(work.db, refund)
  const asked = payout.state === 'sent' ? {} : { state: 'sending' as const }
  await work
    .db('payouts')
    .where({ id })
    .update({
      ...asked,
      tries: payout.tries + 1,
      due_at: work.now.add(pauseAfter(payout.tries, first)),
    })
  return { payout, payment, settings, msisdn: refund.msisdn, ask: known ? 'status' : 'order' }
}

export const isAlive = (state: Payout['state']) => (alive as readonly string[]).includes(state)
const isDue = (due_at: Instant | null, now: Instant) =>
  due_at !== null && Temporal.Instant.compare(due_at, now) <= 0

function pauseAfter(tries: number, first: { minutes: number }): { minutes: number } {
  return { minutes: [first.minutes, Math.max(first.minutes, 5), 15][tries] ?? 60 }
}

async function isOverCap(
  { db, now }: Work,
  { id, shortcode, amount_cents }: Payout,
  { daily_cap_cents }: PayoutSettings,
): Promise<boolean> {
  const { rows } = await db.raw<{ rows: { gone: number }[] }>(
    `select coalesce(sum(amount_cents), 0)::bigint as gone from payouts
     where shortcode = :shortcode and id <> :id and state in ('sending', 'sent', 'paid') and sent_at >= :today`,
    { shortcode, id, today: dayBegins(now) as never },
  )
  return rows[0]!.gone + amount_cents > daily_cap_cents
}

export type Ordered =
  | { outcome: 'accepted'; conversation_id: string }
  /** It was submitted before, or perhaps: what became of it is asked about. */
  | { outcome: 'perhaps'; words: string }
  /** Nothing was sent; trying again is the cure. */
  | { outcome: 'not_sent'; words: string }
  /** Nothing was sent, and trying again can't help. */
  | { outcome: 'refused'; words: string }

/** What came of ordering or asking. The exchange is kept, redacted. */
export async function recordOrder(
  work: Work,
  id: number,
  ordered: Ordered,
  { exchange, ask }: { exchange: unknown; ask: Begun['ask'] },
): Promise<void> {
  const payout = (await work.db('payouts').where({ id }).forUpdate().first())!
  await work
    .db('payouts')
    .where({ id })
    .update({ exchange: JSON.stringify(exchange) as never })
  if (!isAlive(payout.state) || ask === 'status') return // Its result may have overtaken the answer.
  const { outcome } = ordered
  const sent_at = payout.sent_at ?? work.now
  if (outcome === 'accepted') {
    const { conversation_id } = ordered
    const due_at = work.now.add(patience)
    await work.db('payouts').where({ id }).update({ state: 'sent', sent_at, conversation_id, due_at }) // prettier-ignore
  } else if (outcome === 'refused' && (payout.sent_at === null || payout.way === 'paystack')) {
    const result = { result_code: 'refused', result_words: ordered.words }
    await failPayout(work, payout, result)
  } else {
    const went = outcome === 'perhaps' ? { sent_at } : {}
    await work
      .db('payouts')
      .where({ id })
      .update({ ...went, result_words: ordered.words })
  }
}

type Told = Pick<PayoutResult, 'result_code' | 'result_words'>

export async function failPayout(work: Work, payout: Payout, told: Told): Promise<void> {
  const { result_code, result_words } = told
  await end(work, payout.id, { state: 'failed', result_code, result_words })
  const refund = (await work.db('refunds').where({ id: payout.refund_id }).first())!
  await openStuck(work, refund, result_words || `Safaricom says ${result_code}.`)
}

/** It waits, and a person is told; `due` null: nothing more is asked. */
async function stick(
  work: Work,
  { id, refund_id }: Payout,
  reason: string,
  due: Instant | null | 'as_is',
): Promise<void> {
  if (due !== 'as_is') await work.db('payouts').where({ id }).update({ due_at: due })
  const refund = (await work.db('refunds').where({ id: refund_id }).first())!
  await openStuck(work, refund, reason)
}

export async function openStuck(work: Work, refund: Refund, reason: string): Promise<void> {
  await openException(work, {
    kind: 'refund_stuck',
    subject: `refund:${refund.id}`,
    payment_id: refund.payment_id,
    subscriber_id: refund.subscriber_id,
    amount_cents: refund.amount_cents,
    details: { reason },
  })
}

async function end(
  work: Work,
  id: number,
  change: Partial<Payout> & { state: 'failed' | 'withdrawn' },
): Promise<void> {
  await work
    .db('payouts')
    .where({ id })
    .update({ ...change, ended_at: work.now, due_at: null })
}
