// "I have paid": a code that a subscriber brings, typed by staff. It credits nothing. What is known of the code already is
// said at once; else Safaricom is asked, for two days, and the answer stands with the claim. A code is one person's claim.

import { findActiveShortcode } from '../access/portal.ts'
import type { Work } from '../appliance.ts'
import { Conflict, Invalid, Unavailable } from '../errors.ts'
import type { Cents } from '../money.ts'
import { recordAct, type Actor } from '../people/audit.ts'
import type { MadeClaim, Payment } from '../tables.ts'
import { closeByItself, openException } from './exceptions.ts'
import { findOwner } from './matching.ts'
import { findPayment, holdReceipt } from './payments.ts'
import { decideNextProof } from './proof-schedule.ts'

const sweepAfter = { seconds: 30 }

export interface NewClaim {
  account_no: string
  receipt_code: string
  /** As they say; null: they don't. */
  amount_cents: Cents | null
}

/** "ukl4 t8m2qx" → "UKL4T8M2QX". Throws Invalid `code_unreadable`. */
export function parseReceiptCode(typed: string): string {
  const code = typed
    .normalize('NFKC')
    .replace(/[\s.-]/g, '')
    .toUpperCase()
  if (/^[A-Z][A-Z0-9]{7,11}$/.test(code)) return code
  throw new Invalid('code_unreadable', 'M-Pesa’s code has ten letters and digits, like UKL4T8M2QX.')
}

/**
 * Throws Invalid `account_unknown`; Conflict `credited_already` where it is theirs, `claimed_already` where another claims
 * it; Unavailable `no_paybill`.
 */
export async function makeClaim(work: Work, claim: NewClaim, by: Actor): Promise<MadeClaim> {
  const { receipt_code, amount_cents } = claim
  const subscriber = (await findOwner(work.db, claim.account_no))?.subscriber
  if (!subscriber)
    throw new Invalid('account_unknown', `No subscriber has ${claim.account_no}; is a digit wrong?`)
  await holdReceipt(work, receipt_code)
  const payment = await findPayment(work, receipt_code)
  if (payment?.subscriber_id === subscriber.id)
    throw new Conflict('credited_already', `${receipt_code} is on their account already.`)
  const known = await work.db('claims').where({ receipt_code }).forUpdate().first()
  if (known && known.subscriber_id !== subscriber.id)
    throw new Conflict('claimed_already', `${receipt_code} is claimed by another subscriber.`)

  const shortcode = payment?.shortcode ?? (await findActiveShortcode(work.db))?.shortcode
  if (!shortcode) throw new Unavailable('no_paybill', 'No paybill is set up yet.')
  const asking = {
    state: payment ? ('found' as const) : ('open' as const),
    tries: 0,
    due_at: payment ? null : work.now.add(sweepAfter),
  }
  const row = { subscriber_id: subscriber.id, amount_cents, shortcode, ...asking }
  const made = { receipt_code, made_by: by.staff?.id ?? null, made_at: work.now }
  const [added] = known
    ? await work.db('claims').where({ id: known.id }).update(row).returning('*')
    : await work
        .db('claims')
        .insert({ ...row, ...made })
        .returning('*')
  if (!payment) await work.enqueue('prove-payment', { shortcode, receipt_code })
  // Money in suspense has its exception already, where the claim is a reason to give it to them.
  if (payment?.state !== 'excepted') await tell(work, added!, payment)
  await recordAct(work, {
    ...by,
    action: 'claim.made',
    subject: `subscriber:${subscriber.id}`,
    after: { receipt_code, amount_cents },
  })
  return added!
}

async function tell(work: Work, claim: MadeClaim, payment: Payment | undefined): Promise<void> {
  const { receipt_code, subscriber_id, amount_cents, state, tries } = claim
  await openException(work, {
    kind: 'claimed',
    subject: `receipt:${receipt_code}`,
    payment_id: payment?.id ?? null,
    subscriber_id,
    amount_cents,
    details: {
      receipt_code,
      answer: payment ? 'credited_to_another' : state === 'open' ? 'asking' : 'not_found',
      ...(tries > 0 && { tries }),
    },
  })
}

/** Asked again, and not found: later, or given up. */
export async function applyClaimUnproved(work: Work, receipt_code: string): Promise<void> {
  const claim = await work.db('claims').where({ receipt_code, state: 'open' }).forUpdate().first()
  if (!claim) return
  const tries = claim.tries + 1
  const next = decideNextProof({ heard_at: claim.made_at, tries }, work.now)
  const over = next === 'give_up'
  const change = over
    ? { state: 'not_found' as const, due_at: null, tries }
    : { due_at: next, tries }
  const [after] = await work.db('claims').where({ id: claim.id }).update(change).returning('*')
  await tell(work, after!, undefined)
}

/** The money came after all, and has been put somewhere: whose it is, or null for suspense. */
export async function answerClaim(
  work: Work,
  payment: Payment,
  subscriber_id: number | null,
): Promise<void> {
  const { receipt_code } = payment
  if (receipt_code === null || payment.rail !== 'mpesa') return
  const [claim] = await work
    .db('claims')
    .where({ receipt_code })
    .update({ state: 'found', due_at: null })
    .returning('*')
  if (!claim) return
  const about = { kinds: ['claimed' as const], subject: `receipt:${receipt_code}` }
  if (subscriber_id === null)
    await closeByItself(work, about, 'It came, and waits in suspense for its owner.')
  else if (subscriber_id === claim.subscriber_id)
    await closeByItself(work, about, 'It came, and is on their account.')
  else await tell(work, claim, payment)
}
