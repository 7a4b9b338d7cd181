// One prompt on a phone. The row is there before anything is sent, and it is sent once: who died in between, or got no
// answer, does not know whether the phone rings, and asks before sending again (F31). Callbacks are hints; Safaricom's
// answer to an STK query decides. Late money wins over any failure, nothing wins over money.
//
//   created ──▶ sending ──▶ sent ─────┬──▶ paid
//      └─────────┬─┴──────▶ unknown ──┼──▶ failed      proved, or never sent ──▶ paid
//                └────────────────────┴──▶ unanswered  48 hours: a person is told ──▶ paid

import { randomInt, randomUUID } from 'node:crypto'
import type { Work } from '../appliance.ts'
import type { Checkout, StkPush, StkPushState } from '../tables.ts'

/** The prompt may still be paid, as far as we know. */
export const inFlight: readonly StkPushState[] = ['created', 'sending', 'sent', 'unknown']

/** A prompt that could not be sent for so long is not sent any more: nobody stands there waiting. */
const sendWithin = { minutes: 2 }
const sweepAfter = { seconds: 5 }
const answerWithin = { seconds: 60 }
const triesMax = 4

/** The row and its job. */
export async function makePush(
  work: Work,
  checkout: Checkout,
  attempt: number,
  source_address: string | null,
): Promise<StkPush> {
  const { account_no } = (await work
    .db('subscribers')
    .where({ id: checkout.subscriber_id })
    .first('account_no'))!
  for (;;) {
    const [push] = await work
      .db('stk_pushes')
      .insert({
        checkout_id: checkout.id,
        attempt,
        merchant_reference: randomUUID(),
        account_reference: account_no + drawTag(),
        msisdn: checkout.msisdn,
        amount_cents: checkout.amount_cents,
        source_address,
        state: 'created',
        made_at: work.now,
        due_at: work.now.add(sweepAfter),
      })
      .onConflict('account_reference')
      .ignore()
      .returning('*')
    if (!push) continue
    await work.enqueue('send-push', { stk_push_id: push.id })
    return push
  }
}

// Consonants only: no digit to be mistaken for the account number's, no word by accident.
const letters = 'BCDFGHJKLMNPQRSTVWXZ'

function drawTag(): string {
  return Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')
}

/** From now on it may have been sent. Undefined where it was before, or where nobody wants it any more. */
export async function beginPush(
  work: Work,
  stk_push_id: number,
): Promise<{ push: StkPush; shortcode: string } | undefined> {
  const push = await work.db('stk_pushes').where({ id: stk_push_id }).forUpdate().first()
  if (push?.state !== 'created') return undefined
  const { shortcode, state, closed_at } = (await work
    .db('checkouts as k')
    .join('subscribers as s', 's.id', 'k.subscriber_id')
    .where('k.id', push.checkout_id)
    .first<Pick<Checkout, 'shortcode' | 'state' | 'closed_at'>>(
      'k.shortcode',
      'k.state',
      's.closed_at',
    ))!
  const late = Temporal.Instant.compare(push.made_at.add(sendWithin), work.now) < 0
  if (late || state === 'paid' || closed_at) {
    const closed = closed_at ? accountClosed : 'It was paid meanwhile.'
    const result_words = late ? 'Nobody waits any more.' : closed
    await endPush(work, push.id, { result_code: notSent, result_words })
    return undefined
  }
  const [begun] = await work
    .db('stk_pushes')
    .where({ id: push.id })
    .update({ state: 'sending', tries: push.tries + 1, due_at: work.now.add(answerWithin) })
    .returning('*')
  return { push: begun!, shortcode }
}

/** Why a prompt for somebody who left is not sent. */
export const accountClosed = 'The account was closed.'
/** What stands for a result code where no prompt was ever sent. */
export const notSent = 'not_sent'
/** Safaricom's own code for it, where it comes as a result. */
const phoneBusy = '1001'

export type Sending =
  | { outcome: 'accepted'; merchant_request_id: string; checkout_request_id: string | null }
  /** Certainly not on the phone: `stk_not_sent` passes by itself, `stk_phone_busy` within a minute, others don't. */
  | { outcome: 'not_sent'; code: string; words: string }
  | { outcome: 'unknown'; words: string }

/** What Daraja said to the request. A callback may have been faster: then only what it could not say is added. */
export async function recordSending(
  work: Work,
  stk_push_id: number,
  sending: Sending,
  exchange: unknown,
): Promise<StkPushState> {
  const push = (await work.db('stk_pushes').where({ id: stk_push_id }).forUpdate().first())!
  const told = { exchange: JSON.stringify(exchange) as never }
  const change = push.state === 'sending' ? afterSending(work, push, sending) : {}
  const ids =
    sending.outcome === 'accepted'
      ? {
          merchant_request_id: sending.merchant_request_id,
          ...(sending.checkout_request_id !== null && {
            checkout_request_id: sending.checkout_request_id,
          }),
          sent_at: push.sent_at ?? work.now,
        }
      : {}
  if (sending.outcome === 'accepted' && sending.checkout_request_id !== null)
    await takeBackName(work, push, sending.checkout_request_id)
  const [after] = await work
    .db('stk_pushes')
    .where({ id: push.id })
    .update({ ...told, ...ids, ...change })
    .returning('state')
  return after!.state
}

/** What Daraja itself calls this prompt was, by a callback's word, another's that had no name of its own. */
async function takeBackName(
  work: Work,
  { id }: StkPush,
  checkout_request_id: string,
): Promise<void> {
  await work
    .db('stk_pushes')
    .where({ checkout_request_id, sent_at: null })
    .whereNot({ id })
    .update({ checkout_request_id: null })
}

function afterSending(work: Work, push: StkPush, sending: Sending): Partial<StkPush> {
  switch (sending.outcome) {
    case 'accepted':
      return { state: 'sent', tries: 0, due_at: work.now.add({ seconds: 10 }) }
    case 'unknown':
      return {
        state: 'unknown',
        tries: 0,
        result_words: sending.words,
        due_at: work.now.add({ seconds: 30 }),
      }
    case 'not_sent':
      return sending.code === 'stk_not_sent' && push.tries < triesMax
        ? { state: 'created', due_at: work.now.add({ seconds: 2 ** push.tries }) }
        : {
            state: 'failed',
            result_code: sending.code === 'stk_phone_busy' ? phoneBusy : notSent,
            result_words: sending.words,
            closed_at: work.now,
            due_at: null,
          }
  }
}

/** It ended without money, as far as anybody knows. */
export async function endPush(
  work: Work,
  id: number,
  ending: { result_code: string; result_words: string },
): Promise<void> {
  await work
    .db('stk_pushes')
    .where({ id })
    .update({ ...ending, state: 'failed', closed_at: work.now, due_at: null })
}
