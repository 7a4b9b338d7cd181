// The payment a prompt became. It may be proved by an STK query, which names no receipt; or by a pull or a status of
// the confirmation that Safaricom sends besides (payments.md A.6), which names both. One payment, whichever was first:
// a prompt has at most one, and a receipt has at most one.

import { randomUUID } from 'node:crypto'
import type { Work } from '../appliance.ts'
import type { StkPaid } from '../providers/daraja-stk-callback.ts'
import type { PromptProof } from '../providers/prompts.ts'
import type { Callback, Inquiry, Payment, StkPush } from '../tables.ts'
import { closePush } from './paid-prompts.ts'
import { settleFromSuspense } from './settlement.ts'
import { isNamedByProof, reportName } from './payment-names.ts'
import { nothingMore, whatCallbacksSaid, withProof, type Told } from './prompt-news.ts'
import {
  findPayment,
  holdReceipt,
  holdReceiptAtOnce,
  recordSighting,
  turnCallbacksIntoSightings,
} from './payments.ts'

const sweepAfter = { seconds: 30 }

/**
 * The provider answers that the prompt was paid; Daraja's query says nothing else, others' answers may name receipt and
 * amount. Run twice, the second adds no money.
 */
export async function recordPushPayment(
  work: Work,
  stk_push_id: number,
  inquiry: Inquiry,
  proof: PromptProof = nothingMore,
): Promise<'recorded' | 'seen_again'> {
  const { push, told } = await holdBoth(work, stk_push_id, proof)
  const known = await work.db('payments').where({ stk_push_id }).first()
  if (known) {
    await nameIt(work, known, told, proof)
    await sight(work, known, push, told, inquiry)
    return 'seen_again'
  }
  const named = told.receipt_code ? await findPayment(work, told.receipt_code) : undefined
  const twin = named ?? (await findInSuspense(work, push))
  if (twin && twin.stk_push_id === null && isTwin(twin, push)) {
    await work.db('payments').where({ id: twin.id }).update({ stk_push_id, channel: 'stk' })
    await closePush(work, push)
    if (twin.state === 'excepted') await settleFromSuspense(work, twin.id)
    await sight(work, { ...twin, stk_push_id }, push, told, inquiry)
    return 'seen_again'
  }
  if (twin) await reportName(work, twin, twin.receipt_code) // The prompt was paid, but not by that receipt.
  const payment = await insert(work, push, {
    ...told,
    receipt_code: twin ? null : told.receipt_code,
  })
  if (told.disagree) await reportName(work, payment, null)
  await closePush(work, push)
  await sight(work, payment, push, told, inquiry)
  await turnCallbacksIntoSightings(work, payment)
  await work.enqueue('settle-payment', { payment_id: payment.id })
  return 'recorded'
}

/** A callback to a prompt that is paid already: it may name the receipt. The receipt, then the prompt, are locked. */
export async function sightStkCallback(
  work: Work,
  push: StkPush,
  callback: Callback,
  paid: StkPaid,
): Promise<void> {
  const payment = await work.db('payments').where({ stk_push_id: push.id }).first()
  if (!payment) return
  await nameIt(work, payment, await whatCallbacksSaid(work, push))
  await recordSighting(work, payment, {
    source: 'callback',
    callback_id: callback.id,
    inquiry_id: null,
    amount_cents: paid.amount_cents ?? payment.amount_cents,
    account_typed: push.account_reference,
    paid_at: paid.paid_at,
  })
}

/** The receipt first and the prompt second, as recordPayment holds them. */
async function holdBoth(
  work: Work,
  stk_push_id: number,
  proof: PromptProof,
): Promise<{ push: StkPush; told: Told }> {
  const asked = (await work.db('stk_pushes').where({ id: stk_push_id }).first())!
  const heard = withProof(await whatCallbacksSaid(work, asked), proof)
  if (heard.receipt_code) await holdReceipt(work, heard.receipt_code)
  const push = (await work.db('stk_pushes').where({ id: stk_push_id }).forUpdate().first())!
  const told = withProof(await whatCallbacksSaid(work, push), proof)
  const { receipt_code } = told
  if (receipt_code === null || receipt_code === heard.receipt_code) return { push, told }
  // Read while we waited. Who holds its receipt now comes after us, and names it then.
  const held = await holdReceiptAtOnce(work, receipt_code)
  return { push, told: held ? told : { ...told, receipt_code: null } }
}

function isTwin(payment: Payment, push: StkPush): boolean {
  if (payment.amount_cents !== push.amount_cents) return false
  const typed = (payment.account_typed ?? '').replace(/\s/g, '').toUpperCase()
  if (typed !== '') return typed === push.account_reference
  const { state, payer_msisdn } = payment
  return (
    state !== 'settled' &&
    state !== 'shadow' &&
    (payer_msisdn === null || payer_msisdn === push.msisdn)
  )
}

/**
 * A till's confirmation names no prompt and, masked, no phone: pulled before the query answered, it waits in suspense. Where
 * just one of this amount came to the till since the prompt was sent, it is this prompt's; counting the prompt besides would
 * be counting it twice. Locked.
 */
async function findInSuspense(work: Work, push: StkPush): Promise<Payment | undefined> {
  const { rows } = await work.db.raw<{ rows: Payment[] }>(
    `select m.* from payments m join checkouts k on k.id = :checkout_id
     where m.shortcode = k.shortcode and m.rail = 'mpesa' and m.stk_push_id is null and m.state not in ('settled', 'shadow')
       and coalesce(btrim(m.account_typed), '') = '' and m.customer_money and m.amount_cents = :amount_cents
       and (m.payer_msisdn is null or m.payer_msisdn = :msisdn) and m.heard_at >= :made_at
     order by m.id limit 2 for no key update of m`,
    {
      checkout_id: push.checkout_id,
      amount_cents: push.amount_cents,
      msisdn: push.msisdn,
      made_at: push.made_at.subtract({ minutes: 1 }) as never,
    },
  )
  return rows.length === 1 ? rows[0] : undefined
}

async function insert(work: Work, push: StkPush, told: Told): Promise<Payment> {
  const { shortcode } = (await work
    .db('checkouts')
    .where({ id: push.checkout_id })
    .first('shortcode'))!
  const [payment] = await work
    .db('payments')
    .insert({
      merchant_reference: randomUUID(),
      rail: 'mpesa',
      receipt_code: told.receipt_code,
      shortcode,
      channel: 'stk',
      stk_push_id: push.id,
      amount_cents: told.proved_cents ?? push.amount_cents, // Of Daraja's what was asked for: it can't be paid in part.
      account_typed: push.account_reference,
      payer_msisdn: push.msisdn,
      payer_msisdn_raw: told.msisdn_raw,
      payer_name: null,
      customer_money: true,
      paid_at: told.paid_at,
      heard_at: told.heard_at ?? work.now,
      proved_at: work.now,
      proved_by: told.named ? 'provider_status' : 'stk_query',
      state: 'unsettled',
      due_at: work.now.add(sweepAfter),
    })
    .returning('*')
  return payment!
}

/** The code that its callbacks agree on, or none; unless Safaricom has said it, or another payment has it. */
async function nameIt(
  work: Work,
  payment: Payment,
  { receipt_code, disagree }: Told,
  proof: PromptProof = nothingMore,
): Promise<void> {
  if (receipt_code === payment.receipt_code || (receipt_code === null && !disagree)) return
  const other = receipt_code === null ? undefined : await findPayment(work, receipt_code)
  if (payment.receipt_code !== null || disagree || other)
    await reportName(work, payment, receipt_code)
  if (other || (await isNamedByProof(work, payment))) return
  const proved = proof.receipt_code === null ? {} : { proved_by: 'provider_status' as const }
  await work
    .db('payments')
    .where({ id: payment.id })
    .update({ receipt_code, ...proved })
}

async function sight(
  work: Work,
  payment: Payment,
  push: StkPush,
  told: Told,
  inquiry: Inquiry,
): Promise<void> {
  const report = { account_typed: push.account_reference, paid_at: told.paid_at }
  await recordSighting(work, payment, {
    ...report,
    source: 'stk_query',
    callback_id: null,
    inquiry_id: inquiry.id,
    amount_cents: told.proved_cents ?? push.amount_cents,
  })
  for (const callback_id of told.callback_ids) {
    const amount_cents = told.amount_cents ?? push.amount_cents
    const called = { ...report, source: 'callback' as const, callback_id, inquiry_id: null }
    await recordSighting(work, payment, { ...called, amount_cents })
  }
}
